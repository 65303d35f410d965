"""Paper copies beside the backups: a decision is in a backup and on a page soon, in every folder, after a start too."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.app.tournament_copies import TournamentCopies, system_language
from goat_kiosk.desk.director import Director
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups import backup_worker, backups
from goat_kiosk.store.backups.backup_worker import BackupWorker
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.event_tables import TOURNAMENT_EVENTS
from goat_kiosk.store.log.write_queue import WritePending, WriteQueue
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentClosed, TournamentCreated
from tests.clocks import ManualClock
from tests.games import AT
from tests.store.tournaments import read_tournaments
from tests.uplink.kiosks import until
from tests.waiting import TIMEOUT_S, wait_until


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("START_DELAY_S", "GAME_DELAY_S", "RETRY_DELAY_S", "REST_FACTOR"):
        monkeypatch.setattr(backup_worker, name, 0)
    monkeypatch.setattr(backup_worker, "FOLDER_CHECK_INTERVAL_S", 0.02)
    monkeypatch.setattr(backup_worker, "CLOSE_TIMEOUT_S", TIMEOUT_S)  # the thread ends with its work


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    return [tmp_path / "backups", tmp_path / "stick"]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@contextmanager
def desk(log: EventLog, folders: list[Path]) -> Iterator[Director]:
    """The director, the worker and the copies, put together as the kiosk does."""
    director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
    copies = TournamentCopies(director, lambda: "Patio")
    with BackupWorker(log.path, folders, write_beside=copies.write) as worker:
        director.subscribe(copies.on_change)
        director.subscribe(lambda _: worker.on_saved(game_ended=True))
        yield director


def page_has(folder: Path, tournament_id: int, words: str) -> bool:
    file = folder / f"tournament-{tournament_id}.html"
    return file.exists() and words in file.read_text(encoding="utf-8")


def backed_up_events(folder: Path, tournament_id: int) -> int:
    return len(read_tournaments(backups.list_backups(folder)[0].file).get(tournament_id, ()))


def test_each_decision_is_in_a_backup_and_on_the_pages(log: EventLog, folders: list[Path]) -> None:
    with desk(log, folders) as director:
        number = director.create(TournamentCreated("Friday")).tournament_id
        wait_until(lambda: all(page_has(folder, number, "Friday") for folder in folders))
        director.record(number, lambda _: [PlayerSignedUp(1, "Ann")])
        wait_until(lambda: all(page_has(folder, number, "Ann") for folder in folders))
        # The page may have been written beside the backup before, so the backup is waited for by itself.
        wait_until(lambda: all(backed_up_events(folder, number) == 2 for folder in folders))
        event_id = director.snapshot(number).event_id
        assert page_has(folders[0], number, event_id)
    assert not [half for folder in folders for half in folder.glob("*.new")]


def test_after_a_start_the_open_tournaments_have_their_pages_and_the_closed_ones_need_none(
    log: EventLog, folders: list[Path]
) -> None:
    director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
    over = director.create(TournamentCreated("Thursday")).tournament_id
    director.record(over, lambda _: [TournamentClosed()])
    number = director.create(TournamentCreated("Friday")).tournament_id
    with desk(log, folders):
        wait_until(lambda: all(page_has(folder, number, "Friday") for folder in folders))
    assert not (folders[0] / f"tournament-{over}.html").exists()


async def test_the_kiosk_starts_with_a_tournament_that_it_cannot_read_and_writes_the_pages_of_the_others(
    log: EventLog, folders: list[Path]
) -> None:
    director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
    number = director.create(TournamentCreated("Friday")).tournament_id
    newer = director.create(TournamentCreated("Saturday")).tournament_id
    log.change(lambda _: log.insert(TOURNAMENT_EVENTS, (newer, 2, AT, None, '{"type":"newer"}', bytes(32))))
    log.close()
    settings = Settings(host="127.0.0.1", port=0, data_dir=str(log.path.parent), backup_dir=str(folders[1]))
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    try:
        await until(lambda: all(page_has(folder, number, "Friday") for folder in settings.backup_folders))
        with suppress(WritePending):
            kiosk.scorekeeper.director.record(number, lambda _: [PlayerSignedUp(1, "Ann")])
        await until(lambda: all(page_has(folder, number, "Ann") for folder in settings.backup_folders))
    finally:
        kiosk.stop()


@pytest.mark.logs_warnings
def test_a_page_that_is_gone_is_written_again_and_one_that_cannot_be_is_reported(
    log: EventLog, folders: list[Path]
) -> None:
    director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
    number = director.create(TournamentCreated("Friday")).tournament_id
    folders[0].mkdir()
    (folders[0] / f"tournament-{number}.html").mkdir()
    copies = TournamentCopies(director, lambda: "Patio")
    with BackupWorker(log.path, folders[:1], write_beside=copies.write) as worker:
        wait_until(lambda: "cannot be written" in worker.status.summary)
        assert len(backups.list_backups(folders[0])) >= 1
        (folders[0] / f"tournament-{number}.html").rmdir()
        wait_until(lambda: page_has(folders[0], number, "Friday"))
        wait_until(lambda: worker.status.summary == "")
    (folders[0] / f"tournament-{number}.html").unlink()
    copies.write(folders[0])
    assert page_has(folders[0], number, "Friday")


@pytest.mark.parametrize(("value", "language"), [("es_MX.UTF-8", "es"), ("C.UTF-8", "en"), ("xx_YY", "en"), ("", "en")])
def test_without_a_window_the_language_is_the_systems(
    value: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LANG", value)
    assert system_language() == language
