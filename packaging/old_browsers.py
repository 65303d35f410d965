"""Installer of old Chromiums from npm: the tests show the pages in them. Without ``--all`` only those of `make test`.

The packages of packaging/browsers hold each one compressed; none of their scripts runs. Version by version they are
unpacked to ``node_modules/chromium-VERSION/chromium``, where tests/web/old_chromium.py starts them. All are for x86-64
Linux: elsewhere nothing is installed, and the tests skip them.
"""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import brotli

FOLDER = Path(__file__).resolve().parent / "browsers"


def main(*, every: bool) -> None:
    """Fetch what the lock names, and unpack it."""
    if platform.machine() != "x86_64" or not sys.platform.startswith("linux"):
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it fetches the old browsers. On Debian: apt-get install npm")
    command = [npm, "ci", "--ignore-scripts", "--loglevel=error", *([] if every else ["--omit=dev"])]
    subprocess.run(command, cwd=FOLDER, check=True)
    for package in sorted(FOLDER.glob("node_modules/chromium-*")):
        unpack(package)


def unpack(package: Path) -> None:
    """Write the program of a package beside its compressed file, which goes."""
    [compressed] = package.glob("bin/chromium*.br")
    program = package / "chromium"
    program.write_bytes(brotli.decompress(compressed.read_bytes()))
    program.chmod(0o755)
    shutil.rmtree(package / "bin")


if __name__ == "__main__":
    main(every="--all" in sys.argv)
