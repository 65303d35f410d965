"""The JSON API of docs/protocol.md: games read by anybody, written with the venue's key or a paired phone's.

Every write is answered with the new state, or refused with a problem and nothing changed. The order of checks is
the order in which a caller can mend things: the key, the body, the game, its rules.
"""

from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from goat_kiosk.desk.scorekeeper import Change, Scorekeeper, WriteOptions
from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.new_game import NewGame
from goat_kiosk.domain.report import Report
from goat_kiosk.domain.state import State
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.event_log import Row
from goat_kiosk.web.api.commands import COMMANDS, Command, ConfirmRedis, Move, Next, Nothing, TakeOver, read
from goat_kiosk.web.api.schemas import Aside, ChangedState, GameLog, Happened, OtherKiosk, UplinkHealth
from goat_kiosk.web.http.auth import Access
from goat_kiosk.web.http.headers import GAME, answer, changed, game_of, idempotency_key, seen_by
from goat_kiosk.web.http.routing import Operation, get, post
from goat_kiosk.web.live.desk_client import Desk
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Others
from goat_kiosk.web.live.view import View, view_of, views_of

_MADE = (HTTPStatus.CREATED,)
_NEXT = (HTTPStatus.CREATED, HTTPStatus.OK)
_ELSEWHERE = (HTTPStatus.CONFLICT,)
"""Another kiosk has the game."""


