"""State transitions of the desk: settings, courts, the order of the queue, pauses, and the end of the night."""

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import Message, NameTaken, NoChange, RuleViolation
from goat_kiosk.tournament.division_events import RoundClockStarted
from goat_kiosk.tournament.events import (
    CourtKiosk,
    CourtSet,
    KioskChanged,
    QueueOrdered,
    TournamentChanged,
    TournamentClosed,
    TournamentPaused,
    TournamentReopened,
    TournamentResumed,
)
from goat_kiosk.tournament.tournament import Court, Division, Pause, RoundClock, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match
from goat_kiosk.tournament.transitions.updates import with_division


def change_settings(tournament: Tournament, event: TournamentChanged, _at_ms: int) -> Tournament:
    """Change the name and the settings; games that are open keep their rules."""
    settings = msgspec.structs.asdict(event)
    if all(getattr(tournament, name) == value for name, value in settings.items()):
        raise NoChange("The tournament has these settings already.")
    return replace(tournament, **settings)


def set_court(tournament: Tournament, event: CourtSet, _at_ms: int) -> Tournament:
    """Open, close or add a court. What is played there goes on."""
    before = tournament.courts.get(event.court, Court(event.court))
    kiosk = event.kiosk or before.kiosk
    court = Court(event.court, event.is_open, event.calling, event.scoring, kiosk, _is_away(tournament, kiosk))
    return replace(tournament, courts=tournament.courts | {event.court: court})


def _is_away(tournament: Tournament, kiosk: CourtKiosk | None) -> bool:
    courts = tournament.courts.values()
    return kiosk is not None and any(court.is_away for court in courts if court.kiosk == kiosk)


def check_court(tournament: Tournament, event: CourtSet) -> None:
    """Refuse a court of another kiosk that has the name of one there is; a court whose kiosk is gone may be moved."""
    if event.kiosk is None:
        return
    for court in tournament.courts.values():
        if court_key(court.name) != court_key(event.court) or court.kiosk == event.kiosk:
            continue
        if not court.is_away or court.name != event.court:
            owner = court.kiosk.name if court.kiosk is not None else Message("the tournament’s kiosk")
            raise NameTaken(
                "{court} is a court of {kiosk} already. Give the other one another name.", court=court.name, kiosk=owner
            )


def change_kiosk(tournament: Tournament, event: KioskChanged, _at_ms: int) -> Tournament:
    """Note that another kiosk is gone or back, under its newest name."""
    changed = {
        name: replace(court, kiosk=event.kiosk, is_away=event.is_away)
        for name, court in tournament.courts.items()
        if court.kiosk is not None and court.kiosk.log == event.log
    }
    return replace(tournament, courts=tournament.courts | changed)


def check_order(tournament: Tournament, event: QueueOrdered) -> None:
    for division, match in event.order:
        find_match(tournament, division, match)


def order_queue(tournament: Tournament, event: QueueOrdered, _at_ms: int) -> Tournament:
    return replace(tournament, order=event.order)


def pause(tournament: Tournament, event: TournamentPaused, at_ms: int) -> Tournament:
    """Pause, or change the text of the pause."""
    began = at_ms if tournament.pause is None else tournament.pause.at
    return replace(tournament, pause=Pause(event.text, event.until, began))


def resume(tournament: Tournament, _event: TournamentResumed, at_ms: int) -> Tournament:
    """Go on after a pause. The clocks of the missing sides begin anew, those of rounds go on where they stopped."""
    if tournament.pause is None:
        raise NoChange("The tournament is not paused.")
    began = tournament.pause.at
    divisions = {
        number: _with_longer_clock(_with_new_clocks(division, at_ms), began, at_ms)
        for number, division in tournament.divisions.items()
    }
    return replace(tournament, pause=None, divisions=divisions)


def _with_new_clocks(division: Division, at_ms: int) -> Division:
    restarted = {
        match: replace(decisions, missing_at=at_ms)
        for match, decisions in division.matches.items()
        if decisions.missing
    }
    return replace(division, matches=division.matches | restarted) if restarted else division


def _with_longer_clock(division: Division, paused_at: int, at_ms: int) -> Division:
    if (clock := division.clock) is None:
        return division
    paused_ms = clock.paused_ms + max(at_ms - max(paused_at, clock.started_at), 0)
    return replace(division, clock=replace(clock, paused_ms=paused_ms))


def start_round_clock(tournament: Tournament, event: RoundClockStarted, at_ms: int) -> Tournament:
    """Start the clock of a division for the matches that are started from now on."""
    division = find_division(tournament, event.division)
    return with_division(tournament, replace(division, clock=RoundClock(at_ms, event.minutes)))


def close(tournament: Tournament, _event: TournamentClosed, _at_ms: int) -> Tournament:
    return replace(tournament, is_closed=True)


def reopen(tournament: Tournament, _event: TournamentReopened, _at_ms: int) -> Tournament:
    if not tournament.is_closed:
        raise RuleViolation("The tournament is open.")
    return replace(tournament, is_closed=False)
