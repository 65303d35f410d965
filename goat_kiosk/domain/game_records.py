"""What is kept of games that are over: one line a game, one line a player, and what can be asked for.

All of it follows from the events; nothing here is ever a source of truth.
"""

from collections.abc import Iterable

import msgspec

from goat_kiosk.domain.names import search_key
from goat_kiosk.domain.scoring import Pair
from goat_kiosk.domain.stats import StatLine


class GameFilter(msgspec.Struct, frozen=True):
    """Which finished games are asked for; the defaults want all."""

    text: str = ""
    """Beginnings of words that all occur in the court or in the teams' or players' names; capitals and accents do not
    matter."""
    court: str | None = None
    since: int = 0
    """Milliseconds since 1970 UTC; the game ended then or later…"""
    until: int = 2**62
    """…and before that."""
    disputed: bool = False
    """Only games whose result a captain says is wrong."""

    @property
    def terms(self) -> list[str]:
        """The words, as they are looked up."""
        return search_key(self.text).split()


class GameRecord(msgspec.Struct, frozen=True):
    """A finished game in one line."""

    game_id: int
    at: int
    """When its last round ended, milliseconds since 1970 UTC."""
    court: str
    names: tuple[str, str]
    colors: tuple[str, str]
    score: Pair
    winner: int
    ended_by: str
    rules: str
    rounds: int
    disputed: bool = False


class PlayerRecord(msgspec.Struct, frozen=True):
    """A player over many games; found by name, whatever its capitals, or by the name it is known as."""

    key: str
    name: str
    team: str
    """The team last played for, and its colour."""
    color: str
    games: int
    won: int
    line: StatLine
    streak: int = 0
    """Games won in a row up to the newest; lost ones are negative."""
    longest: int = 0
    """The most games won in a row."""

    @property
    def won_pct(self) -> float:
        """Games won, percent."""
        return 100 * self.won / self.games if self.games else 0.0


def filter_players(players: list[PlayerRecord], wanted: GameFilter) -> list[PlayerRecord]:
    """Return the players whose own name was asked for; when it was a team or a court, everybody in those games."""
    return [one for one in players if all(f" {term}" in f" {search_key(one.name)}" for term in wanted.terms)] or players


def streaks(results: Iterable[bool]) -> tuple[int, int]:
    """Return the streak up to the last of `results` (won is true), and the most won in a row."""
    current = longest = 0
    for won in results:
        current = max(current, 0) + 1 if won else min(current, 0) - 1
        longest = max(longest, current)
    return current, longest
