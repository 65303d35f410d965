"""A past for tests: many finished games in a log, played by the real domain and kept in one go."""

import random
from collections.abc import Sequence

from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, GameCreated, Result, RoundEntered, TeamEntry
from goat_kiosk.domain.history import open_history
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.rows import Row
from tests.games import AT

DAY = 24 * 60 * 60 * 1000
FIRST_ID = 50_000_000


def game(court: str, one: Sequence[str], two: Sequence[str]) -> GameCreated:
    """Return a game between teams, each its name and its players."""
    return GameCreated(
        court, TeamEntry(one[0], "#ff8a1f", tuple(one[1:])), TeamEntry(two[0], "#4db2ff", tuple(two[1:]))
    )


def rows(game_id: int, at: int, created: GameCreated, events: Sequence[AnyEvent]) -> list[Row]:
    history = open_history(created, at)
    kept = [Row(game_id, 1, at, None, created)]
    for event in events:
        history = history.after(event, at)
        kept.append(Row(game_id, history.seq, at, None, event))
    return kept


def won_by(team: int, rounds: int = 2) -> list[AnyEvent]:
    """Return the rounds of a game that `team` wins 12 to nothing each; in two it is over."""
    four, none = Count(4, 0), Count(0, 0)
    return [RoundEntered(*((four, none) if team == 1 else (none, four)))] * rounds


def thrown(results: Sequence[tuple[Result, float, float]]) -> list[AnyEvent]:
    """Return bags in turn from team 1, each where it landed."""
    return [BagThrown(1 if place % 2 == 0 else 2, *result) for place, result in enumerate(results)]


def fill(log: EventLog, count: int) -> None:
    """Keep `count` finished games, one a day, among forty players on eight courts; the last is the newest."""
    chance = random.Random(7)  # noqa: S311  a past for tests, the same each time
    people = [f"{name} {letter}." for name in ("Ann", "José", "Zoë", "Cy", "Dan") for letter in "ABCDEFGH"]
    kept: list[Row] = []
    for number in range(count):
        one, two = chance.sample(people, 2)
        created = game(f"Court {number % 8 + 1}", (f"Team {one}", one), (f"Squad {two}", two))
        kept += rows(FIRST_ID + number, AT + number * DAY, created, won_by(chance.choice((1, 2))))
    log.append_all(kept)
