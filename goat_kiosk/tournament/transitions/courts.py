"""State transitions of the desk: settings, courts, the order of the queue, pauses, and the end of the night."""

import msgspec
from msgspec.structs import replace

from goat_kiosk.errors import NoChange, RuleViolation
from goat_kiosk.tournament.events import (
    CourtSet,
    QueueOrdered,
    TournamentChanged,
    TournamentClosed,
    TournamentPaused,
    TournamentReopened,
    TournamentResumed,
)
from goat_kiosk.tournament.tournament import Court, Division, Pause, Tournament
from goat_kiosk.tournament.transitions.lookup import find_match


def change_settings(tournament: Tournament, event: TournamentChanged, _at_ms: int) -> Tournament:
    """Change the name and the settings; games that are open keep their rules."""
    settings = msgspec.structs.asdict(event)
    if all(getattr(tournament, name) == value for name, value in settings.items()):
        raise NoChange("The tournament has these settings already.")
    return replace(tournament, **settings)


def set_court(tournament: Tournament, event: CourtSet, _at_ms: int) -> Tournament:
    """Open, close or add a court. What is played there goes on."""
    court = Court(event.court, event.is_open, event.calling, event.scoring)
    return replace(tournament, courts=tournament.courts | {event.court: court})


def check_order(tournament: Tournament, event: QueueOrdered) -> None:
    for division, match in event.order:
        find_match(tournament, division, match)


def order_queue(tournament: Tournament, event: QueueOrdered, _at_ms: int) -> Tournament:
    return replace(tournament, order=event.order)


def pause(tournament: Tournament, event: TournamentPaused, _at_ms: int) -> Tournament:
    return replace(tournament, pause=Pause(event.text, event.until))


def resume(tournament: Tournament, _event: TournamentResumed, at_ms: int) -> Tournament:
    """Go on after a pause. The clocks of the missing sides begin anew."""
    if tournament.pause is None:
        raise NoChange("The tournament is not paused.")
    divisions = {number: _with_new_clocks(division, at_ms) for number, division in tournament.divisions.items()}
    return replace(tournament, pause=None, divisions=divisions)


def _with_new_clocks(division: Division, at_ms: int) -> Division:
    restarted = {
        match: replace(decisions, missing_at=at_ms)
        for match, decisions in division.matches.items()
        if decisions.missing
    }
    return replace(division, matches=division.matches | restarted) if restarted else division


def close(tournament: Tournament, _event: TournamentClosed, _at_ms: int) -> Tournament:
    return replace(tournament, is_closed=True)


def reopen(tournament: Tournament, _event: TournamentReopened, _at_ms: int) -> Tournament:
    if not tournament.is_closed:
        raise RuleViolation("The tournament is open.")
    return replace(tournament, is_closed=False)
