"""Fetch the web libraries and fonts that GOaT Kiosk shows itself with, and put them under resources/.

npm fetches them, checked against the hashes of packaging/web/package-lock.json. The phones' pages get the
files of resources/static/vendor, the scorekeeper's window those of resources/fonts. Neither folder is kept
in git; make runs this when the lock or this script has changed, and each run makes both folders anew.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "packaging" / "web"
MODULES = WEB / "node_modules"
VENDOR = ROOT / "resources" / "static" / "vendor"
FONTS = ROOT / "resources" / "fonts"

SCRIPTS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
}
# What the pages load; Alpine's file has Vue's reactivity inside.
SCRIPT_PACKAGES = ["htmx.org", "@alpinejs/csp", "@vue/reactivity", "@vue/shared"]

STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
DISPLAY_FACE = "Barlow Condensed"
FACES = [(DISPLAY_FACE, 600), (DISPLAY_FACE, 700), ("Inter", 400), ("Inter", 600)]
# npm has each face in parts for single scripts. These two cover the names of players in most of Europe.
SUBSETS = ("latin", "latin-ext")


def main() -> None:
    """Fetch, then fill both folders."""
    fetch()
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, source in SCRIPTS.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    for family, weight in FACES:
        make_face(family, weight)
    font_packages = sorted({package_of(family) for family, _ in FACES})
    write_licences(VENDOR, SCRIPT_PACKAGES + font_packages)
    write_licences(FONTS, font_packages)


def fetch() -> None:
    """Install the locked packages into packaging/web/node_modules, running none of their scripts."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it fetches the web libraries and fonts. On Debian: apt-get install npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=WEB, check=True)


def package_of(family: str) -> str:
    """Name the npm package of a font family."""
    return f"@fontsource/{slug(family)}"


def slug(family: str) -> str:
    """Write a family's name as file names have it: Barlow Condensed is barlow-condensed."""
    return family.lower().replace(" ", "-")


def make_face(family: str, weight: int) -> None:
    """Make one weight of a family: as TTF for Qt, which cannot read WOFF2, and as WOFF2 for the web."""
    files = MODULES / package_of(family) / "files"
    # The date inside each font stays that of its source, so that every run makes the same files.
    subsets = [
        TTFont(files / f"{slug(family)}-{subset}-{weight}-normal.woff2", recalcTimestamp=False) for subset in SUBSETS
    ]
    with tempfile.TemporaryDirectory() as scratch:
        parts = [f"{scratch}/{subset}.ttf" for subset in SUBSETS]
        for subset, part in zip(subsets, parts, strict=True):
            subset.flavor = None
            subset.save(part)
        font = Merger().merge(parts)
    font["head"].created = font["head"].modified = subsets[0]["head"].modified
    font.recalcTimestamp = False
    if family == DISPLAY_FACE:
        level_digits(font)
    # Without these Qt and fontconfig take the semibold for a family of its own.
    font["name"].setName(family, 16, 3, 1, 0x409)
    font["name"].setName(STYLES[weight], 17, 3, 1, 0x409)
    font.save(FONTS / f"{slug(family)}-{weight}.ttf")
    font.flavor = "woff2"
    font.save(VENDOR / f"{slug(family)}-{weight}.woff2")


def level_digits(font: TTFont) -> None:
    """Give all ten digits one width, so that a score does not move while it counts.

    The face has such digits as its feature "tnum"; here they take the place of the others.
    """
    layout = font["GSUB"].table
    lookups = {
        index
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    level: dict[str, str] = {}
    for index in lookups:
        for table in layout.LookupList.Lookup[index].SubTable:
            level |= table.mapping
    for table in font["cmap"].tables:
        for digit in map(ord, "0123456789"):
            if digit in table.cmap:
                table.cmap[digit] = level[table.cmap[digit]]
    widths = {font["hmtx"][font.getBestCmap()[digit]][0] for digit in map(ord, "0123456789")}
    if len(widths) != 1:
        sys.exit(f"The digits of {DISPLAY_FACE} have different widths: {sorted(widths)}")


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
