"""A check's outcome, and what all checks may look at."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from goat_kiosk.errors import Unavailable
from goat_kiosk.settings.config import Settings

Verdict = Literal["well", "notice", "wrong", "unknown"]
"""`notice`: it works, and could be better. `wrong`: something must be done. `unknown`: could not be looked at."""


class Check(msgspec.Struct, frozen=True):
    """What one check has found."""

    name: str
    """A word for it, in the language of the moment, as are the sentences."""
    verdict: Verdict
    says: str
    todo: str = ""
    """What to do; empty when there is nothing."""


class MonitorInfo(NamedTuple):
    """A screen of this computer."""

    name: str
    width: int
    height: int
    scale: float


class CheckContext(NamedTuple):
    """What is looked at: the settings in force, and what only the window can see."""

    settings: Settings
    port: int
    """The port that is served on, or would be."""
    screens: Sequence[MonitorInfo] | None = None
    """None where nobody can say."""
    player: str | None = None
    """The program that plays the desk's sounds."""
    no_window: Unavailable | None = None
    """Why Qt cannot open a window here."""


def all_ok(checks: Sequence[Check]) -> bool:
    """Whether nothing must be done."""
    return all(check.verdict != "wrong" for check in checks)
