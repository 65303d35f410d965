"""JSON API of games (docs/protocol.md): anybody reads; writing needs the venue's key or a paired phone's.

Every write returns the new state, or is refused with a problem and changes nothing. Checks run in the order in which a
caller can fix things: the key, the body, the game, its rules.
"""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper, WriteOptions
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.state.state import State
from goat_kiosk.domain.statistics.report import GameReport
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.log.rows import Row
from goat_kiosk.web.api.bodies import CourtBody, EmptyBody, NextGameBody, RedisBody, TakeOverBody
from goat_kiosk.web.api.commands import COMMANDS, Command
from goat_kiosk.web.api.schemas import (
    ChangedState,
    EventEntry,
    GameLog,
    PeerKiosk,
    UnsharedEvents,
    UplinkHealth,
)
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import idempotency_key, if_match, json_bytes_response, json_response, state_response
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import API_GAME, GAME_ID, ApiRoute, game_id_of, get, post
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.game_list import GameQueries, GamesQuery
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, view_of, views_of

_CREATED = (HTTPStatus.CREATED,)
_CREATED_OR_FOUND = (HTTPStatus.CREATED, HTTPStatus.OK)
_CONFLICT = (HTTPStatus.CONFLICT,)
"""Another kiosk has the game."""
_LINK = {"Link": 'The next page, of older games, as `rel="next"`; absent on the last one.'}
_NEW_GAME = {
    "court": "Court 1",
    "rules": "acl",
    "team1": {"name": "Board Meeting", "players": ["Ada"]},
    "team2": {"name": "Airmail", "players": ["Otis"]},
    "first_throw": 1,
}


