"""WAL watch: a write-ahead log that another program removes or truncates is reported, and no event is lost."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameStarted, Undone
from goat_kiosk.errors import NotSaved
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery import recovery
from goat_kiosk.store.recovery.file_replacement import PREPARED
from tests.games import AT, game_created
from tests.waiting import wait_until


def remove(wal: Path) -> None:
    wal.unlink()


def empty(wal: Path) -> None:
    os.truncate(wal, 0)


def shorten(wal: Path) -> None:
    os.truncate(wal, wal.stat().st_size // 2)


def put_another_in_its_place(wal: Path) -> None:
    """Replace the WAL by an older copy, as a file synchronization tool does."""
    older = wal.with_name("older")
    shutil.copyfile(wal, older)
    older.replace(wal)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    (tmp_path / "data").mkdir()
    with EventLog(tmp_path / "data" / "events.db") as opened:
        yield opened


@pytest.mark.parametrize("damage_wal", [remove, empty, shorten, put_another_in_its_place])
@pytest.mark.parametrize("checkpointed", [0, 20])
def test_acknowledged_events_survive_a_kill(
    log: EventLog, tmp_path: Path, damage_wal: Callable[[Path], None], checkpointed: int
) -> None:
    scorekeeper = Scorekeeper(log, "Kiosk", lambda: AT)
    game_id = scorekeeper.create(game_created()).game_id
    scorekeeper.record(game_id, GameStarted())
    for n in range(40):
        scorekeeper.record(game_id, Undone() if n % 2 else BagThrown(1, "hole"))
        if n == checkpointed:
            log.writing_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    acknowledged = log.events(game_id)
    with DiskMonitor(log) as disk:
        damage_wal(log.wal.file)
        with pytest.raises(NotSaved, match=r"another program has removed or cut .*events\.db-wal"):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        wait_until(lambda: (log.path.with_name(PREPARED)).exists())
        trouble = disk.problem()
        assert trouble is not None
        assert trouble.blocks_writes
        assert "Close GOaT Kiosk and start it again: it keeps what was scored." in str(trouble)
        with pytest.raises(NotSaved):
            scorekeeper.record(game_id, BagThrown(1, "hole"))
        shutil.copytree(log.path.parent, tmp_path / "killed")
    assert recovery.repair_if_damaged(tmp_path / "killed" / "events.db", [tmp_path / "backups"]) is None
    with EventLog(tmp_path / "killed" / "events.db") as after:
        assert (after.name, after.integrity_errors()) == (log.name, [])
        assert after.events(game_id) == acknowledged


def test_a_damaged_wal_is_reported_even_without_writes(log: EventLog) -> None:
    log.create(game_created(), AT)
    with DiskMonitor(log) as disk:
        remove(log.wal.file)
        wait_until(lambda: "removed or cut" in str(disk.problem()))


def test_a_checkpoint_that_truncates_the_wal_is_not_reported(log: EventLog) -> None:
    log.create(game_created(), AT)
    log.reading_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert log.wal.file.stat().st_size == 0
    log.create(game_created(), AT)
    assert not log.wal.is_lost


def test_a_folder_that_is_moved_away_and_back_is_not_reported(log: EventLog, tmp_path: Path) -> None:
    log.create(game_created(), AT)
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    with pytest.raises(NotSaved, match="the data folder is away"):
        log.create(game_created(), AT)
    (tmp_path / "elsewhere").rename(tmp_path / "data")
    log.create(game_created(), AT)
