"""A million bags in the log, ten years of a busy venue, beside an empty one and a tenth of it in the same run.

What must not grow with the log: the start, the next bag, the first answer of the history. What may grow, and no faster:
going through all of it, out to a file, in from one, and the proof that it is whole.
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
from tests.bench.million import make
from tests.games import game_created

MILLION, TENTH = 1_000_000, 100_000
STARTS, BAGS = 5, 100
_HOUR_MS = 60 * 60 * 1000


def test_a_million_bags(tmp_path: Path) -> None:
    folders = {bags: tmp_path / str(bags) for bags in (0, TENTH, MILLION)}
    now = time.time_ns() // 1_000_000
    for bags, folder in folders.items():
        folder.mkdir()
        print(f"\n{bags:,} bags: {make(folder, bags, now - 2 * _HOUR_MS):,} games")
    beside("ready to serve", {bags: median(start(folder) for _ in range(STARTS)) for bags, folder in folders.items()})
    beside("a bag on the disk", {bags: next_bag(folder) for bags, folder in folders.items()})
    beside("first answer of the history", {bags: seconds(first_answer(folder)) for bags, folder in folders.items()})
    beside("history read anew", {bags: seconds(history(folder)) for bags, folder in folders.items() if bags})
    for form in ("json", "csv"):
        beside(f"written as {form}", {bags: out(folder, form) for bags, folder in folders.items() if bags})
    beside("checked", {bags: seconds(check(folder)) for bags, folder in folders.items() if bags})
    taken = {bags: seconds(taking_in(folder)) for bags, folder in folders.items() if bags}
    beside("taken in", taken)
    assert len(taken) == 2


def beside(what: str, taken: dict[int, float]) -> None:
    """Print seconds, and each beside the first: an empty log, or a tenth."""
    first = next(iter(taken.values()))
    print(f"{what:<28}", *(f"{bags:>9,}: {each:8.3f} s ×{each / first:5.2f}" for bags, each in taken.items()))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def start(folder: Path) -> float:
    """Return how long `serve` takes to its line of JSON."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "goat_kiosk", "serve", "--port", "0", "--data-dir", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline())["ready"]
        taken = time.perf_counter() - began
        program.terminate()
    return taken


def next_bag(folder: Path) -> float:
    """Return the median time from the order to the disk's answer."""
    with EventLog(folder / "events.db") as log:
        keeper = Scorekeeper(log, "Bench", lambda: time.time_ns() // 1_000_000)
        game_id = keeper.create(game_created()).game_id
        bags = [BagThrown(1 if n % 2 == 0 else 2, "off") for n in range(BAGS)]
        deeds = [partial(keeper.record, game_id, bag, f"bench {n}") for n, bag in enumerate(bags)]
        return median(seconds(deed) for deed in deeds)


def first_answer(folder: Path) -> Callable[[], object]:
    def ask() -> None:
        with HistoryWorker(folder / "events.db") as archivist:
            archivist.ask(lambda records: records.games(GameFilter(), 0, 50)).result()

    return ask


def history(folder: Path) -> Callable[[], object]:
    def ask() -> None:
        with HistoryWorker(folder / "events.db") as archivist:
            while archivist.ask(lambda records: records.count(GameFilter())).result().pending:
                pass

    return ask


def out(folder: Path, form: exporting.FileFormat) -> float:
    with EventLog(folder / "events.db") as log:
        return seconds(lambda: exporting.write(log, log.game_ids(), folder / f"games.{form}", form))


def check(folder: Path) -> Callable[[], object]:
    def go() -> None:
        with EventLog(folder / "events.db") as log:
            assert log.integrity_errors() == []
            assert not [wrong for game_id in log.game_ids() for wrong in verification.find_problems(log, game_id)]

    return go


def taking_in(folder: Path) -> Callable[[], object]:
    def go() -> None:
        (there := folder / "there").mkdir()
        with EventLog(there / "events.db") as log:
            file = folder / "games.json"
            assert importing.import_games(log, export_format.read(file), file=file) > 0

    return go
