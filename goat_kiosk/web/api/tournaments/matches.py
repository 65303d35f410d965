"""Matches of a division: called, played, reported, decided, corrected, ruled."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from goat_kiosk.desk.check_in import CheckIn
from goat_kiosk.desk.director import Decide, TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.state.state import State
from goat_kiosk.errors import NotFound, OwnedElsewhere
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament import court_use, reporting
from goat_kiosk.tournament.event_fields import TournamentEvent
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchFeatured,
    MatchHeld,
    MatchProtested,
    MatchReported,
    MatchRuled,
    MatchStarted,
    MatchUncalled,
    ResultRecorded,
    SidesMissing,
)
from goat_kiosk.tournament.state.matches import encode_matches
from goat_kiosk.tournament.state.state import TournamentMatch
from goat_kiosk.tournament.tournament import MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match
from goat_kiosk.web.api.bodies import EmptyBody, ReasonBody
from goat_kiosk.web.api.tournaments.bodies import (
    FeatureBody,
    MatchCourtBody,
    MissingBody,
    ProtestBody,
    ReportBody,
    ResultBody,
    RulingBody,
    StartBody,
    check_scores,
    to_reason,
)
from goat_kiosk.web.api.tournaments.paths import API_MATCH, match_key_of
from goat_kiosk.web.api.tournaments.writes import PREVIEWED, WRITE, TournamentWrites, tagged_response
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE, Principal, RateLimiter
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_bytes_response
from goat_kiosk.web.http.routing import ApiRoute, post, put, tournament_id_of
from goat_kiosk.web.http.source_address import source_of

_MATCH_WRITE: dict[str, Any] = {**WRITE, "tag": "matches"}
_MATCH_PREVIEWED: dict[str, Any] = {**PREVIEWED, "tag": "matches"}
_BY_COURT: dict[str, Any] = {**_MATCH_WRITE, "key": "scorer", "other_response": State}
_BY_PLAYERS: dict[str, Any] = {
    **_MATCH_WRITE,
    "key": "optional",
    "extra_errors": (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS),
}
FindReporter = Callable[[Tournament], reporting.Reporter]
"""Returns who reports a match. Raises `RuleViolation` for somebody who does not play in it."""


class MatchesApi:
    """The handlers of a division's matches."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes, self._auth = writes, writes.auth
        self._report_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many answers from this address. Wait a minute.")
        )

    def routes(self) -> list[ApiRoute]:
        report, ruling = {"winner": 1, "scores": [[21, 14]]}, {"ruling": "stands", "reason": "Both had seen it."}
        commands = (
            _Command("call", self.call, MatchCourtBody, "callMatch", {"court": "Board 1"}, _MATCH_WRITE),
            _Command("uncall", self.uncall, ReasonBody, "uncallMatch", {"reason": "The wrong pair."}, _MATCH_WRITE),
            _Command("missing", self.note_missing, MissingBody, "noteMissingSides", {"sides": [2]}, _MATCH_WRITE),
            _Command("start", self.start, StartBody, "startMatch", {}, _BY_COURT),
            _Command("report", self.report, ReportBody, "reportMatch", report, _BY_PLAYERS),
            _Command(
                "result", self.record_result, ResultBody, "recordResult", {**report, "how": "played"}, _MATCH_PREVIEWED
            ),
            _Command("ruling", self.rule, RulingBody, "ruleOnMatch", ruling, _MATCH_PREVIEWED),
            _Command("protest", self.protest, ProtestBody, "protestMatch", {"text": "A foul was missed."}, _BY_PLAYERS),
            _Command("hold", self.hold, EmptyBody, "holdMatch", {}, _MATCH_WRITE),
            _Command("release", self.release, EmptyBody, "releaseMatch", {}, _MATCH_WRITE),
            _Command("feature", self.feature, FeatureBody, "featureMatch", {"court": "Board 1"}, _MATCH_WRITE),
        )
        return [command.route() for command in commands]

    async def call(self, request: web.Request) -> web.Response:
        """Call a match to a court, by default the one that the queue gives it; call it again if it is called."""
        self._auth.require_owner(request)
        body, key, now = await read_json(request, MatchCourtBody), match_key_of(request), self._writes.tournaments.now
        chosen = _court(body)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            return [court_use.call_event(tournament, key, chosen, now)]

        return await self._record(request, decide, MatchCalled)

    async def uncall(self, request: web.Request) -> web.Response:
        """Put a called match back in line; its court is free."""
        self._auth.require_owner(request)
        body = await read_json(request, ReasonBody)
        return await self._record_event(request, MatchUncalled(*match_key_of(request), to_reason(body.reason)))

    async def note_missing(self, request: web.Request) -> web.Response:
        """Note which sides of a called match are not at the court."""
        self._auth.require_owner(request)
        body = await read_json(request, MissingBody)
        return await self._record_event(request, SidesMissing(*match_key_of(request), tuple(sorted(set(body.sides)))))

    async def start(self, request: web.Request) -> web.Response:
        """Start a match that has been called, and open its game; with a court, call it too. Twice is once."""
        principal = self._auth.require_principal(request)
        body, key = await read_json(request, StartBody), match_key_of(request)
        chosen = None if body.court is None else clean_name(body.court)
        desk = self._writes.desk
        if self._writes.tournaments.owner_of(tournament_id_of(request)) is not None:
            return await self._start_called(request, principal)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            court = court_use.court_to_start(tournament, key, chosen)
            principal.authorize(court)
            events = court_use.start_events(tournament, key, chosen)
            is_on_paper = court_use.scoring_on(tournament, court, body.scoring) == "result"
            is_elsewhere = not desk.match_games.is_scored_here(tournament, court)
            if is_on_paper or is_elsewhere or court_use.had_game(tournament, key):
                return events
            return [event for event in events if isinstance(event, MatchCalled)]  # the new game starts the match

        change = await self._writes.write(request, decide, (MatchCalled, MatchStarted))
        if not court_use.has_game(change.tournament, key, body.scoring):
            return tagged_response(_match(change, key), change)
        tournament_id = change.tournament_id
        try:
            game = await self._writes.tournaments.run(
                tournament_id, lambda _: desk.match_games.open_game(tournament_id, *key)
            )
        except OwnedElsewhere:
            return tagged_response(_match(change, key), change)  # its game opens at the kiosk that scores the court
        found = await self._writes.tournaments.find(tournament_id)
        return json_bytes_response(game.state, headers={hdrs.ETAG: f'"{found.event_id}"'})

    async def _start_called(self, request: web.Request, principal: Principal) -> web.Response:
        """Start a match that another kiosk has called to a court of this one. Raises `OwnedElsewhere` for others."""
        tournaments, desk, tournament_id = self._writes.tournaments, self._writes.desk, tournament_id_of(request)
        key, found = match_key_of(request), await tournaments.find(tournament_id)
        principal.authorize(court_use.court_to_start(found.tournament, key, None))
        game = await desk.run(lambda _: desk.match_games.start_called(tournament_id, *key))
        if game is None:
            tournaments.require_local(tournament_id)
            raise NotFound("There is no tournament {number}.", number=tournament_id)
        return json_bytes_response(game.state, headers={hdrs.ETAG: f'"{found.event_id}"'})

    async def report(self, request: web.Request) -> web.Response:
        """Report a result: the other side’s same report, or the desk, confirms it; another is a protest."""
        body, key = await read_json(request, ReportBody), match_key_of(request)
        check_scores(body.winner, body.scores, "played")
        find_side = await self._reporter(request, body.seat, body.name)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            side = find_side(tournament)
            if side == "desk":
                return [reporting.result_event(tournament, key, reporting.ResultOutcome(body.winner, body.scores))]
            report = MatchReported(*key, body.winner, body.scores, None if side == "court" else side)
            return [reporting.event_of_report(tournament, report)]

        return await self._record(request, decide, (MatchReported, ResultRecorded, MatchProtested))

    async def record_result(self, request: web.Request) -> web.Response:
        """Record a result by hand, or correct the one that is there; nothing that was played is removed."""
        self._auth.require_owner(request)
        body, key = await read_json(request, ResultBody), match_key_of(request)
        check_scores(body.winner, body.scores, body.how)
        outcome = reporting.ResultOutcome(body.winner, body.scores, body.how, to_reason(body.reason))

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            return [reporting.result_event(tournament, key, outcome)]

        return await self._record(request, decide, ResultRecorded)

    async def rule(self, request: web.Request) -> web.Response:
        """Rule on a match that is out of line or under protest."""
        self._auth.require_owner(request)
        body = await read_json(request, RulingBody)
        return await self._record_event(
            request, MatchRuled(*match_key_of(request), body.ruling, to_reason(body.reason))
        )

    async def protest(self, request: web.Request) -> web.Response:
        """Protest a match: those that depend on it are not called until somebody rules."""
        body, key = await read_json(request, ProtestBody), match_key_of(request)
        find_side = await self._reporter(request, body.seat, "")

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            find_side(tournament)
            return [MatchProtested(*key, to_reason(body.text))]

        return await self._record(request, decide, MatchProtested)

    async def hold(self, request: web.Request) -> web.Response:
        """Hold a match back: it is not called until it is released."""
        return await self._hold(request, held=True)

    async def release(self, request: web.Request) -> web.Response:
        """Release a match that is held back."""
        return await self._hold(request, held=False)

    async def feature(self, request: web.Request) -> web.Response:
        """Let a match wait for one court, such as the stream’s."""
        self._auth.require_owner(request)
        body = await read_json(request, FeatureBody)
        return await self._record_event(
            request, MatchFeatured(*match_key_of(request), clean_name(body.court), body.minutes)
        )

    async def _hold(self, request: web.Request, *, held: bool) -> web.Response:
        self._auth.require_owner(request)
        await read_json(request, EmptyBody)
        return await self._record_event(request, MatchHeld(*match_key_of(request), held))

    async def _reporter(self, request: web.Request, seat: str, name: str) -> FindReporter:
        """Return the function that says who reports: the desk, the court's phone, or a side of the match.

        Raises `HttpRefusal` when it is nobody who may, or when too many players have reported from the address.
        """
        key = match_key_of(request)
        if seat or name:
            self._report_limit.check(source_of(request))
            self._report_limit.count(source_of(request))
        if seat:
            player = await self._player_of(request, seat)
            return lambda tournament: reporting.side_of_player(tournament, key, player)
        if name and self._auth.find_principal(request) is None:
            player_name = clean_name(name)
            return lambda tournament: reporting.side_of_name(tournament, key, player_name)
        principal = self._auth.require_principal(request)
        if principal.device is None:
            return lambda _: "desk"

        def authorize_court(tournament: Tournament) -> reporting.Reporter:
            principal.authorize(court_use.court_to_start(tournament, key, None))
            return "court"

        return authorize_court

    async def _player_of(self, request: web.Request, seat: str) -> int:
        self._auth.check_rate(request)
        tournament_id, lobby = tournament_id_of(request), self._writes.desk.lobby
        try:
            return await self._writes.tournaments.run(
                tournament_id, lambda scorekeeper: CheckIn(scorekeeper.director, lobby).player(tournament_id, seat)
            )
        except NotFound:
            self._auth.count_failure(request)
            raise

    async def _record_event(self, request: web.Request, event: AnyTournamentEvent) -> web.Response:
        return await self._record(request, lambda _: [event], type(event))

    async def _record(
        self, request: web.Request, decide: Decide, kinds: type[TournamentEvent] | tuple[type[TournamentEvent], ...]
    ) -> web.Response:
        key = match_key_of(request)
        return await self._writes.record(request, decide, lambda change: _match(change, key), kinds)


class _Command(NamedTuple):
    """One write to a match: its path below the match, its handler, and what the document says about it."""

    path: str
    handler: Handler
    body: type
    operation: str
    example: object
    options: dict[str, Any]

    def route(self) -> ApiRoute:
        """Return the route of the command; only the result is put, for there is one."""
        method = put if self.path == "result" else post
        return method(
            f"{API_MATCH}/{self.path}",
            self.handler,
            TournamentMatch,
            self.body,
            operation=self.operation,
            example=self.example,
            **self.options,
        )


def _court(body: MatchCourtBody) -> str | None:
    return None if body.court is None else clean_name(body.court)


def _match(change: TournamentChange, key: MatchKey) -> TournamentMatch:
    find_match(change.tournament, *key)
    matches = encode_matches(change.tournament, find_division(change.tournament, key[0]))
    return next(match for match in matches if match.match == key[1])
