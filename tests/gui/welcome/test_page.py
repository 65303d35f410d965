"""Welcome page at the first start: every field may stay empty, input is saved, and the page appears once."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.demo.bar import DemoBar
from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.services.demo_process import DemoProcess
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.startup.single_instance import SingleInstance
from goat_kiosk.gui.text import language
from goat_kiosk.gui.welcome.first_start import FirstStart, is_due, welcome
from goat_kiosk.gui.welcome.page import WelcomePage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.settings.venue import Venue, VenueProfile, read
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.text.i18n import SOURCE_LANGUAGE
from tests.gui.conftest import bring_to_front, click, create, press, type_in
from tests.gui.window_services import make_services
from tests.waiting import TIMEOUT_S


@pytest.fixture
def venue(tmp_path: Path) -> Venue:
    return Venue("laptop", tmp_path)


@pytest.fixture
def services(
    scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker, preferences: Preferences, venue: Venue
) -> Services:
    return replace(make_services(scorekeeper, pairing, history_worker, preferences), venue=venue)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path)
    yield instance
    instance.close()


@pytest.fixture
def first_start(services: Services, qtbot: QtBot) -> Iterator[FirstStart]:
    window = FirstStart(services)
    bring_to_front(qtbot, window)
    yield window
    language.set_language(SOURCE_LANGUAGE)
    QLocale.setDefault(QLocale.system())


def test_enter_accepts_every_default(
    first_start: FirstStart, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    assert first_start.page.name.text() == "laptop"
    with qtbot.waitSignal(first_start.finished):
        press(first_start.page.name, Qt.Key.Key_Return)
    assert preferences.current.welcomed
    assert not preferences.current.pin
    assert read(tmp_path) == VenueProfile("", ("Court 1",))


def test_escape_skips_the_page_and_saves_nothing(
    first_start: FirstStart, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    type_in(first_start.page.name, "The Barn")
    with qtbot.waitSignal(first_start.finished):
        press(first_start.page.name, Qt.Key.Key_Escape)
    assert preferences.current.welcomed
    assert read(tmp_path) == VenueProfile()


def test_the_input_is_saved(first_start: FirstStart, preferences: Preferences, venue: Venue, qtbot: QtBot) -> None:
    type_in(first_start.page.name, "The Barn")
    for _ in range(3):
        click(first_start.page.courts.count.more)
    assert first_start.page.courts.text == "Court 1, Court 2, Court 3, Court 4"
    type_in(first_start.page.courts.names, ", Patio")
    assert first_start.page.courts.count.number.value() == 5
    click(first_start.page.courts.count.less)
    type_in(first_start.page.pin, "2468")
    with qtbot.waitSignal(first_start.finished):
        click(first_start.page.start)
    assert (venue.name, venue.courts) == ("The Barn", ("Court 1", "Court 2", "Court 3", "Court 4"))
    assert pin.verify_pin("2468", preferences.current.pin)


def test_invalid_input_is_reported_and_stays_in_the_form(first_start: FirstStart, venue: Venue) -> None:
    type_in(first_start.page.name, "The Barn")
    type_in(first_start.page.pin, "12")
    click(first_start.page.start)
    assert first_start.page.problem.text() == "A PIN is 4 to 12 digits."
    assert first_start.page.name.text() == "The Barn"
    assert first_start.isVisible()
    assert venue.name == "laptop"


def test_another_language_applies_at_once_and_keeps_the_input(
    first_start: FirstStart, preferences: Preferences
) -> None:
    type_in(first_start.page.name, "El Granero")
    first_start.page.language.choose("es")
    first_start.page.language.activated.emit(0)
    QApplication.processEvents()
    assert first_start.page.start.caption == "Empezar"
    assert first_start.page.name.text() == "El Granero"
    assert preferences.current.language == "es"


def test_a_name_from_the_settings_cannot_be_edited(services: Services, qtbot: QtBot, tmp_path: Path) -> None:
    window = FirstStart(replace(services, venue=Venue("Set", tmp_path, fixed=True)))
    qtbot.addWidget(window)
    window.show()
    assert not window.page.name.isEnabled()


def test_the_welcome_page_appears_for_a_new_data_folder_only(
    services: Services, scorekeeper: Scorekeeper, preferences: Preferences
) -> None:
    assert is_due(services)
    preferences.change(welcomed=True)
    assert not is_due(services)
    preferences.change(welcomed=False)
    create(scorekeeper)
    assert not is_due(services)


@pytest.mark.qt_log_ignore("does not support raise")
async def test_a_game_opened_during_the_welcome_is_shown(
    instance: SingleInstance, services: Services, scorekeeper: Scorekeeper, preferences: Preferences
) -> None:
    stop = asyncio.Event()
    welcome_task = asyncio.ensure_future(welcome(services, stop, instance.activated))
    await asyncio.sleep(0)
    assert not welcome_task.done()
    create(scorekeeper)
    await asyncio.wait_for(welcome_task, TIMEOUT_S)
    assert not stop.is_set()
    assert preferences.current.welcomed
    create(scorekeeper, "Court 2")
    await asyncio.wait_for(welcome(services, stop, instance.activated), TIMEOUT_S)


@pytest.mark.qt_log_ignore("does not support raise")
async def test_closing_the_window_ends_the_program_and_the_page_appears_again(
    instance: SingleInstance, services: Services, preferences: Preferences
) -> None:
    stop = asyncio.Event()
    welcome_task = asyncio.ensure_future(welcome(services, stop, instance.activated))
    await asyncio.sleep(0)
    next(
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, FirstStart) and widget.isVisible()
    ).close()
    await asyncio.wait_for(welcome_task, TIMEOUT_S)
    assert stop.is_set()
    assert not preferences.current.welcomed


@pytest.fixture
def window(services: Services, qtbot: QtBot) -> MainWindow:
    window = MainWindow(services)
    bring_to_front(qtbot, window)
    return window


def test_the_welcome_page_can_be_opened_in_the_window(
    window: MainWindow, venue: Venue, scorekeeper: Scorekeeper
) -> None:
    venue.subscribe(scorekeeper.set_kiosk_name)
    window.open_section("Venue")
    page = window.pages.section("Venue")
    assert isinstance(page, WelcomePage)
    type_in(page.name, "The Barn")
    type_in(page.courts.names, ", Patio")
    press(page.name, Qt.Key.Key_Return)
    assert window.message.text == "Saved: The Barn."
    assert not page.isVisible()
    window.show_new_game()
    assert window.new_game.court.name == "Court 1"
    first_start = create(scorekeeper)
    window.show_new_game()
    assert window.new_game.court.name == "Patio"
    assert b'"kiosk":"The Barn"' in scorekeeper.snapshot(first_start).state


def test_a_locked_window_asks_for_the_pin_first(window: MainWindow) -> None:
    window.pin_prompt.lock.set_pin("2468")
    window.pin_prompt.lock.lock()
    window.open_section("Venue")
    assert window.pages.currentWidget() is window.pin_prompt.page


def test_the_demo_runs_beside_the_venue_and_leaves_nothing_in_its_log(
    services: Services, scorekeeper: Scorekeeper, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "elsewhere" / "scores"
    monkeypatch.setenv("GOAT_KIOSK_TEXT_DIR", str(file))
    monkeypatch.setenv("GOAT_KIOSK_REDIS", "redis://127.0.0.1:1")
    demo_process = DemoProcess(("--host", "127.0.0.1", "--pace", "0.05"))
    window = FirstStart(replace(services, demo_process=demo_process))
    qtbot.addWidget(window)
    before = {path.name for path in tmp_path.iterdir()}
    click(window.page.demo)
    assert demo_process.is_running
    assert window.page.demo.text() == "End the demo"
    click(window.page.demo)
    qtbot.waitUntil(lambda: not demo_process.is_running)
    assert window.page.demo.text() == "Show me a demo"
    assert not scorekeeper.has_games
    assert {path.name for path in tmp_path.iterdir()} == before
    demo_process.stop()


def test_a_demo_window_says_so_and_how_to_end_it(services: Services, qtbot: QtBot) -> None:
    window = MainWindow(replace(services, is_demo=True))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    (bar,) = window.findChildren(DemoBar)
    assert bar.isVisible()
    assert "Nothing is kept" in bar.sentence.text()
    assert "Ctrl+Q" in bar.end.text()
    with qtbot.waitSignal(window.closed):
        press(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
