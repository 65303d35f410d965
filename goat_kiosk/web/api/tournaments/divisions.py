"""Divisions of a tournament: their stages, draws, matches and standings."""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec.structs import replace

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.tournament.blind_draw import redraw_pair
from goat_kiosk.tournament.division_events import (
    DivisionAdded,
    Drawn,
    EntriesSwapped,
    PairRedrawn,
    RoundClockStarted,
    RoundPaired,
    StageChanged,
    TieDecided,
)
from goat_kiosk.tournament.drawing import draw, draw_later, redraw
from goat_kiosk.tournament.match_events import MatchStarted
from goat_kiosk.tournament.pairing import pair_next_round
from goat_kiosk.tournament.round_clock import start_events
from goat_kiosk.tournament.state.encoding import encode_division
from goat_kiosk.tournament.state.matches import encode_matches
from goat_kiosk.tournament.state.standings import encode_standings
from goat_kiosk.tournament.state.state import DivisionState, StandingRow, TournamentMatch
from goat_kiosk.tournament.strength import player_ratings
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_stage
from goat_kiosk.web.api.tournaments.bodies import (
    DivisionBody,
    DrawBody,
    RedrawBody,
    RoundBody,
    RoundStartBody,
    StageChangeBody,
    SwapBody,
    TieBody,
    to_ms,
    to_reason,
    to_rules,
)
from goat_kiosk.web.api.tournaments.paths import API_DIVISION, API_STAGE, API_TOURNAMENT, number_of
from goat_kiosk.web.api.tournaments.writes import (
    PREVIEWED,
    WRITE,
    TournamentWrites,
    is_preview,
    recorded,
    tagged_response,
)
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import ApiRoute, get, post, put, tournament_id_of

_random = secrets.SystemRandom()
"""The chance of the draws."""


class StandingsOptions(msgspec.Struct, frozen=True):
    """The query options of standings."""

    stage: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    """The number of the stage."""


