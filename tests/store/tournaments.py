"""A tournament night in a log, for the tests of what keeps a log safe."""

from pathlib import Path

from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import QueueOrdered
from tests.games import AT
from tests.tournament.night import DIVISION, Night


def played_night(entries: int = 8, results: int = 5, courts: int = 2) -> Night:
    """Return a night that is drawn, with results of the first matches, and the rest of them ordered."""
    night = Night(entries, courts=[f"Board {number} by the long window" for number in range(1, courts + 1)])
    night.draw()
    for _ in range(results):
        match = night.ready[0].id
        night.call(match, night.first.courts[0])
        night.win(match, 1)
    night.add(QueueOrdered(tuple((DIVISION, match) for match in night.matches)))
    return night


def write_night(log: EventLog, night: Night, *, key: str | None = None) -> int:
    """Write a night to a log, and return its number; `key` is of its second event."""
    tournaments = TournamentLog(log)
    tournament_id = tournaments.create(night.first, AT).tournament_id
    rows = [
        TournamentRow(tournament_id, seq, AT + at, key if seq == 2 else None, event)
        for seq, (event, at) in enumerate(night.log, 2)
    ]
    tournaments.append_all(rows)
    return tournament_id


def read_tournaments(path: Path) -> dict[int, list[TournamentRow]]:
    """Return the events of every tournament of a closed log."""
    with EventLog(path) as log:
        tournaments = TournamentLog(log)
        numbers = [header.tournament_id for header in tournaments.headers()]
        return {number: tournaments.events(number) for number in numbers}
