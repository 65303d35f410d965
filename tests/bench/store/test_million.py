"""Benchmark of a log with a million bags, ten years of a busy venue, against an empty log and one of a tenth.

The start, recording a bag and the first page of the history must not take longer with a longer log. Indexing,
exporting, importing and verifying may take time in proportion to its length.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.exports import export_format, exporting, importing, verification
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.bench.store.million import create_log
from tests.games import game_created

MILLION, TENTH = 1_000_000, 100_000
STARTS, BAGS = 5, 100
_HOUR_MS = 60 * 60 * 1000


def test_times_with_a_million_bags(tmp_path: Path) -> None:
    folders = {bags: tmp_path / str(bags) for bags in (0, TENTH, MILLION)}
    now = time.time_ns() // 1_000_000
    for bags, folder in folders.items():
        folder.mkdir()
        print(f"\n{bags:,} bags: {create_log(folder, bags, now - 2 * _HOUR_MS):,} games")
    print_times(
        "start", {bags: median(start_seconds(folder) for _ in range(STARTS)) for bags, folder in folders.items()}
    )
    print_times("record a bag", {bags: bag_seconds(folder) for bags, folder in folders.items()})
    print_times(
        "first page of the history", {bags: seconds(first_page_work(folder)) for bags, folder in folders.items()}
    )
    print_times("rebuild the history", {bags: seconds(index_work(folder)) for bags, folder in folders.items() if bags})
    for form in ("json", "csv"):
        print_times(
            f"export as {form}", {bags: export_seconds(folder, form) for bags, folder in folders.items() if bags}
        )
    print_times("verify", {bags: seconds(verification_work(folder)) for bags, folder in folders.items() if bags})
    import_times = {bags: seconds(import_work(folder)) for bags, folder in folders.items() if bags}
    print_times("import", import_times)
    assert len(import_times) == 2


def print_times(title: str, times: dict[int, float]) -> None:
    """Print the seconds of each log size, and their ratio to the smallest size."""
    first = next(iter(times.values()))
    print(f"{title:<28}", *(f"{bags:>9,}: {each:8.3f} s ×{each / first:5.2f}" for bags, each in times.items()))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def start_seconds(folder: Path) -> float:
    """Return the seconds until `serve` prints its line of JSON."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "goat_kiosk", "serve", "--port", "0", "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline())["ready"]
        elapsed = time.perf_counter() - began
        program.terminate()
    return elapsed


def bag_seconds(folder: Path) -> float:
    """Return the median seconds for recording a bag and syncing it to disk."""
    with EventLog(folder / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Bench", lambda: time.time_ns() // 1_000_000)
        game_id = scorekeeper.create(game_created()).game_id
        bags = [BagThrown(1 if n % 2 == 0 else 2, "off") for n in range(BAGS)]
        writes = [partial(scorekeeper.record, game_id, bag, f"bench {n}") for n, bag in enumerate(bags)]
        return median(seconds(write) for write in writes)


def first_page_work(folder: Path) -> Callable[[], object]:
    def work() -> None:
        with HistoryWorker(folder / "events.db") as worker:
            worker.ask(lambda records: records.games(GameFilter(), 0, 50)).result()

    return work


def index_work(folder: Path) -> Callable[[], object]:
    def work() -> None:
        with HistoryWorker(folder / "events.db") as worker:
            while worker.ask(lambda records: records.counts(GameFilter())["finished"]).result().pending:
                pass

    return work


def export_seconds(folder: Path, form: exporting.FileFormat) -> float:
    with EventLog(folder / "events.db") as log:
        return seconds(lambda: exporting.write(log, log.game_ids(), folder / f"games.{form}", form))


def verification_work(folder: Path) -> Callable[[], object]:
    def work() -> None:
        with EventLog(folder / "events.db") as log:
            assert log.integrity_errors() == []
            assert not [wrong for game_id in log.game_ids() for wrong in verification.find_problems(log, game_id)]

    return work


def import_work(folder: Path) -> Callable[[], object]:
    def work() -> None:
        (destination := folder / "there").mkdir()
        with EventLog(destination / "events.db") as log:
            file = folder / "games.json"
            assert importing.import_games(log, export_format.read(file), file=file) > 0

    return work
