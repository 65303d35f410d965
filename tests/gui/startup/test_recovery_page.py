"""Recovery page: repairs a damaged log in a thread, asks about conflicts, and shows the result."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from goat_kiosk.app.lifecycle import repair_log_if_damaged, with_stick
from goat_kiosk.errors import KioskError, Unavailable
from goat_kiosk.gui.startup.recovery_page import Recover, RecoveryPage, show_recovery
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.window.health_watch import HealthWatch
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups import backup_mark, backups
from goat_kiosk.store.backups.backups import ChooseBackup
from goat_kiosk.store.backups.verified_copy import Progress
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery import recovery
from goat_kiosk.store.tournament_log import TournamentReader
from tests.finished_games import add_finished_games
from tests.gui.conftest import click
from tests.store.tournaments import played_night, write_night

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


@pytest.fixture
def page(qtbot: QtBot) -> RecoveryPage:
    page = RecoveryPage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def repair(tmp_path: Path) -> Recover:
    """Return a repair of a damaged log of 24 games; the backup differs from it in three of them."""
    log, folder = tmp_path / "events.db", tmp_path / "backups"
    with EventLog(log) as event_log:
        add_finished_games(event_log, 24)
    backups.make_backup(log, folder, NOW)
    content = bytearray(log.read_bytes().replace(b"Court 3", b"Caurt 3"))
    content[0:100] = bytes(100)
    log.write_bytes(content)
    return lambda choose, on_progress, _offer: recovery.repair_if_damaged(log, [folder], choose, on_progress)


def start_repair(
    qtbot: QtBot, page: RecoveryPage, repair: Recover, until: Callable[[], bool]
) -> "Future[recovery.RecoveryReport | None]":
    executor = ThreadPoolExecutor(1)
    outcome = executor.submit(repair, page.choose, page.show_progress, page.offer)
    executor.shutdown(wait=False)
    qtbot.waitUntil(lambda: until() or outcome.done())
    return outcome


def test_three_choices_are_offered_where_log_and_backup_differ(
    qtbot: QtBot, page: RecoveryPage, repair: Recover
) -> None:
    outcome = start_repair(qtbot, page, repair, lambda: bool(page.answers))
    assert page.message.text().startswith("Log and backup do not say the same of 3 games.")
    both, backup, found = (button.text() for button in page.answers)
    assert both.startswith("Both: the backup, and what came after it (recommended)")
    assert backup.startswith("Only the backup of ")
    assert backup.endswith("\n24 games with 72 entries")
    assert found.startswith("Only what the damaged log still holds\n24 games with")
    click(page.answers[0])
    qtbot.waitUntil(outcome.done)
    report = outcome.result()
    assert report is not None
    assert report.games == 24


def test_the_report_describes_the_repair_and_continues_to_the_kiosk(qtbot: QtBot, page: RecoveryPage) -> None:
    page.show_report(
        recovery.RecoveryReport(Unavailable("its end is missing"), 24, 1072, 3, None, Path("/data/set-aside/2026"))
    )
    assert page.title.text() == "The scores are back"
    assert page.message.text() == (
        "24 games with 1,072 entries were put together. 3 entries could not be used, since earlier ones are gone."
    )
    assert page.details.text() == "Nothing was overwritten. The damaged log is kept in /data/set-aside/2026"
    assert page.answers[0].text() == "Open the kiosk (60)"
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.answers[0].hasFocus)
    QTest.keyClick(page.answers[0], Qt.Key.Key_Return)
    assert page.acknowledged.done()


def test_the_report_counts_the_tournaments(page: RecoveryPage) -> None:
    page.show_report(recovery.RecoveryReport(Unavailable("its end is missing"), 24, 1072, 0, None, None, 1))
    assert page.message.text() == "24 games and 1 tournament with 1,072 entries were put together."


def test_an_unattended_kiosk_continues_without_an_answer(page: RecoveryPage) -> None:
    page.show_report(recovery.RecoveryReport(Unavailable("the file is gone"), 1, 1, 0, None, None))
    for _ in range(59):
        page._count_down()
    assert not page.acknowledged.done()
    page._count_down()
    assert page.acknowledged.done()


def test_closing_the_question_changes_nothing(
    qtbot: QtBot, page: RecoveryPage, repair: Recover, tmp_path: Path
) -> None:
    before = (tmp_path / "events.db").read_bytes()
    outcome = start_repair(qtbot, page, repair, lambda: bool(page.answers))
    page.close()
    qtbot.waitUntil(outcome.done)
    with pytest.raises(Unavailable, match="Nothing was changed"):
        outcome.result()
    assert (tmp_path / "events.db").read_bytes() == before


@pytest.mark.usefixtures("qapp")
def test_an_intact_log_shows_no_page_and_an_error_is_passed_on() -> None:
    assert asyncio.run(show_recovery(lambda _choose, _on_progress, _offer: None)) is None

    def refuse(_choose: object, _on_progress: object, _offer: object) -> None:
        raise Unavailable("There is no room.")

    with pytest.raises(Unavailable, match="There is no room"):
        asyncio.run(show_recovery(refuse))


def test_a_backup_problem_is_shown_until_it_is_solved(window: MainWindow) -> None:
    problem = KioskError("No backup was made: {reason}", reason=Unavailable("the stick is away."))
    parts = {"backups": PartHealth((problem,))}
    watch = HealthWatch(window, lambda on_parts: on_parts(parts))
    watch.poll()
    assert window.message.problem == "No backup was made: the stick is away."
    set_language("es")
    try:
        watch.poll()
        assert window.message.problem == "No se hizo la copia de seguridad: the stick is away."
    finally:
        set_language("en")
    parts.clear()
    watch.poll()
    assert window.message.problem == ""


@pytest.mark.parametrize(("answer", "games"), [(0, 3), (-1, 0), (None, 0)])
def test_in_a_new_folder_the_backups_on_a_stick_are_offered(
    qtbot: QtBot, page: RecoveryPage, tmp_path: Path, answer: int | None, games: int
) -> None:
    """The laptop's disk was replaced and its backups are on a stick; the choice `None` closes the window."""
    stick, settings = tmp_path / "stick", Settings(data_dir=f"{tmp_path / 'new'}", backup_dir=f"{tmp_path / 'stick'}")
    with EventLog(tmp_path / "old.db") as old:
        add_finished_games(old, 3)
        backup_mark.write_mark(stick, tmp_path, old.name, "Patio")
    backups.make_backup(tmp_path / "old.db", stick, NOW)

    def repair(
        choose: recovery.ChooseRecovery, on_progress: Progress, offer: ChooseBackup
    ) -> recovery.RecoveryReport | None:
        return repair_log_if_damaged(settings, choose, on_progress, offer)

    outcome = start_repair(qtbot, page, repair, lambda: bool(page.answers))
    assert page.title.text() == "Go on from a backup?"
    one, none = (button.text() for button in page.answers)
    assert one.startswith("Patio: the backup of ")
    assert one.endswith("3 games with 9 entries")
    assert none == "Start without games"
    if answer is None:
        page.close()
    else:
        click(page.answers[answer])
    qtbot.waitUntil(outcome.done)
    assert outcome.result() is None
    with EventLog(tmp_path / "new" / "events.db") as new:
        assert len(new.game_ids()) == games


