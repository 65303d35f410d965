"""Benchmark of long games: the time of a bag after 10 and after 10,000 events, without the log and with its commit."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import AnyEvent, BagThrown, Undone
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, bag_throws, game_created, new_game, play

ENDLESS = Rules(name="Endless", target=999)
SHORT, LONG = 10, 10_000
TURNS = 400


def wash_bags(count: int) -> list[AnyEvent]:
    """Return `count` bags of rounds without a winner."""
    one_round = bag_throws(["board"] * 8)
    return [one_round[n % 8] for n in range(count)]


def alternate(short: Callable[[], object], long: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of both, measured in turns so that other load affects both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for work, measured in zip((short, long), times, strict=True):
            began = time.perf_counter()
            work()
            measured.append(time.perf_counter() - began)
    return median(times[0]), median(times[1])


def print_ratio(title: str, short: float, long: float) -> None:
    print(
        f"\n{title}: {short * 1e6:.0f} µs after {SHORT} events, {long * 1e6:.0f} µs after {LONG:,}: ×{long / short:.2f}"
    )


def test_time_of_a_bag_in_the_domain() -> None:
    short, long = (play(new_game(ENDLESS), *wash_bags(events)) for events in (SHORT, LONG))

    def add(history: History) -> Callable[[], object]:
        return lambda: history.after(BagThrown(1, "board"), AT)

    print_ratio("Engine, one bag", *alternate(add(short), add(long)))
    assert long.seq == LONG + 1


def test_time_of_a_command_with_its_commit(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        desk = Scorekeeper(log, "Kiosk", lambda: AT)
        games = [desk.create(game_created(ENDLESS, court=f"Court {n}")).game_id for n in (1, 2)]
        for game_id, events in zip(games, (SHORT, LONG), strict=True):
            for event in wash_bags(events):
                desk.record(game_id, event)

        def throw_and_undo(game_id: int) -> Callable[[], object]:
            def work() -> None:
                desk.record(game_id, BagThrown(1, "board"))
                desk.record(game_id, Undone())

            return work

        print_ratio(
            "Validate, commit and notify, two events", *alternate(*(throw_and_undo(game_id) for game_id in games))
        )
        assert desk.history(games[1]).seq == LONG + 1 + 2 * TURNS
