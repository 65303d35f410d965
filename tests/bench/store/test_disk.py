"""Benchmark of disk faults: time until they are reported, and the window's response with fsyncs of two seconds.

A fault must be reported within a second. The window's response is the longest gap between ticks of a 10 ms timer.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.disks import SmallDisk, faulty_disk, small_disk
from tests.gui.conftest import press
from tests.gui.services.test_disk_status import DiskTestWindow, open_disk_test_window

FSYNC_S, BAGS, TIMEOUT_MS = 2.0, 4, 30_000


def test_time_until_a_full_or_missing_disk_is_reported(tmp_path: Path, qtbot: QtBot) -> None:
    faults = {"full": (SmallDisk.fill, "is full"), "missing": (SmallDisk.unplug, "is away")}
    for name, (break_disk, words) in faults.items():
        with small_disk(tmp_path / name) as stick, open_disk_test_window(stick.folder, qtbot) as desk:
            qtbot.wait(1_000)
            break_disk(stick)
            began = time.perf_counter()
            qtbot.waitUntil(partial(reports_problem, desk, words), timeout=TIMEOUT_MS)
            print(f"\n{name}: reported in the window after {time.perf_counter() - began:.2f} s")
            assert reports_problem(desk, words)


def test_response_of_the_window_while_each_fsync_takes_two_seconds(tmp_path: Path, qtbot: QtBot) -> None:
    with faulty_disk() as disk, open_disk_test_window(tmp_path, qtbot) as desk:
        good_gap, is_done = longest_gap(lambda: qtbot.wait(1_000)), threading.Event()

        def delay_syncs() -> None:
            while not is_done.wait(0.01):
                if disk.sync_blocked.is_set():
                    time.sleep(FSYNC_S)
                    disk.unblock_syncs()
                    disk.block_syncs()

        disk.block_syncs()
        thread = threading.Thread(target=delay_syncs)
        thread.start()

        def throw_bags() -> None:
            for _ in range(BAGS):
                press(desk.window, "1")
            qtbot.waitUntil(lambda: len(desk.saved_bags()) == BAGS, timeout=TIMEOUT_MS)

        slow_gap = longest_gap(throw_bags)
        is_done.set()
        thread.join()
        disk.unblock_syncs()
        print(f"\nlongest gap: {good_gap * 1000:.0f} ms with a good disk, {slow_gap * 1000:.0f} ms with a slow one")
        assert [team for team, _ in desk.saved_bags()] == [1, 2, 1, 2]


def reports_problem(desk: DiskTestWindow, words: str) -> bool:
    return words in desk.window.message.problem


def longest_gap(work: Callable[[], object]) -> float:
    """Run `work`, and return the longest time between two ticks of the window's event loop meanwhile."""
    ticks = [time.perf_counter()]
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    work()
    timer.stop()
    return max(after - before for before, after in pairwise(ticks))
