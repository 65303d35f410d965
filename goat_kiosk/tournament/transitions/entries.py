"""State transitions of entries: who enters a division, changes, leaves, and plays where nothing is drawn."""

from msgspec.structs import replace

from goat_kiosk.errors import LimitReached, RuleViolation
from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES
from goat_kiosk.tournament.caps import check_cap
from goat_kiosk.tournament.division_events import EntryChanged, EntryMade, EntryWithdrawn
from goat_kiosk.tournament.match_events import MatchAdded
from goat_kiosk.tournament.tournament import AddedMatch, Division, Entry, EntryStatus, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry, find_player
from goat_kiosk.tournament.transitions.updates import with_division, with_entry

_TEAM_SIZE = {"singles": (1, 1), "pairs": (1, 2), "blind-draw": (1, 1), "switch": (1, 1)}
"""The fewest and most players of an entry; of a pair one may play alone."""


def make_entry(tournament: Tournament, event: EntryMade, _at_ms: int) -> Tournament:
    division = find_division(tournament, event.division)
    if event.entry in tournament.entries:
        raise RuleViolation("The number {number} belongs to another entry.", number=event.entry)
    if len(tournament.division_entries(event.division)) >= MAX_ENTRIES:
        raise LimitReached("A division has {most} entries at most.", most=MAX_ENTRIES)
    _check_players(tournament, division, event.players, event.entry)
    status: EntryStatus = "late" if division.draw is not None else "in"  # open play has no draw: nobody is late
    entry = Entry(event.entry, event.division, event.players, event.name, event.seed, status)
    return with_entry(tournament, entry)


def change_entry(tournament: Tournament, event: EntryChanged, _at_ms: int) -> Tournament:
    entry = find_entry(tournament, event.entry)
    players = entry.players if event.players is None else event.players
    if event.players is not None:
        _check_players(tournament, find_division(tournament, entry.division), players, entry.number)
    name = entry.name if event.name is None else event.name
    seed = entry.seed if event.seed is None else event.seed
    first_game = entry.plays_from_game if event.players is None else event.from_game
    return with_entry(tournament, replace(entry, players=players, name=name, seed=seed, plays_from_game=first_game))


def withdraw_entry(tournament: Tournament, event: EntryWithdrawn, _at_ms: int) -> Tournament:
    entry = find_entry(tournament, event.entry)
    if entry.status == "withdrawn":
        raise RuleViolation("{entry} has left already.", entry=tournament.entry_name(entry.number))
    return with_entry(tournament, replace(entry, status="withdrawn", withdrawn_seq=tournament.seq + 1))


def add_match(tournament: Tournament, event: MatchAdded, at_ms: int) -> Tournament:
    """Add a match to open play or to king of the court."""
    division = find_division(tournament, event.division)
    if not division.is_open_play:
        raise RuleViolation("{division} has a bracket: its matches follow from the draw.", division=division.name)
    if any(added.id == event.match for added in division.added):
        raise RuleViolation("There is a match {match} already.", match=event.match)
    first, second = event.sides
    for number in event.sides:
        entry = find_entry(tournament, number)
        if entry.division != division.number or entry.status == "withdrawn" or first == second:
            raise RuleViolation("A match needs two entries of {division}.", division=division.name)
    added = AddedMatch(event.match, event.sides, at_ms, event.court)
    return with_division(tournament, replace(division, added=(*division.added, added)))


def _check_players(tournament: Tournament, division: Division, players: tuple[int, ...], own_entry: int) -> None:
    own = tournament.entries.get(own_entry)
    is_team = division.kind == "switch" and own is not None and own.is_drawn
    least, most = (1, 2) if is_team else _TEAM_SIZE[division.kind]
    if not least <= len(players) <= most or len(set(players)) != len(players):
        raise RuleViolation("An entry of {division} has {most:player|players}.", division=division.name, most=most)
    taken = {
        player
        for entry in tournament.division_entries(division.number)
        if entry.number != own_entry and entry.status != "withdrawn"
        if division.kind != "switch" or entry.is_drawn == is_team
        for player in entry.players
    }
    for player in players:
        found = find_player(tournament, player)
        if found.is_dropped:
            raise RuleViolation("{player} has left.", player=found.name)
        if player in taken:
            raise RuleViolation("{player} plays in that division already.", player=found.name)
    check_cap(tournament, division, players)
