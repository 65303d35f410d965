"""Installer of two generators of API clients, for Python and for TypeScript, which the tests use.

Both are locked, with hashes: packaging/requirements-clients.txt and packaging/clients/package-lock.json. The Python one
needs other versions than ours of what we use, so it has an environment of its own.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON_FOLDER = ROOT / ".venv" / "clients"
NODE_FOLDER = ROOT / "packaging" / "clients"
REQUIREMENTS = ROOT / "packaging" / "requirements-clients.txt"
STAMP = PYTHON_FOLDER / ".stamp"
SOURCES = [REQUIREMENTS, NODE_FOLDER / "package-lock.json", Path(__file__)]


def main() -> None:
    """Install what is missing or out of date."""
    if not is_up_to_date():
        install_python()
        install_node()
        STAMP.touch()


def is_up_to_date() -> bool:
    """Whether both are installed as locked."""
    return STAMP.exists() and STAMP.stat().st_mtime >= max(source.stat().st_mtime for source in SOURCES)


def install_python() -> None:
    """Install the generator of Python clients, with its generated code's libraries."""
    venv.create(PYTHON_FOLDER, with_pip=True)
    pip = [str(PYTHON_FOLDER / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(REQUIREMENTS)], check=True)


def install_node() -> None:
    """Install the generator of TypeScript clients, running no scripts of packages."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it fetches the generator of TypeScript clients. On Debian: apt-get install npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=NODE_FOLDER, check=True)


if __name__ == "__main__":
    main()
