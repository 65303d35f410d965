"""The JSON API of docs/protocol.md: games read by anybody, written with the venue's key or a paired phone's.

Every write is answered with the new state, or refused with a problem and nothing changed. The order of checks is
the order in which a caller can mend things: the key, the body, the game, its rules.
"""

from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from goat_kiosk.domain.new_game import NewGame
from goat_kiosk.hub.hub import Hub
from goat_kiosk.scorekeeper import Change, Scorekeeper
from goat_kiosk.store.event_log import Row
from goat_kiosk.web.access import Access
from goat_kiosk.web.commands import COMMANDS, Command, Nothing, read
from goat_kiosk.web.desk import Desk
from goat_kiosk.web.games import Games
from goat_kiosk.web.others import Others
from goat_kiosk.web.view import view_of
from goat_kiosk.web.wire import GAME, answer, changed, game_of, idempotency_key, seen_by


class Api:
    """The handlers of ``/api`` and ``/healthz``."""

    def __init__(self, hub: Hub, games: Games, desk: Desk, others: Others, access: Access) -> None:
        self._hub = hub
        self._games = games
        self._desk = desk
        self._others = others
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to be served."""
        return [
            web.get("/healthz", self.health),
            web.get("/api/kiosks", self.kiosks),
            web.get("/api/games", self.all_games),
            web.post("/api/games", self.create),
            web.get(GAME, self.game),
            web.get(r"/game/{id:\d{1,10}}/state", self.game),
            web.get(f"{GAME}/log", self.log),
            web.get(f"{GAME}/aside", self.aside),
            web.get(f"{GAME}/stats", self.stats),
            web.post(f"{GAME}/next", self.next_game),
            web.post(f"{GAME}/take-over", self.take_over),
            *(web.route(command.method, GAME + command.path, self._handler(command)) for command in COMMANDS),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """Say that the desk answers, whether its disk keeps what is scored, and what hangs on the hub."""
        log, trouble = await self._desk.log_name(), self._desk.trouble()
        line, words, since = self._others.standing
        stopped = trouble is not None and trouble.stops
        told: dict[str, object] = {"status": "failing" if stopped else "ok", "disk": str(trouble or "ok"), "log": log}
        told |= {"games": len(self._games.games()), "subscribers": self._hub.places.taken}
        told |= {"uplink": {"line": line, "words": words, "since": since}}
        status = HTTPStatus.SERVICE_UNAVAILABLE if stopped else HTTPStatus.OK
        return answer(msgspec.json.encode(told), status)

    async def kiosks(self, _: web.Request) -> web.Response:
        """Return the other kiosks of the venue."""
        return answer(msgspec.json.encode([neighbour._asdict() for neighbour in self._others.all()]))

    async def all_games(self, _: web.Request) -> web.Response:
        """Return the state of every lively game, oldest first."""
        return answer(b"[%b]" % b",".join(self._games.games()))

    async def game(self, request: web.Request) -> web.Response:
        """Return one game's state."""
        return answer(await self._games.find(game_of(request)))

    async def log(self, request: web.Request) -> web.Response:
        """Return everything that happened to a game."""
        game_id = game_of(request)
        self._others.check_ours(game_id)
        name, rows = await self._desk.ask(lambda scorekeeper: (scorekeeper.log_name, scorekeeper.events(game_id)))
        return answer(msgspec.json.encode({"game_id": game_id, "log": name, "events": [_told(row) for row in rows]}))

    async def stats(self, request: web.Request) -> web.Response:
        """Return the statistics of each player, and where the bags landed."""
        return answer(msgspec.json.encode(await self._games.report(game_of(request))))

    async def create(self, request: web.Request) -> web.Response:
        """Open a game from its names and rules."""
        writer = self._access.writer(request)
        wish, key = await read(request, NewGame), idempotency_key(request)

        def create(scorekeeper: Scorekeeper) -> Change:
            event = wish.event(scorekeeper.rule_sets.named())
            writer.allow(event.court)
            return scorekeeper.create(event, key)

        return changed(await self._desk.ask(create), HTTPStatus.CREATED)

    async def next_game(self, request: web.Request) -> web.Response:
        """Open the next game of a match."""
        writer = self._access.writer(request)
        await read(request, Nothing)
        game_id, key, seen = game_of(request), idempotency_key(request), seen_by(request)
        self._others.check_ours(game_id)

        def open_next(scorekeeper: Scorekeeper) -> Change:
            writer.allow(scorekeeper.history(game_id).game.court)
            return scorekeeper.next_game(game_id, key, seen)

        return changed(await self._desk.ask(open_next), HTTPStatus.CREATED)

    async def aside(self, request: web.Request) -> web.Response:
        """Return the events of a game that were kept here and that the kiosk which took it over does not have."""
        writer, game_id = self._access.writer(request), game_of(request)

        def look(scorekeeper: Scorekeeper) -> tuple[str, list[Row]]:
            writer.allow(scorekeeper.history(game_id).game.court)
            return scorekeeper.taken_by(game_id), scorekeeper.aside(game_id)

        kiosk, rows = await self._desk.ask(look)
        told = {"game_id": game_id, "kiosk": kiosk, "events": [_told(row) for row in rows]}
        return answer(msgspec.json.encode(told))

    async def take_over(self, request: web.Request) -> web.Response:
        """Go on here with a game whose kiosk is away."""
        writer = self._access.writer(request)
        await read(request, Nothing)
        game_id = game_of(request)
        court = view_of(await self._games.find(game_id)).court
        await self._desk.ask(lambda _: writer.allow(court))
        await self._others.take_over(game_id)
        return answer(await self._games.find(game_id))

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


def _told(row: Row) -> dict[str, object]:
    return {"seq": row.seq, "at": row.at, "event": row.event}
