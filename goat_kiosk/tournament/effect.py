"""Effect of an event before it is recorded: every match, place and person that it touches.

It is the difference of the states before and after, computed by the code that makes the change; so a preview cannot
promise anything else than what happens.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.division_places import division_places, stage_places
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.tournament import Entry, MatchKey, Tournament


class MatchChange(NamedTuple):
    """A match before and after; None where it does not exist."""

    division: int
    match: MatchId
    before: Match | None
    after: Match | None


class PlaceChange(NamedTuple):
    """The place of an entry before and after; None while it is in."""

    entry: int
    before: int | None
    after: int | None


class Notice(NamedTuple):
    """A person to notify, and why."""

    player: int
    why: Message


class Effect(NamedTuple):
    """What an event changes."""

    matches: tuple[MatchChange, ...]
    places: tuple[PlaceChange, ...]
    notices: tuple[Notice, ...]


def difference(before: Tournament, after: Tournament) -> Effect:
    """Return everything in which two states of a tournament differ."""
    old, new = resolve_all(before), resolve_all(after)
    changes = tuple(_match_changes(_by_key(old), _by_key(new)))
    places = tuple(_place_changes(_places(before, old), _places(after, new)))
    return Effect(changes, places, tuple(_notices(before.entries | after.entries, changes)))


def _match_changes(old: Mapping[MatchKey, Match], new: Mapping[MatchKey, Match]) -> Iterator[MatchChange]:
    for key in {**new, **old}:
        if old.get(key) != new.get(key):
            yield MatchChange(*key, old.get(key), new.get(key))


def _by_key(divisions: Mapping[int, Mapping[MatchId, Match]]) -> dict[MatchKey, Match]:
    return {(division, match): found for division, matches in divisions.items() for match, found in matches.items()}


def _place_changes(old: Mapping[int, int], new: Mapping[int, int]) -> Iterator[PlaceChange]:
    for entry in {**old, **new}:
        if old.get(entry) != new.get(entry):
            yield PlaceChange(entry, old.get(entry), new.get(entry))


def _places(tournament: Tournament, divisions: Mapping[int, Mapping[MatchId, Match]]) -> dict[int, int]:
    """Return the place of each entry that has one: for good, or in the table of the stage that is being played."""
    places: dict[int, int] = {}
    for number, matches in divisions.items():
        division = tournament.divisions[number]
        if division.has_table(division.current_stage):
            places |= {p.entry: p.place for p in stage_places(tournament, division, division.current_stage, matches)}
        places |= {place.entry: place.place for place in division_places(tournament, division, matches)}
    return places


def _notices(entries: Mapping[int, Entry], changes: tuple[MatchChange, ...]) -> Iterator[Notice]:
    """Yield who is at a court, or thought to be next, and is not any more; `entries` are also those that are gone."""
    listed = set[int]()
    for change in changes:
        for entry in _surprised(change):
            for player in entries[entry].players:
                if player not in listed:
                    listed.add(player)
                    yield Notice(player, _why(change))


def _surprised(change: MatchChange) -> list[int]:
    """Return the entries of a match that is out of line now or off its court, or that lose a match they awaited."""
    before, after = change.before, change.after
    if _is_called_off(change) and before is not None:
        return list(before.entries)
    if after is not None and after.is_out_of_line and not (before and before.is_out_of_line):
        return list(after.entries)
    if before is not None and before.status == "ready":
        return [entry for entry in before.entries if after is None or entry not in after.entries]
    return []


def _is_called_off(change: MatchChange) -> bool:
    """Whether a match was on its court and is in line again, so that its sides go back to their seats."""
    before, after = change.before, change.after
    if before is None or after is None or before.status not in {"called", "playing"}:
        return False
    return after.status in {"ready", "waiting"}


def _why(change: MatchChange) -> Message:
    if _is_called_off(change):
        return Message("{match} is off its court: it is called again.", match=change.match)
    if change.after is not None and change.after.is_out_of_line:
        return Message("{match} has other sides than are due now.", match=change.match)
    return Message("{match} is played by somebody else.", match=change.match)