class DivisionsApi:
    """The handlers of a tournament's divisions."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        return [
            post(
                f"{API_TOURNAMENT}/divisions",
                self.add,
                DivisionState,
                DivisionBody,
                statuses=(HTTPStatus.CREATED,),
                operation="addDivision",
                example={"name": "Open", "kind": "pairs", "stages": [{"format": "double"}]},
                **WRITE,
            ),
            put(
                API_STAGE,
                self.change_stage,
                DivisionState,
                StageChangeBody,
                operation="changeStage",
                example={"play_to": 15},
                **PREVIEWED,
            ),
            post(
                f"{API_DIVISION}/draw",
                self.draw,
                list[TournamentMatch],
                DrawBody,
                operation="drawDivision",
                example={},
                **PREVIEWED,
            ),
            post(
                f"{API_DIVISION}/redraw",
                self.redraw,
                list[TournamentMatch],
                RedrawBody,
                operation="redrawDivision",
                example={"reason": "A pair was missing."},
                **PREVIEWED,
            ),
            post(
                f"{API_DIVISION}/swap",
                self.swap,
                list[TournamentMatch],
                SwapBody,
                operation="swapEntries",
                example={"entries": [1, 2], "reason": "They came together."},
                **PREVIEWED,
            ),
            post(
                f"{API_DIVISION}/clock",
                self.start_round,
                list[TournamentMatch],
                RoundStartBody,
                operation="startRound",
                example={"minutes": 15},
                **PREVIEWED,
            ),
            post(
                f"{API_DIVISION}/ties",
                self.decide_tie,
                list[StandingRow],
                TieBody,
                operation="decideTie",
                example={"stage": 1, "entries": [1, 2], "order": [2, 1], "how": "play-off"},
                **PREVIEWED,
            ),
            post(
                f"{API_STAGE}/rounds",
                self.pair_round,
                list[TournamentMatch],
                RoundBody,
                operation="pairRound",
                example={},
                **PREVIEWED,
            ),
            get(
                f"{API_DIVISION}/matches",
                self.matches,
                list[TournamentMatch],
                operation="listMatches",
                tag="tournaments",
            ),
            get(
                f"{API_DIVISION}/standings",
                self.standings,
                list[StandingRow],
                query=StandingsOptions,
                operation="getStandings",
                tag="tournaments",
            ),
        ]

    async def add(self, request: web.Request) -> web.Response:
        """Add a division, a competition of its own, with its format."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, DivisionBody)
        name, rules, stages = clean_name(body.name), to_rules(body.rules), [stage.to_stage() for stage in body.stages]

        def decide(tournament: Tournament) -> list[DivisionAdded]:
            number = tournament.next_division()
            return [DivisionAdded(number, name, body.kind, tuple(stages), body.pairing, rules, body.cap)]

        def answer(change: TournamentChange) -> DivisionState:
            return _division(change, recorded(change, DivisionAdded).division)

        return await self._writes.record(request, decide, answer, DivisionAdded, HTTPStatus.CREATED)

    async def change_stage(self, request: web.Request) -> web.Response:
        """Change the settings of a stage; what has been called keeps its own."""
        self._writes.auth.require_owner(request)
        body, number, stage = (
            await read_json(request, StageChangeBody),
            number_of(request, "d"),
            number_of(request, "n"),
        )

        def decide(tournament: Tournament) -> list[StageChanged]:
            before = find_stage(find_division(tournament, number), stage)
            return [StageChanged(number, stage, body.to_stage(before))]

        return await self._writes.record(request, decide, lambda change: _division(change, number), StageChanged)

    async def draw(self, request: web.Request) -> web.Response:
        """Draw a stage: the first one closes the entries, a later one may be drawn before its entries are known."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, DrawBody), number_of(request, "d")
        until, table = to_ms(body.until), await self._writes.ratings_for(request, number)

        def decide(tournament: Tournament) -> list[Drawn]:
            division, ratings = find_division(tournament, number), player_ratings(tournament, table)
            if body.stage > 1:
                return [draw_later(tournament, division, body.stage, _random.shuffle, body.order or ())]
            drawn = draw(tournament, division, _random.shuffle, ratings, body.order or ())
            return [replace(drawn, late_spots=body.late_spots, until=until)]

        return await self._writes.record(request, decide, _matches_of(number), Drawn)

    async def redraw(self, request: web.Request) -> web.Response:
        """Draw again until the first result, or one pair until it is called; everybody sees the reason."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, RedrawBody), number_of(request, "d")
        table = await self._writes.ratings_for(request, number)

        def decide(tournament: Tournament) -> list[Drawn | PairRedrawn]:
            division, reason = find_division(tournament, number), to_reason(body.reason)
            if body.entry is not None:
                return [redraw_pair(tournament, division, body.entry, _random.shuffle, reason)]
            if body.stage > 1:
                return [replace(draw_later(tournament, division, body.stage, _random.shuffle), reason=reason)]
            return [redraw(tournament, division, _random.shuffle, reason, player_ratings(tournament, table))]

        return await self._writes.record(request, decide, _matches_of(number), (Drawn, PairRedrawn))

    async def swap(self, request: web.Request) -> web.Response:
        """Let two entries of the draw change places; neither has been called."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, SwapBody), number_of(request, "d")
        event = EntriesSwapped(number, body.entries, to_reason(body.reason), body.stage)
        return await self._writes.record(request, lambda _: [event], _matches_of(number), EntriesSwapped)

    async def start_round(self, request: web.Request) -> web.Response:
        """Start all called matches of a division together, with a clock whose horn ends the round."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, RoundStartBody), number_of(request, "d")

        def decide(tournament: Tournament) -> list[RoundClockStarted | MatchStarted]:
            return start_events(tournament, find_division(tournament, number), body.minutes)

        response = await self._writes.record(request, decide, _matches_of(number), RoundClockStarted)
        if not is_preview(request):
            desk, tournament_id = self._writes.desk, tournament_id_of(request)
            await desk.run(lambda _: desk.match_games.open_called(tournament_id, number))
        return response

    async def decide_tie(self, request: web.Request) -> web.Response:
        """Decide a tie that no tie-breaker could: by a play-off, a coin, or as the director says."""
        self._writes.auth.require_owner(request)
        body, number = await read_json(request, TieBody), number_of(request, "d")
        event = TieDecided(number, body.stage, body.to_order(), body.how)

        def answer(change: TournamentChange) -> list[StandingRow]:
            division = find_division(change.tournament, number)
            return encode_standings(change.tournament, division, self._writes.reader(change).wording, body.stage)

        return await self._writes.record(request, lambda _: [event], answer, TieDecided)

    async def pair_round(self, request: web.Request) -> web.Response:
        """Pair the next round of a Swiss or a switch, or the newest one again while nobody of it has been called."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, RoundBody)
        number, stage = number_of(request, "d"), number_of(request, "n")

        def decide(tournament: Tournament) -> list[RoundPaired]:
            return [pair_next_round(tournament, find_division(tournament, number), stage, again=body.again)]

        return await self._writes.record(request, decide, _matches_of(number), RoundPaired)

    async def matches(self, request: web.Request) -> web.Response:
        """Return every match of a division that is drawn, in the order of play."""
        found = await self._writes.tournaments.find(tournament_id_of(request))
        division = find_division(found.tournament, number_of(request, "d"))
        return tagged_response(encode_matches(found.tournament, division, translate_error), found)

    async def standings(self, request: web.Request) -> web.Response:
        """Return the places that are known in a stage, the best first."""
        stage = read_options(request, StandingsOptions).stage
        found = await self._writes.tournaments.find(tournament_id_of(request))
        division = find_division(found.tournament, number_of(request, "d"))
        find_stage(division, stage)
        wording = self._writes.reader(found).wording
        return tagged_response(encode_standings(found.tournament, division, wording, stage), found)


def _division(change: TournamentChange, number: int) -> DivisionState:
    return encode_division(change.tournament, find_division(change.tournament, number), translate_error)


def _matches_of(number: int) -> Callable[[TournamentChange], list[TournamentMatch]]:
    def answer(change: TournamentChange) -> list[TournamentMatch]:
        return encode_matches(change.tournament, find_division(change.tournament, number), translate_error)

    return answer
