"""Large event logs for benchmarks: a million bags, ten years of a busy venue, written in seconds.

The real domain plays each scoresheet once; the log repeats those games with other players.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from goat_kiosk.app.demo import scoresheets
from goat_kiosk.domain.events import AnyEvent, BagThrown, GameCreated, GameStarted, TeamEntry
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.rounds.scoresheet import throws
from goat_kiosk.errors import RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.games import AT

_GAMES_PER_TRANSACTION = 200
"""Games in a transaction; a transaction for each game would mean ten thousand fsyncs."""
_INTERVAL_MS = 60 * 60 * 1000
_PEOPLE = [f"{name} {letter}." for name in ("Ann", "José", "Zoë", "Cy", "Dan", "Ines") for letter in "ABCDEFGHIJKL"]


def append_games(log: EventLog, bags: int, until: int = AT) -> int:
    """Append games with at least `bags` bags, one an hour, the last at `until`; return the number of games."""
    games = [list(_played(number)) for number in range(len(scoresheets()))]
    rng, bag_count = random.Random(7), 0  # noqa: S311  a past for tests, the same each time
    chosen = []
    while bag_count < bags:
        chosen.append(rng.randrange(len(games)))
        bag_count += sum(isinstance(event, BagThrown) for event in games[chosen[-1]])
    for start in range(0, len(chosen), _GAMES_PER_TRANSACTION):
        rows: list[Row] = []
        for number, game_index in enumerate(chosen[start : start + _GAMES_PER_TRANSACTION], start=start):
            at = until - (len(chosen) - 1 - number) * _INTERVAL_MS
            rows += _rows(number + 1, at, games[game_index], rng)
        log.append_all(rows)
    return len(chosen)


def _played(number: int) -> Iterator[AnyEvent]:
    """Yield the events of a scoresheet's game, bag by bag, after the game's creation."""
    sheet = scoresheets()[number]
    history = open_history(_game_created("One", "Two"), AT)
    history = history.after(GameStarted(), AT)
    yield GameStarted()
    for turn, sides in enumerate(sheet.rounds):
        for bag in throws(sides, history.game.first_throw, turn):
            try:
                history = history.after(bag, AT)
            except RuleViolation:
                return
            yield bag


def _game_created(player1: str, player2: str, court: str = "Court 1") -> GameCreated:
    return GameCreated(
        court, TeamEntry(f"Team {player1}", "#ff8a1f", (player1,)), TeamEntry(f"Squad {player2}", "#4db2ff", (player2,))
    )


def _rows(number: int, at: int, events: list[AnyEvent], rng: random.Random) -> Iterator[Row]:
    player1, player2 = rng.sample(_PEOPLE, 2)
    game_id = 50_000_000 + number
    yield Row(game_id, 1, at, None, _game_created(player1, player2, f"Court {number % 8 + 1}"))
    for index, event in enumerate(events):
        yield Row(game_id, index + 2, at + index * 10_000, None, event)


def create_log(folder: Path, bags: int, until: int = AT) -> int:
    """Create the log of a data folder; return its number of games."""
    with EventLog(folder / "events.db") as log:
        return append_games(log, bags, until)
