"""People of a tournament by name: for each who they play with, and their next match or their place."""

from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.road import DivisionRoad, TournamentRoads
from goat_kiosk.tournament.tournament import Tournament


class PersonLine(NamedTuple):
    """A person in one division."""

    name: str
    partners: str
    match: str
    """The id of the match that is now or next; empty without one."""
    court: str
    opponents: str
    place: int | None


def people_by_name(tournament: Tournament, now: int) -> Iterator[PersonLine]:
    """Yield everybody who plays, once for each division, by name; `now` in milliseconds since 1970 UTC."""
    roads = TournamentRoads(tournament, now)
    for player in sorted(tournament.players.values(), key=lambda player: player.name.casefold()):
        for road in roads.of(player.number).divisions:
            yield _line(tournament, player.number, road)


def _line(tournament: Tournament, player: int, road: DivisionRoad) -> PersonLine:
    others = [other for other in tournament.entries[road.entry].players if other != player]
    partners = " & ".join(tournament.players[other].name for other in others)
    name, match = tournament.players[player].name, road.match
    if match is None or road.side is None:
        return PersonLine(name, partners, "", "", "", road.place)
    court = tournament.divisions[road.division].decisions(match.id).court or ""
    opponents = side_name(tournament, match.sides[2 - road.side])
    return PersonLine(name, partners, match.id, court, opponents, road.place)
