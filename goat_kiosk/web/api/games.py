"""The JSON API of docs/protocol.md: games read by anybody, written with the venue's key or a paired phone's.

Every write is answered with the new state, or refused with a problem and nothing changed. The order of checks is
the order in which a caller can mend things: the key, the body, the game, its rules.
"""

from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper, WriteOptions
from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.new_game import NewGame
from goat_kiosk.domain.report import GameReport
from goat_kiosk.domain.state import State
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.event_log import Row
from goat_kiosk.web.api.commands import COMMANDS, Command, CourtBody, EmptyBody, NextGameBody, RedisBody, TakeOverBody
from goat_kiosk.web.api.schemas import ChangedState, EventEntry, GameLog, PeerKiosk, UnsharedEvents, UplinkHealth
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import GAME, game_of, idempotency_key, if_match, json_response, state_response
from goat_kiosk.web.http.routing import ApiRoute, get, post
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, view_of, views_of

_MADE = (HTTPStatus.CREATED,)
_NEXT = (HTTPStatus.CREATED, HTTPStatus.OK)
_ELSEWHERE = (HTTPStatus.CONFLICT,)
"""Another kiosk has the game."""


class GamesApi:
    """The handlers of ``/api``."""

    def __init__(self, hub: Hub, games: Games, desk: DeskClient, others: Peers, access: Authenticator) -> None:
        self._hub = hub
        self._games = games
        self._desk = desk
        self._others = others
        self._access = access

    def routes(self) -> list[ApiRoute]:
        """Return the routes to be served."""
        return [
            get("/api/kiosks", self.kiosks, list[PeerKiosk]),
            get("/api/games", self.all_games, list[State]),
            post("/api/games", self.create, State, NewGame, key="scorer", statuses=_MADE, events=True),
            get(GAME, self.game, State),
            get(r"/game/{id:[0-9]{1,10}}/state", self.game, State),
            get(f"{GAME}/log", self.log, GameLog, refuses=_ELSEWHERE),
            get(f"{GAME}/aside", self.aside, UnsharedEvents, key="scorer"),
            get(f"{GAME}/stats", self.stats, GameReport),
            post(f"{GAME}/next", self.next_game, State, NextGameBody, key="scorer", statuses=_NEXT, events=True),
            post(f"{GAME}/court", self.change_court, State, CourtBody, key="scorer", events=True),
            post(f"{GAME}/take-over", self.take_over, State, TakeOverBody, key="scorer", refuses=_ELSEWHERE),
            post("/api/uplink", self.confirm, UplinkHealth, RedisBody, key="venue", refuses=_ELSEWHERE),
            post(f"{GAME}/take-back", self.take_back, State, EmptyBody, key="venue", refuses=_ELSEWHERE),
            *map(self._operation, COMMANDS),
        ]

    async def kiosks(self, _: web.Request) -> web.Response:
        """Return the other kiosks of the venue."""
        return json_response(msgspec.json.encode([PeerKiosk(*neighbour) for neighbour in self._others.all()]))

    async def all_games(self, request: web.Request) -> web.Response:
        """Return the state of every lively game, oldest first; with ``?disputed=true`` those whose result is."""
        states = self._games.games()
        if request.query.get("disputed") == "true":
            states = [state for state in states if any(view.disputed for view in views_of([state]))]
        return json_response(b"[%b]" % b",".join(states))

    async def game(self, request: web.Request) -> web.Response:
        """Return one game's state."""
        return json_response(await self._games.find(game_of(request)))

    async def log(self, request: web.Request) -> web.Response:
        """Return everything that happened to a game."""
        game_id = game_of(request)
        self._others.require_local(game_id)
        name, rows = await self._desk.ask_of(
            game_id, lambda scorekeeper: (scorekeeper.log_name, scorekeeper.events(game_id))
        )
        return json_response(msgspec.json.encode(GameLog(game_id, name, _event_entries(rows))))

    async def stats(self, request: web.Request) -> web.Response:
        """Return the statistics of each player, and where the bags landed."""
        return json_response(msgspec.json.encode(await self._games.report(game_of(request))))

    async def create(self, request: web.Request) -> web.Response:
        """Open a game from its names and rules."""
        writer = self._access.require_principal(request)
        wish, key = await read_json(request, NewGame), idempotency_key(request)

        def create(scorekeeper: Scorekeeper) -> Change:
            event = wish.to_event(scorekeeper.rule_sets.rules_by_key())
            return scorekeeper.create(event, key, wish.if_busy, writer.allow)

        return state_response(await self._desk.run(create), HTTPStatus.CREATED)

    async def next_game(self, request: web.Request) -> web.Response:
        """Open the next game of a match, or answer 200 with the one that there is."""
        writer = self._access.require_principal(request)
        wish = await read_json(request, NextGameBody)
        game_id, key, seen = game_of(request), idempotency_key(request), if_match(request)
        self._others.require_local(game_id)
        if (there := self._next_elsewhere(game_id)) is not None:
            return json_response(there)

        def open_next(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.next_game(game_id, key, seen, wish.if_busy, writer.allow)

        change = await self._desk.run(open_next)
        return state_response(change, HTTPStatus.OK if change.row is None else HTTPStatus.CREATED)

    def _next_elsewhere(self, game_id: int) -> bytes | None:
        """Return the state of the game's next game when another kiosk has that one."""
        for state in self._games.games():
            for view in views_of([state]):
                if _follows(view, game_id) and self._others.owner_of(view.game_id) is not None:
                    return state
        return None

    async def change_court(self, request: web.Request) -> web.Response:
        """Move a game to another court, or go on with one that was set aside."""
        writer = self._access.require_principal(request)
        wish = await read_json(request, CourtBody)
        game_id, key, seen = game_of(request), idempotency_key(request), if_match(request)
        court = clean_name(wish.court)
        self._others.require_local(game_id)

        def move(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.move(game_id, court, WriteOptions(key, seen, writer.allow), wish.if_busy)

        return state_response(await self._desk.run(move))

    async def aside(self, request: web.Request) -> web.Response:
        """Return the events of a game that were kept here and that the kiosk which took it over does not have."""
        writer, game_id = self._access.require_principal(request), game_of(request)

        def look(scorekeeper: Scorekeeper) -> tuple[str, list[Row]]:
            writer.allow(scorekeeper.history(game_id).game.court)
            return scorekeeper.owners.taken_by(game_id), scorekeeper.ownership.unshared_events(game_id)

        kiosk, rows = await self._desk.run(look)
        return json_response(msgspec.json.encode(UnsharedEvents(game_id, kiosk, _event_entries(rows))))

    async def take_over(self, request: web.Request) -> web.Response:
        """Go on here with a game whose kiosk is away, at its court or another one."""
        writer = self._access.require_principal(request)
        wish = await read_json(request, TakeOverBody)
        game_id = game_of(request)
        wanted = None if wish.court is None else clean_name(wish.court)
        court = wanted or view_of(await self._games.find(game_id)).court
        await self._desk.run(lambda _: writer.allow(court))
        await self._others.take_over(game_id, wanted)
        return json_response(await self._games.find(game_id))

    async def confirm(self, request: web.Request) -> web.Response:
        """Confirm the address of Redis that a kiosk of this network has named (``--redis find``)."""
        self._access.require_owner(request)
        self._others.confirm((await read_json(request, RedisBody)).redis)
        standing = self._others.status
        return json_response(msgspec.json.encode(UplinkHealth(standing.state, standing.text, standing.since)))

    async def take_back(self, request: web.Request) -> web.Response:
        """Go on here with a game that another kiosk has taken over from here, whether that kiosk is there or not.

        What was recorded here counts, and not what was recorded there.
        """
        self._access.require_owner(request)
        await read_json(request, EmptyBody)
        game_id = game_of(request)
        await self._others.take_back(game_id, self._desk)
        return json_response((await self._desk.run(lambda scorekeeper: scorekeeper.snapshot(game_id))).state)

    def _operation(self, command: Command) -> ApiRoute:
        return ApiRoute(
            method=command.method,
            path=GAME + command.path,
            handler=self._handler(command),
            answer=ChangedState,
            body=command.body,
            key="scorer",
            events=True,
            summary=command.event_type.__doc__ or "",
        )

    def _handler(self, command: Command) -> Handler:
        async def write(request: web.Request) -> web.Response:
            writer = self._access.require_principal(request)
            event = command.to_event(await read_json(request, command.body), int(request.match_info.get("n", 0)))
            game_id, key, seen = game_of(request), idempotency_key(request), if_match(request)
            self._others.require_local(game_id)

            def record(scorekeeper: Scorekeeper) -> Change:
                return scorekeeper.record(game_id, event, key, seen, writer.allow)

            return state_response(await self._desk.run(record))

        return write


def _follows(view: View, game_id: int) -> bool:
    return view.match is not None and view.match.previous == game_id and view.ended_by != "canceled"


def _event_entries(rows: list[Row]) -> list[EventEntry]:
    return [EventEntry(row.seq, row.at, row.event, row.hash) for row in rows]
