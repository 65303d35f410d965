"""Matches on the courts of several kiosks: connects the uplink with what the desk does for them.

It runs on the hub's thread and hands everything over to the desk, whose listeners decide.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from goat_kiosk.desk.court_kiosks import OtherKiosk
from goat_kiosk.errors import KioskError, log_bugs
from goat_kiosk.tournament.court_kiosks import SeenKiosk
from goat_kiosk.tournament.events import CourtKiosk
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.desk_client import DeskClient

_log = logging.getLogger(__name__)


class MatchSharing:
    """What other kiosks mean for the courts of this kiosk's tournaments."""

    def __init__(self, desk: DeskClient, link: Link) -> None:
        self._desk, self._link = desk, link
        self._tasks: set[asyncio.Future[None]] = set()
        """Running tasks; asyncio keeps only weak references to them."""
        if not desk.is_relay:
            link.on_peers_changed = self._on_peers_changed

    def _on_peers_changed(self) -> None:
        others = [_other_kiosk(peer) for peer in self._link.presence.all()]
        self._run(self._desk.run(lambda _: self._desk.court_kiosks.on_seen(others)))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    with log_bugs(_log, "the courts of several kiosks"):
        try:
            await work
        except KioskError as error:
            _log.info("The desk did not take in what another kiosk has sent: %s", error.sentence)


def _other_kiosk(peer: Peer) -> OtherKiosk:
    seen = SeenKiosk(CourtKiosk(peer.log, peer.name), peer.away_since is not None)
    return OtherKiosk(seen, peer.former_logs, peer.courts)
