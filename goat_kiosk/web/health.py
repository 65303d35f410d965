"""How each part of the kiosk fares, for `/healthz`: for programs that watch it, and for whoever calls for help.

`status` of the whole answer stays what it was: that the desk answers. A part is `ok` or `trouble`; its words say what
the trouble is, for a person.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from goat_kiosk.hub.places import Places
from goat_kiosk.neighbours import Standing
from goat_kiosk.web.answers import PartHealth
from goat_kiosk.web.view import View

_SLACK_S = 120
"""Seconds that a clock may have been put back, or be behind another kiosk's."""


def parts(places: Places, standing: Standing, views: Iterable[View], now: float | None = None) -> dict[str, PartHealth]:
    """Return hub, uplink and clock by name; `views` are of this kiosk's own games, `now` is in seconds since 1970."""
    return {"hub": _hub(places), "uplink": _uplink(standing), "clock": _clock(views, now or time.time())}


def _hub(places: Places) -> PartHealth:
    if places.taken < places.most:
        return _part("")
    return _part(f"All {places.most} places are taken: no other screen can follow. Raise --max-streams.")


def _uplink(standing: Standing) -> PartHealth:
    return _part(standing.words if standing.trouble else "")


def _clock(views: Iterable[View], now: float) -> PartHealth:
    """A clock before an event that is over was put back, as a laptop's is whose battery has died."""
    newest = max((datetime.fromisoformat(view.updated_at).timestamp() for view in views), default=0.0)
    if now >= newest - _SLACK_S:
        return _part("")
    when = datetime.fromtimestamp(newest, UTC).astimezone()
    return _part(f"The clock is behind the newest bag, of {when:%Y-%m-%d %H:%M}. Set it.")


def _part(words: str) -> PartHealth:
    return PartHealth("trouble" if words else "ok", words)
