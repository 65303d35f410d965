"""Change of language: the window is built again in the same process, with the same game, page and geometry."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.gui.language.page import LanguagePage
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.gui.text import language
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.window.main_window_host import MainWindowHost
from goat_kiosk.gui.window.section_tabs import SectionTabs
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.text.i18n import SOURCE_LANGUAGE
from tests.gui.conftest import click, press, type_in
from tests.gui.window.test_main_window import read_only
from tests.gui.window_services import make_services

pytestmark = pytest.mark.qt_log_ignore("does not support raise")


@pytest.fixture
def services(
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    history_worker: HistoryWorker,
    preferences: Preferences,
    sounds: Sounds,
) -> Services:
    return make_services(scorekeeper, pairing, history_worker, preferences, sounds)


@pytest.fixture
def host(services: Services, qtbot: QtBot) -> Iterator[MainWindowHost]:
    before = QLocale()
    services.preferences.change(language="en")
    host = MainWindowHost(services)
    host.window.window_state.restore()
    qtbot.waitUntil(host.window.isActiveWindow)
    yield host
    host.window.window_state.close_without_asking()
    host.window.deleteLater()
    language.set_language(SOURCE_LANGUAGE)
    QLocale.setDefault(before)


def choose_language(window: MainWindow, code: str) -> None:
    """Go to the language by clicks, as someone who cannot read the window would: gear, globe, own language."""
    click(window.menu.buttons["show-settings"])
    tabs = window.pages.currentWidget()
    assert isinstance(tabs, SectionTabs)
    click(tabs.tabs["Language"])
    page = window.pages.section("Language")
    assert isinstance(page, LanguagePage)
    click(page.languages.buttons[code])


def wait_for_another(host: MainWindowHost, before: MainWindow, qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: host.window is not before and host.window.isActiveWindow())
    return host.window


def test_the_language_changes_at_once_with_the_same_game_page_and_geometry(
    host: MainWindowHost, scorekeeper: Scorekeeper, game_id: int, preferences: Preferences, qtbot: QtBot
) -> None:
    scorekeeper.record(game_id, GameStarted())
    before = host.window
    before.show_game(game_id)
    before.showNormal()
    before.resize(780, 600)  # the test screen has 800 × 800
    choose_language(before, "es")
    window = wait_for_another(host, before, qtbot)
    assert (window.current.game_id, window.pages.section_name) == (game_id, "Language")
    assert window.size() == QSize(780, 600)
    assert window.message.text == "Esta ventana ya está en español."
    assert preferences.current.language == "es"
    press(window, Qt.Key.Key_Escape)
    assert window.play.isVisible()
    press(window, "1")
    assert scorekeeper.history(game_id).game.bags[0].result == "hole"
    assert window.message.text == "Ann: hoyo."


def test_the_old_window_is_gone_and_hears_of_no_change(
    host: MainWindowHost, scorekeeper: Scorekeeper, game_id: int, qtbot: QtBot
) -> None:
    before, destroyed = host.window, list[bool]()
    before.destroyed.connect(lambda: destroyed.append(True))
    choose_language(before, "es")
    wait_for_another(host, before, qtbot)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert destroyed == [True]
    scorekeeper.record(game_id, GameStarted())
    assert host.window.isVisible()
    windows = [window for window in QGuiApplication.topLevelWindows() if window.isVisible()]
    assert [window.objectName() for window in windows].count("windowWindow") == 1


def test_names_that_were_typed_into_a_new_game_are_kept(host: MainWindowHost, qtbot: QtBot) -> None:
    before = host.window
    type_in(before.new_game.teams[2].name, "Owls")
    choose_language(before, "es")
    window = wait_for_another(host, before, qtbot)
    assert window.new_game.teams[2].name.text() == "Owls"
    assert window.menu.buttons["show-history"].text() == "Historial"


def test_the_language_waits_for_what_is_not_saved(
    host: MainWindowHost, scorekeeper: Scorekeeper, log: EventLog, game_id: int, qtbot: QtBot
) -> None:
    scorekeeper.record(game_id, GameStarted())
    before = host.window
    before.show_game(game_id)
    with read_only(log):
        press(before, "1")
        assert before.recorder.pending_count == 1
        choose_language(before, "es")
        QTest.qWait(0)
        assert host.window is before
    before.recorder.retry()
    window = wait_for_another(host, before, qtbot)
    assert len(scorekeeper.history(game_id).game.bags) == 1
    assert window.status_bar.log.text() == "✓ Guardado"


def test_the_texts_of_qt_itself_change_too(host: MainWindowHost, qtbot: QtBot) -> None:
    before = host.window
    choose_language(before, "es")
    window = wait_for_another(host, before, qtbot)
    menu = window.new_game.findChildren(QLineEdit)[0].createStandardContextMenu()
    assert any("Pegar" in action.text() for action in menu.actions())
    menu.deleteLater()


def test_the_first_window_is_as_large_as_a_small_screen(services: Services, qtbot: QtBot) -> None:
    host = MainWindowHost(services)
    qtbot.addWidget(host.window)
    host.window.window_state.restore()
    screen = host.window.screen().availableSize()
    assert host.window.size().boundedTo(screen) == host.window.size()
    assert [b for b in host.window.findChildren(QPushButton) if b.isVisible() and not is_inside(host.window, b)] == []


def is_inside(window: QWidget, widget: QWidget) -> bool:
    corner = widget.mapTo(window, widget.rect().bottomRight())
    return window.rect().contains(corner)
