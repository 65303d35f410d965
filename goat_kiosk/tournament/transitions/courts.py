"""State transitions of the desk: settings, courts, the order of the queue, pauses, and the end of the night."""

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import Message, NameTaken, NoChange, RuleViolation
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
