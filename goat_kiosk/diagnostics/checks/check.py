"""Check result and context: what each check returns, and what it may read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from goat_kiosk.errors import Unavailable
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.settings.config import Settings
from goat_kiosk.text.dates import format_date_and_time

Verdict = Literal["well", "notice", "wrong", "unknown"]
"""`notice`: it works, and could be better. `wrong`: something must be done. `unknown`: could not be checked."""


class Check(msgspec.Struct, frozen=True):
    """The result of one check; its field names in JSON are a contract."""

    name: str
    """In the current language, as the two sentences are."""
    verdict: Verdict
    summary: str = msgspec.field(name="says")
    action: str = msgspec.field(default="", name="todo")
    """What to do; empty when nothing has to be done."""


class MonitorInfo(NamedTuple):
    """A screen of this computer."""

    name: str
    width: int
    height: int
    scale: float


class CheckContext(NamedTuple):
    """What checks read: the settings in force, and what only Qt knows."""

    settings: Settings
    port: int
    """The port of the server, whether it runs or not."""
    screens: Sequence[MonitorInfo] | None = None
    """None when unknown."""
    sound_player: str | None = None
    """The program that plays the window's sounds."""
    no_window: Unavailable | None = None
    """Why Qt cannot open a window here."""
    read_parts: Callable[[], Mapping[str, PartHealth]] | None = None
    """Returns the health of each part of the kiosk in this process; may block."""
    parts: Mapping[str, PartHealth] | None = None
    """The health of each part of the running kiosk; {} where none runs, None until it is read."""
    started_at: datetime | None = None
    """When the kiosk was started with these settings; None when no start of it is known."""
    format_time: Callable[[datetime], str] = format_date_and_time
    """Writes an aware date and time; the window has its own, by the locale of the computer."""


def all_ok(checks: Sequence[Check]) -> bool:
    """Return whether no check is `wrong`."""
    return all(check.verdict != "wrong" for check in checks)
