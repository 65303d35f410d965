"""Health checks of each part of the kiosk, for programs that watch it and for whoever calls for help.

`/healthz`, `/readyz`, `/metrics` and the doctor all read these, so they never say different things. A part is `ok` or
`trouble`; its words say what the trouble is, for a person.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from goat_kiosk.host.clock import LATEST
from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.hub.hub import Hub
from goat_kiosk.uplink.peers import LinkStatus
from goat_kiosk.web.api.schemas import ComponentHealth
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, views_of

_SLACK_S = 120
"""Seconds that a clock may have been put back, or be behind another kiosk's."""


_ENDS_SOON = timedelta(days=7)
"""Before a certificate's end; the kiosk's own is signed anew long before."""


class HealthChecks:
    """What each part says of itself; asked on the hub's thread."""

    def __init__(
        self, hub: Hub, games: Games, desk: DeskClient, others: Peers, certificate_ends: Callable[[], datetime | None]
    ) -> None:
        self._hub, self._games, self._desk, self._others = hub, games, desk, others
        self.certificate_ends = certificate_ends
        """Returns when the certificate for https ends; None without one."""
        self.reports: dict[str, Callable[[], Any]] = {}
        """What other parts of the kiosk say of themselves in ``/healthz``, by name."""
        self.free_bytes: Callable[[], int | None] = lambda: None
        """Returns the room on the disk; None where nobody knows."""

    def components(self) -> dict[str, ComponentHealth]:
        """Return every part by name; backups and certificate only where there are some."""
        # Another kiosk's clock says nothing of this one's.
        own = [view for view in views_of(self._games.games()) if self._others.owner_of(view.game_id) is None]
        fares = health_checks(self._hub.places, self._others.status, own)
        trouble = self._desk.trouble()
        fares["disk"] = _part(str(trouble) if trouble is not None and trouble.blocks_writes else "")
        if (backups := self.backups()) is not None:
            fares["backups"] = _part(str(backups["trouble"]))
        if (ends := self.certificate_ends()) is not None:
            fares["certificate"] = _certificate(ends)
        return fares

    def backups(self) -> dict[str, Any] | None:
        """Return what is said of the backups; None where none are made."""
        told: dict[str, Any] | None = self.reports["backups"]() if "backups" in self.reports else None
        return told

    def not_ready_reason(self) -> str:
        """Return why nobody should be sent here just now: no score would be kept, or none shown; "" when all is well.

        A kiosk alone shows its own courts; a relay has nothing to show without the others.
        """
        fares = self.components()
        needed = ("disk", "hub", "uplink") if self._desk.is_relay else ("disk", "hub")
        return " ".join(fares[name].words for name in needed if fares[name].words)


def health_checks(
    places: StreamSlots, standing: LinkStatus, views: Iterable[View], now: float | None = None
) -> dict[str, ComponentHealth]:
    """Return hub, uplink and clock by name; `views` are of this kiosk's own games, `now` is in seconds since 1970."""
    return {"hub": _hub(places), "uplink": _uplink(standing), "clock": _clock(views, now or time.time())}


def _hub(places: StreamSlots) -> ComponentHealth:
    if places.taken < places.most:
        return _part("")
    return _part(f"All {places.most} places are taken: no other screen can follow. Raise --max-streams.")


def _uplink(standing: LinkStatus) -> ComponentHealth:
    return _part(standing.text if standing.problems else "")


def _clock(views: Iterable[View], now: float) -> ComponentHealth:
    """A clock before an event that is over was put back, as a laptop's is whose battery has died."""
    if not 0 <= now * 1_000 < LATEST:
        return _part("The clock is before 1970 or after 2099, and nothing can be saved. Set it.")
    newest = max((datetime.fromisoformat(view.updated_at).timestamp() for view in views), default=0.0)
    if now >= newest - _SLACK_S:
        return _part("")
    when = datetime.fromtimestamp(newest, UTC).astimezone()
    return _part(f"The clock is behind the newest bag, of {when:%Y-%m-%d %H:%M}. Set it.")


def _certificate(ends: datetime) -> ComponentHealth:
    left = ends - datetime.now(UTC)
    if left > _ENDS_SOON:
        return _part("")
    state = "ends" if left > timedelta() else "ended"
    return _part(f"The certificate for https {state} on {ends:%Y-%m-%d}. Put a new one in its place.")


def _part(words: str) -> ComponentHealth:
    return ComponentHealth("trouble" if words else "ok", words)
