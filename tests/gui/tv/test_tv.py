"""The scoreboard for a TV: opened, filled and closed by key and click, also on a second screen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Result
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.tv.page import TvPage
from goat_kiosk.gui.tv.scoreboard import Scoreboard
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press, throw, type_in
from tests.gui.window_services import ADDRESS
from tests.waiting import TIMEOUT_S

ALL_OFF: list[Result] = ["off"] * 7
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(live_window: MainWindow) -> TvPage:
    live_window.open_section("TV")
    page = live_window.pages.section("TV")
    assert isinstance(page, TvPage)
    return page


def board(window: MainWindow) -> Scoreboard:
    assert window.tv.board is not None
    return window.tv.board


def test_a_key_opens_the_tv_board_on_the_game_of_the_desk_and_closes_it(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "t", CONTROL)
    assert board(live_window).isVisible()
    press(live_window, "q")
    assert board(live_window).accessibleName() == "Court 1: Hawks 0, Owls 0, Cy throws next"
    throw(scorekeeper, game_id, *ALL_OFF)
    assert board(live_window).accessibleName() == "Court 1: Hawks 3, Owls 0, Ann throws next"
    press(live_window, "t", CONTROL)
    assert live_window.tv.board is None


def test_escape_on_the_board_closes_it(live_window: MainWindow) -> None:
    press(live_window, "t", CONTROL)
    press(board(live_window), Qt.Key.Key_Escape)
    assert live_window.tv.board is None
    assert not live_window.tv.is_wanted


def test_the_digits_fill_half_of_the_height(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, BagThrown(1, "hole"))
    throw(scorekeeper, game_id, *ALL_OFF)
    press(live_window, "t", CONTROL)
    for size in ((1280, 720), (3840, 2160), (1024, 768)):
        board(live_window).resize(*size)
        image = board(live_window).grab().toImage()
        color = current_theme().team(scorekeeper.history(game_id).game.side(1).color)
        middle = range(int(image.width() * 0.1), int(image.width() * 0.4), 4)
        rows = [y for y in range(image.height()) if any(image.pixelColor(x, y) == color for x in middle)]
        digits = [y for y in rows if 0.19 < y / image.height() < 0.76]
        assert (0.5 if size[0] / size[1] > 1.5 else 0.4) < len(digits) / image.height() < 0.6


def test_the_tv_board_follows_the_desk_to_another_court_unless_a_court_is_pinned(
    live_window: MainWindow, page: TvPage, scorekeeper: Scorekeeper
) -> None:
    create(scorekeeper, "Court 2")
    click(page.toggle)
    click(live_window.rail.entries[1])
    assert board(live_window).accessibleName().startswith("Court 2: ")
    live_window.open_section("TV")
    press(page.scene.choice, Qt.Key.Key_Down)
    press(page.scene.choice, Qt.Key.Key_Down)
    assert page.scene.choice.currentText() == "Court 1"
    click(page.scene.button)
    assert board(live_window).accessibleName().startswith("Court 1: ")
    click(live_window.rail.entries[1])
    assert board(live_window).accessibleName().startswith("Court 1: ")
    assert page.picture.board.accessibleName().startswith("Court 1: ")


def test_all_courts_and_a_message(live_window: MainWindow, page: TvPage, scorekeeper: Scorekeeper) -> None:
    for court in ("Court 2", "Court 3"):
        create(scorekeeper, court)
    click(page.toggle)
    press(page.scene.choice, Qt.Key.Key_Down)
    click(page.scene.button)
    assert [game.court for game in board(live_window).games] == ["Court 1", "Court 2", "Court 3"]
    before = board(live_window).grab().toImage()
    press(page.scene.choice, Qt.Key.Key_End)
    type_in(page.scene.text, "Finals at nine")
    press(page.scene.text, Qt.Key.Key_Return)
    assert board(live_window).accessibleName() == "Finals at nine"
    assert board(live_window).grab().toImage() != before


def test_the_tv_board_is_restored_at_the_next_start(
    live_window: MainWindow, page: TvPage, open_window: OpenWindow, scorekeeper: Scorekeeper, preferences: Preferences
) -> None:
    press(page.scene.choice, Qt.Key.Key_Down)
    click(page.scene.button)
    click(page.toggle)
    live_window.window_state.close_without_asking()
    assert live_window.tv.board is None
    again = open_window(scorekeeper)
    assert board(again).games
    assert again.tv.scene.show == "all"
    assert preferences.current.tv_open
    again.close()


def test_a_missing_tv_is_reported_and_nothing_opens(live_window: MainWindow, preferences: Preferences) -> None:
    preferences.change(tv_screen="HDMI-1 0042")
    press(live_window, "t", CONTROL)
    assert live_window.tv.board is None
    assert live_window.message.problem.startswith("The TV is unplugged.")
    press(live_window, "t", CONTROL)
    assert live_window.message.problem == ""


def test_the_tv_board_shows_the_address_for_phones(live_window: MainWindow) -> None:
    press(live_window, "t", CONTROL)
    assert live_window.tv.address == ADDRESS
    before = board(live_window).grab().toImage()
    live_window.tv.show_address("http://192.168.7.7:8080")
    assert board(live_window).grab().toImage() != before


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.gui.startup.loop import make_application
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.window_services import make_services

application, folder = make_application(), Path(sys.argv[1])
with EventLog(folder / "events.db") as log, Devices(log.path) as devices, HistoryWorker(log.path) as history:
    keeper = Scorekeeper(log, "Patio", lambda: 1)
    window = MainWindow(make_services(keeper, Pairing(devices, lambda: 1), history, Preferences(folder)))
    window.show()
    application.processEvents()
    if not window.tv.is_wanted:
        window.tv.toggle()
    application.processEvents()
    board = window.tv.board
    print(board.screen().name(), board.geometry().getRect(), board.isFullScreen(), window.screen().name())
    tv = next(screen for screen in application.screens() if screen.name() == "HDMI-1")
    # Qt has no way to unplug a screen here; this is what it says when one goes.
    application.screenRemoved.emit(tv)
    print(window.tv.board, window.message.problem.startswith("The TV is unplugged."))
    application.screenAdded.emit(tv)
    print(window.tv.board.geometry().getRect(), window.message.problem == "")
    window.close()
    application.processEvents()
"""


def test_a_second_screen_is_filled_left_when_it_goes_and_filled_again(tmp_path: Path) -> None:
    screens = {
        "synchronousWindowSystemEvents": False,
        "windowFrameMargins": False,
        "screens": [
            {"name": "eDP-1", "x": 0, "y": 0, "width": 1366, "height": 768},
            {"name": "HDMI-1", "x": 1366, "y": 0, "width": 1920, "height": 1080},
        ],
    }
    (tmp_path / "screens.json").write_text(json.dumps(screens))
    for _ in range(2):
        process = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
            env={"QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}", "PYTHONPATH": "."},
        )
        assert process.stderr == ""
        assert process.stdout.splitlines() == [
            "HDMI-1 (1366, 0, 1920, 1080) True eDP-1",
            "None True",
            "(1366, 0, 1920, 1080) True",
        ]
