"""Blind draw after the draw: who comes late finds a partner, and a pair can be drawn again.

The first late person joins the walker, as long as the walker's first game has not started. Without such a walker a late
person walks, and the next one is the partner: so two late ones make a team. Chance is passed in, as for the draw.
"""

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import (
    DrawnTeam,
    EntryMade,
    LateEntryPlaced,
    PairRedrawn,
    PlayInAdded,
    WalkerAdded,
    WalkerJoined,
)
from goat_kiosk.tournament.drawing import Shuffle, place_late
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.tournament import Division, Entry, Tournament
from goat_kiosk.tournament.transitions.blind_draw import is_open_walker
from goat_kiosk.tournament.transitions.lookup import find_entry

_PAIR = 2
LateEvent = LateEntryPlaced | PlayInAdded | WalkerAdded | WalkerJoined


def enter_late(tournament: Tournament, made: EntryMade) -> list[LateEvent]:
    """Return the events that follow `made`, a late entry, so that it plays: a partner, or a place in the bracket.

    Raises `RuleViolation` if everybody whom it could meet has been called.
    """
    tournament = apply(tournament, made, tournament.at)
    division = tournament.divisions[made.division]
    if division.kind != "blind-draw":
        return [place_late(tournament, division, made.entry)]
    if (walker := find_open_walker(tournament, division)) is not None:
        return [WalkerJoined(made.entry, walker.number)]
    added = WalkerAdded(made.entry, tournament.next_entry())
    tournament = apply(tournament, added, tournament.at)
    return [added, place_late(tournament, tournament.divisions[made.division], added.team)]


def enter_arrival(tournament: Tournament, player: int) -> list[EntryMade | LateEvent]:
    """Return the events that enter a late arrival in the one blind draw that is drawn.

    None if there are several or none, and if everybody has been called: then the desk decides.
    """
    drawn = [each for each in tournament.divisions.values() if each.kind == "blind-draw" and each.draw is not None]
    if len(drawn) != 1 or any(player in entry.players for entry in tournament.division_entries(drawn[0].number)):
        return []
    made = EntryMade(tournament.next_entry(), drawn[0].number, (player,))
    try:
        return [made, *enter_late(tournament, made)]
    except RuleViolation:
        return []


def find_open_walker(tournament: Tournament, division: Division) -> Entry | None:
    """Return the walker who can still get a partner, the first drawn if there are several; None without one."""
    teams = tournament.division_entries(division.number)
    return next((team for team in teams if is_open_walker(tournament, division, team)), None)


def redraw_pair(tournament: Tournament, division: Division, entry: int, shuffle: Shuffle, reason: str) -> PairRedrawn:
    """Return the event that draws a pair again: by chance it exchanges partners with another pair.

    Pairs of an A and a B, or of strong and weak, stay such: the second of each changes. Only if there is no other pair
    is a walker the other team. Raises `RuleViolation` if all others have been called.
    """
    called = {entry for decisions in division.matches.values() for entry in decisions.called_entries}
    others = [
        team.number
        for team in tournament.division_entries(division.number)
        if team.is_drawn and team.status != "withdrawn" and team.number not in {entry, *called}
    ]
    others = [team for team in others if len(tournament.entries[team].players) == _PAIR] or others
    if not others:
        raise RuleViolation("All other teams have been called, so nobody is left to exchange partners with.")
    shuffle(others)
    first, second = list(find_entry(tournament, entry).players), list(tournament.entries[others[0]].players)
    if division.pairing == "random":
        shuffle(first)
        shuffle(second)
    kept, given = first[:1], first[1:]
    teams = DrawnTeam(entry, (*kept, *second[-1:])), DrawnTeam(others[0], (*second[:-1], *given))
    return PairRedrawn(division.number, teams, reason)
