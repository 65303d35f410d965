"""Update check, only at a place that the operator has set.

There is no central server: a venue has no internet, and no one needs to know that it plays. An operator of several
kiosks can put a file with the newest version's number on their own share or web server (``--updates``).
"""

import re
from urllib.parse import urlsplit

from goat_kiosk import __version__
from goat_kiosk.diagnostics.logs.redaction import Redaction
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.config import expand_user
from goat_kiosk.text.i18n import t

_TIMEOUT_S = 3.0
_MAX_BYTES = 200
"""Room for a number and a line about it."""
_VERSION_NUMBER = re.compile(r"v?([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})\b")


def newer_version(location: str) -> str:
    """Return a sentence about the newer version that `location` names; "" when there is none.

    Raises `Unavailable` when `location` cannot be read, or names no version.
    """
    version = _VERSION_NUMBER.match(_read(location).strip())
    if version is None:
        raise Unavailable("{place} names no version, as 1.2.0 would be.", place=Redaction()(location))
    if _parts(version[1]) <= _parts(__version__):
        return ""
    return t("Version {newest} is there; this is {own}.", newest=version[1], own=__version__)


def _read(location: str) -> str:
    from http.client import HTTPException  # noqa: PLC0415  seldom needed, and the window opens sooner without it
    from urllib.request import url2pathname, urlopen  # noqa: PLC0415  as above

    scheme = location.partition("://")[0].lower()
    try:
        if scheme in {"http", "https"}:
            with urlopen(location, timeout=_TIMEOUT_S) as response:  # noqa: S310  one of the two schemes, set by the operator
                body: bytes = response.read(_MAX_BYTES)
        else:
            path = url2pathname(urlsplit(location).path) if scheme == "file" else location
            with expand_user(path).open("rb") as file:
                body = file.read(_MAX_BYTES)
    except (OSError, ValueError, HTTPException) as error:
        raise Unavailable(
            "Whether there is a newer version cannot be read at {place}: {error}.",
            place=Redaction()(location),
            error=Redaction()(f"{error}"),
        ) from error
    return to_utf8(body).decode(errors="replace")


def _parts(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare: 1.2 equals 1.2.0."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", version)[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))
