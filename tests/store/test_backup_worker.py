"""Backup worker: its thread makes backups when they are due, reports failures, and delays no write."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded, GameStarted
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backup_mark, backup_worker, backups, integrity, verified_copy
from goat_kiosk.store.backups.backup_worker import BackupWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.disks import small_disk
from tests.finished_games import add_finished_games
from tests.games import AT, game_created
from tests.waiting import TIMEOUT_S, wait_until


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set all delays of the worker to zero."""
    for name in ("START_DELAY_S", "GAME_DELAY_S", "RETRY_DELAY_S", "REST_FACTOR"):
        monkeypatch.setattr(backup_worker, name, 0)
    monkeypatch.setattr(backup_worker, "FOLDER_CHECK_INTERVAL_S", 0.02)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


def test_a_log_without_a_backup_is_backed_up_soon_after_the_start(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 3)
    folders = [tmp_path / "backups", tmp_path / "stick"]
    with BackupWorker(log.path, folders) as worker:
        wait_until(lambda: worker.status.newest is not None and len(backups.list_backups(folders[1])) == 1)
        assert worker.status.summary == ""
    assert [len(backups.list_backups(folder)) for folder in folders] == [1, 1]


def test_an_empty_log_is_not_backed_up(log: EventLog, tmp_path: Path) -> None:
    with BackupWorker(log.path, [tmp_path / "backups"]) as worker:
        add_finished_games(log, 1)
        worker.schedule(0)
        wait_until(lambda: worker.status.newest is not None)
    assert len(backups.list_backups(tmp_path / "backups")) == 1


def test_a_game_that_ends_is_in_a_backup_soon(log: EventLog, tmp_path: Path) -> None:
    scorekeeper, folder = Scorekeeper(log, "Kiosk", lambda: AT), tmp_path / "backups"
    with BackupWorker(log.path, [folder]) as worker:
        scorekeeper.subscribe(lambda change: worker.on_saved(game_ended=change.reason == "game-ended"))
        game_id = scorekeeper.create(game_created()).game_id
        scorekeeper.record(game_id, GameStarted())
        scorekeeper.record(game_id, GameConceded(1))
        wait_until(
            lambda: (
                folder.exists()
                and any(contents.events == 3 for _, contents in backups.verified(backups.list_backups(folder)))
            )
        )


def test_the_status_tells_what_waits_for_a_backup_and_what_the_stick_has(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 1)
    worker = BackupWorker(log.path, [tmp_path / "backups", tmp_path / "stick"])
    worker.on_saved(game_ended=True)
    waiting = worker.status
    assert waiting.waiting_since is not None
    assert (waiting.newest, waiting.stick_newest) == (None, None)
    with worker:
        wait_until(lambda: worker.status.stick_newest is not None and worker.status.waiting_since is None)
    assert worker.status.stick_problems == ()


@pytest.mark.logs_warnings
def test_a_change_waits_while_no_folder_takes_a_backup(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 1)
    for name in ("backups", "stick"):
        (tmp_path / name).write_text("in the way")
    worker = BackupWorker(log.path, [tmp_path / "backups", tmp_path / "stick"])
    worker.on_saved(game_ended=True)
    since = worker.status.waiting_since
    with worker:
        wait_until(lambda: len(worker.status.problems) == 2)
    assert worker.status.waiting_since == since
    assert len(worker.status.stick_problems) == 1


@pytest.mark.logs_warnings
def test_a_missing_backup_folder_is_reported_until_it_is_back(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 3)
    stick = tmp_path / "media" / "stick"
    with BackupWorker(log.path, [tmp_path / "backups", stick]) as worker:
        wait_until(lambda: f"There is no folder {stick}" in worker.status.summary)
        assert worker.status.summary.startswith("No backup was made: ")
        wait_until(lambda: worker.status.newest is not None)
        (tmp_path / "media").mkdir()
        wait_until(lambda: worker.status.summary == "")
    assert len(backups.list_backups(stick)) == 1


@pytest.mark.logs_warnings
def test_damage_is_found_in_the_background_and_repaired_at_the_next_start(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 40)
    copy = tmp_path / "damaged" / "events.db"
    copy.parent.mkdir()
    log.reading_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(log.path, copy)
    with copy.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xaa" * 8192)
    with BackupWorker(copy, [tmp_path / "backups"]) as worker:
        wait_until(lambda: "The event log is damaged" in worker.status.summary)
    assert (copy.parent / integrity.MARK).exists()
    assert not (tmp_path / "backups").exists()
    assert worker.health()["trouble"] == worker.status.summary


def test_the_worker_stops_at_once_during_a_backup(log: EventLog, tmp_path: Path) -> None:
    add_finished_games(log, 300)
    for _ in range(5):
        with BackupWorker(log.path, [tmp_path / "backups"]) as worker:
            worker.schedule(0)
        worker._thread.join(TIMEOUT_S)
        assert not worker._thread.is_alive()
    assert not [file for file in tmp_path.glob("backups/*") if "unfinished" in file.name]


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "Input/output error"), Unavailable("The disk is ill."), ValueError()]
)
@pytest.mark.parametrize(
    "where", [(verified_copy, "is_empty"), (integrity, "find_damage"), (backups, "thin_out"), (backups, "make_backup")]
)
def test_a_failed_step_is_reported_and_tried_again(
    log: EventLog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    where: tuple[ModuleType, str],
) -> None:
    """An unexpected error of the disk in one step prevents no backup."""
    add_finished_games(log, 3)
    module, name = where
    does, summaries = getattr(module, name), list[str]()

    def fails_twice(*values: object, **more: object) -> object:
        summaries.append(worker.status.summary)
        if len(summaries) > 2:
            return does(*values, **more)
        raise error

    monkeypatch.setattr(module, name, fails_twice)
    worker = BackupWorker(log.path, [tmp_path / "backups"])
    with worker:
        wait_until(lambda: len(summaries) > 2 and worker.status.newest is not None and worker.status.summary == "")
    assert any("tried again: " in words or "No backup was made: " in words for words in summaries)
    assert backups.list_backups(tmp_path / "backups")


