"""Font subsets: full fonts for the window, small ones for phones.

Fonts are more than half of a page's first load, and a phone in a full hall should show the score at once. So each
face is split: Latin letters, with kerning and tabular digits and no other feature, and the other letters of Europe,
which a browser fetches only for a page that uses them (`unicode-range`). The large digits have a separate face of
twelve characters.
"""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

WEB = Path(__file__).resolve().parent / "web"
MODULES = WEB / "node_modules"

STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
DISPLAY_FACE = "Barlow Condensed"
FACES = [(DISPLAY_FACE, 600), (DISPLAY_FACE, 700), ("Inter", 400), ("Inter", 600)]
# npm has each face split by script. These two parts cover players' names in most of Europe.
SUBSETS = ("latin", "latin-ext")
# From the second part, pages get the letters of names in Central Europe, the Baltic, Romania and Turkey; rarer letters
# use a font of the phone. resources/static/kiosk.css has the same ranges.
EUROPE = [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]
DIGITS = "0123456789–-"
FEATURES = ["kern", "tnum"]


def package_of(family: str) -> str:
    """Return the npm package of a font family."""
    return f"@fontsource/{slug(family)}"


def slug(family: str) -> str:
    """Return a family's name as in file names: Barlow Condensed is barlow-condensed."""
    return family.lower().replace(" ", "-")


def make_window_face(family: str, weight: int, folder: Path) -> None:
    """Make one weight of a family as TTF for Qt, which cannot read WOFF2."""
    # The date inside each font stays the source's, so every run makes the same files.
    subsets = [open_source(family, weight, part) for part in SUBSETS]
    with tempfile.TemporaryDirectory() as scratch:
        parts = [f"{scratch}/{part}.ttf" for part in SUBSETS]
        for font, path in zip(subsets, parts, strict=True):
            font.flavor = None
            font.save(path)
        merged = Merger().merge(parts)
    merged["head"].created = merged["head"].modified = subsets[0]["head"].modified
    merged.recalcTimestamp = False
    if family == DISPLAY_FACE:
        use_tabular_digits(merged)
    # Without these names, Qt and fontconfig treat the semibold weight as a separate family.
    merged["name"].setName(family, 16, 3, 1, 0x409)
    merged["name"].setName(STYLES[weight], 17, 3, 1, 0x409)
    merged.save(folder / f"{slug(family)}-{weight}.ttf")


def make_web_face(family: str, weight: int, folder: Path) -> None:
    """Make one weight of a family as WOFF2, a file for each part."""
    for part in SUBSETS:
        font = open_source(family, weight, part)
        if family == DISPLAY_FACE and part == "latin":
            use_tabular_digits(font)
        letters = font.getBestCmap() if part == "latin" else EUROPE
        save_subset(font, letters, folder / f"{slug(family)}-{part}-{weight}.woff2")


def make_digits(folder: Path) -> None:
    """Make the face of the large digits."""
    font = open_source(DISPLAY_FACE, 700, "latin")
    use_tabular_digits(font)
    save_subset(font, map(ord, DIGITS), folder / "digits.woff2")


def open_source(family: str, weight: int, part: str) -> TTFont:
    """Open a part of a face from its npm package."""
    file = MODULES / package_of(family) / "files" / f"{slug(family)}-{part}-{weight}-normal.woff2"
    return TTFont(file, recalcTimestamp=False)


def save_subset(font: TTFont, characters: Iterable[int], path: Path) -> None:
    """Write the font with only these characters. Phone screens need no hinting."""
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[1, 2])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(path)


def use_tabular_digits(font: TTFont) -> None:
    """Give all ten digits one width, so that a score does not move while it counts.

    The face has such digits as its feature "tnum"; here they replace the default ones.
    """
    layout = font["GSUB"].table
    lookups = {
        index
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    tabular: dict[str, str] = {}
    for index in lookups:
        for table in layout.LookupList.Lookup[index].SubTable:
            tabular |= table.mapping
    for table in font["cmap"].tables:
        for digit in map(ord, "0123456789"):
            if digit in table.cmap:  # tables of one font may share entries: then it is replaced already
                table.cmap[digit] = tabular.get(table.cmap[digit], table.cmap[digit])
    widths = {font["hmtx"][font.getBestCmap()[digit]][0] for digit in map(ord, "0123456789")}
    if len(widths) != 1:
        sys.exit(f"The digits of {DISPLAY_FACE} have different widths: {sorted(widths)}")
