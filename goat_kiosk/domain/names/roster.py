"""Roster of the players and teams ever entered, and completion of names while they are typed.

The roster is read from the games, so nobody maintains it. What people decide about it (two spellings are one person, a
name is hidden) is stored beside the log, and so are lists of names that were imported before anybody played.
"""

from functools import cached_property
from typing import Literal, TypeVar

import msgspec

from goat_kiosk.domain.names.sanitizing import search_key

RosterKind = Literal["player", "team"]
MAX_SUGGESTIONS = 8
"""As many completions as a person can read at a glance."""


class Person(msgspec.Struct, frozen=True):
    """A player as last seen."""

    key: str
    """The name in lower case."""
    seen: int
    """Milliseconds since 1970 UTC."""
    name: str
    team: str
    """Empty for a player of an imported list who has none."""
    color: str
    """Empty until the team has played, if the list gave none."""
    games: int


class TeamRecord(msgspec.Struct, frozen=True):
    """A team as last seen, its players in throwing order."""

    key: str
    seen: int
    name: str
    color: str
    games: int
    players: tuple[str, ...] = ()


RosterEntry = TypeVar("RosterEntry", Person, TeamRecord)


class Roster(msgspec.Struct, frozen=True, dict=True):
    """All players and teams, the last seen first."""

    people: tuple[Person, ...] = ()
    teams: tuple[TeamRecord, ...] = ()

    def find_players(self, text: str, limit: int = MAX_SUGGESTIONS) -> list[Person]:
        """Return the players with a word that begins with `text`, ignoring capitals and accents."""
        return _find(self._people_words, text, limit)

    def find_teams(self, text: str, limit: int = MAX_SUGGESTIONS) -> list[TeamRecord]:
        """Return the teams with a word that begins with `text`."""
        return _find(self._team_words, text, limit)

    @cached_property
    def _people_words(self) -> list[tuple[str, Person]]:
        return [(_words(person.name), person) for person in self.people]

    @cached_property
    def _team_words(self) -> list[tuple[str, TeamRecord]]:
        return [(_words(team.name), team) for team in self.teams]


def _words(name: str) -> str:
    """Return the words of a name, each after a space, so that a search for “ jo” finds where a word begins."""
    return f" {search_key(name)}"


def _find(entries: list[tuple[str, RosterEntry]], text: str, limit: int) -> list[RosterEntry]:
    prefix = f" {search_key(text).strip()}"
    return [entry for name_words, entry in entries if prefix in name_words][:limit]


class Alias(msgspec.Struct, frozen=True):
    """A decision about a name: its display name, or (with no `name`) that it is hidden from suggestions."""

    kind: RosterKind
    key: str
    original: str
    """The name as it was entered in games."""
    name: str | None
    as_key: str | None
    at: int
