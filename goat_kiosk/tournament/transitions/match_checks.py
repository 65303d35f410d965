"""Checks of what the desk, players and games want to do with a match; each refuses with the reason.

A log that is read again is not checked again: the walks through the bracket would take longer than all the rest.
"""

from goat_kiosk.errors import MatchCalledAlready, MatchNotReady, Message, NoChange, NotInTournament, RuleViolation
from goat_kiosk.tournament.event_fields import MatchSides
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchFeatured,
    MatchHeld,
    MatchProtested,
    MatchReported,
    MatchRuled,
    MatchStarted,
    MatchUncalled,
    ResultConfirmed,
    ResultContradicted,
    ResultRecorded,
    SidesMissing,
)
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.slots import EntrySlot, PairSlot, Sides, entries_of_side, side_entries
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match


def check_call(tournament: Tournament, event: MatchCalled) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"ready", "called"}:
        raise MatchNotReady("{match} cannot be called: {why}", match=match.id, why=_why_not(match))
    _check_court(tournament, event.court)
    _check_sides(tournament, match, event)
    _check_court_free(tournament, event)


def _check_court(tournament: Tournament, court: str) -> None:
    if court not in tournament.courts:
        raise NotInTournament("This tournament has no court “{court}”.", court=court)


def _check_sides(tournament: Tournament, match: Match, event: MatchCalled) -> None:
    if known_sides(match.sides) != event.sides:
        raise RuleViolation("The sides of {match} have changed. Look again before you call it.", match=match.id)
    check_players_free(tournament, event, event.sides)


def check_players_free(tournament: Tournament, event: MatchCalled | MatchRuled, sides: MatchSides) -> None:
    """Raise `RuleViolation` when somebody of two sides is called or plays in another match."""
    persons = {
        player for side in sides for entry in entries_of_side(side) for player in tournament.entries[entry].players
    }
    for other in _busy_matches(tournament):
        playing = {player for entry in other.entries for player in tournament.entries[entry].players}
        if (other.division, other.id) != (event.division, event.match) and persons & playing:
            name = tournament.players[min(persons & playing)].name
            raise RuleViolation("{player} is called or plays in {match}.", player=name, match=other.id)


def _check_court_free(tournament: Tournament, event: MatchCalled) -> None:
    for other in _busy_matches(tournament):
        court = tournament.divisions[other.division].decisions(other.id).court
        if court == event.court and (other.division, other.id) != (event.division, event.match):
            raise RuleViolation("{court} has {match}.", court=event.court, match=other.id)


def _busy_matches(tournament: Tournament) -> list[Match]:
    """Return the matches that are called or played, in all divisions."""
    return [
        match
        for matches in resolve_all(tournament).values()
        for match in matches.values()
        if match.status in {"called", "playing"}
    ]


def check_uncall(tournament: Tournament, event: MatchUncalled) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"called", "playing"}:
        raise MatchNotReady("{match} is not called.", match=match.id)


def check_missing(tournament: Tournament, event: SidesMissing) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status != "called":
        raise MatchNotReady("{match} is not called.", match=match.id)


def check_start(tournament: Tournament, event: MatchStarted) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"called", "playing"}:
        raise MatchNotReady("Call {match} first.", match=match.id)


def check_report(tournament: Tournament, event: MatchReported) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"called", "playing", "reported"}:
        raise MatchNotReady("{match} cannot be reported: {why}", match=match.id, why=_why_not(match))


def check_result(tournament: Tournament, event: ResultRecorded) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status in {"waiting", "not-needed"}:
        raise MatchNotReady("{match} has no result: {why}", match=match.id, why=_why_not(match))
    if event.winner is None and event.how not in {"double-forfeit", "split"}:
        raise RuleViolation("Say who won {match}.", match=match.id)
    decisions = find_division(tournament, event.division).decisions(event.match)
    if known_sides(match.sides) != event.sides and event.sides != decisions.sides:
        raise RuleViolation("The sides of {match} have changed. Look again before you save it.", match=match.id)
    before = decisions.result
    if decisions.contradiction is not None:
        return  # the desk may decide that the result stands
    if before is not None and (before.winner, before.how, before.scores) == (event.winner, event.how, event.scores):
        raise NoChange("{match} has that result already.", match=match.id)


def check_confirmation(tournament: Tournament, event: ResultConfirmed) -> None:
    result = find_division(tournament, event.division).decisions(event.match).result
    if result is None or result.game is not None:
        raise RuleViolation("{match} has no result that was recorded by hand.", match=event.match)


def check_contradiction(tournament: Tournament, event: ResultContradicted) -> None:
    if find_division(tournament, event.division).decisions(event.match).result is None:
        raise MatchNotReady("{match} has no result to contradict.", match=event.match)


def check_protest(tournament: Tournament, event: MatchProtested) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"reported", "over", "playing"}:
        raise MatchNotReady("{match} has not been played.", match=match.id)


def check_hold(tournament: Tournament, event: MatchHeld) -> None:
    match = find_match(tournament, event.division, event.match)
    if match.status not in {"waiting", "ready"}:
        raise MatchCalledAlready("{match} has been called or is over.", match=match.id)


def check_feature(tournament: Tournament, event: MatchFeatured) -> None:
    find_match(tournament, event.division, event.match)
    _check_court(tournament, event.court)


def known_sides(sides: Sides) -> MatchSides | None:
    """Return who plays on two sides; None while one is not known, or is no entry."""
    first, second = sides
    if isinstance(first, EntrySlot | PairSlot) and isinstance(second, EntrySlot | PairSlot):
        return side_entries(first) or 0, side_entries(second) or 0
    return None


def _why_not(match: Match) -> Message:
    """Return why a match cannot be called, started or decided, as the end of a sentence."""
    return _REASONS[match.status]


_REASONS: dict[MatchStatus, Message] = {
    "waiting": Message("it waits for a side."),
    "ready": Message("it is not called yet."),
    "called": Message("it has been called."),
    "playing": Message("it is being played."),
    "reported": Message("its result waits to be confirmed."),
    "over": Message("it is over."),
    "not-needed": Message("it is not needed."),
}
