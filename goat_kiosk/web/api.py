"""The JSON API of docs/protocol.md: games read by anybody, written with the scorer key.

Every write is answered with the new state, or refused with a problem and nothing changed. The order of checks is
the order in which a caller can mend things: the key, the body, the game, its rules.
"""

import re
from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from goat_kiosk.domain.new_game import NewGame
from goat_kiosk.errors import InvalidValue
from goat_kiosk.hub.hub import Hub
from goat_kiosk.scorekeeper import Change
from goat_kiosk.store.event_log import Row
from goat_kiosk.web.access import require_key
from goat_kiosk.web.commands import COMMANDS, Command, Join, Nothing, read
from goat_kiosk.web.desk import Desk
from goat_kiosk.web.games import Games
from goat_kiosk.web.others import Others

_GAME = r"/api/games/{id:\d{1,10}}"
_LONGEST_KEY = 200
_ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')


class Api:
    """The handlers of ``/api`` and ``/healthz``."""

    def __init__(self, hub: Hub, games: Games, desk: Desk, others: Others, scorer_key: str) -> None:
        self._hub = hub
        self._games = games
        self._desk = desk
        self._others = others
        self._key = scorer_key

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to be served."""
        return [
            web.get("/healthz", self.health),
            web.get("/api/kiosks", self.kiosks),
            web.get("/api/games", self.all_games),
            web.post("/api/games", self.create),
            web.get(_GAME, self.game),
            web.get(r"/game/{id:\d{1,10}}/state", self.game),
            web.get(f"{_GAME}/log", self.log),
            web.get(f"{_GAME}/aside", self.aside),
            web.post(f"{_GAME}/join", self.join),
            web.post(f"{_GAME}/next", self.next_game),
            web.post(f"{_GAME}/take-over", self.take_over),
            *(web.route(command.method, _GAME + command.path, self._handler(command)) for command in COMMANDS),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """Say that the desk answers, and what hangs on the hub."""
        log = await self._desk.log_name()
        line, words, since = self._others.standing
        told = {"status": "ok", "log": log, "games": len(self._games.games()), "subscribers": self._hub.places.taken}
        return _json(msgspec.json.encode(told | {"uplink": {"line": line, "words": words, "since": since}}))

    async def kiosks(self, _: web.Request) -> web.Response:
        """Return the other kiosks of the venue."""
        return _json(msgspec.json.encode([neighbour._asdict() for neighbour in self._others.all()]))

    async def all_games(self, _: web.Request) -> web.Response:
        """Return the state of every lively game, oldest first."""
        return _json(b"[%b]" % b",".join(self._games.games()))

    async def game(self, request: web.Request) -> web.Response:
        """Return one game's state."""
        return _json(await self._games.find(_game_id(request)))

    async def log(self, request: web.Request) -> web.Response:
        """Return everything that happened to a game."""
        game_id = _game_id(request)
        self._others.check_ours(game_id)
        name, rows = await self._desk.ask(lambda scorekeeper: (scorekeeper.log_name, scorekeeper.events(game_id)))
        return _json(msgspec.json.encode({"game_id": game_id, "log": name, "events": [_told(row) for row in rows]}))

    async def create(self, request: web.Request) -> web.Response:
        """Open a game from its names and rules."""
        require_key(request, self._key)
        event, key = (await read(request, NewGame)).event(), _idempotency_key(request)
        return _changed(await self._desk.ask(lambda scorekeeper: scorekeeper.create(event, key)), HTTPStatus.CREATED)

    async def next_game(self, request: web.Request) -> web.Response:
        """Open the next game of a match."""
        require_key(request, self._key)
        await read(request, Nothing)
        game_id, key, seen = _game_id(request), _idempotency_key(request), _seen(request)
        self._others.check_ours(game_id)
        return _changed(await self._desk.ask(lambda desk: desk.next_game(game_id, key, seen)), HTTPStatus.CREATED)

    async def aside(self, request: web.Request) -> web.Response:
        """Return the events of a game that were kept here and that the kiosk which took it over does not have."""
        game_id = _game_id(request)
        kiosk, rows = await self._desk.ask(lambda desk: (desk.taken_by(game_id), desk.aside(game_id)))
        return _json(msgspec.json.encode({"game_id": game_id, "kiosk": kiosk, "events": [_told(row) for row in rows]}))

    async def take_over(self, request: web.Request) -> web.Response:
        """Go on here with a game whose kiosk is away."""
        require_key(request, self._key)
        await read(request, Nothing)
        await self._others.take_over(_game_id(request))
        return _json(await self._games.find(_game_id(request)))

    async def join(self, request: web.Request) -> web.Response:
        """Seat a player; open to everybody in the room while the game is in its lobby."""
        wish, key, seen = await read(request, Join), _idempotency_key(request), _seen(request)
        return _json(await self._games.join(_game_id(request), wish, request.remote or "", key, seen))

    def _handler(self, command: Command) -> Handler:
        async def write(request: web.Request) -> web.Response:
            require_key(request, self._key)
            event = command.event(await read(request, command.body), int(request.match_info.get("n", 0)))
            game_id, key, seen = _game_id(request), _idempotency_key(request), _seen(request)
            self._others.check_ours(game_id)
            return _changed(await self._desk.ask(lambda scorekeeper: scorekeeper.record(game_id, event, key, seen)))

        return write


def _game_id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _idempotency_key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise InvalidValue(f"An Idempotency-Key has 1 to {_LONGEST_KEY} printable ASCII characters.")
    return key


def _seen(request: web.Request) -> str | None:
    """Return the id in ``If-Match``; a header that holds none is compared as it is, and so refused."""
    wanted = request.headers.get(hdrs.IF_MATCH)
    if wanted is None or wanted.strip() == "*":
        return None
    tag = _ENTITY_TAG.fullmatch(wanted.strip())
    return tag[1] if tag else wanted


def _told(row: Row) -> dict[str, object]:
    return {"seq": row.seq, "at": row.at, "event": row.event}


def _changed(change: Change, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return _json(change.state, status, {hdrs.ETAG: f'"{change.event_id}"'})


def _json(body: bytes, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> web.Response:
    told = {hdrs.CACHE_CONTROL: "no-store", **(headers or {})}
    return web.Response(body=body, status=status, headers=told, content_type="application/json")
