#!/usr/bin/env bash
# Writes the requirements files, with hashes, from pyproject.toml; `make lock` runs it.
#
# Versions stay as they are while pyproject.toml allows them; `make lock ARGS=--upgrade` takes the newest.
# The smaller file is held to the versions of the larger, so that `make test` after `make run` only adds.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --custom-compile-command "make lock" "$@"
}

lock pyproject.toml --group dev --output-file packaging/requirements-dev.txt "$@"
lock pyproject.toml --group build --constraint packaging/requirements-dev.txt --output-file packaging/requirements.txt
lock --group bench --output-file packaging/requirements-bench.txt "$@"
lock --group package --output-file packaging/requirements-package.txt "$@"
lock --group clients --output-file packaging/requirements-clients.txt "$@"
lock --group chromium-94 --output-file packaging/requirements-chromium-94.txt "$@"
