"""Round clock: all courts of a division start together, and a horn ends the round; for many players and little time.

The horn ends no game: every court finishes its round of bags, then the leader wins, and a tie plays one more. A clock
follows from the recorded times alone, so it survives a restart, and a pause stops it.
"""

from typing import NamedTuple

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.court_use import has_game
from goat_kiosk.tournament.division_events import RoundClockStarted
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchStarted
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, RoundClock, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division

_MINUTE_MS = 60_000


class ClockReading(NamedTuple):
    """What a round clock says."""

    division: int
    started_at: int
    """Milliseconds since 1970 UTC."""
    minutes: int
    """How long the round is."""
    left_ms: int
    """Until the horn; 0 once it has sounded."""
    horn_at: int
    """When it sounds or sounded, milliseconds since 1970 UTC; during a pause, when it would if that ended now."""
    is_stopped: bool
    """Whether a pause stops it."""
    playing: int
    """The matches that have no result yet."""

    @property
    def is_up(self) -> bool:
        """Whether the horn has sounded."""
        return self.left_ms == 0


def read_round_clocks(tournament: Tournament, now: int) -> list[ClockReading]:
    """Return the clocks by which somebody plays, by division; `now` is in milliseconds since 1970 UTC."""
    if tournament.is_closed:
        return []
    return [
        _read(tournament, division, division.clock, now)
        for division in tournament.divisions.values()
        if division.clock is not None and timed_matches(tournament, division)
    ]


def _read(tournament: Tournament, division: Division, clock: RoundClock, now: int) -> ClockReading:
    paused_ms = clock.paused_ms
    if tournament.pause is not None:
        paused_ms += max(now - max(tournament.pause.at, clock.started_at), 0)
    length = clock.minutes * _MINUTE_MS
    horn_at = clock.started_at + length + paused_ms
    # A computer's clock that was put back gives nobody more time than a round has.
    left_ms = min(max(horn_at - now, 0), length)
    playing = len(timed_matches(tournament, division))
    return ClockReading(
        division.number, clock.started_at, clock.minutes, left_ms, horn_at, tournament.pause is not None, playing
    )


def timed_matches(tournament: Tournament, division: Division) -> list[Match]:
    """Return the matches that are played by the clock: those that started with it, or since."""
    if (clock := division.clock) is None:
        return []
    return [
        match
        for match in resolve(tournament, division).values()
        if match.status == "playing" and (division.decisions(match.id).started_at or 0) >= clock.started_at
    ]


def matches_to_start(tournament: Tournament, division: Division) -> list[Match]:
    """Return the matches of a division that start together next: those that are called."""
    return [match for match in resolve(tournament, division).values() if match.status == "called"]


def round_minutes(tournament: Tournament, division: Division) -> int | None:
    """Return the minutes of a round of the stage whose matches start together next; None: it has no clock."""
    called = matches_to_start(tournament, division)
    stage = division.stage_of_match(called[0].id) if called else division.stage(division.current_stage)
    return stage.round_minutes


class RoundStart(NamedTuple):
    """The matches of a division that can start together now."""

    division: int
    courts: int
    minutes: int


def rounds_to_start(tournament: Tournament) -> list[RoundStart]:
    """Return the rounds of stages with a clock that wait for their start: called, and nothing played by the clock."""
    return [
        RoundStart(division.number, len(called), minutes)
        for division in tournament.divisions.values()
        if (called := matches_to_start(tournament, division))
        and (minutes := round_minutes(tournament, division)) is not None
        and not timed_matches(tournament, division)
    ]


def start_events(
    tournament: Tournament, division: Division, minutes: int | None = None
) -> list[RoundClockStarted | MatchStarted]:
    """Return the events that start the called matches of a division together, by default as the stage says.

    A match whose court has a device starts when its game is opened, which comes next. Raises `RuleViolation`.
    """
    minutes = minutes or round_minutes(tournament, division)
    if minutes is None:
        raise RuleViolation("Say how many minutes a round has.")
    started = [
        MatchStarted(division.number, match.id)
        for match in matches_to_start(tournament, division)
        if not has_game(tournament, (division.number, match.id))
    ]
    return [RoundClockStarted(division.number, minutes), *started]


def check_start(tournament: Tournament, event: RoundClockStarted) -> None:
    """Raise `RuleViolation` during a pause, before anything is called, and while a round is being played."""
    division = find_division(tournament, event.division)
    if tournament.pause is not None:
        raise RuleViolation("The tournament is paused. Resume it, then start the round.")
    if timed_matches(tournament, division):
        raise RuleViolation("The matches of the round before have no result yet.")
    if not matches_to_start(tournament, division):
        raise RuleViolation("Call the matches of the round first, then start them together.")
