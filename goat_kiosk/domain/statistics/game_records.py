"""Records of games and of players, and the filter to find them.

All of it is derived from the events; nothing here is a source of truth.
"""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec

from goat_kiosk.domain.games.game import Status
from goat_kiosk.domain.names.sanitizing import search_key
from goat_kiosk.domain.rounds.scoring import PointsPair
from goat_kiosk.domain.rounds.stats import StatLine

GameKind = Literal["finished", "disputed", "corrected", "unfinished", "canceled"]
"""Disputed and corrected games are finished ones too; unfinished and canceled games count nowhere."""
GAME_KINDS: tuple[GameKind, ...] = get_args(GameKind)


class GameFilter(msgspec.Struct, frozen=True):
    """Selects games; the defaults select all that are finished."""

    text: str = ""
    """Prefixes of words that must all occur in the court or in the teams' or players' names, ignoring capitals and
    accents.
    """
    court: str | None = None
    """In any spelling; None is every court."""
    since: int = 0
    """Milliseconds since 1970 UTC; the game ended then or later…"""
    until: int = 2**62
    """…and before that."""
    kind: GameKind = "finished"
    """Disputed: a captain says that the result is wrong. Corrected: at least one round was corrected."""

    player: str | None = None
    """Only games of this player, by the key of `PlayerRecord`; None is everybody."""

    @property
    def terms(self) -> list[str]:
        """The words of `text` as search keys."""
        return search_key(self.text).split()


class GameRecord(msgspec.Struct, frozen=True):
    """A game in one row."""

    game_id: int
    at: int
    """When its last round ended, or an unfinished game changed last, milliseconds since 1970 UTC."""
    court: str
    names: tuple[str, str]
    colors: tuple[str, str]
    score: PointsPair
    winner: int
    ended_by: str
    rules: str
    rounds: int
    disputed: bool = False
    corrected: bool = False
    status: Status = "finished"


class PlayerRecord(msgspec.Struct, frozen=True):
    """A player over many games; identified by name, ignoring capitals, or by the display name given to it."""

    key: str
    name: str
    team: str
    """The team last played for, and its color."""
    color: str
    games: int
    won: int
    stats: StatLine
    streak: int = 0
    """Games won in a row up to the newest; lost ones are negative."""
    longest: int = 0
    """The longest winning streak."""

    @property
    def won_pct(self) -> float:
        """Games won, percent."""
        return 100 * self.won / self.games if self.games else 0.0


def filter_players(players: list[PlayerRecord], game_filter: GameFilter) -> list[PlayerRecord]:
    """Return the players whose names match the text; all of them when it matched a team or a court instead."""
    terms = game_filter.terms
    matching = [player for player in players if all(f" {term}" in f" {search_key(player.name)}" for term in terms)]
    return matching or players


def streaks(results: Iterable[bool]) -> tuple[int, int]:
    """Return the streak up to the last of `results` (won is true), and the most won in a row."""
    current = longest = 0
    for won in results:
        current = max(current, 0) + 1 if won else min(current, 0) - 1
        longest = max(longest, current)
    return current, longest