def test_a_second_laptop_goes_on_with_one_key(qtbot: QtBot, page: RecoveryPage, tmp_path: Path) -> None:
    """The stick was found, not named; the button with the newest backup has the focus and says what is in progress."""
    stick = tmp_path / "media" / "STICK" / "backups"
    with EventLog(tmp_path / "old.db") as old:
        night = write_night(old, played_night())
        stick.mkdir(parents=True)
        backup_mark.write_mark(stick, tmp_path, old.name, "Patio")
    backups.make_backup(tmp_path / "old.db", stick, NOW)
    settings = with_stick(Settings(data_dir=f"{tmp_path / 'new'}"), lambda: [stick.parent])

    def repair(
        choose: recovery.ChooseRecovery, on_progress: Progress, offer: ChooseBackup
    ) -> recovery.RecoveryReport | None:
        return repair_log_if_damaged(settings, choose, on_progress, offer)

    outcome = start_repair(qtbot, page, repair, lambda: bool(page.answers))
    assert page.answers[0].text().endswith("In progress: Friday")
    page.activateWindow()
    qtbot.waitUntil(page.answers[0].hasFocus)
    QTest.keyClick(page.answers[0], Qt.Key.Key_Return)
    qtbot.waitUntil(outcome.done)
    with EventLog(tmp_path / "new" / "events.db") as new:
        assert TournamentReader(new).ids() == [night]
