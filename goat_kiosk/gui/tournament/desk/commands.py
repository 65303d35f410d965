"""Commands of a tournament's desk: each returns the events of one key, for the tournament as it stands then."""

import secrets
from collections.abc import Sequence

from msgspec.structs import replace

from goat_kiosk.desk.director import Decide
from goat_kiosk.errors import MatchNotReady
from goat_kiosk.tournament import court_use, round_clock
from goat_kiosk.tournament.division_events import StageChanged
from goat_kiosk.tournament.event_fields import Calling, GameScore, MatchSide
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    CourtSet,
    DecisionUndone,
    DirectorRequestCleared,
    QueueOrdered,
    TournamentPaused,
    TournamentResumed,
)
from goat_kiosk.tournament.match_events import MatchFeatured, MatchHeld, MatchProtested, MatchUncalled, SidesMissing
from goat_kiosk.tournament.next_stages import draw_next_stages
from goat_kiosk.tournament.paired_stage import is_outdated
from goat_kiosk.tournament.pairing import pair_next_round
from goat_kiosk.tournament.reporting import ResultOutcome, result_event
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Court, MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match

_random = secrets.SystemRandom()
"""The chance of the draws."""


def call(key: MatchKey, court: str | None, now: int) -> Decide:
    """Call a match, by default to its own court or the one that the queue gives it; a second call repeats the first.

    A match that is being played moves to the court.
    """

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        if find_match(tournament, *key).status == "playing" and court is not None:
            own = find_division(tournament, key[0]).decisions(key[1]).court
            return court_use.clear_court_events(tournament, own or "", court)
        return [court_use.call_event(tournament, key, court, now)]

    return decide


def uncall(key: MatchKey) -> Decide:
    """Put a called match back in line."""
    return lambda _: [MatchUncalled(*key)]


def start(key: MatchKey) -> Decide:
    """Note that a match is being played on a court that opens no game."""
    return lambda tournament: court_use.start_events(tournament, key, None)


def start_round(division: int) -> Decide:
    """Start all called matches of a division together, with the clock of their stage."""
    return lambda tournament: round_clock.start_events(tournament, find_division(tournament, division))


def note_missing(key: MatchKey, sides: tuple[MatchSide, ...]) -> Decide:
    """Start the call clock of the sides that are not at the court; none: all are there."""
    return lambda _: [SidesMissing(*key, sides)]


def record_result(key: MatchKey, scores: tuple[GameScore, ...]) -> Decide:
    """Record a result by hand; the winner is evident. Raises `MatchNotReady` if it is not."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        winner = winner_of_scores(scores)
        if winner is None:
            raise MatchNotReady("By these scores nobody has won {match}.", match=key[1])
        return [result_event(tournament, key, ResultOutcome(winner, scores))]

    return decide


def winner_of_scores(scores: Sequence[GameScore]) -> MatchSide | None:
    """Return the side that has won more games; None if both have won as many."""
    first = sum(game[0] > game[1] for game in scores)
    second = sum(game[1] > game[0] for game in scores)
    if first == second:
        return None
    return 1 if first > second else 2


def forfeit(key: MatchKey, sides: tuple[MatchSide, ...]) -> Decide:
    """Record that these sides forfeit: one of them, or both."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        if len(sides) > 1:
            return [result_event(tournament, key, ResultOutcome(None, (), "double-forfeit"))]
        return [result_event(tournament, key, ResultOutcome(2 if sides == (1,) else 1, (), "forfeit"))]

    return decide


def confirm(key: MatchKey) -> Decide:
    """Confirm the result that one side has reported."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        report = find_division(tournament, key[0]).decisions(key[1]).report
        if report is None:
            raise MatchNotReady("{match} has no report to confirm.", match=key[1])
        return [result_event(tournament, key, ResultOutcome(report.winner, report.scores))]

    return decide


def hold(key: MatchKey, *, held: bool) -> Decide:
    """Hold a match back until it is released, or release it."""
    return lambda _: [MatchHeld(*key, held)]


def put_first(key: MatchKey) -> Decide:
    """Put a match before all others in the queue."""
    return lambda tournament: [QueueOrdered((key, *(other for other in tournament.order if other != key)))]


def feature(key: MatchKey, court: str) -> Decide:
    """Let a match wait for one court, such as the stream's."""
    return lambda _: [MatchFeatured(*key, court)]


def protest(key: MatchKey, text: str) -> Decide:
    """Note a protest: the matches that depend on this one wait until somebody rules."""
    return lambda _: [MatchProtested(*key, text)]


def clear_request(player: int) -> Decide:
    """Note that the director takes care of a player who asks for them."""
    return lambda _: [DirectorRequestCleared(player)]


def set_court(name: str, *, is_open: bool | None = None, calling: Calling | None = None) -> Decide:
    """Open or close a court, or change how matches are called to it; what is not given stays as it is."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        court = tournament.courts.get(name, Court(name))
        opened = court.is_open if is_open is None else is_open
        return [CourtSet(name, opened, calling or court.calling, court.scoring)]

    return decide


def pause_or_resume(text: str = "") -> Decide:
    """Pause the tournament, or let it go on."""
    return lambda tournament: [TournamentPaused(text) if tournament.pause is None else TournamentResumed()]


def play_to(points: int) -> Decide:
    """Let what is not called yet be played to fewer points, in every division."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        return [
            StageChanged(number, place, replace(stage, play_to=points))
            for number, division in tournament.divisions.items()
            for place, stage in enumerate(division.stages, start=1)
            if stage.play_to != points
        ]

    return decide


def draw_next(division: int) -> Decide:
    """Draw the stages of a division that follow one which is over."""
    return lambda tournament: draw_next_stages(tournament, find_division(tournament, division), _random.shuffle)


def pair_round(division: int) -> Decide:
    """Pair the next round of a division, or the newest one again if a result that it rests on has changed."""

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        found = find_division(tournament, division)
        return [pair_next_round(tournament, found, 1, again=is_outdated(found, 1, resolve(tournament, found)))]

    return decide


def undo() -> Decide:
    """Take the newest decision of the desk back."""
    return lambda _: [DecisionUndone()]


def close_court(name: str, *, clears: bool, target: str | None = None) -> Decide:
    """Close a court; a match there is finished, or, if `clears`, moves to `target` or goes back in line."""
    close = set_court(name, is_open=False)

    def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        moves = court_use.clear_court_events(tournament, name, target) if clears else []
        return [*close(tournament), *moves]

    return decide
