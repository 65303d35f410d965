"""Use of courts: the events by which a match is called, started, or leaves a court that closes."""

from goat_kiosk.errors import MatchNotReady, Message, RuleViolation
from goat_kiosk.tournament.event_fields import Scoring
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, MatchStarted, MatchUncalled
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.slots import side_entries
from goat_kiosk.tournament.tournament import MatchDecisions, MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match


def call_event(tournament: Tournament, key: MatchKey, court: str | None, now: int) -> MatchCalled:
    """Return the call of a match to a court, by default its own or the one that the queue gives it.

    Raises `MatchNotReady` when a side is not known or no court is free, and `NotInTournament`.
    """
    match = find_match(tournament, *key)
    court = court or _decisions(tournament, key).court or _queued_court(tournament, key, now)
    if court is None:
        raise MatchNotReady("No court is free for {match}. Open one, or name the court.", match=match.id)
    return _call(match, court)


def _queued_court(tournament: Tournament, key: MatchKey, now: int) -> str | None:
    courts = [queued.court for queued in court_queue(tournament, now) if (queued.division, queued.match) == key]
    return next(iter(courts), None)


def _call(match: Match, court: str) -> MatchCalled:
    first, second = map(side_entries, match.sides)
    if first is None or second is None:
        raise MatchNotReady("It is not known yet who is due in {match}.", match=match.id)
    return MatchCalled(match.division, match.id, court, (first, second))


def court_to_start(tournament: Tournament, key: MatchKey, court: str | None) -> str:
    """Return the court on which a match is started or played. Raises `MatchNotReady` and `NotInTournament`."""
    match, own = find_match(tournament, *key), _decisions(tournament, key).court
    found = own if match.status == "playing" else court or own
    if found is None:
        raise MatchNotReady("Call {match} first.", match=match.id)
    return found


def start_events(tournament: Tournament, key: MatchKey, court: str | None) -> list[AnyTournamentEvent]:
    """Return the events that start a match, none if it is being played; with a court they call it too."""
    match, own = find_match(tournament, *key), _decisions(tournament, key).court
    if match.status == "playing":
        return []
    if match.status not in {"ready", "called"}:
        raise MatchNotReady("{match} cannot be started: it waits for a side, or is over.", match=match.id)
    started = MatchStarted(*key)
    return [started] if court is None or court == own else [_call(match, court), started]


def scoring_on(tournament: Tournament, court: str, chosen: Scoring | None = None) -> Scoring:
    """Return how matches are scored on a court; ``result`` is on paper."""
    own = tournament.courts[court].scoring if court in tournament.courts else None
    return chosen or own or tournament.scoring


def games_in_play(tournament: Tournament) -> list[int]:
    """Return the newest game of each match that is being played."""
    return [
        decisions.games[-1]
        for division in tournament.divisions.values()
        for decisions in division.matches.values()
        if decisions.games and decisions.started_at is not None and decisions.result is None
    ]


def had_game(tournament: Tournament, key: MatchKey) -> bool:
    """Whether a game has been opened for a match."""
    return bool(_decisions(tournament, key).games)


def has_game(tournament: Tournament, key: MatchKey, chosen: Scoring | None = None) -> bool:
    """Whether a match that is called or played has, or gets, a game in which its bags or rounds are scored."""
    decisions = _decisions(tournament, key)
    if decisions.started_at is not None:
        return bool(decisions.games)
    return decisions.court is not None and scoring_on(tournament, decisions.court, chosen) != "result"


def clear_court_events(tournament: Tournament, court: str, target: str | None) -> list[AnyTournamentEvent]:
    """Return the events that take a match off a court: to the court `target`, or back in line."""
    events: list[AnyTournamentEvent] = []
    for match in _matches_on(tournament, court):
        events.append(MatchUncalled(match.division, match.id))
        if target is not None:
            _check_same_kiosk(tournament, match, target)
            events.append(_call(match, target))
            if match.status == "playing":
                events.append(MatchStarted(match.division, match.id))
    return events


def _check_same_kiosk(tournament: Tournament, match: Match, target: str) -> None:
    """Refuse to move a match away from the kiosk that scores its game: the bags would stay there."""
    decisions = _decisions(tournament, (match.division, match.id))
    courts = tournament.courts
    before, after = (courts[name].kiosk if name in courts else None for name in (decisions.court or "", target))
    if match.status == "playing" and decisions.games and before != after:
        kiosk = before.name if before is not None else Message("the tournament’s kiosk")
        raise RuleViolation(
            "{match} is being played at {kiosk}. Move it to a court there, or record its result by hand.",
            match=match.id,
            kiosk=kiosk,
        )


def _matches_on(tournament: Tournament, court: str) -> list[Match]:
    return [
        match
        for matches in resolve_all(tournament).values()
        for match in matches.values()
        if match.status in {"called", "playing"} and _decisions(tournament, (match.division, match.id)).court == court
    ]


def _decisions(tournament: Tournament, key: MatchKey) -> MatchDecisions:
    division, match = key
    return find_division(tournament, division).decisions(match)
