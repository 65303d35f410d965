"""State transitions of a blind draw after the draw: walkers, who joins them, and a pair that is drawn again."""

from msgspec.structs import replace

from goat_kiosk.errors import NotInTournament, RuleViolation
from goat_kiosk.tournament.division_events import PairRedrawn, WalkerAdded, WalkerJoined
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, DrawChange, Entry, Tournament
from goat_kiosk.tournament.transitions.draws import check_not_called
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry
from goat_kiosk.tournament.transitions.updates import with_change, with_division

_HAS_STARTED = frozenset({"playing", "reported", "over"})


def add_walker(tournament: Tournament, event: WalkerAdded, _at_ms: int) -> Tournament:
    """Make a late person a team of one, which is late too until it has a place."""
    person = _late_person(tournament, event.entry)
    if event.team in tournament.entries:
        raise RuleViolation("The number {number} belongs to another entry.", number=event.team)
    team = Entry(event.team, person.division, person.players, status="late", is_drawn=True)
    return _with_entries(tournament, replace(person, status="paired"), team)


def check_join(tournament: Tournament, event: WalkerJoined) -> None:
    division = find_division(tournament, find_entry(tournament, event.entry).division)
    if not is_open_walker(tournament, division, find_entry(tournament, event.team)):
        name = tournament.entry_name(event.team)
        raise RuleViolation("{entry} does not wait for a partner any more.", entry=name)


def join_walker(tournament: Tournament, event: WalkerJoined, _at_ms: int) -> Tournament:
    """Give a walker a partner; what the two are called for stays."""
    person, team = _late_person(tournament, event.entry), find_entry(tournament, event.team)
    if person.division != team.division:
        raise NotInTournament("This draw has no entry {number}.", number=event.team)
    joined = replace(team, players=(*team.players, *person.players))
    return _with_entries(tournament, replace(person, status="paired"), joined)


def redraw_pair(tournament: Tournament, event: PairRedrawn, at_ms: int) -> Tournament:
    """Exchange partners between two teams of a blind draw that have not been called."""
    division = find_division(tournament, event.division)
    before = [find_entry(tournament, team.entry) for team in event.teams]
    for team in before:
        if not team.is_drawn or team.division != division.number or team.status == "withdrawn":
            raise NotInTournament("This draw has no entry {number}.", number=team.number)
        check_not_called(tournament, division, team.number)
    if sorted(_players_of(*before)) != sorted(player for team in event.teams for player in team.players):
        raise RuleViolation("These two teams have other players by now. Look again, then draw again.")
    if not event.reason:
        raise RuleViolation("Say why it is drawn again: everybody sees it.")
    after = [replace(team, players=drawn.players) for team, drawn in zip(before, event.teams, strict=True)]
    entries = event.teams[0].entry, event.teams[1].entry
    division = with_change(division, DrawChange("pair-redrawn", entries, event.reason, at_ms))
    return with_division(_with_entries(tournament, *after), division)


def is_open_walker(tournament: Tournament, division: Division, team: Entry) -> bool:
    """Whether a team of one is in the bracket, and its first game has not started."""
    if not team.is_drawn or len(team.players) != 1 or team.status == "withdrawn" or division.draw is None:
        return False
    if team.number not in division.draw.seeds.values():
        return False
    matches = resolve(tournament, division).values()
    return not any(team.number in match.entries and match.status in _HAS_STARTED for match in matches)


def _late_person(tournament: Tournament, number: int) -> Entry:
    person = find_entry(tournament, number)
    if find_division(tournament, person.division).kind != "blind-draw" or person.is_drawn or person.status != "late":
        raise RuleViolation("{entry} is in the bracket already.", entry=tournament.entry_name(number))
    return person


def _players_of(*entries: Entry) -> list[int]:
    return [player for entry in entries for player in entry.players]


def _with_entries(tournament: Tournament, *entries: Entry) -> Tournament:
    return replace(tournament, entries=tournament.entries | {entry.number: entry for entry in entries})
