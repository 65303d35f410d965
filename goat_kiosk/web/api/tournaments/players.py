"""Players of a tournament: the desk signs up, corrects and drops them; they check in from their own phones."""

from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

from goat_kiosk.desk.check_in import CheckIn, CheckInOutcome
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import NotFound
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament.events import DirectorRequestCleared, PlayerChanged, PlayerDropped, PlayerSignedUp
from goat_kiosk.tournament.road import TournamentRoads
from goat_kiosk.tournament.state.encoding import encode_player
from goat_kiosk.tournament.state.road import PlayerRoadState, encode_road
from goat_kiosk.tournament.state.state import TournamentPlayer, TournamentState
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_player
from goat_kiosk.web.api.bodies import EmptyBody
from goat_kiosk.web.api.tournaments.answers import CheckedIn
from goat_kiosk.web.api.tournaments.bodies import (
    CheckInBody,
    PlayerBody,
    PlayerChangeBody,
    PlayerDropBody,
    PlayerSaysBody,
    to_reason,
)
from goat_kiosk.web.api.tournaments.paths import API_PLAYER, API_REQUEST, API_TOURNAMENT, number_of
from goat_kiosk.web.api.tournaments.writes import PREVIEWED, WRITE, TournamentWrites, recorded, tagged_response
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE, RateLimiter
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.routing import ApiRoute, delete, get, post, put, tournament_id_of
from goat_kiosk.web.http.source_address import source_of

_OPEN: dict[str, Any] = {"tag": "tournaments", "extra_errors": (HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)}


class PlayersApi:
    """The handlers of a tournament's players."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes, self._desk = writes, writes.desk
        self._check_in_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many joins from this address. Wait a minute.")
        )

    def routes(self) -> list[ApiRoute]:
        return [
            post(
                f"{API_TOURNAMENT}/players",
                self.add,
                TournamentPlayer,
                PlayerBody,
                statuses=(HTTPStatus.CREATED,),
                operation="addTournamentPlayer",
                example={"name": "Ada", "grade": "A", "paid": True},
                **WRITE,
            ),
            get(
                f"{API_PLAYER}/road",
                self.road,
                PlayerRoadState,
                operation="getPlayerRoad",
                tag="tournaments",
            ),
            put(
                API_PLAYER,
                self.change,
                TournamentPlayer,
                PlayerChangeBody,
                operation="changeTournamentPlayer",
                example={"here": True},
                **WRITE,
            ),
            delete(
                API_PLAYER,
                self.drop,
                TournamentPlayer,
                PlayerDropBody,
                operation="dropTournamentPlayer",
                example={"reason": "Had to leave."},
                **PREVIEWED,
            ),
            post(
                f"{API_TOURNAMENT}/check-in",
                self.check_in,
                CheckedIn,
                CheckInBody,
                statuses=(HTTPStatus.CREATED, HTTPStatus.ACCEPTED),
                operation="checkIn",
                example={"name": "Ada"},
                **_OPEN,
            ),
            post(
                f"{API_TOURNAMENT}/me",
                self.say,
                TournamentPlayer,
                PlayerSaysBody,
                operation="sayPresence",
                **_OPEN,
            ),
            delete(
                API_REQUEST,
                self.clear_request,
                TournamentState,
                EmptyBody,
                example={},
                operation="clearDirectorRequest",
                **WRITE,
            ),
        ]

    async def add(self, request: web.Request) -> web.Response:
        """Sign up a player."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, PlayerBody)
        name = clean_name(body.name)

        def decide(tournament: Tournament) -> list[PlayerSignedUp]:
            return [PlayerSignedUp(tournament.next_player(), name, body.grade, body.here, body.paid)]

        return await self._writes.record(
            request,
            decide,
            lambda change: _player(change, recorded(change, PlayerSignedUp).player),
            PlayerSignedUp,
            HTTPStatus.CREATED,
        )

    async def road(self, request: web.Request) -> web.Response:
        """Return where a player stands, and where winning and losing lead."""
        found, number = await self._writes.tournaments.newest(tournament_id_of(request)), number_of(request, "p")
        find_player(found.tournament, number)
        road = TournamentRoads(found.tournament, self._writes.tournaments.now).of(number)
        return tagged_response(encode_road(road), found)

    async def change(self, request: web.Request) -> web.Response:
        """Correct a player’s name, grade, presence or payment."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, PlayerChangeBody), number_of(request, "p")
        name = None if body.name is None else clean_name(body.name)
        event = PlayerChanged(number, name, body.grade, body.here, body.paid)
        return await self._writes.record(
            request, lambda _: [event], lambda change: _player(change, number), PlayerChanged
        )

    async def drop(self, request: web.Request) -> web.Response:
        """Take a player out for the night; what was played stays."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, PlayerDropBody), number_of(request, "p")
        event = PlayerDropped(number, to_reason(body.reason), body.private, body.partner, body.substitute)
        return await self._writes.record(
            request, lambda _: [event], lambda change: _player(change, number), PlayerDropped
        )

    async def check_in(self, request: web.Request) -> web.Response:
        """Check in: the player is here, and gets a seat, the secret of their phone."""
        self._check_in_limit.check(source_of(request))
        self._check_in_limit.count(source_of(request))
        body, tournament_id = await read_json(request, CheckInBody), tournament_id_of(request)
        name = clean_name(body.name)

        def check_in(scorekeeper: Scorekeeper) -> CheckInOutcome:
            return CheckIn(scorekeeper.director, self._desk.lobby).check_in(tournament_id, name)

        outcome = await self._writes.tournaments.run(tournament_id, check_in)
        status = HTTPStatus.ACCEPTED if outcome.is_waiting else HTTPStatus.CREATED
        standing: Literal["waiting", "joined"] = "waiting" if outcome.is_waiting else "joined"
        return tagged_response(CheckedIn(outcome.player, outcome.seat, standing), outcome.change, status)

    async def say(self, request: web.Request) -> web.Response:
        """Let the desk know that the player is here, is leaving for a while, or asks for the director."""
        self._writes.auth.check_rate(request)
        body, tournament_id = await read_json(request, PlayerSaysBody), tournament_id_of(request)

        def tell_desk(scorekeeper: Scorekeeper) -> tuple[TournamentChange, int]:
            check_in = CheckIn(scorekeeper.director, self._desk.lobby)
            if body.say == "director":
                return check_in.request_director(tournament_id, body.seat)
            return check_in.set_presence(tournament_id, body.seat, is_here=body.say == "here")

        try:
            change, player = await self._writes.tournaments.run(tournament_id, tell_desk)
        except NotFound:
            self._writes.auth.count_failure(request)
            raise
        return tagged_response(encode_player(change.tournament.players[player], sees_money=False), change)

    async def clear_request(self, request: web.Request) -> web.Response:
        """Note that somebody has taken care of a player’s request."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        event = DirectorRequestCleared(number_of(request, "p"))
        return await self._writes.record(request, lambda _: [event], self._writes.state, DirectorRequestCleared)


def _player(change: TournamentChange, number: int) -> TournamentPlayer:
    return encode_player(find_player(change.tournament, number), sees_money=True)
