"""Writes to a tournament: the headers that every write has, its preview, and its answer.

A handler says which events a command becomes, given the tournament as it stands when the command's turn has come, and
how the tournament after them is answered.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.desk.director import Decide, TournamentChange, without_desk
from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.errors import KeyReused
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.tournament.event_fields import TournamentEvent
from goat_kiosk.tournament.state.encoding import Reader, encode_tournament
from goat_kiosk.tournament.state.state import TournamentState
from goat_kiosk.tournament.tournament import Division
from goat_kiosk.web.api.tournaments.answers import EffectPreview
from goat_kiosk.web.api.tournaments.effects import encode_effect
from goat_kiosk.web.api.tournaments.kiosks import Kiosks
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.headers import idempotency_key, if_match, json_bytes_response
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import tournament_id_of
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.ratings import Ratings
from goat_kiosk.web.live.tournaments import Tournaments

Event = TypeVar("Event", bound=TournamentEvent)
Answer = Callable[[TournamentChange], object]
"""Returns the JSON answer to a write, given the tournament after it."""

_ETAG = {hdrs.ETAG: "The id of the tournament's state, `<log>-<seq>`, for `If-Match`."}
WRITE: dict[str, Any] = {"changes_game": True, "key": "venue", "headers": _ETAG, "tag": "tournaments"}
"""The fields of the routes that write to a tournament; only the desk may, unless a route says otherwise."""


class PreviewOptions(msgspec.Struct, frozen=True):
    """The query options of a write with consequences."""

    preview: bool = False
    """Whether to answer with what would change, and record nothing."""


PREVIEWED: dict[str, Any] = {**WRITE, "query": PreviewOptions, "other_response": EffectPreview}
"""The fields of the routes whose consequences can be previewed."""


class TournamentWrites:
    """Records the commands of the API, and encodes what they answer."""

    def __init__(
        self, desk: DeskClient, tournaments: Tournaments, ratings: Ratings, auth: Authenticator, kiosks: Kiosks
    ) -> None:
        self.desk, self.tournaments, self.ratings, self.auth = desk, tournaments, ratings, auth
        self.kiosks = kiosks

    async def record(
        self,
        request: web.Request,
        decide: Decide,
        answer: Answer,
        kinds: type[TournamentEvent] | tuple[type[TournamentEvent], ...],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """Record what `decide` returns and answer; with ``?preview=true`` answer with what it would change.

        `kinds` are those of the first event: an `Idempotency-Key` that recorded another one is refused. Raises
        `KeyReused`, and as `Director.record`.
        """
        if is_preview(request):
            return await self._preview(request, decide)
        change = await self.write(request, decide, kinds)
        return tagged_response(answer(change), change, status)

    async def write(
        self, request: web.Request, decide: Decide, kinds: type[TournamentEvent] | tuple[type[TournamentEvent], ...]
    ) -> TournamentChange:
        """Record what `decide` returns, and return the tournament after it. Raises as `record`."""
        tournament_id, seen, key = tournament_id_of(request), if_match(request), idempotency_key(request)
        decide = decide if self.is_desk(request) else without_desk(decide)
        change = await self.tournaments.run(
            tournament_id, lambda scorekeeper: scorekeeper.director.record(tournament_id, decide, key, seen)
        )
        if change.rows and not isinstance(change.rows[0].event, kinds):
            raise KeyReused("This Idempotency-Key was used for another command. Use a new one for each.")
        return change

    async def _preview(self, request: web.Request, decide: Decide) -> web.Response:
        tournament_id, seen = tournament_id_of(request), if_match(request)
        preview = await self.tournaments.run(
            tournament_id, lambda scorekeeper: scorekeeper.director.preview(tournament_id, decide, seen)
        )
        return tagged_response(encode_effect(preview), await self.tournaments.find(tournament_id))

    def state(self, change: TournamentChange, *, sees_money: bool = True) -> TournamentState:
        """Return the state of a tournament in the current language, by default for the desk."""
        return encode_tournament(
            self.tournaments.identity(change), change.tournament, self.reader(change, sees_money=sees_money)
        )

    def reader(self, change: TournamentChange, *, sees_money: bool = False) -> Reader:
        """Return the reader of the current request, for the tournament as it stands after `change`."""
        tournaments = self.tournaments
        return Reader(tournaments.now, translate_error, sees_money, tournaments.since, change.due_at)

    async def ratings_for(self, request: web.Request, division: int) -> RatingTable:
        """Return the ratings, if a division draws, seeds or lets in by them; else none, which takes no time.

        Raises `NotFound` or `Unavailable`.
        """
        found = await self.tournaments.find(tournament_id_of(request))
        uses_ratings = division in found.tournament.divisions and _uses_ratings(found.tournament.divisions[division])
        return await self.ratings.table() if uses_ratings else RatingTable()

    def is_desk(self, request: web.Request) -> bool:
        """Whether the request has the venue's key."""
        principal = self.auth.find_principal(request)
        return principal is not None and principal.device is None


def recorded(change: TournamentChange, kind: type[Event]) -> Event:
    """Return the first event of a write, which is of this kind."""
    event = change.rows[0].event
    if not isinstance(event, kind):
        raise TypeError(event)
    return event


def tagged_response(answer: object, change: TournamentChange, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return a JSON response with the id of the tournament's state."""
    return json_bytes_response(msgspec.json.encode(answer), status, {hdrs.ETAG: f'"{change.event_id}"'})


def _uses_ratings(division: Division) -> bool:
    cap = division.cap is not None and division.cap.rating is not None
    return cap or division.pairing == "balanced" or any(stage.seeding == "rating" for stage in division.stages)


def is_preview(request: web.Request) -> bool:
    """Whether a write is only previewed."""
    return "preview" in request.query and read_options(request, PreviewOptions).preview
