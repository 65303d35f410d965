"""Venue for tests of pages: a real scorekeeper and log, with streams that the test controls."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.confirmations import ConfirmationRequest, Confirmations, Respondent
from goat_kiosk.desk.lobby import Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import AnyEvent, PlayerJoined
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.statistics.report import GameReport
from goat_kiosk.errors import NotFound
from goat_kiosk.hub.hub import PING_AFTER_S
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.http import preferences, request_guard
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.live.games import JoinBody, JoinOutcome
from goat_kiosk.web.pages.displays import DisplayPages
from goat_kiosk.web.pages.receipts import ReceiptPages
from goat_kiosk.web.pages.render import assets
from goat_kiosk.web.pages.spectator import SpectatorPages, render_error
from tests.waiting import TIMEOUT_S

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


PING = b"event: ping\ndata: 1\n\n"
EVERY_GAME = 0
"""The key of the venue's stream among the watchers."""


class Watcher(NamedTuple):
    """One open stream."""

    request: web.Request
    stream: web.StreamResponse


class Venue:
    """The scorekeeper and the streams behind the pages; `now` is its clock in milliseconds since 1970."""

    def __init__(self, log: EventLog, now: int) -> None:
        self.now = now
        self.scorekeeper = Scorekeeper(log, "Test Hall", lambda: self.now)
        self.lobby = Lobby(self.scorekeeper)
        self.confirmations = Confirmations(self.scorekeeper, self.lobby)
        self.scorekeeper.open()
        self.newest: Change
        self.scorekeeper.subscribe(lambda change: setattr(self, "newest", change))
        self.url = ""
        self.watchers: dict[int, list[Watcher]] = {}
        self.seen: list[str | None] = []
        """The last event id in each request for a stream."""
        self.refuse_streams = False
        self.states_released = asyncio.Event()
        """Until it is set, a new stream has a head and no state."""
        self.states_released.set()

    def games(self) -> list[bytes]:
        return [self.state(game_id) for game_id in self.scorekeeper.game_ids()]

    async def find(self, game_id: int) -> bytes:
        return self.state(game_id)

    async def report(self, game_id: int) -> GameReport:
        return self.scorekeeper.report(game_id)

    async def join(self, game_id: int, body: JoinBody, _address: str) -> JoinOutcome:
        stands, seat = self.lobby.join(game_id, PlayerJoined(body.team, clean_name(body.name)))
        await self.show(self.newest)
        return JoinOutcome(self.state(game_id), stands, seat)

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, SeatStatus]:
        return {seat: self.lobby.seat(game_id, seat) for seat in seats}

    async def leave(self, game_id: int, seat: str) -> bytes:
        self.lobby.leave(game_id, seat)
        await self.show(self.newest)
        return self.state(game_id)

    async def confirm(self, game_id: int, answer: ConfirmationRequest, phone: Respondent, _address: str) -> bytes:
        await self.show(self.confirmations.confirm(game_id, answer, phone))
        return self.state(game_id)

    async def hashes(self, game_id: int) -> list[str]:
        return [row.hash for row in self.scorekeeper.events(game_id)]

    def state(self, game_id: int) -> bytes:
        return self.scorekeeper.snapshot(game_id).state

    def new_game(self, request: NewGame | None = None) -> int:
        """Create a game, by default Anna against Bert."""
        duel = NewGame(team1=NewTeam("Orange", ["Anna"]), team2=NewTeam("Blue", ["Bert"]))
        return self.scorekeeper.create((request or duel).to_event()).game_id

    def record(self, game_id: int, *events: AnyEvent) -> None:
        """Record events without sending them to streams."""
        for event in events:
            self.scorekeeper.record(game_id, event)

    async def play(self, game_id: int, *events: AnyEvent) -> None:
        """Record events and send each to the streams."""
        for event in events:
            await self.show(self.scorekeeper.record(game_id, event))

    async def show(self, change: Change) -> None:
        for stream in (change.game_id, EVERY_GAME):
            await self.send(stream, frame(change))
            if change.reason:
                await self.send(stream, f"event: refresh\ndata: {change.reason}\n\n".encode())

    async def send(self, game_id: int, event: bytes) -> None:
        for watcher in list(self.watchers.get(game_id, ())):
            await watcher.stream.write(event)

    async def wait_for_streams(self, game_id: int, streams: int = 1) -> None:
        """Wait until exactly `streams` streams are open."""
        async with asyncio.timeout(TIMEOUT_S):
            while len(self.watchers.get(game_id, ())) != streams:
                await asyncio.sleep(0.01)

    def cut(self) -> None:
        """Break every stream."""
        for watchers in self.watchers.values():
            for watcher in watchers:
                if watcher.request.transport is not None:
                    watcher.request.transport.abort()

    async def events(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_streams:
            return web.Response(status=503)
        watched = int(request.match_info.get("id", EVERY_GAME))
        games = [watched] if watched else self.scorekeeper.game_ids()
        self.seen.append(request.headers.get("Last-Event-ID") or request.query.get("last_event_id"))
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        try:
            await stream.prepare(request)
            await stream.write(b"retry: 200\n\n")
            await self.states_released.wait()
            for change in map(self.scorekeeper.snapshot, games):
                if self.seen[-1] != change.event_id:
                    await stream.write(frame(change))
            await stream.write(PING)
        except ConnectionResetError:
            return stream  # the page is closed already
        watcher, watchers = Watcher(request, stream), self.watchers.setdefault(watched, [])
        watchers.append(watcher)
        try:
            while request.transport is not None:
                await asyncio.sleep(PING_AFTER_S)
                await stream.write(PING)
        finally:
            watchers.remove(watcher)
        return stream


def frame(change: Change) -> bytes:
    """Return the change as an event of the stream."""
    return b"id: %b\nevent: state\ndata: %b\n\n" % (change.event_id.encode(), change.state)


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotFound as error:
        return render_error(404, error.sentence)


@asynccontextmanager
async def run_venue(folder: Path, now: int, port: int = 0) -> AsyncIterator[Venue]:
    """Serve a venue whose log is in `folder`; a second call with the same folder is a restart of the kiosk."""
    with EventLog(folder / "events.db") as log:
        venue = Venue(log, now)
        application = web.Application(middlewares=[preferences.middleware, _errors])
        application.add_routes(SpectatorPages(venue, "Test Hall").routes())
        application.add_routes(ReceiptPages(venue).routes())
        application.add_routes(DisplayPages(venue, "Test Hall", PublicUrl()).routes())
        application.router.add_get(r"/game/{id:\d+}/events", venue.events)
        application.router.add_get("/venue/events", venue.events)
        application.add_routes(preferences.routes())
        application.add_routes(assets.routes())
        application.on_response_prepare.append(request_guard.add_security_headers)
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        venue.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield venue
        finally:
            venue.cut()
            await runner.cleanup()
