"""The players over the API: join, see where one stands, leave, confirm the result; and who waits to be let in.

Joining is open to the room. What a player gets for it is a seat, a secret of his phone's own, so that nobody else can
take him out; it travels in bodies only.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.lobby import Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Allow, Scorekeeper
from goat_kiosk.domain.state import State
from goat_kiosk.errors import NotFound
from goat_kiosk.web.api.commands import ConfirmBody, EmptyBody, SeatBody
from goat_kiosk.web.api.schemas import JoinedState, PendingJoinResponse, SeatResponse
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import GAME, game_of, idempotency_key, if_match, json_response, state_response
from goat_kiosk.web.http.routing import ApiRoute, delete, get, post
from goat_kiosk.web.http.takeover import source_of
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.desk_client import T as Answered
from goat_kiosk.web.live.games import Games, JoinBody, Terms

_HELD = f"{GAME}/waiting" + r"/{n:[0-9]{1,9}}"
_MANY = (HTTPStatus.TOO_MANY_REQUESTS,)
_STALE = (*_MANY, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)
"""Too many joins, or wrong seats, from one address."""
_WELCOME: dict[str, Any] = {
    "key": "welcome",
    "events": True,
    "statuses": (HTTPStatus.OK, HTTPStatus.ACCEPTED),
    "refuses": (*_MANY, HTTPStatus.FORBIDDEN),
}


class LobbyApi:
    """The handlers of a game's lobby."""

    def __init__(self, games: Games, desk: DeskClient, access: Authenticator) -> None:
        self._games = games
        self._desk = desk
        self._access = access

    def routes(self) -> list[ApiRoute]:
        """Return the routes to be served."""
        return [
            post(f"{GAME}/join", self.join, JoinedState, JoinBody, **_WELCOME),
            post(f"{GAME}/seat", self.seat, SeatResponse, SeatBody, refuses=_MANY),
            post(f"{GAME}/leave", self.leave, State, SeatBody, refuses=(*_MANY, HTTPStatus.CONFLICT)),
            post(f"{GAME}/confirm", self.confirm, State, ConfirmBody, refuses=_STALE),
            get(f"{GAME}/waiting", self.waiting, list[PendingJoinResponse], key="scorer"),
            post(_HELD, self.approve, State, EmptyBody, key="scorer", refuses=(HTTPStatus.CONFLICT,)),
            delete(_HELD, self.refuse, State, EmptyBody, key="scorer"),
        ]

    async def join(self, request: web.Request) -> web.Response:
        """Seat a player, or let him wait; the scorer's own key needs no approval."""
        wish, terms = (
            await read_json(request, JoinBody),
            Terms(idempotency_key(request), if_match(request), self._access.principal(request)),
        )
        joined = await self._games.join(game_of(request), wish, source_of(request), terms)
        told = {"standing": joined.stands.standing} | ({"seat": joined.seat} if joined.seat else {})
        status = HTTPStatus.OK if joined.stands.standing == "joined" else HTTPStatus.ACCEPTED
        return json_response(joined.state[:-1] + b"," + msgspec.json.encode(told)[1:], status)

    async def confirm(self, request: web.Request) -> web.Response:
        """Record what a captain says of the result."""
        said, key = await read_json(request, ConfirmBody), idempotency_key(request)
        answered = ConfirmationRequest(said.team, said.right, said.name, said.hash)
        phone = Respondent((said.seat,) if said.seat else ())
        return json_response(await self._games.confirm(game_of(request), answered, phone, source_of(request), key))

    async def seat(self, request: web.Request) -> web.Response:
        """Say where the holder of a seat stands."""
        game_id, joining = game_of(request), self._desk.lobby
        stands = await self._with_seat(request, lambda seat: joining.seat(game_id, seat))
        return json_response(msgspec.json.encode(_seat_answer(stands)))

    async def leave(self, request: web.Request) -> web.Response:
        """Give a place up, or the wait for it."""
        game_id, joining = game_of(request), self._desk.lobby
        await self._with_seat(request, lambda seat: joining.leave(game_id, seat))
        return json_response(await self._games.find(game_id))

    async def waiting(self, request: web.Request) -> web.Response:
        """Return who waits for the scorekeeper."""
        game_id = game_of(request)

        def look(joining: Lobby, _: Allow) -> list[PendingJoinResponse]:
            return [PendingJoinResponse(held.number, held.team, held.name) for held in joining.pending_joins(game_id)]

        return json_response(msgspec.json.encode(await self._as_scorer(request, look)))

    async def approve(self, request: web.Request) -> web.Response:
        """Seat who waits."""
        await read_json(request, EmptyBody)

        def seat(joining: Lobby, allow: Allow) -> Change:
            return joining.approve(game_of(request), int(request.match_info["n"]), allow)

        return state_response(await self._as_scorer(request, seat))

    async def refuse(self, request: web.Request) -> web.Response:
        """Send who waits away."""
        number = int(request.match_info["n"])
        await self._as_scorer(request, lambda joining, _: joining.refuse(game_of(request), number))
        return json_response(await self._games.find(game_of(request)))

    async def _with_seat(self, request: web.Request, work: Callable[[str], SeatStatus]) -> SeatStatus:
        """Do `work` with the seat in the body. A wrong one counts as a wrong key."""
        self._access.check_rate(request)
        seat = (await read_json(request, SeatBody)).seat
        try:
            return await self._desk.ask_of(game_of(request), lambda _: work(seat))
        except NotFound:
            self._access.count_failure(request)
            raise

    async def _as_scorer(self, request: web.Request, work: Callable[[Lobby, Allow], Answered]) -> Answered:
        """Do `work` at the desk when the request carries a key that may write the game's court; it may ask again."""
        writer, game_id, joining = self._access.require_principal(request), game_of(request), self._desk.lobby

        def look_and_do(scorekeeper: Scorekeeper) -> Answered:
            writer.allow(scorekeeper.history(game_id).game.court)
            return work(joining, writer.allow)

        return await self._desk.run(look_and_do)


def _seat_answer(stands: SeatStatus) -> SeatResponse:
    player = stands.player if stands.player is not None else msgspec.UNSET
    return SeatResponse(stands.standing, stands.name, stands.team, player)
