"""Names typed by strangers and shown on walls: cleaned once, here, before they become part of an event.

Escaping is the business of whoever renders; this module only removes what no name needs: control characters
(they forge log lines and SSE fields) and bidirectional overrides (they make a name swallow its neighbours).
"""

import re
import unicodedata

from goat_kiosk.errors import InvalidValue

LONGEST_NAME = 32
"""Characters. The longest name that still fits a phone's half screen at its smallest readable size."""

LONGEST_REASON = 140

_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters by their category, and blank on every screen."""

_FORGING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows."""

_COLOR = re.compile(r"#[0-9a-f]{6}")


def clean_text(text: str, longest: int) -> str:
    """Return `text` without control and format characters, composed (NFC), spaces folded, cut to `longest`.

    In this order: taking a character out can leave two spaces side by side, or two parts of a letter to be composed.
    """
    spaced = (" " if char.isspace() else char for char in text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].strip()


def clean_name(text: str) -> str:
    """Return a name fit for every screen. Raises `InvalidValue` when nothing readable is left."""
    name = clean_text(text, LONGEST_NAME)
    if not is_clean(name):
        raise InvalidValue("A name needs at least one letter or digit.")
    return name


def is_clean(name: str) -> bool:
    """Whether `name` is what `clean_name` would return."""
    return name == clean_text(name, LONGEST_NAME) and any(c.isalnum() and c not in _FILLERS for c in name)


def forges(text: str) -> bool:
    """Whether `text` has control or bidirectional characters, with which it could pretend to be another."""
    return _FORGING.search(text) is not None


def is_color(text: str) -> bool:
    """Whether `text` is a colour as events keep it: ``#rrggbb`` in small letters."""
    return _COLOR.fullmatch(text) is not None


def clean_color(text: str) -> str:
    """Return `text` as ``#rrggbb`` in small letters. Raises `InvalidValue` for anything else."""
    color = text.lower()
    if not is_color(color):
        raise InvalidValue(
            "“{text}” is not a colour: write it as #rrggbb, for instance #ff8a1f.", text=clean_text(text, 20)
        )
    return color


def in_order(name: str) -> list[tuple[int, str]]:
    """Return a key that puts “Court 10” after “Court 2”."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d+)", name)]


def folded(text: str) -> str:
    """Return `text` as it is looked up by: without capitals and accents, so that “jose” finds “José”."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
