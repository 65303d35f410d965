"""Fetch the web libraries and fonts of the pages and the window into resources/.

npm fetches them, checked against the hashes of packaging/web/package-lock.json. The pages use
resources/static/vendor, the window uses resources/fonts. Neither folder is in git; make runs this script when
the lock or a script here has changed, and each run rebuilds both folders. axe-core, which the tests use, stays
in node_modules.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from faces import FACES, MODULES, WEB, make_digits, make_web_face, make_window_face, package_of

ROOT = WEB.parent.parent
VENDOR = ROOT / "resources" / "static" / "vendor"
FONTS = ROOT / "resources" / "fonts"

SCRIPTS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
}
# What the pages load; Alpine's file has Vue's reactivity inside.
SCRIPT_PACKAGES = ["htmx.org", "@alpinejs/csp", "@vue/reactivity", "@vue/shared"]


def main() -> None:
    """Fetch, then fill both folders."""
    fetch()
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, source in SCRIPTS.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    for family, weight in FACES:
        make_window_face(family, weight, FONTS)
        make_web_face(family, weight, VENDOR)
    make_digits(VENDOR)
    font_packages = sorted({package_of(family) for family, _ in FACES})
    write_licences(VENDOR, SCRIPT_PACKAGES + font_packages)
    write_licences(FONTS, font_packages)


def fetch() -> None:
    """Install the locked packages into packaging/web/node_modules, running none of their scripts."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it fetches the web libraries and fonts. On Debian: apt-get install npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=WEB, check=True)


def write_licences(folder: Path, packages: list[str]) -> None:
    """Put the licences of what is in a folder beside it."""
    texts = []
    for package in packages:
        about = json.loads((MODULES / package / "package.json").read_text())
        licence = MODULES / package / "LICENSE"
        # Alpine's package names its licence without the text; it is the one that this project has too.
        text = licence.read_text() if licence.exists() else mit_licence(about)
        texts.append(f"{package} {about['version']}\n\n{text.strip()}\n")
    (folder / "LICENSES.txt").write_text(f"\n{'-' * 80}\n\n".join(texts))


def mit_licence(about: dict[str, str]) -> str:
    """Write the MIT licence for the author of a package that names it."""
    if about["license"] != "MIT":
        sys.exit(f"{about['name']} comes without its licence, {about['license']}")
    return (ROOT / "LICENSE").read_text().replace("2026 GOaT Kiosk contributors", about["author"])


if __name__ == "__main__":
    main()
