"""Kiosks of courts: the courts that another kiosk than the tournament's own scores.

A court has the kiosk's log: that stays when the kiosk is renamed, and a log that got a new name tells its earlier ones.
A name stands for one court in the whole tournament, since players go where the name says.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import DuplicateName
from goat_kiosk.tournament.events import CourtKiosk, KioskChanged
from goat_kiosk.tournament.tournament import Tournament


class SeenKiosk(NamedTuple):
    """A kiosk as the others see it now."""

    kiosk: CourtKiosk
    is_away: bool = False


def find_kiosks(courts: Iterable[tuple[str, CourtKiosk | None]]) -> dict[str, CourtKiosk]:
    """Return the kiosks of a new tournament's courts that are not its own. Raises `DuplicateName`."""
    kiosks: dict[str, CourtKiosk] = {}
    found: dict[str, CourtKiosk | None] = {}
    for court, kiosk in courts:
        if found.setdefault(court_key(court), kiosk) != kiosk:
            raise DuplicateName(
                "Two kiosks have a court {court}. Give one of them another name, so that players know where to go.",
                court=court,
            )
        if kiosk is not None:
            kiosks[court] = kiosk
    return kiosks


def is_scored_by(tournament: Tournament, court: str, logs: Collection[str], *, is_owner: bool) -> bool:
    """Whether the kiosk with one of these `logs`, its log's names, scores a court; `is_owner` of the tournament."""
    kiosk = tournament.courts[court].kiosk if court in tournament.courts else None
    return is_owner if kiosk is None else kiosk.log in logs


def kiosk_changes(tournament: Tournament, seen: Mapping[str, SeenKiosk]) -> list[KioskChanged]:
    """Return what has changed about the kiosks of the courts; `seen` has each by every name of its log.

    One that is not seen at all is gone.
    """
    known = {
        court.kiosk.log: SeenKiosk(court.kiosk, court.is_away)
        for court in tournament.courts.values()
        if court.kiosk is not None
    }
    now = {log: seen.get(log, SeenKiosk(before.kiosk, is_away=True)) for log, before in known.items()}
    return [KioskChanged(log, *now[log]) for log in known if now[log] != known[log]]
