"""Practice night: a tournament with twelve invented teams, to learn the desk before the first real evening.

It says that it is practice, and its games count in no history and no statistics. The draw is left to who practices.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.tournament.division_events import DivisionAdded, EntryMade
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Tournament

PRACTICE_COURTS = "Board 1", "Board 2", "Board 3"
"""Where the venue has none: enough for twelve teams to keep a queue."""


class InventedTeam(NamedTuple):
    """A pair that does not exist."""

    name: str
    players: tuple[str, str]


INVENTED_TEAMS = (
    InventedTeam("Board Meeting", ("Ada", "Rufus")),
    InventedTeam("Corn Stars", ("Mabel", "Otis")),
    InventedTeam("Hole Patrol", ("Ines", "Walt")),
    InventedTeam("Slide Rules", ("Greta", "Hank")),
    InventedTeam("Bags to Riches", ("June", "Moses")),
    InventedTeam("The Airmails", ("Pia", "Lou")),
    InventedTeam("Four Baggers", ("Olga", "Ned")),
    InventedTeam("Sack Religious", ("Vera", "Gus")),
    InventedTeam("Cornfusion", ("Ruth", "Abel")),
    InventedTeam("Shuck Norris", ("Ivy", "Dell")),
    InventedTeam("Kernel Panic", ("Flo", "Amos")),
    InventedTeam("Pop Secret", ("Tess", "Roy")),
)


def practice_night(name: str, courts: Sequence[str] = PRACTICE_COURTS) -> TournamentCreated:
    """Return a new practice tournament on these courts; its name should say that it is practice."""
    return TournamentCreated(name, tuple(courts), is_practice=True)


def create_practice_night(director: Director, event: TournamentCreated, key: str | None = None) -> TournamentChange:
    """Create a practice tournament: twelve pairs, here and entered, in a double elimination that is not drawn yet.

    A repeated `key` returns the one that it created. Raises as `Director.create`.
    """
    return then(partial(director.create, event, key), lambda change: _enter_teams(director, change))


def _enter_teams(director: Director, created: TournamentChange) -> TournamentChange:
    return director.record(created.tournament_id, _teams_to_enter)


def _teams_to_enter(tournament: Tournament) -> list[AnyTournamentEvent]:
    """Return the events that enter the teams; none if they are there already."""
    if tournament.divisions:
        return []
    events: list[AnyTournamentEvent] = [DivisionAdded(1, "Practice", "pairs", (Stage("double"),))]
    for entry, team in enumerate(INVENTED_TEAMS, start=1):
        first, second = 2 * entry - 1, 2 * entry
        events += [PlayerSignedUp(first, team.players[0]), PlayerSignedUp(second, team.players[1])]
        events.append(EntryMade(entry, 1, (first, second), team.name))
    return events
