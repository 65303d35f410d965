# The commands of GOaT Kiosk. On a fresh machine `make run` or `make test` installs what is missing
# and starts; after that each finds its stamp in .venv and starts at once.
#
# ARGS are passed on:    make run ARGS="--port 8080"    make test ARGS="-k rewind"
# PYTHON makes the venv: make run PYTHON=python3.12
# JOBS are tests at a time: make test JOBS=4
# READABLE serves scripts and styles for a debugger: make demo READABLE=1

PYTHON ?= python3
ARGS   ?=
# Tests that run side by side: twice as many as cores, since many wait for a browser or another process. Each worker
# takes neighbours, which share a browser or a server, and those that are done take from those that are not.
JOBS   ?= 4
CHECKS := lint-style lint-types lint-types-win32 lint-types-darwin lint-known-vulnerabilities lint-shell
QUICK  := $(addprefix tests/,app cli desk domain exports host hub settings store text) $(wildcard tests/test_*.py tests/diagnostics/test_*.py) tests/packaging/test_supply.py
SCRIPTS := .ci/run $(shell grep -rlE '^\#!.*\b(ba)?sh$$' packaging --exclude-dir=node_modules)
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# A stamp is an empty file that is newer than what it was made from.
VENV   := .venv/.venv-stamp
RUN    := .venv/.run-stamp
DEV    := .venv/.dev-stamp
BENCH  := .venv/.bench-stamp
PACK   := .venv/.package-stamp
OLD    := .venv/.old-browsers-stamp
OLDER  := .venv/.older-browsers-stamp
CLIENTS := .venv/clients/.stamp
QT94   := .venv/chromium-94/.stamp

export PYTHON
# Python and pytest keep what they compile: some hundred kiosks and each worker start from it.
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:
.PHONY: help run demo check test lint format hooks bench build packages drill release lock picture sheet engines clean
.PHONY: $(CHECKS) pages system-run system-test system-bench system-package

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: system-run pages ## Open the scorekeeper's window and serve the phones
	$(BIN)/goat-kiosk run $(ARGS)

demo: system-run pages ## The same with a match that plays itself
	$(BIN)/goat-kiosk demo $(ARGS)

test: lint ## Lint, then run the tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

check: lint ## Lint, then run the tests that open no window and no browser: under a minute
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses $(JOBS) -q $(QUICK) $(ARGS)

lint: system-test $(DEV) pages $(OLD) $(CLIENTS) ## Check style and types, and ask for known vulnerabilities
	@$(MAKE) --no-print-directory --jobs --output-sync $(CHECKS)

hooks: $(DEV) ## Have git lint what is committed
	$(BIN)/pre-commit install

format: $(DEV) ## Rewrite the code in the project's style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: system-bench $(BENCH) pages $(OLDER) $(QT94) ## Try every property at random, then measure beside peers in the same run
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m hypothesis --hypothesis-profile=random --numprocesses $(JOBS)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/bench -s $(ARGS)

build: $(DEV) pages ## Make the wheel, the sdist and the bill of materials in dist/
	$(BIN)/python -m build --no-isolation
	$(BIN)/python packaging/sbom.py dist

packages: build system-package $(PACK) ## Make everything that users install, in dist/
	$(BIN)/python packaging/icons.py
	$(BIN)/python packaging/man.py > build/goat-kiosk.1
	$(BIN)/pyinstaller --noconfirm --log-level ERROR --distpath build/one-folder --workpath build/pyinstaller \
		packaging/one_folder/goat-kiosk.spec
	packaging/deb/build.sh
	packaging/appimage/build.sh
	packaging/windows/check.sh

drill: system-package ## Prove the packages and the README in an empty Debian 12 and 13 (ARGS: readme, deb, upgrade, wheel)
	SUITE=bookworm packaging/fresh.sh $(ARGS)
	SUITE=trixie packaging/fresh.sh $(ARGS)

release: $(DEV) ## Check that a version may be released (ARGS=--now releases it)
	$(BIN)/python packaging/release.py $(ARGS)

lock: $(DEV) ## Pin the Python packages anew (ARGS=--upgrade for the newest)
	packaging/lock.sh $(ARGS)

picture: system-test $(DEV) pages ## Make the pictures of the documentation
	$(BIN)/python packaging/picture.py $(ARGS)
	$(BIN)/python packaging/pages.py
	$(BIN)/python packaging/window.py

sheet: system-test $(DEV) pages ## Make a contact sheet of every page, or with OF=wall, OF=overlay of all walls or overlays
	$(BIN)/python packaging/$(or $(OF),contact)_sheet.py $(ARGS)

engines: system-bench $(DEV) pages $(OLDER) $(QT94) ## Make a contact sheet of the main pages in old Chromiums, Firefox and WebKit
	$(BIN)/python packaging/engine_sheet.py $(ARGS)

clean: ## Remove everything that make made
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf packaging/web/node_modules packaging/browsers/node_modules packaging/clients/node_modules resources/fonts resources/dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------- what lint runs, side by side

lint-style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

lint-types:
	$(BIN)/mypy

# What is for other systems cannot be run here; that it names what they have can be checked.
lint-types-win32 lint-types-darwin: lint-types-%:
	$(BIN)/mypy --platform $* --no-warn-unreachable --cache-dir .mypy_cache/$* goat_kiosk packaging

lint-known-vulnerabilities:
	@$(BIN)/python packaging/audit.py

lint-shell:
	shellcheck $(SCRIPTS)

# ---------------------------------------------------------------------- what the commands stand on

system-run:
	@packaging/debian.sh run

system-test:
	@packaging/debian.sh test

system-bench:
	@packaging/debian.sh bench

system-package:
	@packaging/debian.sh package

$(VENV): | system-run
	$(PYTHON) -m venv .venv
	@touch $@

# The project is installed as a link to this folder, so that the code here is what runs.
$(RUN): $(VENV) packaging/requirements.txt pyproject.toml
	$(PIP) --require-hashes --requirement packaging/requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) packaging/requirements-dev.txt
	$(PIP) --require-hashes --requirement packaging/requirements-dev.txt
	@touch $@

$(PACK): $(DEV) packaging/requirements-package.txt
	$(PIP) --require-hashes --requirement packaging/requirements-package.txt
	@touch $@

# The peers are nice to have: without one of them the others are measured.
$(BENCH): $(DEV) packaging/requirements-bench.txt
	-$(PIP) --require-hashes --requirement packaging/requirements-bench.txt
	@touch $@

# It asks the files' times itself, so pytest can run it too.
pages: $(RUN)
	@$(BIN)/python packaging/assets.py $(if $(READABLE),--readable)

# Old Chromiums that the pages must look right in: the oldest for the tests, those since for the benchmarks.
$(OLD): $(DEV) packaging/old_browsers.py packaging/browsers/package-lock.json
	$(BIN)/python packaging/old_browsers.py
	@touch $@

$(OLDER): $(OLD)
	$(BIN)/python packaging/old_browsers.py --all
	@touch $@

$(CLIENTS): packaging/api_clients.py packaging/requirements-clients.txt packaging/clients/package-lock.json $(DEV)
	$(BIN)/python packaging/api_clients.py

# Chromium 94 is a part of a Qt, which must not meet ours: it has an environment of its own, like the peers nice to have.
$(QT94): packaging/requirements-chromium-94.txt
	$(PYTHON) -m venv .venv/chromium-94
	-.venv/chromium-94/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement $<
	@touch $@
