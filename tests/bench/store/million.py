"""A log of a million bags: ten years of a busy venue, made in seconds from games that the real domain has played."""

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

_AT_ONCE = 200
"""Games in a transaction: with one each, the disk would be waited for ten thousand times."""
_EVERY_MS = 60 * 60 * 1000
_PEOPLE = [f"{name} {letter}." for name in ("Ann", "José", "Zoë", "Cy", "Dan", "Ines") for letter in "ABCDEFGHIJKL"]


def fill(log: EventLog, bags: int, until: int = AT) -> int:
    """Keep games of `bags` bags or a few more, one an hour, the last of them at `until`; return how many games."""
    played = [list(_played(number)) for number in range(len(scoresheets()))]
    rng, bag_count = random.Random(7), 0  # noqa: S311  a past for tests, the same each time
    counts = []
    while bag_count < bags:
        counts.append(rng.randrange(len(played)))
        bag_count += sum(isinstance(event, BagThrown) for event in played[counts[-1]])
    for first in range(0, len(counts), _AT_ONCE):
        rows: list[Row] = []
        for place, which in enumerate(counts[first : first + _AT_ONCE], start=first):
            at = until - (len(counts) - 1 - place) * _EVERY_MS
            rows += _rows(place + 1, at, played[which], rng)
        log.append_all(rows)
    return len(counts)


def _played(number: int) -> Iterator[AnyEvent]:
    """Return the events of a real game, bag by bag, after it was opened."""
    sheet = scoresheets()[number]
    history = open_history(_opening("One", "Two"), AT)
    history = history.after(GameStarted(), AT)
    yield GameStarted()
    for turn, sides in enumerate(sheet.rounds):
        for bag in throws(sides, history.game.first_throw, turn):
            try:
                history = history.after(bag, AT)
            except RuleViolation:
                return
            yield bag


def _opening(player1: str, player2: str, court: str = "Court 1") -> GameCreated:
    return GameCreated(
        court, TeamEntry(f"Team {player1}", "#ff8a1f", (player1,)), TeamEntry(f"Squad {player2}", "#4db2ff", (player2,))
    )


def _rows(number: int, at: int, events: list[AnyEvent], rng: random.Random) -> Iterator[Row]:
    player1, player2 = rng.sample(_PEOPLE, 2)
    game_id = 50_000_000 + number
    yield Row(game_id, 1, at, None, _opening(player1, player2, f"Court {number % 8 + 1}"))
    for place, event in enumerate(events):
        yield Row(game_id, place + 2, at + place * 10_000, None, event)


def make(folder: Path, bags: int, until: int = AT) -> int:
    """Make the log of a data folder."""
    with EventLog(folder / "events.db") as log:
        return fill(log, bags, until)
