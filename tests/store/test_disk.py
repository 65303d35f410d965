"""Disk monitor on real mounts: full, read-only, missing and unresponsive disks are reported until they recover."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import NotSaved
from goat_kiosk.store import disk as disk_module
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.log.event_log import EventLog
from tests.disks import faulty_disk, small_disk
from tests.games import AT, game_created
from tests.waiting import TIMEOUT_S, wait_until


class Usage(NamedTuple):
    """Disk usage as `shutil.disk_usage` returns it."""

    total: int
    used: int
    free: int


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


def test_low_disk_space_is_a_warning(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DiskMonitor(log)
    disk.poll()
    before = disk.problem()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9 - 12_000_000, 12_000_000))
    disk.poll()
    trouble = disk.problem()
    assert before is None
    assert trouble is not None
    assert not trouble.blocks_writes
    assert str(trouble).startswith("The disk is almost full, 12 MB left. Delete something large")


def test_a_full_disk_is_reported_saves_nothing_and_recovers(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick, EventLog(stick.folder / "events.db") as log, DiskMonitor(log) as disk:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        game_id = scorekeeper.create(game_created()).game_id
        stick.fill()
        wait_until(lambda: "The disk is full" in str(disk.problem()))
        with pytest.raises(NotSaved, match="the disk is full"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        assert scorekeeper.history(game_id).seq == len(log.events(game_id)) == 1
        stick.free()
        # Nobody scores: the disk is asked by itself whether it keeps anything again.
        wait_until(lambda: not log.writer_thread.status.last_error)
        wait_until(lambda: not (trouble := disk.problem()) or not trouble.blocks_writes)
        assert scorekeeper.record(game_id, BagThrown(1, "hole")).history.seq == 2


def test_a_read_only_disk_is_reported(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick, EventLog(stick.folder / "events.db") as log:
        stick.make_read_only()
        disk = DiskMonitor(log)
        disk.poll()
        assert str(disk.problem()).startswith(f"The disk of {stick.folder} is read-only: no bag can be saved.")


def test_no_bag_is_acknowledged_after_the_disk_is_unplugged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick, EventLog(stick.folder / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        game_id = scorekeeper.create(game_created()).game_id
        stick.unplug()  # its files stay open and would take writes that nobody finds again
        with pytest.raises(NotSaved, match=r"the data folder is away \(No such file"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        disk = DiskMonitor(log)
        disk.poll()
        assert str(disk.problem()).startswith(f"The data folder {stick.folder} is away (No such file or directory).")


def test_scoring_continues_when_a_moved_data_folder_is_back(tmp_path: Path) -> None:
    data_folder, moved_folder = tmp_path / "data", tmp_path / "elsewhere"
    data_folder.mkdir()
    with EventLog(data_folder / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        game_id = scorekeeper.create(game_created()).game_id
        data_folder.rename(moved_folder)
        with pytest.raises(NotSaved, match="away"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        data_folder.mkdir()
        shutil.copy(moved_folder / "events.db", data_folder / "events.db")
        with pytest.raises(NotSaved, match="another file lies in its place"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        shutil.rmtree(data_folder)
        moved_folder.rename(data_folder)
        assert scorekeeper.record(game_id, BagThrown(1, "hole")).history.seq == 2


def test_a_disk_with_errors_is_reported_and_polled_until_it_works(tmp_path: Path) -> None:
    with faulty_disk() as bad, EventLog(tmp_path / "events.db") as log, DiskMonitor(log) as disk:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        game_id = scorekeeper.create(game_created()).game_id
        bad.fails_writes = True
        with pytest.raises(NotSaved, match="the disk answered with an error"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        trouble = disk.problem()
        assert trouble is not None
        assert trouble.blocks_writes
        assert str(trouble).startswith("Not saved: the disk answered with an error")
        bad.fails_writes = False
        wait_until(lambda: disk.problem() is None)


def test_a_disk_that_does_not_respond_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty_disk() as bad, EventLog(tmp_path / "events.db") as log, DiskMonitor(log) as disk:
        bad.block_syncs()
        written = log.writer_thread.write(log.probe)
        sentences = "The disk is slow: a bag is waiting for it.", "The disk does not answer"
        wait_until(lambda: str(disk.problem()).startswith(sentences))
        monkeypatch.setattr(disk_module, "UNRESPONSIVE_S", 0.0)
        trouble = disk.problem()
        assert trouble is not None
        assert trouble.blocks_writes
        assert str(trouble).startswith("The disk does not answer.")
        bad.unblock_syncs()
        written.result(TIMEOUT_S)
        wait_until(lambda: str(disk.problem()).startswith("The disk is slow: the last bag took "))
        monkeypatch.setattr(disk_module, "_REPORTED_FOR_S", 0.0)
        wait_until(lambda: disk.problem() is None)
