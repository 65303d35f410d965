"""Long durability tests: kills, power cuts, damaged files, and backups under load. `make test` has short versions."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from goat_kiosk.domain.events import BagThrown
from goat_kiosk.store.backups import backups, integrity
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.end2end import kills
from tests.end2end.test_kills import kill_repairs
from tests.finished_games import add_finished_games
from tests.games import AT, game_created
from tests.store import file_damage
from tests.store.file_damage import Damage
from tests.store.test_backups import back_up_while_scoring
from tests.store.test_power import cuts
from tests.store.test_recovery import damage_and_repair

KILLS = 300
CUTS = 200
REPAIRS = 60
BACKUPS = 100
DAMAGED_LOGS = 50
COMMITS = 1_000


def test_kills(tmp_path: Path) -> None:
    """Kill the program, whose clock jumps, a process that only scores, and each command that opens the log."""
    assert kills.fake_clock() is not None, "install libfaketime, which makes the program's clock jump"
    rng, kinds = random.Random(1), Counter[str]()  # noqa: S311  repeatable
    folders: dict[Path, dict[int, int]] = {}
    for n in range(KILLS):
        # A new folder after 50 kills, because each check reads the whole log.
        folder = tmp_path / f"{n // 50}"
        folder.mkdir(exist_ok=True)
        kind = ("program", "bare", kills.COMMANDS[n // 3 % len(kills.COMMANDS)])[n % 3]
        kill_and_check(folder, kind, rng, folders.setdefault(folder, {}))
        kinds[kind] += 1
    events = sum(sum(known.values()) for known in folders.values())
    print(f"\n{KILLS} kills ({dict(kinds)}), {events:,} events: none lost")


def kill_and_check(folder: Path, kind: str, rng: random.Random, known: dict[int, int]) -> None:
    match kind:
        case "program":
            kills.check(folder, kills.kill_program(folder, rng, jumps=True), kills.WRITERS, known)
        case "bare":
            kills.check(folder, kills.kill_bare(folder, rng), 1, known)
        case _:
            kills.check(folder, kills.kill_command(folder, kind, rng), 0, known)


def test_kills_of_repairs(tmp_path: Path) -> None:
    kill_repairs(tmp_path, REPAIRS)
    print(f"\n{REPAIRS} kills during the repair of a damaged log: every log was repaired")


def test_power_cuts(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "normal").mkdir()
    made, lost = cuts(tmp_path / "full", CUTS, events=400)
    _, lost_with_normal = cuts(tmp_path / "normal", CUTS, events=400, synchronous="normal")
    print(f"\n{made} power cuts: {lost} lost an acknowledged event; {lost_with_normal} with synchronous=NORMAL")
    assert (made, lost) == (CUTS, 0)


def test_backups_under_load(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        add_finished_games(log, 500)
    thrown = back_up_while_scoring(tmp_path / "events.db", BACKUPS, tmp_path / "backups")
    print(f"\n{BACKUPS} of {BACKUPS} backups whole, taken while {thrown:,} bags were thrown")


@pytest.mark.parametrize("damage_file", file_damage.ALL)
def test_damage(tmp_path: Path, damage_file: Damage) -> None:
    noticed = damage_and_repair(tmp_path / "events.db", tmp_path / "backups", damage_file, range(DAMAGED_LOGS))
    print(f"\n{DAMAGED_LOGS} logs with {damage_file.__name__}: {noticed} noticed and repaired, no backed-up event lost")


def test_time_of_the_integrity_check_at_the_start(tmp_path: Path) -> None:
    for games in (1_000, 10_000):
        log = tmp_path / f"{games}.db"
        with EventLog(log) as opened:
            add_finished_games(opened, games)
        seconds = []
        for _ in range(9):
            began = time.perf_counter()
            assert integrity.find_damage(log) is None
            seconds.append(time.perf_counter() - began)
        print(f"\n{games:,} games, {log.stat().st_size / 1e6:.0f} MB: checked in {1000 * median(seconds):.0f} ms")


def test_commit_time_during_backups(tmp_path: Path) -> None:
    log, stop = tmp_path / "events.db", threading.Event()
    with EventLog(log) as opened:
        add_finished_games(opened, 20_000)

    def measure_commits(count: int) -> list[float]:
        with EventLog(log) as opened:
            game_id, seconds = opened.create(game_created(), AT).game_id, []
            for seq in range(2, count + 2):
                began = time.perf_counter()
                opened.append(Row(game_id, seq, AT, None, BagThrown(1, "hole")))
                seconds.append(time.perf_counter() - began)
                time.sleep(0.001)
        return sorted(seconds)

    def back_up() -> None:
        while not stop.is_set():
            backups.make_backup(log, tmp_path / "backups", datetime.now(UTC))
            backups.thin_out(tmp_path / "backups")

    without_backups = measure_commits(COMMITS)
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(back_up)
        with_backups = measure_commits(COMMITS)
        stop.set()
        future.result()
    for name, rank in (("median", COMMITS // 2), ("99th percentile", COMMITS * 99 // 100)):
        ratio = with_backups[rank] / without_backups[rank]
        print(f"\n{name} of a commit during backups: {1000 * with_backups[rank]:.1f} ms, ×{ratio:.1f}")
