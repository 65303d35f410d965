"""Lobby API: players join, read their seat, leave and confirm the result; scorers approve those who wait.

Anybody at the venue may join. Players get a seat in return, a secret of their phone, so that nobody else can remove
them; it travels in bodies only.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.lobby import Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Authorize, Scorekeeper
from goat_kiosk.domain.state.state import State
from goat_kiosk.errors import NotFound
from goat_kiosk.web.api.bodies import ConfirmBody, EmptyBody, SeatBody
from goat_kiosk.web.api.schemas import JoinedState, PendingJoinResponse, SeatResponse
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import idempotency_key, if_match, json_bytes_response, json_response, state_response
from goat_kiosk.web.http.routing import API_GAME, ApiRoute, delete, game_id_of, get, post
from goat_kiosk.web.http.source_address import source_of
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games, JoinBody, JoinOptions

T = TypeVar("T")

_PENDING = f"{API_GAME}/waiting" + r"/{n:[0-9]{1,9}}"
_TOO_MANY = (HTTPStatus.TOO_MANY_REQUESTS,)
_CONFIRM_ERRORS = (*_TOO_MANY, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)
"""Too many answers or wrong seats from one address, or another result by now."""
_JOIN_OPTIONS: dict[str, Any] = {
    "key": "optional",
    "changes_game": True,
    "tag": "lobby",
    "example": {"name": "Ada", "team": 1},
    "statuses": (HTTPStatus.OK, HTTPStatus.ACCEPTED),
    "extra_errors": (*_TOO_MANY, HTTPStatus.FORBIDDEN),
}


class LobbyApi:
    """The handlers of a game's lobby."""

    def __init__(self, games: Games, desk: DeskClient, auth: Authenticator) -> None:
        self._games = games
        self._desk = desk
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [
            post(f"{API_GAME}/join", self.join, JoinedState, JoinBody, operation="joinGame", **_JOIN_OPTIONS),
            post(
                f"{API_GAME}/seat",
                self.seat,
                SeatResponse,
                SeatBody,
                extra_errors=_TOO_MANY,
                operation="getSeat",
                tag="lobby",
            ),
            post(
                f"{API_GAME}/leave",
                self.leave,
                State,
                SeatBody,
                extra_errors=(*_TOO_MANY, HTTPStatus.CONFLICT),
                operation="leaveGame",
                tag="lobby",
            ),
            post(
                f"{API_GAME}/confirm",
                self.confirm,
                State,
                ConfirmBody,
                extra_errors=_CONFIRM_ERRORS,
                operation="confirmResult",
                tag="lobby",
            ),
            get(
                f"{API_GAME}/waiting",
                self.pending_joins,
                list[PendingJoinResponse],
                key="scorer",
                operation="listWaiting",
                tag="lobby",
            ),
            post(
                _PENDING,
                self.approve,
                State,
                EmptyBody,
                key="scorer",
                extra_errors=(HTTPStatus.CONFLICT,),
                operation="acceptPlayer",
                tag="lobby",
            ),
            delete(_PENDING, self.refuse, State, EmptyBody, key="scorer", operation="refusePlayer", tag="lobby"),
        ]

    async def join(self, request: web.Request) -> web.Response:
        """Seat a player, or queue them for approval; the scorer's own key needs none."""
        body, terms = (
            await read_json(request, JoinBody),
            JoinOptions(idempotency_key(request), if_match(request), self._auth.find_principal(request)),
        )
        joined = await self._games.join(game_id_of(request), body, source_of(request), terms)
        outcome = {"standing": joined.status.join_status} | ({"seat": joined.seat} if joined.seat else {})
        status = HTTPStatus.OK if joined.status.join_status == "joined" else HTTPStatus.ACCEPTED
        return json_bytes_response(joined.state[:-1] + b"," + msgspec.json.encode(outcome)[1:], status)

    async def confirm(self, request: web.Request) -> web.Response:
        """Record a captain's answer to the result."""
        body, key = await read_json(request, ConfirmBody), idempotency_key(request)
        answer = ConfirmationRequest(body.team, body.right, body.name, body.hash)
        phone = Respondent((body.seat,) if body.seat else ())
        return json_bytes_response(
            await self._games.confirm(game_id_of(request), answer, phone, source_of(request), key)
        )

    async def seat(self, request: web.Request) -> web.Response:
        """Return the status of a seat."""
        game_id, lobby = game_id_of(request), self._desk.lobby
        status = await self._with_seat(request, lambda seat: lobby.seat(game_id, seat))
        return json_response(_seat_response(status))

    async def leave(self, request: web.Request) -> web.Response:
        """Give up a seat, or the wait for one."""
        game_id, lobby = game_id_of(request), self._desk.lobby
        await self._with_seat(request, lambda seat: lobby.leave(game_id, seat))
        return json_bytes_response(await self._games.find(game_id))

    async def pending_joins(self, request: web.Request) -> web.Response:
        """Return the players who wait for approval."""
        game_id = game_id_of(request)

        def list_pending(lobby: Lobby, _: Authorize) -> list[PendingJoinResponse]:
            return [
                PendingJoinResponse(pending.number, pending.team, pending.name)
                for pending in lobby.pending_joins(game_id)
            ]

        return json_response(await self._as_scorer(request, list_pending))

    async def approve(self, request: web.Request) -> web.Response:
        """Approve a waiting player."""
        await read_json(request, EmptyBody)

        def seat(lobby: Lobby, authorize: Authorize) -> Change:
            return lobby.approve(game_id_of(request), int(request.match_info["n"]), authorize)

        return state_response(await self._as_scorer(request, seat))

    async def refuse(self, request: web.Request) -> web.Response:
        """Decline a waiting player."""
        number = int(request.match_info["n"])
        await self._as_scorer(request, lambda lobby, _: lobby.refuse(game_id_of(request), number))
        return json_bytes_response(await self._games.find(game_id_of(request)))

    async def _with_seat(self, request: web.Request, work: Callable[[str], SeatStatus]) -> SeatStatus:
        """Call `work` with the seat in the body. A wrong seat counts as a failed login."""
        self._auth.check_rate(request)
        seat = (await read_json(request, SeatBody)).seat
        try:
            return await self._desk.run_for_game(game_id_of(request), lambda _: work(seat))
        except NotFound:
            self._auth.count_failure(request)
            raise

    async def _as_scorer(self, request: web.Request, work: Callable[[Lobby, Authorize], T]) -> T:
        """Run `work` on the desk if the request's key may write the game's court; the work may check again."""
        principal, game_id, lobby = self._auth.require_principal(request), game_id_of(request), self._desk.lobby

        def authorize_and_run(scorekeeper: Scorekeeper) -> T:
            principal.authorize(scorekeeper.history(game_id).game.court)
            return work(lobby, principal.authorize)

        return await self._desk.run(authorize_and_run)


def _seat_response(status: SeatStatus) -> SeatResponse:
    player = status.player if status.player is not None else msgspec.UNSET
    return SeatResponse(status.join_status, status.name, status.team, player)
