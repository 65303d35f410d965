"""Test server for the window: a real server on its own port, and displays that report to it over HTTP."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from goat_kiosk.app.audience import ServerAudience
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.settings.config import Settings
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.server import Server
from tests.waiting import TIMEOUT_S


class DisplaySimulator:
    """The server's audience, and simulated displays that report to it."""

    def __init__(self, audience: ServerAudience, port: int) -> None:
        self.audience = audience
        self.port = port
        self._reports: dict[str, dict[str, Any]] = {}

    def report(self, number: int, shows: Mapping[int, str] | None = None, **more: Any) -> list[dict[str, Any]]:
        """Report what display `number` shows; execute and return the orders in the reply."""
        screen_id = f"{number:016x}"
        report = self._reports.setdefault(screen_id, _new_report(screen_id, number))
        report |= more | ({"shows": {str(game): event for game, event in shows.items()}} if shows is not None else {})
        orders = self._post(report)
        for order in orders:
            report |= {"done": order["order"]} | {key: order[key] for key in ("name", "scene") if key in order}
        if orders:
            self._post(report)
        return orders

    def _post(self, report: Mapping[str, Any]) -> list[dict[str, Any]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        connection.request("POST", "/screens", json.dumps(report), {"Content-Type": "application/json"})
        response = connection.getresponse()
        reply: dict[str, Any] = json.loads(response.read())
        connection.close()
        assert response.status == 200, reply
        orders: list[dict[str, Any]] = reply["orders"]
        return orders


def _new_report(screen_id: str, number: int) -> dict[str, Any]:
    return {
        "id": screen_id, "run": f"{number:08x}", "kind": "wall", "width": 1920, "height": 1080,
        "page": "/display", "scene": {"show": "page"}, "shows": {}, "name": f"TV {number}",
    }  # fmt: skip


@contextmanager
def run_display_simulator(scorekeeper: Scorekeeper, pairing: Pairing) -> Iterator[DisplaySimulator]:
    """Run a server until the block ends."""
    loop = asyncio.new_event_loop()
    server = Server(DeskClient(scorekeeper, pairing, Lobby(scorekeeper), loop), "sesame", "Patio")
    port = server.start("127.0.0.1", 0)
    try:
        yield DisplaySimulator(ServerAudience(server, Settings(host="127.0.0.1"), port, server.set_public_url), port)
    finally:
        server.stop()
        loop.close()
