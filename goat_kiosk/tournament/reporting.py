"""Reports of results: what a report of one side becomes, given what the other side has reported."""

from typing import Literal, NamedTuple

from goat_kiosk.domain.names.sanitizing import look_alike
from goat_kiosk.errors import MatchNotReady, NotInTournament
from goat_kiosk.tournament.event_fields import GameScore, How, MatchSide
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match_events import MatchProtested, MatchReported, ResultRecorded
from goat_kiosk.tournament.slots import entries_of, side_entries
from goat_kiosk.tournament.tournament import MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match

Reporter = MatchSide | Literal["court", "desk"]
"""Who reports a result: a side of the match, the phone of its court, or the desk."""


class ResultOutcome(NamedTuple):
    """How a match ended."""

    winner: MatchSide | None
    scores: tuple[GameScore, ...]
    how: How = "played"
    reason: str = ""


def event_of_report(tournament: Tournament, report: MatchReported) -> AnyTournamentEvent:
    """Return what a report becomes: a report, a result when the other side said the same, or else a protest."""
    before = find_division(tournament, report.division).decisions(report.match).report
    if before is None or before.by_side == report.by_side:
        return report
    if (before.winner, before.scores) == (report.winner, report.scores):
        return result_event(tournament, (report.division, report.match), ResultOutcome(report.winner, report.scores))
    return MatchProtested(report.division, report.match, f"{_in_figures(before)} ≠ {_in_figures(report)}")


def result_event(tournament: Tournament, key: MatchKey, outcome: ResultOutcome) -> ResultRecorded:
    """Return the result of a match with the sides as they stand. Raises `MatchNotReady` or `NotInTournament`."""
    match = find_match(tournament, *key)
    first, second = map(side_entries, match.sides)
    if first is None or second is None:
        raise MatchNotReady("It is not known yet who is due in {match}.", match=match.id)
    winner, scores, how, reason = outcome
    return ResultRecorded(*key, (first, second), winner, how, scores, reason=reason)


def side_of_player(tournament: Tournament, key: MatchKey, player: int) -> MatchSide:
    """Return the side of a match for which a person plays. Raises `NotInTournament`."""
    return _side(tournament, key, {player})


def side_of_name(tournament: Tournament, key: MatchKey, name: str) -> MatchSide:
    """Return the side of a match for which the person of that name plays. Raises `NotInTournament`."""
    players = tournament.players.values()
    return _side(tournament, key, {player.number for player in players if look_alike(player.name, name)})


def _side(tournament: Tournament, key: MatchKey, players: set[int]) -> MatchSide:
    match = find_match(tournament, *key)
    sides: tuple[MatchSide, MatchSide] = (1, 2)
    for side, slot in zip(sides, match.sides, strict=True):
        if any(players & set(tournament.entries[entry].players) for entry in entries_of(slot)):
            return side
    raise NotInTournament("Only who plays in {match} can report it.", match=match.id)


def _in_figures(report: MatchReported) -> str:
    return ", ".join(f"{first}–{second}" for first, second in report.scores) or f"{report.winner}"
