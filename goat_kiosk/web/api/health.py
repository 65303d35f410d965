"""Health checks of each component, for monitoring programs and for support.

`/healthz`, `/readyz`, `/metrics` and the doctor all use these, so they never disagree. A component is `ok` or in
`trouble`; its words describe the trouble for a person.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from goat_kiosk.host.clock import LATEST_MS, format_moment
from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.hub.hub import Hub
from goat_kiosk.uplink.peers.peers import LinkStatus
from goat_kiosk.web.api.schemas import ComponentHealth
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, views_of

_CLOCK_TOLERANCE_S = 120
"""Seconds that a clock may have been set back, or lag behind another kiosk's."""


_EXPIRES_SOON = timedelta(days=7)
"""Before a certificate's end; the kiosk's own is renewed long before."""


class HealthChecks:
    """The state of each component; read on the hub's thread."""

    def __init__(
        self, hub: Hub, games: Games, desk: DeskClient, peers: Peers, certificate_ends: Callable[[], datetime | None]
    ) -> None:
        self._hub, self._games, self._desk, self._peers = hub, games, desk, peers
        self.certificate_expiry = certificate_ends
        """Returns when the certificate for https ends; None without one."""
        self.extra_reports: dict[str, Callable[[], Any]] = {}
        """Extra fields of ``/healthz`` from other parts of the kiosk, by name."""
        self.free_bytes: Callable[[], int | None] = lambda: None
        """Returns the free disk space; None where it is unknown."""

    def components(self) -> dict[str, ComponentHealth]:
        """Return every component by name; backups and certificate only where they exist."""
        # Another kiosk's clock says nothing of this one's.
        own_views = [view for view in views_of(self._games.games()) if self._peers.owner_of(view.game_id) is None]
        components = health_checks(self._hub.slots, self._peers.status, own_views)
        disk_problem = self._desk.disk_problem()
        components["disk"] = _component(
            str(disk_problem) if disk_problem is not None and disk_problem.blocks_writes else ""
        )
        if (backups := self.backups()) is not None:
            components["backups"] = _component(str(backups["trouble"]))
        if (ends := self.certificate_expiry()) is not None:
            components["certificate"] = _certificate(ends)
        return components

    def backups(self) -> dict[str, Any] | None:
        """Return the report of the backups; None where none are made."""
        report: dict[str, Any] | None = self.extra_reports["backups"]() if "backups" in self.extra_reports else None
        return report

    def not_ready_reason(self) -> str:
        """Return why no clients should be sent here now (nothing could be saved, or shown), or "" when ready.

        A single kiosk shows its own courts; a relay has nothing to show without the others.
        """
        components = self.components()
        needed = ("disk", "hub", "uplink") if self._desk.is_relay else ("disk", "hub")
        return " ".join(components[name].words for name in needed if components[name].words)


def health_checks(
    slots: StreamSlots, status: LinkStatus, views: Iterable[View], now: float | None = None
) -> dict[str, ComponentHealth]:
    """Return hub, uplink and clock by name; `views` are of this kiosk's own games, `now` is in seconds since 1970."""
    return {"hub": _hub(slots), "uplink": _uplink(status), "clock": _clock(views, now or time.time())}


def _hub(slots: StreamSlots) -> ComponentHealth:
    if slots.in_use < slots.limit:
        return _component("")
    return _component(f"All {slots.limit} places are taken: no other screen can follow. Raise --max-streams.")


def _uplink(status: LinkStatus) -> ComponentHealth:
    return _component(status.text if status.problems else "")


def _clock(views: Iterable[View], now: float) -> ComponentHealth:
    """Check the clock: before the newest event, it was set back, as on a laptop whose battery died."""
    if not 0 <= now * 1_000 < LATEST_MS:
        return _component("The clock is before 1970 or after 2099, and nothing can be saved. Set it.")
    newest = max((datetime.fromisoformat(view.updated_at).timestamp() for view in views), default=0.0)
    if now >= newest - _CLOCK_TOLERANCE_S:
        return _component("")
    newest_time = datetime.fromtimestamp(newest, UTC)
    return _component(f"The clock is behind the newest bag, of {format_moment(newest_time)}. Set it.")


def _certificate(ends: datetime) -> ComponentHealth:
    remaining = ends - datetime.now(UTC)
    if remaining > _EXPIRES_SOON:
        return _component("")
    state = "ends" if remaining > timedelta() else "ended"
    return _component(f"The certificate for https {state} on {ends:%Y-%m-%d}. Put a new one in its place.")


def _component(problem: str) -> ComponentHealth:
    return ComponentHealth("trouble" if problem else "ok", problem)
