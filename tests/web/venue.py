"""A venue to draw pages of: a real scorekeeper over a real log, served by aiohttp with a stream that tests hold in hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from goat_kiosk import theme
from goat_kiosk.domain.events import AnyEvent, PlayerJoined, Team
from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.new_game import NewGame, NewTeam
from goat_kiosk.errors import KioskError, NotFound
from goat_kiosk.paths import RESOURCES
from goat_kiosk.scorekeeper import Change, Scorekeeper
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.web.pages import Pages, render_error

NOON = 1_795_435_200_000
"""When the games of the tests are played, milliseconds since 1970."""


class Venue:
    """The source of the pages; `now` is its clock."""

    def __init__(self, log: EventLog) -> None:
        self.now = NOON
        self.keeper = Scorekeeper(log, "Test Hall", lambda: self.now)
        self.streams: dict[int, set[web.StreamResponse]] = {}
        self.asked: list[str | None] = []
        """What each stream that was opened said it had seen."""
        self.refuse_streams = False

    def games(self) -> list[bytes]:
        return [self.state(game_id) for game_id in self.keeper.game_ids()]

    async def find(self, game_id: int) -> bytes:
        return self.state(game_id)

    async def join(self, game_id: int, team: Team, name: str) -> bytes:
        return self.keeper.record(game_id, PlayerJoined(team, clean_name(name))).state

    def state(self, game_id: int) -> bytes:
        return self.keeper.recall(game_id).state

    def game(self, court: str = "Court 1", one: str = "Anna", two: str = "Bert") -> int:
        players = [[name] if name else [] for name in (one, two)]
        wanted = NewGame(court, "acl", NewTeam("Orange", players[0]), NewTeam("Blue", players[1]))
        return self.keeper.create(wanted.event()).game_id

    async def play(self, game_id: int, *events: AnyEvent) -> None:
        """Record the events and show each to whoever watches."""
        for event in events:
            await self.show(self.keeper.record(game_id, event))

    async def show(self, change: Change) -> None:
        await self.send(change.game_id, _frame(change))
        if change.reason:
            await self.send(change.game_id, f"event: refresh\ndata: {change.reason}\n\n".encode())

    async def send(self, game_id: int, frame: bytes) -> None:
        for stream in list(self.streams.get(game_id, ())):
            await stream.write(frame)

    async def watched(self, game_id: int, streams: int = 1) -> None:
        """Wait until so many streams are open."""
        async with asyncio.timeout(10):
            while len(self.streams.get(game_id, ())) != streams:
                await asyncio.sleep(0.01)

    def cut(self) -> None:
        """Break every stream, as a kiosk that is killed does."""
        for streams in self.streams.values():
            for stream in streams:
                assert stream._req is not None
                assert stream._req.transport is not None
                stream._req.transport.abort()

    async def events(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_streams:
            return web.Response(status=503)
        change = self.keeper.recall(int(request.match_info["id"]))
        self.asked.append(request.headers.get("Last-Event-ID") or request.query.get("last_event_id"))
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await stream.prepare(request)
        await stream.write(b"retry: 200\n\n")
        if self.asked[-1] != _id(change):
            await stream.write(_frame(change))
        streams = self.streams.setdefault(change.game_id, set())
        streams.add(stream)
        try:
            await asyncio.Event().wait()
        finally:
            streams.discard(stream)
        return stream


def _id(change: Change) -> str:
    state = change.state.decode()
    log = state.partition('"log":"')[2][:8]
    return f"{log}-{change.history.seq}"


def _frame(change: Change) -> bytes:
    return b"id: %s\nevent: state\ndata: %s\n\n" % (_id(change).encode(), change.state)


@web.middleware
async def _errors(request: web.Request, handler: web.RequestHandler) -> web.StreamResponse:
    try:
        return await handler(request)  # type: ignore[operator,no-any-return]  # aiohttp types handlers loosely
    except NotFound as error:
        return render_error(404, error.sentence)
    except KioskError as error:
        return render_error(500, error.sentence)


async def _tokens(_: web.Request) -> web.Response:
    return web.Response(text=theme.css(), content_type="text/css")


@asynccontextmanager
async def served(folder: Path, port: int = 0) -> AsyncIterator[tuple[Venue, TestServer]]:
    """Serve a venue whose log is in `folder`."""
    with EventLog(folder / "events.db") as log:
        venue = Venue(log)
        application = web.Application(middlewares=[_errors])
        application.add_routes(Pages(venue, "Test Hall").routes())
        application.router.add_get(r"/game/{id:\d+}/events", venue.events)
        application.router.add_get("/static/tokens.css", _tokens)
        application.router.add_static("/static", RESOURCES / "static")
        async with TestServer(application, port=port) as server:
            await server.runner.cleanup() if False else None
            yield venue, server