class Api:
    """The handlers of ``/api``."""

    def __init__(self, hub: Hub, games: Games, desk: Desk, others: Others, access: Access) -> None:
        self._hub = hub
        self._games = games
        self._desk = desk
        self._others = others
        self._access = access

    def routes(self) -> list[Operation]:
        """Return the routes to be served."""
        return [
            get("/api/kiosks", self.kiosks, list[OtherKiosk]),
            get("/api/games", self.all_games, list[State]),
            post("/api/games", self.create, State, NewGame, key="scorer", statuses=_MADE, events=True),
            get(GAME, self.game, State),
            get(r"/game/{id:[0-9]{1,10}}/state", self.game, State),
            get(f"{GAME}/log", self.log, GameLog, refuses=_ELSEWHERE),
            get(f"{GAME}/aside", self.aside, Aside, key="scorer"),
            get(f"{GAME}/stats", self.stats, Report),
            post(f"{GAME}/next", self.next_game, State, Next, key="scorer", statuses=_NEXT, events=True),
            post(f"{GAME}/court", self.change_court, State, Move, key="scorer", events=True),
            post(f"{GAME}/take-over", self.take_over, State, TakeOver, key="scorer", refuses=_ELSEWHERE),
            post("/api/uplink", self.confirm, UplinkHealth, ConfirmRedis, key="venue", refuses=_ELSEWHERE),
            post(f"{GAME}/take-back", self.take_back, State, Nothing, key="venue", refuses=_ELSEWHERE),
            *map(self._operation, COMMANDS),
        ]

    async def kiosks(self, _: web.Request) -> web.Response:
        """Return the other kiosks of the venue."""
        return answer(msgspec.json.encode([OtherKiosk(*neighbour) for neighbour in self._others.all()]))

    async def all_games(self, request: web.Request) -> web.Response:
        """Return the state of every lively game, oldest first; with ``?disputed=true`` those whose result is."""
        states = self._games.games()
        if request.query.get("disputed") == "true":
            states = [state for state in states if any(view.disputed for view in views_of([state]))]
        return answer(b"[%b]" % b",".join(states))

    async def game(self, request: web.Request) -> web.Response:
        """Return one game's state."""
        return answer(await self._games.find(game_of(request)))

    async def log(self, request: web.Request) -> web.Response:
        """Return everything that happened to a game."""
        game_id = game_of(request)
        self._others.check_ours(game_id)
        name, rows = await self._desk.ask_of(
            game_id, lambda scorekeeper: (scorekeeper.log_name, scorekeeper.events(game_id))
        )
        return answer(msgspec.json.encode(GameLog(game_id, name, _happened(rows))))

    async def stats(self, request: web.Request) -> web.Response:
        """Return the statistics of each player, and where the bags landed."""
        return answer(msgspec.json.encode(await self._games.report(game_of(request))))

    async def create(self, request: web.Request) -> web.Response:
        """Open a game from its names and rules."""
        writer = self._access.writer(request)
        wish, key = await read(request, NewGame), idempotency_key(request)

        def create(scorekeeper: Scorekeeper) -> Change:
            event = wish.event(scorekeeper.rule_sets.named())
            return scorekeeper.create(event, key, wish.if_busy, writer.allow)

        return changed(await self._desk.ask(create), HTTPStatus.CREATED)

    async def next_game(self, request: web.Request) -> web.Response:
        """Open the next game of a match, or answer 200 with the one that there is."""
        writer = self._access.writer(request)
        wish = await read(request, Next)
        game_id, key, seen = game_of(request), idempotency_key(request), seen_by(request)
        self._others.check_ours(game_id)
        if (there := self._next_elsewhere(game_id)) is not None:
            return answer(there)

        def open_next(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.next_game(game_id, key, seen, wish.if_busy, writer.allow)

        change = await self._desk.ask(open_next)
        return changed(change, HTTPStatus.OK if change.row is None else HTTPStatus.CREATED)

    def _next_elsewhere(self, game_id: int) -> bytes | None:
        """Return the state of the game's next game when another kiosk has that one."""
        for state in self._games.games():
            for view in views_of([state]):
                if _follows(view, game_id) and self._others.whose(view.game_id) is not None:
                    return state
        return None

    async def change_court(self, request: web.Request) -> web.Response:
        """Move a game to another court, or go on with one that was set aside."""
        writer = self._access.writer(request)
        wish = await read(request, Move)
        game_id, key, seen = game_of(request), idempotency_key(request), seen_by(request)
        court = clean_name(wish.court)
        self._others.check_ours(game_id)

        def move(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.move(game_id, court, WriteOptions(key, seen, writer.allow), wish.if_busy)

        return changed(await self._desk.ask(move))

    async def aside(self, request: web.Request) -> web.Response:
        """Return the events of a game that were kept here and that the kiosk which took it over does not have."""
        writer, game_id = self._access.writer(request), game_of(request)

        def look(scorekeeper: Scorekeeper) -> tuple[str, list[Row]]:
            writer.allow(scorekeeper.history(game_id).game.court)
            return scorekeeper.taken_by(game_id), scorekeeper.aside(game_id)

        kiosk, rows = await self._desk.ask(look)
        return answer(msgspec.json.encode(Aside(game_id, kiosk, _happened(rows))))

    async def take_over(self, request: web.Request) -> web.Response:
        """Go on here with a game whose kiosk is away, at its court or another one."""
        writer = self._access.writer(request)
        wish = await read(request, TakeOver)
        game_id = game_of(request)
        wanted = None if wish.court is None else clean_name(wish.court)
        court = wanted or view_of(await self._games.find(game_id)).court
        await self._desk.ask(lambda _: writer.allow(court))
        await self._others.take_over(game_id, wanted)
        return answer(await self._games.find(game_id))

    async def confirm(self, request: web.Request) -> web.Response:
        """Confirm the address of Redis that a kiosk of this network has named (``--redis find``)."""
        self._access.venue(request)
        self._others.confirm((await read(request, ConfirmRedis)).redis)
        standing = self._others.standing
        return answer(msgspec.json.encode(UplinkHealth(standing.line, standing.words, standing.since)))

    async def take_back(self, request: web.Request) -> web.Response:
        """Go on here with a game that another kiosk has taken over from here, whether that kiosk is there or not.

        What was recorded here counts, and not what was recorded there.
        """
        self._access.venue(request)
        await read(request, Nothing)
        game_id = game_of(request)
        await self._others.take_back(game_id, self._desk)
        return answer((await self._desk.ask(lambda scorekeeper: scorekeeper.recall(game_id))).state)

    def _operation(self, command: Command) -> Operation:
        return Operation(
            method=command.method,
            path=GAME + command.path,
            handler=self._handler(command),
            answer=ChangedState,
            body=command.body,
            key="scorer",
            events=True,
            summary=command.kind.__doc__ or "",
        )

    def _handler(self, command: Command) -> Handler:
        async def write(request: web.Request) -> web.Response:
            writer = self._access.writer(request)
            event = command.event(await read(request, command.body), int(request.match_info.get("n", 0)))
            game_id, key, seen = game_of(request), idempotency_key(request), seen_by(request)
            self._others.check_ours(game_id)

            def record(scorekeeper: Scorekeeper) -> Change:
                return scorekeeper.record(game_id, event, key, seen, writer.allow)

            return changed(await self._desk.ask(record))

        return write


def _follows(view: View, game_id: int) -> bool:
    return view.match is not None and view.match.previous == game_id and view.ended_by != "canceled"


def _happened(rows: list[Row]) -> list[Happened]:
    return [Happened(row.seq, row.at, row.event, row.hash) for row in rows]
