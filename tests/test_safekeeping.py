"""The thread that looks after the log: backups when they are due, words when they cannot be made, nothing held up."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goat_kiosk import safekeeping
from goat_kiosk.domain.events import GameConceded, GameStarted
from goat_kiosk.safekeeping import Safekeeping
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.store import backups, damage
from goat_kiosk.store.event_log import EventLog
from tests.games import AT, created
from tests.past import fill

SOON = 60.0
"""Seconds. Far longer than anything here takes."""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing wait for minutes."""
    for name in ("AFTER_START", "AFTER_GAME", "AFTER_FAILURE", "SHARE"):
        monkeypatch.setattr(safekeeping, name, 0)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


def until(done: Callable[[], bool]) -> None:
    wait = threading.Event()
    for _ in range(int(SOON / 0.01)):
        if done():
            return
        wait.wait(0.01)
    pytest.fail("it did not come to pass")


def test_a_log_that_no_backup_has_is_backed_up_soon_after_the_start(log: EventLog, tmp_path: Path) -> None:
    fill(log, 3)
    folders = [tmp_path / "backups", tmp_path / "stick"]
    with Safekeeping(log.path, folders) as kept:
        until(lambda: kept.standing.newest is not None and len(backups.listed(folders[1])) == 1)
        assert kept.standing.trouble == ""
    assert [len(backups.listed(folder)) for folder in folders] == [1, 1]


def test_a_log_with_nothing_in_it_waits_for_the_first_game(log: EventLog, tmp_path: Path) -> None:
    with Safekeeping(log.path, [tmp_path / "backups"]) as kept:
        fill(log, 1)
        kept.want(0)
        until(lambda: kept.standing.newest is not None)
    assert len(backups.listed(tmp_path / "backups")) == 1


def test_a_game_that_ends_is_in_a_backup_soon(log: EventLog, tmp_path: Path) -> None:
    scorekeeper, folder = Scorekeeper(log, "Kiosk", lambda: AT), tmp_path / "backups"
    with Safekeeping(log.path, [folder]) as kept:
        scorekeeper.follow(kept.note)
        game_id = scorekeeper.create(created()).game_id
        scorekeeper.record(game_id, GameStarted())
        scorekeeper.record(game_id, GameConceded(1))
        until(lambda: folder.exists() and any(held.events == 3 for _, held in backups.good(backups.listed(folder))))


@pytest.mark.logs_a_complaint
def test_a_folder_that_is_away_is_said_until_it_is_back(log: EventLog, tmp_path: Path) -> None:
    fill(log, 3)
    stick = tmp_path / "media" / "stick"
    with Safekeeping(log.path, [tmp_path / "backups", stick]) as kept:
        until(lambda: "stick cannot be written to" in kept.standing.trouble)
        assert kept.standing.trouble.startswith("No backup was made: ")
        assert kept.standing.newest is not None
        (tmp_path / "media").mkdir()
        until(lambda: kept.standing.trouble == "")
    assert len(backups.listed(stick)) == 1


@pytest.mark.logs_a_complaint
def test_damage_is_found_in_the_background_and_mended_at_the_next_start(log: EventLog, tmp_path: Path) -> None:
    fill(log, 40)
    copy = tmp_path / "damaged" / "events.db"
    copy.parent.mkdir()
    log.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(log.path, copy)
    with copy.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xaa" * 8192)
    with Safekeeping(copy, [tmp_path / "backups"]) as kept:
        until(lambda: "The event log is damaged" in kept.standing.trouble)
    assert (copy.parent / damage.MARK).exists()
    assert not (tmp_path / "backups").exists()
    assert kept.health()["trouble"] == kept.standing.trouble


def test_it_ends_at_once_in_the_middle_of_a_backup(log: EventLog, tmp_path: Path) -> None:
    fill(log, 300)
    for _ in range(5):
        with Safekeeping(log.path, [tmp_path / "backups"]) as kept:
            kept.want(0)
        kept._thread.join(SOON)
        assert not kept._thread.is_alive()
    assert not [file for file in tmp_path.glob("backups/*") if "unfinished" in file.name]
