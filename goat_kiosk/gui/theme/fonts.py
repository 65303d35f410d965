"""Fonts of the window: heavy condensed digits, and one plain sans for text.

They ship with the program and are loaded from files, so the window looks the same on a laptop that has neither
installed. Sizes are in pixels, because the layout is made for the pixels of a small laptop.
"""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from goat_kiosk.settings.paths import RESOURCES

DIGITS = "Barlow Condensed"
TEXT = "Inter"


def load() -> None:
    """Make the shipped fonts known to the application."""
    for file in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


@lru_cache(maxsize=64)
def digits(pixels: int, weight: QFont.Weight = QFont.Weight.Bold) -> QFont:
    """Return the font of scores and names; its digits have the same width."""
    return _font(DIGITS, pixels, weight)


@lru_cache(maxsize=64)
def text(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font of text."""
    return _font(TEXT, pixels, weight)


def _font(family: str, pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font
