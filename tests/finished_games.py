"""Finished games for tests, played by the real domain and appended to a log in one transaction."""

import random
from collections.abc import Sequence

from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, GameCreated, Result, RoundEntered, TeamEntry
from goat_kiosk.domain.history import open_history
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.games import AT

DAY = 24 * 60 * 60 * 1000
FIRST_ID = 50_000_000


def game_between(court: str, team1: Sequence[str], team2: Sequence[str]) -> GameCreated:
    """Return the event that creates a game; each team is its name and its players' names."""
    return GameCreated(
        court, TeamEntry(team1[0], "#ff8a1f", tuple(team1[1:])), TeamEntry(team2[0], "#4db2ff", tuple(team2[1:]))
    )


def game_rows(game_id: int, at: int, created: GameCreated, events: Sequence[AnyEvent]) -> list[Row]:
    history = open_history(created, at)
    log = [Row(game_id, 1, at, None, created)]
    for event in events:
        history = history.after(event, at)
        log.append(Row(game_id, history.seq, at, None, event))
    return log


def rounds_won_by(team: int, rounds: int = 2) -> list[AnyEvent]:
    """Return rounds that `team` wins 12 to 0 each; two end a game."""
    four_in, nothing = Count(4, 0), Count(0, 0)
    return [RoundEntered(*((four_in, nothing) if team == 1 else (nothing, four_in)))] * rounds


def landed_throws(results: Sequence[tuple[Result, float, float]]) -> list[AnyEvent]:
    """Return alternating throws, team 1 first, each with its result and where it landed (x, y in inches)."""
    return [BagThrown(1 if place % 2 == 0 else 2, *result) for place, result in enumerate(results)]


def add_finished_games(log: EventLog, count: int) -> None:
    """Append `count` finished games, one a day, oldest first: forty players on eight courts."""
    rng = random.Random(7)  # noqa: S311  test data, the same each time
    people = [f"{name} {letter}." for name in ("Ann", "José", "Zoë", "Cy", "Dan") for letter in "ABCDEFGH"]
    rows: list[Row] = []
    for number in range(count):
        player1, player2 = rng.sample(people, 2)
        created = game_between(f"Court {number % 8 + 1}", (f"Team {player1}", player1), (f"Squad {player2}", player2))
        rows += game_rows(FIRST_ID + number, AT + number * DAY, created, rounds_won_by(rng.choice((1, 2))))
    log.append_all(rows)