@pytest.mark.logs_warnings
def test_a_step_that_always_fails_does_not_prevent_backups(
    log: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **_more: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(integrity, "find_damage", fails)
    add_finished_games(log, 1)
    with BackupWorker(log.path, [tmp_path / "backups"]) as worker:
        wait_until(lambda: "Input/output error" in worker.status.summary)
        worker.schedule(0)
        wait_until(lambda: worker.status.newest is not None)
    assert len(backups.list_backups(tmp_path / "backups")) == 1


@pytest.fixture
def media() -> Iterator[Path]:
    """A folder on another file system, as a USB stick is."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.mark.logs_warnings
def test_an_unplugged_stick_is_reported_although_its_mount_folder_remains(
    log: EventLog, tmp_path: Path, media: Path
) -> None:
    """The mount folder of an unplugged stick is an empty folder of the system disk."""
    add_finished_games(log, 1)
    mounted = tmp_path / "stick"
    mounted.symlink_to(media)
    with BackupWorker(log.path, [tmp_path / "backups", mounted]) as worker:
        wait_until(lambda: worker._not_before > 0)
        mounted.unlink()
        mounted.mkdir()
        wait_until(lambda: "The disk for backups is away" in worker.status.summary)
        log.create(game_created(), AT)
        worker.schedule(0)
        wait_until(lambda: len(backups.list_backups(tmp_path / "backups")) == 2)
        assert list(mounted.iterdir()) == []
        mounted.rmdir()
        mounted.symlink_to(media)
        wait_until(lambda: worker.status.summary == "" and len(backups.list_backups(media)) == 2)
    assert len(backups.list_backups(tmp_path / "backups")) == 2, "where one was made, it is made once"


def test_another_stick_gets_a_backup_as_soon_as_it_is_plugged_in(log: EventLog, tmp_path: Path, media: Path) -> None:
    add_finished_games(log, 1)
    (media / "one").mkdir()
    (media / "two").mkdir()
    mounted = tmp_path / "stick"
    mounted.symlink_to(media / "one")
    with BackupWorker(log.path, [tmp_path / "backups", mounted], kiosk="Patio") as worker:
        wait_until(lambda: worker._not_before > 0)
        mounted.unlink()
        mounted.symlink_to(media / "two")
        wait_until(
            lambda: len(backups.list_backups(media / "two")) == 1 and backup_mark.read(media / "two") is not None
        )
        assert worker.status.summary == ""
    mark = backup_mark.read(media / "two")
    assert mark is not None
    assert mark.kiosks == {log.name: "Patio"}


def test_a_stick_unplugged_before_the_start_is_reported_from_the_saved_state(
    log: EventLog, tmp_path: Path, media: Path
) -> None:
    mounted = tmp_path / "stick"
    mounted.symlink_to(media)
    backup_mark.write_mark(mounted, tmp_path, log.name, "Patio")
    mounted.unlink()
    mounted.mkdir()
    with pytest.raises(Unavailable, match="The disk for backups is away"):
        backup_mark.check_disk(mounted, tmp_path)
    backup_mark.check_disk(tmp_path / "another", tmp_path)


def _file(place: Path) -> Path:
    place.write_text("a file")
    return place


def _inside_a_file(place: Path) -> Path:
    return _file(place) / "backups"


def _without_parent(place: Path) -> Path:
    return place / "stick" / "backups"


def _dangling_link(place: Path) -> Path:
    place.symlink_to(place.with_name("nowhere"))
    return place


def _loop(place: Path) -> Path:
    place.symlink_to(place)
    return place


def _too_long(place: Path) -> Path:
    return place.with_name("x" * 300)


@pytest.mark.logs_warnings
@pytest.mark.parametrize("wrong", [_file, _inside_a_file, _without_parent, _dangling_link, _loop, _too_long])
def test_an_unusable_backup_folder_is_reported_at_the_start(
    log: EventLog, tmp_path: Path, wrong: Callable[[Path], Path]
) -> None:
    """It is reported before the first game, and before the worker's thread has run."""
    folder = wrong(tmp_path / "usb")
    with BackupWorker(log.path, [tmp_path / "backups", folder]) as worker:
        assert f"{folder}" in worker.status.summary
        assert "--backup-dir" in worker.status.summary


def test_a_read_only_disk_cannot_be_used_for_backups(tmp_path: Path) -> None:
    with small_disk(tmp_path / "usb") as stick:
        backups.require_usable(stick.folder)
        stick.make_read_only()
        with pytest.raises(Unavailable, match=r"usb cannot hold backups: .*--backup-dir"):
            backups.require_usable(stick.folder)
        with pytest.raises(Unavailable, match=r"There is no folder .*/usb/kiosk"):
            backups.require_usable(stick.folder / "kiosk")


@pytest.mark.logs_warnings
def test_a_backup_folder_that_appears_later_ends_the_report(log: EventLog, tmp_path: Path) -> None:
    with BackupWorker(log.path, [tmp_path / "backups", tmp_path / "usb" / "kiosk"]) as worker:
        assert "There is no folder" in worker.status.summary
        (tmp_path / "usb").mkdir()
        wait_until(lambda: worker.status.summary == "")
