"""State transitions of matches: called, played, reported, decided, corrected, ruled.

Most are checked first (`match_checks`). A result that is corrected or ruled away is kept among the earlier ones. The
sides of a called match change only by the ruling "swap".
"""

from msgspec.structs import replace

from goat_kiosk.errors import MatchNotReady, RuleViolation
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchEvent,
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
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import entries_of
from goat_kiosk.tournament.tournament import MatchDecisions, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match
from goat_kiosk.tournament.transitions.match_checks import check_players_free, known_sides
from goat_kiosk.tournament.transitions.updates import with_division


def call_match(tournament: Tournament, event: MatchCalled, at_ms: int) -> Tournament:
    """Call a match, or call it again."""
    decisions = _decisions(tournament, event)
    called = replace(
        decisions,
        sides=event.sides,
        court=event.court,
        called_at=at_ms,
        calls=decisions.calls + 1,
        missing=decisions.missing if decisions.court == event.court else (),  # a clock goes on until they are there
        is_called_off=False,
    )
    return _with_decisions(tournament, event, called)


def uncall_match(tournament: Tournament, event: MatchUncalled, _at_ms: int) -> Tournament:
    decisions = replace(
        _decisions(tournament, event),
        sides=None,
        court=None,
        called_at=None,
        calls=0,
        missing=(),
        started_at=None,
        is_called_off=True,
    )
    return _with_decisions(tournament, event, decisions)


def note_missing(tournament: Tournament, event: SidesMissing, at_ms: int) -> Tournament:
    decisions = _decisions(tournament, event)
    missing_at = decisions.missing_at if set(decisions.missing) & set(event.sides) else at_ms
    return _with_decisions(tournament, event, replace(decisions, missing=event.sides, missing_at=missing_at))


def start_match(tournament: Tournament, event: MatchStarted, at_ms: int) -> Tournament:
    decisions = _decisions(tournament, event)
    games, started_at = _with_game(decisions.games, event.game), decisions.started_at
    started_at = at_ms if started_at is None else started_at
    return _with_decisions(tournament, event, replace(decisions, games=games, started_at=started_at, missing=()))


def report_match(tournament: Tournament, event: MatchReported, at_ms: int) -> Tournament:
    return _with_decisions(tournament, event, replace(_decisions(tournament, event), report=event, over_at=at_ms))


def record_result(tournament: Tournament, event: ResultRecorded, at_ms: int) -> Tournament:
    """Record the result of a match, or correct the one that it has."""
    decisions = _decisions(tournament, event)
    before = decisions.result
    earlier = decisions.earlier_results if before is None else (*decisions.earlier_results, before)
    over_at = at_ms if decisions.over_at is None else decisions.over_at
    contradiction = decisions.contradiction
    recorded = replace(
        decisions,
        sides=event.sides,
        result=event,
        games=_with_game(decisions.games, event.game),
        earlier_results=earlier,
        over_at=over_at,
        ruling="stands" if decisions.ruling == "void" else decisions.ruling,
        report=None,
        contradiction=None,
        overruled_games=(*decisions.overruled_games, *([contradiction.game] if contradiction else [])),
        protest="" if event.game is None and decisions.report is not None else decisions.protest,
    )
    return _with_decisions(tournament, event, recorded)


def confirm_result(tournament: Tournament, event: ResultConfirmed, _at_ms: int) -> Tournament:
    """Take the game of a match as the origin of its result, which was recorded by hand."""
    decisions = _decisions(tournament, event)
    if decisions.result is None:
        return tournament
    result = replace(decisions.result, game=event.game, scores=event.scores, receipt=event.receipt)
    games = _with_game(decisions.games, event.game)
    return _with_decisions(tournament, event, replace(decisions, result=result, games=games, contradiction=None))


def _with_game(games: tuple[int, ...], game: int | None) -> tuple[int, ...]:
    return games if game is None or game in games else (*games, game)


def note_contradiction(tournament: Tournament, event: ResultContradicted, _at_ms: int) -> Tournament:
    """Note what the game of a result says by now; nothing, once it says the same again."""
    decisions = _decisions(tournament, event)
    result = decisions.result
    is_same = result is not None and (result.winner, result.scores) == (event.winner, event.scores)
    return _with_decisions(tournament, event, replace(decisions, contradiction=None if is_same else event))


