"""A second laptop goes on from the stick of one that has died: found by itself, one answer, and backed up there."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goat_kiosk.app import stick_watch
from goat_kiosk.app.lifecycle import repair_log_if_damaged, with_stick, without_unused_stick
from goat_kiosk.desk.director import Director
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups import backup_mark, backups
from goat_kiosk.store.backups.backup_worker import BackupWorker
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.tournament.tournament import Tournament
from tests.clocks import ManualClock
from tests.games import AT
from tests.store.tournaments import played_night, write_night

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


def read_night(log: EventLog, number: int) -> Tournament:
    return Director(log, ManualClock(AT), WriteQueue(log.writer_thread)).tournament(number)


@pytest.mark.logs_warnings
def test_the_evening_goes_on_and_the_first_laptop_says_so(tmp_path: Path) -> None:
    first, stick = tmp_path / "first" / "events.db", tmp_path / "stick"
    first.parent.mkdir()
    with EventLog(first) as log:
        night = write_night(log, played_night())
        before, name = read_night(log, night), log.name
        backup_mark.write_mark(stick, first.parent, name, "Patio")
    backups.make_backup(first, stick, NOW)

    plain = Settings(data_dir=f"{tmp_path / 'second'}")
    found = with_stick(plain, lambda: [tmp_path / "elsewhere", stick])
    assert found.backup_folders[1:] == [stick]
    assert repair_log_if_damaged(found, offer=lambda listed: listed[0]) is None
    assert without_unused_stick(plain, found) == found, "it is backed up on the stick from now on"
    with EventLog(tmp_path / "second" / "events.db") as log:
        assert read_night(log, night) == before
        assert log.name != name
    assert with_stick(plain, lambda: [stick]) == plain, "only a kiosk without games looks for one"

    with BackupWorker(first, [first.parent / "backups", stick]) as worker:
        assert "Another computer has gone on" in worker.status.summary


def test_who_starts_without_games_writes_nothing_on_the_stick(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log.db") as log:
        write_night(log, played_night())
        backup_mark.write_mark(tmp_path / "stick", tmp_path, log.name, "Patio")
    backups.make_backup(tmp_path / "log.db", tmp_path / "stick", NOW)
    plain = Settings(data_dir=f"{tmp_path / 'second'}")
    found = with_stick(plain, lambda: [tmp_path / "stick"])
    repair_log_if_damaged(found, offer=lambda _: None)
    assert without_unused_stick(plain, found) == plain
    mark = backup_mark.read(tmp_path / "stick")
    assert mark is not None
    assert mark.continued == {}


async def test_a_stick_plugged_in_on_the_first_page_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick_watch, "POLL_INTERVAL_S", 0.01)
    stop, looked = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    backup_mark.write_mark(tmp_path / "known", tmp_path, "log", "Patio")

    def disks() -> list[Path]:
        loop.call_soon_threadsafe(looked.set)
        return [tmp_path / "known", tmp_path / "new"]

    async with stick_watch.watch_sticks(stop, disks) as plugged_in:
        for _ in range(3):
            looked.clear()
            await looked.wait()
        assert not plugged_in.is_set(), "a stick that was there before has been offered"
        backup_mark.write_mark(tmp_path / "new", tmp_path, "log", "Patio")
        await stop.wait()
        assert plugged_in.is_set()
