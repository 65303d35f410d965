"""Whether a newer version is there, asked only where the operator has said whom to ask.

There is no server that knows: a venue is without internet, and nobody need know that it plays. But whoever keeps
several kiosks may put a file with the newest version's number on a share or a web server of his own (``--updates``).
"""

import re
from pathlib import Path

from goat_kiosk import __version__
from goat_kiosk.errors import Unavailable
from goat_kiosk.text.i18n import t

_PATIENCE = 3.0
_LONGEST = 200
"""Bytes that are read: a number, and perhaps a line about it."""
_NUMBER = re.compile(r"v?([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})\b")


def newer_version(place: str) -> str:
    """Return what is said of a newer version than this one that `place` names; "" when there is none.

    Raises `Unavailable` when `place` cannot be read, or names no version.
    """
    found = _NUMBER.match(_read(place).strip())
    if found is None:
        raise Unavailable("{place} names no version, as 1.2.0 would be.", place=place)
    if _parts(found[1]) <= _parts(__version__):
        return ""
    return t("Version {newest} is there; this is {own}.", newest=found[1], own=__version__)


def _read(place: str) -> str:
    from urllib.request import urlopen  # noqa: PLC0415  seldom needed, and the window opens sooner without it

    try:
        if place.startswith(("http://", "https://")):
            with urlopen(place, timeout=_PATIENCE) as answer:  # noqa: S310  one of the two schemes, and the operator's own
                body: bytes = answer.read(_LONGEST)
        else:
            with Path(place.removeprefix("file://")).expanduser().open("rb") as file:
                body = file.read(_LONGEST)
    except (OSError, ValueError) as error:
        raise Unavailable(
            "Whether there is a newer version cannot be read at {place}: {error}.", place=place, error=error
        ) from error
    return body.decode(errors="replace")


def _parts(version: str) -> tuple[int, ...]:
    """Return a version as it is compared: 1.2 is 1.2.0."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", version)[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))
