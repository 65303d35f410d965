"""A night of 256 pairs in a double elimination on sixteen boards, played to its end on a director."""

from collections.abc import Callable
from random import Random

from goat_kiosk.desk.director import Director
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, MatchStarted, ResultRecorded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Tournament

ENTRIES = 256
BOARDS = tuple(f"Board {number}" for number in range(1, 17))
Record = Callable[[AnyTournamentEvent], Tournament]
"""Records an event, and returns the tournament after it."""


def sign_everybody_up(director: Director) -> int:
    """Create the tournament, enter and draw the pairs, and return its number."""
    night = director.create(TournamentCreated("Friday", BOARDS)).tournament_id
    events: list[AnyTournamentEvent] = [DivisionAdded(1, "Open", "pairs", (Stage("double"),))]
    for entry in range(1, ENTRIES + 1):
        players = 2 * entry - 1, 2 * entry
        events += [PlayerSignedUp(player, f"Wolfeschlegelsteinhausen {player}") for player in players]
        events.append(EntryMade(entry, 1, players))
    events.append(Drawn(1, tuple(range(1, ENTRIES + 1)), "order"))
    director.record(night, lambda _: events)
    return night


def play_to_the_end(tournament: Tournament, record: Record) -> int:
    """Play every match, as many at a time as there are boards, and return the number of events."""
    chance, before = Random(1), tournament.seq  # noqa: S311  the same night each time
    while ready := [match for match in _matches(tournament) if match.status == "ready"][: len(BOARDS)]:
        for board, match in zip(BOARDS, ready, strict=False):
            first, second = match.entries
            tournament = record(MatchCalled(1, match.id, board, (first, second)))
        for match in ready:
            first, second = match.entries
            game = tournament.seq
            record(MatchStarted(1, match.id, game))
            score = (21, chance.randrange(20))
            tournament = record(ResultRecorded(1, match.id, (first, second), 1, "played", (score,), game))
    return tournament.seq - before


def _matches(tournament: Tournament) -> list[Match]:
    return list(resolve(tournament, tournament.divisions[1]).values())
