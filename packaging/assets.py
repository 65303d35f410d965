"""Builder of what the pages and the window are made of: fetches web libraries and fonts, bundles scripts and styles.

npm fetches the libraries, checked against the hashes of packaging/web/package-lock.json; esbuild bundles the sources in
resources/static with them (packaging/web/build.mjs). The pages are served from resources/dist, the window uses
resources/fonts. Neither folder is in git. `make` and pytest run this script each time: it does what is out of date and
nothing else. ``--readable`` bundles scripts and styles for a debugger. axe-core and old browsers, which the tests use,
stay in node_modules.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faces import FACES, MODULES, WEB, make_digits, make_web_face, make_window_face, package_of

ROOT = WEB.parent.parent
SOURCES = ROOT / "resources" / "static"
PAGES = ROOT / "resources" / "dist"
WEB_FONTS = MODULES / ".fonts"
"""Where the pages' fonts wait for the next bundle: making them takes longer than everything else."""
FONTS = ROOT / "resources" / "fonts"

LOCK = WEB / "package-lock.json"
INSTALLED = MODULES / ".package-lock.json"
"""What npm writes last."""
HERE = Path(__file__)
# What the pages load; Alpine's file has Vue's reactivity inside.
SCRIPT_PACKAGES = ["htmx.org", "idiomorph", "@alpinejs/csp", "@vue/reactivity", "@vue/shared"]


def main(*, readable: bool = False) -> None:
    """Do what is out of date, in this order: libraries, fonts, pages."""
    if is_older(INSTALLED, [LOCK]):
        fetch()
    if is_older(FONTS, [LOCK, HERE.with_name("faces.py")]) or not WEB_FONTS.exists():
        make_fonts()
    sources = [WEB_FONTS, HERE, *WEB.glob("*.mjs"), SOURCES, *SOURCES.iterdir()]
    if is_older(PAGES, sources) or is_readable() != readable:
        bundle(readable=readable)


def is_older(made: Path, sources: Iterable[Path]) -> bool:
    """Whether a file or folder is older than one of those it is made from, or is not there."""
    return not made.exists() or made.stat().st_mtime < max(source.stat().st_mtime for source in sources)


def is_readable() -> bool:
    """Whether the pages were bundled for a debugger."""
    return b"sourceMappingURL" in (PAGES / "shared.js").read_bytes()


def make_fonts() -> None:
    """Make the fonts of the window and of the pages."""
    with replaced(FONTS) as fonts, replaced(WEB_FONTS) as web_fonts:
        for family, weight in FACES:
            make_window_face(family, weight, fonts)
            make_web_face(family, weight, web_fonts)
        make_digits(web_fonts)
        font_packages = sorted({package_of(family) for family, _ in FACES})
        write_licenses(fonts, font_packages)
        write_licenses(web_fonts, SCRIPT_PACKAGES + font_packages)


def bundle(*, readable: bool) -> None:
    """Build scripts and styles, and put what they name beside them."""
    with replaced(PAGES) as folder:
        node = shutil.which("node") or sys.exit(
            "Node.js is missing: it bundles the pages. On Debian: apt-get install npm"
        )
        subprocess.run([node, WEB / "build.mjs", folder, *(["readable"] if readable else [])], check=True)
        shutil.copytree(WEB_FONTS, folder / "vendor")
        for drawing in SOURCES.glob("*.svg"):
            shutil.copy(drawing, folder)


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` at the end, so that no one reads a half-written folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch, "new")
        made.mkdir()
        yield made
        if folder.exists():
            folder.rename(Path(scratch, "old"))
        made.rename(folder)


def fetch() -> None:
    """Install the locked packages into packaging/web/node_modules, running none of their scripts."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it fetches the web libraries and fonts. On Debian: apt-get install npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=WEB, check=True)


def write_licenses(folder: Path, packages: list[str]) -> None:
    """Put the licenses of what is in a folder beside it."""
    texts = []
    for package in packages:
        about = json.loads((MODULES / package / "package.json").read_text())
        license_file = MODULES / package / "LICENSE"
        # Alpine's package names its license without the text; it is the one that this project has too.
        text = license_file.read_text() if license_file.exists() else mit_license(about)
        texts.append(f"{package} {about['version']}\n\n{text.strip()}\n")
    (folder / "LICENSES.txt").write_text(f"\n{'-' * 80}\n\n".join(texts))


def mit_license(about: dict[str, str]) -> str:
    """Write the MIT license for the author of a package that names it."""
    if about["license"] != "MIT":
        sys.exit(f"{about['name']} comes without its license, {about['license']}")
    return (ROOT / "LICENSE").read_text().replace("2026 GOaT Kiosk contributors", about["author"])


if __name__ == "__main__":
    main(readable="--readable" in sys.argv)
