"""State server: all pages over a real hub in the test's loop, with states and network faults of the test's choice."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.errors import NotFound
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.devices import Devices
from goat_kiosk.web.api.screens import ScreensApi
from goat_kiosk.web.http import preferences, problem_json, request_guard
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.live.games import topic_of
from goat_kiosk.web.live.screens import Screens
from goat_kiosk.web.live.streams import Streams
from goat_kiosk.web.pages.displays import DisplayPages
from goat_kiosk.web.pages.overlays import OverlayPages
from goat_kiosk.web.pages.render import assets
from goat_kiosk.web.pages.spectator import SpectatorPages, render_error
from goat_kiosk.web.pages.sponsors import SponsorSlides
from tests.web.states_only import StatesOnly

LOG = "c0ffee00"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NETWORK_FAULTS: dict[str, Callable[[], web.Response]] = {
    "busy": lambda: web.Response(status=503, headers={"Retry-After": "5"}),
    "portal": lambda: web.Response(text="<html><h1>Welcome to the Wi-Fi</h1>", content_type="text/html"),
    "nothing": lambda: web.Response(status=204),
}
"""Responses of a faulty network in the kiosk's place, by name."""


class StateServer(StatesOnly):
    """Pages and streams of a kiosk without a scorekeeper: the test publishes the states."""

    def __init__(self, access: Authenticator, sponsors: Path | None = None) -> None:
        self.hub = Hub()
        self.screens = Screens(lambda order: self.hub.broadcast("order", order))
        self.network_fault = ""
        self.port = 0
        self.states: dict[int, dict[str, Any]] = {}
        self.created_at: dict[int, int] = {}
        """When each game was created, milliseconds since 1970; by default, when it was first published."""
        self._access = access
        self._sponsors = sponsors
        self._runner: web.AppRunner | None = None
        self._heartbeat: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Serve; after `stop`, on the same port and with the same states."""
        self.hub = Hub()
        for state in self.states.values():
            self._publish(state)
        application = web.Application(
            middlewares=[self._fail_network, preferences.middleware, problem_json.middleware(render_error)]
        )
        for part in (
            Streams(self.hub, self),
            SpectatorPages(self, "Test Arena"),
            DisplayPages(self, "Test Arena", PublicUrl()),
            OverlayPages(self, "Test Arena", PublicUrl()),
            SponsorSlides(self._sponsors),
            ScreensApi(self.screens, self._access),
        ):
            application.add_routes(part.routes())
        application.add_routes(assets.routes())
        application.on_response_prepare.append(request_guard.add_security_headers)
        self._runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]
        self._heartbeat = asyncio.create_task(self._tick_forever())

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.hub.tick(time.monotonic(), time.time())

    async def stop(self, *, aborts_streams: bool = False) -> None:
        """Stop the server; end the streams regularly, or abort their connections if `aborts_streams`."""
        assert self._runner is not None
        assert self._heartbeat is not None
        self._heartbeat.cancel()
        if not aborts_streams:
            self.hub.close()
        await self._runner.cleanup()
        self.cut()

    def cut(self) -> None:
        """Abort every stream."""
        for topic in self.hub._all():
            for subscriber in topic:
                subscriber.transport.abort()

    def publish(self, game: int, one: int, two: int = 0, **more: Any) -> None:
        """Publish the game's next state, with the score `one` to `two`."""
        seq = self.states.get(game, {}).get("seq", 0) + 1
        teams = {
            "team1": _team("Orange", "#ff8a1f", one) | more.pop("team1", {}),
            "team2": _team("Blue", "#4db2ff", two) | more.pop("team2", {}),
        }
        state = {
            "game_id": game, "log": LOG, "seq": seq, "status": "live", "court": f"Court {game}", "kiosk": "Test Arena",
            "rules": {}, "round": 1, "first_throw": 1, "next": None, "bags": [], "rounds": [], "winner": None,
            "ended_by": None, "correction": None, "updated_at": format_timestamp(time.time_ns() // 1_000_000),
            "created_at": format_timestamp(self.created_at.setdefault(game, time.time_ns() // 1_000_000)),
        }  # fmt: skip
        self.states[game] = state | teams | more
        self._publish(self.states[game])

    def publish_bare(self, game: int, one: int, two: int) -> None:
        """Publish a state of an older peer: the score and nothing else."""
        self.states[game] = {"game_id": game, "team1": {"score": one}, "team2": {"score": two}}
        self._publish(self.states[game])

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return self.hub.slots.in_use

    def games(self) -> list[bytes]:
        return self.hub.all_newest()

    async def find(self, game_id: int) -> bytes:
        state = self.hub.newest(topic_of(game_id))
        if state is None:
            raise NotFound(f"There is no game {game_id}.")
        return state

    def _publish(self, state: dict[str, Any]) -> None:
        event_id = f"{state.get('log', LOG)}-{state.get('seq', 0)}"
        self.hub.publish(topic_of(state["game_id"]), "state", json.dumps(state).encode(), event_id)

    @web.middleware
    async def _fail_network(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        return NETWORK_FAULTS[self.network_fault]() if self.network_fault else await handler(request)


def _team(name: str, color: str, score: int) -> dict[str, Any]:
    counts = {"bags_used": 0, "bags_in": 0, "bags_on": 0}
    return {"name": name, "color": color, "score": score, "players": [], "lane": "left"} | counts


@asynccontextmanager
async def serve_states(sponsors: Path | None = None) -> AsyncIterator[StateServer]:
    """Serve a state server until the block ends."""
    with Devices(Path(":memory:")) as devices:
        state_server = StateServer(Authenticator("sesame", Pairing(devices, lambda: 0)), sponsors)
        await state_server.start()
        try:
            yield state_server
        finally:
            await state_server.stop()
