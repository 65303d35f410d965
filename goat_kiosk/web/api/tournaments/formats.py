"""Formats that fit a night: which ones there are for so many players, courts and games, and when each ends."""

from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from goat_kiosk.domain.state.state import Time, format_timestamp
from goat_kiosk.text.advice_words import fit_words, format_words, games_words, pace_words
from goat_kiosk.tournament.advice import Fit, FormatAdvice, MatchMinutes, NightPlan, advise, plan_minutes
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.web.api.tournaments.bodies import MAX_COURTS, Moment, to_ms
from goat_kiosk.web.api.tournaments.writes import TournamentWrites
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import ApiRoute, get

_MAX_PLAYERS = 512
_MINUTE_MS = 60_000
PlannedKind = Literal["singles", "pairs", "blind-draw", "switch"]


class FormatsOptions(msgspec.Struct, frozen=True):
    """What is known of a night before it begins."""

    players: Annotated[int, msgspec.Meta(ge=2, le=_MAX_PLAYERS)]
    courts: Annotated[int, msgspec.Meta(ge=1, le=MAX_COURTS)]
    games: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    until: Moment | None = None
    kind: PlannedKind = "pairs"
    beginners: bool = False


class PaceState(msgspec.Struct, frozen=True):
    """How long a match takes, with the way to the next one, in minutes."""

    quick: float
    typical: float
    slow: float
    assumed: bool
    why: str


class PlannedDivision(msgspec.Struct, frozen=True, omit_defaults=True):
    """A division as it is added: the body of `POST …/divisions`, but for its name."""

    kind: DivisionKind
    stages: tuple[Stage, ...]


class FormatState(msgspec.Struct, frozen=True):
    """A format for the night."""

    format: str
    games_each: tuple[int, int]
    games_words: str
    minutes: tuple[int, int]
    ends: tuple[Time, Time]
    fit: Fit
    fit_words: str
    plan: PlannedDivision


class FormatsState(msgspec.Struct, frozen=True):
    """The formats for a night, the best first, and the pace that they were computed with."""

    pace: PaceState
    formats: list[FormatState]


class FormatsApi:
    """The handler of ``/api/tournaments/formats``."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        return [
            get(
                "/api/tournaments/formats",
                self.formats,
                FormatsState,
                query=FormatsOptions,
                operation="adviseFormats",
                tag="tournaments",
            )
        ]

    async def formats(self, request: web.Request) -> web.Response:
        """Return the formats that fit so many players, courts and games, the best first, and when each ends."""
        options, now = read_options(request, FormatsOptions), self._writes.tournaments.now
        until = to_ms(options.until)
        minutes = None if until is None else max((until - now) // _MINUTE_MS, 0)
        plan = NightPlan(options.players, options.courts, options.games, minutes, options.kind, options.beginners)
        game_minutes = await self._writes.ratings.game_minutes()
        pace = plan_minutes(game_minutes, is_for_beginners=options.beginners)
        formats = [_format(advice, now) for advice in advise(plan, pace)]
        return json_response(FormatsState(_pace(pace), formats), HTTPStatus.OK)


def _pace(pace: MatchMinutes) -> PaceState:
    quick, typical, slow = (round(minutes, 1) for minutes in pace[:3])
    return PaceState(quick, typical, slow, pace.is_assumed, pace_words(pace))


def _format(advice: FormatAdvice, now: int) -> FormatState:
    first, last = (format_timestamp(now + minutes * _MINUTE_MS) for minutes in advice.minutes)
    return FormatState(
        format_words(advice.stages),
        advice.games,
        games_words(advice),
        advice.minutes,
        (first, last),
        advice.fit,
        fit_words(advice),
        PlannedDivision(advice.kind, advice.stages),
    )