def rule_on_match(tournament: Tournament, event: MatchRuled, _at_ms: int) -> Tournament:
    """Rule on a match that is out of line or under protest."""
    match = find_match(tournament, event.division, event.match)
    decisions = _decisions(tournament, event)
    if not match.is_out_of_line and not decisions.protest:
        raise RuleViolation("{match} needs no ruling.", match=match.id)
    if event.ruling == "swap" and not match.is_out_of_line:
        return _exchange_sides(tournament, event, match)
    ruled = replace(decisions, ruling=event.ruling, protest="")
    match event.ruling:
        case "replay":
            ruled = replace(
                _without_result(ruled), sides=None, court=None, called_at=None, calls=0, started_at=None, ruling=None
            )
        case "void":
            ruled = _without_result(ruled)
        case "swap":
            ruled = _swapped(ruled, match)
            if match.status in {"called", "playing"} and ruled.sides is not None:
                check_players_free(tournament, event, ruled.sides)
        case "stands":
            pass
    after = _with_decisions(tournament, event, ruled)
    if match.is_out_of_line and event.ruling != "replay":
        _check_in_line(after, event)
    return after


def _check_in_line(after: Tournament, event: MatchRuled) -> None:
    """Refuse a ruling after which an entry would be in the bracket twice, and another one not at all."""
    match = find_match(after, event.division, event.match)
    if match.is_out_of_line and match.status != "not-needed":
        raise RuleViolation("The sides of {match} have another match by now. Let it be replayed.", match=match.id)


def _without_result(decisions: MatchDecisions) -> MatchDecisions:
    earlier = decisions.earlier_results if decisions.result is None else (*decisions.earlier_results, decisions.result)
    return replace(decisions, result=None, report=None, over_at=None, earlier_results=earlier, contradiction=None)


def _swapped(decisions: MatchDecisions, match: Match) -> MatchDecisions:
    """Give the match the sides that are due: they played it under the wrong names."""
    due = known_sides(match.due)
    if due is None:
        raise MatchNotReady("It is not known yet who is due in {match}.", match=match.id)
    result = decisions.result
    return replace(decisions, sides=due, result=None if result is None else replace(result, sides=due))


def _exchange_sides(tournament: Tournament, event: MatchRuled, match: Match) -> Tournament:
    """Exchange the two sides of a result: they were reported the wrong way round, here and in what followed from it."""
    decisions = _decisions(tournament, event)
    recorded = decisions.result or decisions.report
    if recorded is None or recorded.winner is None or decisions.sides is None:
        raise MatchNotReady("{match} has no result to exchange.", match=match.id)
    scores = tuple((second, first) for first, second in recorded.scores)
    how = decisions.result.how if decisions.result else "played"
    winner: MatchSide = 2 if recorded.winner == 1 else 1
    bags = decisions.result.bags[::-1] if decisions.result and decisions.result.bags else None
    result = ResultRecorded(
        *(event.division, event.match, decisions.sides, winner, how, scores), reason=event.reason, bags=bags
    )
    exchanged = replace(_without_result(decisions), result=result, over_at=decisions.over_at, ruling="swap", protest="")
    return _exchange_later(tournament, _with_decisions(tournament, event, exchanged), event)


def _exchange_later(before: Tournament, after: Tournament, event: MatchRuled) -> Tournament:
    """Give the later matches that either of two sides was called for to the other one, in the order of play."""
    division = find_division(before, event.division)
    matches = resolve(before, division)
    sides, exchanged = set(matches[event.match].entries), list[MatchRuled]()
    for match_id in matches:
        if division.decisions(match_id).sides is None or matches[match_id].is_out_of_line:
            continue
        later, key = find_match(after, event.division, match_id), replace(event, match=match_id)
        if (
            later.is_out_of_line
            and known_sides(later.due)
            and set(later.entries) ^ {entry for slot in later.due for entry in entries_of(slot)} <= sides
        ):
            after = _with_decisions(after, key, _swapped(_decisions(after, key), later))
            exchanged.append(key)
    for key in exchanged:
        later = find_match(after, key.division, key.match)
        if later.status in {"called", "playing"}:
            check_players_free(after, key, known_sides(later.sides) or (0, 0))
    return after


def protest_match(tournament: Tournament, event: MatchProtested, _at_ms: int) -> Tournament:
    return _with_decisions(tournament, event, replace(_decisions(tournament, event), protest=event.text))


def hold_match(tournament: Tournament, event: MatchHeld, _at_ms: int) -> Tournament:
    return _with_decisions(tournament, event, replace(_decisions(tournament, event), held=event.held))


def feature_match(tournament: Tournament, event: MatchFeatured, at_ms: int) -> Tournament:
    featured = replace(
        _decisions(tournament, event),
        featured_on=event.court,
        featured_minutes=event.minutes,
        featured_at=at_ms,
    )
    return _with_decisions(tournament, event, featured)


def _decisions(tournament: Tournament, event: MatchEvent) -> MatchDecisions:
    return find_division(tournament, event.division).decisions(event.match)


def _with_decisions(tournament: Tournament, event: MatchEvent, decisions: MatchDecisions) -> Tournament:
    division = find_division(tournament, event.division)
    return with_division(tournament, replace(division, matches=division.matches | {event.match: decisions}))
