"""Health checks of the running kiosk: every part as `goat_kiosk.health` judges it, from the facts of this moment."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from goat_kiosk.errors import Message
from goat_kiosk.health import parts
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.schemas import ComponentHealth
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import views_of


class HealthChecks:
    """The health of each part; read on the hub's thread."""

    def __init__(
        self, hub: Hub, games: Games, desk: DeskClient, peers: Peers, certificate_ends: Callable[[], datetime | None]
    ) -> None:
        self._hub, self._games, self._desk, self._peers = hub, games, desk, peers
        self._certificate_ends = certificate_ends
        self.extra_reports: dict[str, Callable[[], Any]] = {}
        """Extra fields of ``/healthz`` from other parts of the kiosk, by name."""
        self.extra_parts: dict[str, Callable[[], PartHealth]] = {}
        """Parts that the server does not know, by name: the backups."""
        self.free_bytes: Callable[[], int | None] = lambda: None
        """Returns the free disk space; None where it is unknown."""
        self.disk_age: Callable[[], float | None] = lambda: None
        """Returns the seconds since the disk was looked at."""
        self.latest_past = 0.0
        """A moment that was over at the start, in seconds since 1970."""

    def parts(self) -> dict[str, PartHealth]:
        """Return every part by name; backups, stick and certificate only where they exist."""
        link, now = self._peers.status, time.time()
        link_age = now - link.since_ms / 1_000 if link.state != "off" else None
        disk, ends = self._desk.disk_problem(), self._certificate_ends()
        # Without values a message is shown as it is, so the braces of an error must not be doubled.
        disk_problem = disk and (Message(disk.sentence, **disk.values) if disk.values else Message(str(disk)))
        found = {
            "hub": parts.check_hub(self._hub.slots.in_use, self._hub.slots.limit),
            "uplink": parts.check_uplink(link.problems, link_age),
            "clock": parts.check_clock(now, max(self.latest_past, self._newest_bag())),
            "disk": parts.check_disk(
                disk_problem, self.disk_age(), stops_scoring=disk is not None and disk.blocks_writes
            ),
        }
        found |= {name: check() for name, check in self.extra_parts.items()}
        return found | ({} if ends is None else {"certificate": parts.check_certificate(ends, datetime.now(UTC))})

    def not_ready_reason(self, found: Mapping[str, PartHealth] | None = None) -> str:
        """Return why no clients should be sent here now (nothing could be saved, or shown), or "" when ready.

        A single kiosk shows its own courts; a relay has nothing to show without the others. `found` are the parts, if
        they are known.
        """
        found = found or self.parts()
        needed = [found["hub"], *([found["uplink"]] if self._desk.is_relay else [])]
        if found["disk"].stops_scoring:
            needed.append(found["disk"])
        return " ".join(part.words for part in needed if not part.is_ok)

    def _newest_bag(self) -> float:
        """Return when the newest bag of this kiosk fell; another kiosk's clock says nothing of this one's."""
        own_views = [view for view in views_of(self._games.games()) if self._peers.owner_of(view.game_id) is None]
        return max((datetime.fromisoformat(view.updated_at).timestamp() for view in own_views), default=0.0)


def components(found: Mapping[str, PartHealth]) -> dict[str, ComponentHealth]:
    """Return the parts as ``/healthz`` shows them."""
    return {
        name: ComponentHealth("ok" if part.is_ok else "trouble", part.words, part.age, part.ends)
        for name, part in found.items()
    }