class GamesApi:
    """The handlers of ``/api``."""

    def __init__(self, hub: Hub, games: Games, desk: DeskClient, peers: Peers, auth: Authenticator) -> None:
        self._hub = hub
        self._games = games
        self._list = GameQueries(games, desk)
        self._desk = desk
        self._peers = peers
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [
            get("/api/kiosks", self.kiosks, list[PeerKiosk], operation="listKiosks", tag="kiosks"),
            get(
                "/api/games",
                self.all_games,
                list[State],
                query=GamesQuery,
                extra_errors=(HTTPStatus.NOT_FOUND,),
                headers=_LINK,
                operation="listGames",
            ),
            post(
                "/api/games",
                self.create,
                State,
                NewGame,
                key="scorer",
                statuses=_CREATED,
                changes_game=True,
                operation="createGame",
                example=_NEW_GAME,
            ),
            get(API_GAME, self.game, State, operation="getGame"),
            get(f"/game/{GAME_ID}/state", self.game, State, operation="getGameState"),
            get(f"{API_GAME}/log", self.log, GameLog, extra_errors=_CONFLICT, operation="getGameLog"),
            get(
                f"{API_GAME}/aside",
                self.unshared_events,
                UnsharedEvents,
                key="scorer",
                operation="getUnsharedEvents",
                tag="kiosks",
            ),
            get(f"{API_GAME}/stats", self.stats, GameReport, operation="getGameStats"),
            post(
                f"{API_GAME}/next",
                self.next_game,
                State,
                NextGameBody,
                key="scorer",
                statuses=_CREATED_OR_FOUND,
                changes_game=True,
                operation="createNextGame",
                example={},
            ),
            post(
                f"{API_GAME}/court",
                self.change_court,
                State,
                CourtBody,
                key="scorer",
                changes_game=True,
                operation="moveGame",
                example={"court": "Court 2"},
            ),
            post(
                f"{API_GAME}/take-over",
                self.take_over,
                State,
                TakeOverBody,
                key="scorer",
                extra_errors=_CONFLICT,
                operation="takeOverGame",
                tag="kiosks",
            ),
            post(
                "/api/uplink",
                self.confirm,
                UplinkHealth,
                RedisBody,
                key="venue",
                extra_errors=_CONFLICT,
                operation="confirmRedis",
                tag="kiosks",
            ),
            post(
                f"{API_GAME}/take-back",
                self.take_back,
                State,
                EmptyBody,
                key="venue",
                extra_errors=_CONFLICT,
                operation="takeBackGame",
                tag="kiosks",
            ),
            *map(self._command_route, COMMANDS),
        ]

    async def kiosks(self, _: web.Request) -> web.Response:
        """Return the other kiosks of the venue."""
        return json_response(
            [PeerKiosk(peer.name, peer.log, peer.url, peer.away_since, list(peer.courts)) for peer in self._peers.all()]
        )

    async def all_games(self, request: web.Request) -> web.Response:
        """Return the state of every active game, or of all games of the log in pages, oldest first."""
        page = await self._list.page(read_options(request, GamesQuery))
        link = str(request.rel_url.update_query(before=str(page.next_before)))
        headers = {"Link": f'<{link}>; rel="next"'} if page.next_before is not None else None
        return json_bytes_response(b"[%b]" % b",".join(page.states), headers=headers)

    async def game(self, request: web.Request) -> web.Response:
        """Return one game's state."""
        state = await self._games.find(game_id_of(request))
        view = view_of(state)
        return json_bytes_response(state, headers={} if view.is_sparse else {"ETag": f'"{view.id}"'})

    async def log(self, request: web.Request) -> web.Response:
        """Return all events of a game."""
        game_id = game_id_of(request)
        self._peers.require_local(game_id)
        name, rows = await self._desk.run_for_game(
            game_id, lambda scorekeeper: (scorekeeper.log_name, scorekeeper.events(game_id))
        )
        return json_response(GameLog(game_id, name, _event_entries(rows)))

    async def stats(self, request: web.Request) -> web.Response:
        """Return each player's statistics, and where the bags landed."""
        return json_response(await self._games.report(game_id_of(request)))

    async def create(self, request: web.Request) -> web.Response:
        """Create a game from its names and rules."""
        principal = self._auth.require_principal(request)
        body, key = await read_json(request, NewGame), idempotency_key(request)

        def create(scorekeeper: Scorekeeper) -> Change:
            event = body.to_event(scorekeeper.rule_sets.rules_by_key())
            return scorekeeper.create(event, key, body.if_busy, principal.authorize)

        return state_response(await self._desk.run(create), HTTPStatus.CREATED)

    async def next_game(self, request: web.Request) -> web.Response:
        """Create the next game of a match, or return 200 with the existing one."""
        principal = self._auth.require_principal(request)
        body = await read_json(request, NextGameBody)
        game_id, key, seen_event_id = game_id_of(request), idempotency_key(request), if_match(request)
        self._peers.require_local(game_id)
        if (existing := self._next_elsewhere(game_id)) is not None:
            return json_bytes_response(existing)

        def open_next(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.create_next_game(game_id, key, seen_event_id, body.if_busy, principal.authorize)

        change = await self._desk.run(open_next)
        return state_response(change, HTTPStatus.OK if change.row is None else HTTPStatus.CREATED)

    def _next_elsewhere(self, game_id: int) -> bytes | None:
        """Return the state of the next game of the match when another kiosk has it."""
        for state in self._games.games():
            for view in views_of([state]):
                if _is_next_of(view, game_id) and self._peers.owner_of(view.game_id) is not None:
                    return state
        return None

    async def change_court(self, request: web.Request) -> web.Response:
        """Move a game to another court, or resume one that was set aside."""
        principal = self._auth.require_principal(request)
        body = await read_json(request, CourtBody)
        game_id, key, seen_event_id = game_id_of(request), idempotency_key(request), if_match(request)
        court = clean_name(body.court)
        self._peers.require_local(game_id)

        def move(scorekeeper: Scorekeeper) -> Change:
            return scorekeeper.move(game_id, court, WriteOptions(key, seen_event_id, principal.authorize), body.if_busy)

        return state_response(await self._desk.run(move))

    async def unshared_events(self, request: web.Request) -> web.Response:
        """Return the events recorded here that are missing at the kiosk which took the game over."""
        principal, game_id = self._auth.require_principal(request), game_id_of(request)

        def find_unshared(scorekeeper: Scorekeeper) -> tuple[str, list[Row]]:
            principal.authorize(scorekeeper.history(game_id).game.court)
            return scorekeeper.owners.taken_by(game_id), scorekeeper.ownership.unshared_events(game_id)

        kiosk, rows = await self._desk.run(find_unshared)
        return json_response(UnsharedEvents(game_id, kiosk, _event_entries(rows)))

    async def take_over(self, request: web.Request) -> web.Response:
        """Continue here a game whose kiosk is offline, at its court or another one."""
        principal = self._auth.require_principal(request)
        body = await read_json(request, TakeOverBody)
        game_id = game_id_of(request)
        chosen_court = None if body.court is None else clean_name(body.court)
        court = chosen_court or view_of(await self._games.find(game_id)).court
        await self._desk.run(lambda _: principal.authorize(court))
        await self._peers.take_over(game_id, chosen_court)
        return json_bytes_response(await self._games.find(game_id))

    async def confirm(self, request: web.Request) -> web.Response:
        """Confirm the address of Redis that a kiosk on this network has announced (``--redis find``)."""
        self._auth.require_owner(request)
        self._peers.confirm_redis((await read_json(request, RedisBody)).redis)
        status = self._peers.status
        return json_response(UplinkHealth(status.state, status.text, status.since_ms))

    async def take_back(self, request: web.Request) -> web.Response:
        """Continue here a game that another kiosk has taken over, whether that kiosk is online or not.

        The events recorded here count, and not those recorded there.
        """
        self._auth.require_owner(request)
        await read_json(request, EmptyBody)
        game_id = game_id_of(request)
        await self._peers.take_back(game_id, self._desk)
        return json_bytes_response((await self._desk.run(lambda scorekeeper: scorekeeper.snapshot(game_id))).state)

    def _command_route(self, command: Command) -> ApiRoute:
        return ApiRoute(
            method=command.method,
            path=API_GAME + command.path,
            handler=self._command_handler(command),
            response=ChangedState,
            body=command.body,
            key="scorer",
            changes_game=True,
            summary=command.summary,
            operation=command.operation,
            tag=command.tag,
            example=command.example,
        )

    def _command_handler(self, command: Command) -> Handler:
        async def write(request: web.Request) -> web.Response:
            principal = self._auth.require_principal(request)
            event = command.to_event(await read_json(request, command.body), int(request.match_info.get("n", 0)))
            game_id, key, seen_event_id = game_id_of(request), idempotency_key(request), if_match(request)
            self._peers.require_local(game_id)

            def record(scorekeeper: Scorekeeper) -> Change:
                options = WriteOptions(key, seen_event_id, principal.authorize, principal.scorer)
                return scorekeeper.write(game_id, event, options)

            return state_response(await self._desk.run(record))

        return write


def _is_next_of(view: View, game_id: int) -> bool:
    return view.match is not None and view.match.previous == game_id and view.ended_by != "canceled"


def _event_entries(rows: list[Row]) -> list[EventEntry]:
    return [EventEntry(row.seq, row.at, row.event, row.hash) for row in rows]
