"""The window on a real scorekeeper with a real log; the clock is a counter."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.archivist import Archivist
from goat_kiosk.domain.events import BagThrown, Result
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.new_game import NewGame, NewTeam
from goat_kiosk.gui.loop import make_application
from goat_kiosk.gui.main_window import MainWindow
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.store.event_log import EventLog

ADDRESS = "http://192.168.1.20:8080"

Open = Callable[[Scorekeeper], MainWindow]


class Counter:
    """A clock that is one second later each time."""

    def __init__(self) -> None:
        self.now = 1_790_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application()


@pytest.fixture
def clock() -> Counter:
    return Counter()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def scorekeeper(log: EventLog, clock: Counter) -> Scorekeeper:
    return Scorekeeper(log, "Patio", clock)


@pytest.fixture
def archivist(log: EventLog) -> Iterator[Archivist]:
    with Archivist(log.path) as opened:
        yield opened


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


@pytest.fixture
def open_window(qtbot: QtBot, archivist: Archivist, exports: Path) -> Open:
    def opened(scorekeeper: Scorekeeper) -> MainWindow:
        window = MainWindow(scorekeeper, ADDRESS, archivist, exports)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return opened


@pytest.fixture
def window(open_window: Open, scorekeeper: Scorekeeper) -> MainWindow:
    return open_window(scorekeeper)


@pytest.fixture
def game_id(scorekeeper: Scorekeeper) -> int:
    """A singles game at court 1, in its lobby."""
    return create(scorekeeper)


def create(scorekeeper: Scorekeeper, court: str = "Court 1", rules: str = "acl") -> int:
    teams = NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])
    return scorekeeper.create(NewGame(court, rules, *teams).event()).game_id


def throw(scorekeeper: Scorekeeper, game_id: int, *results: Result) -> Game:
    """Throw bags in turn."""
    for result in results:
        scorekeeper.record(game_id, BagThrown(scorekeeper.history(game_id).game.due or 1, result))
    return scorekeeper.history(game_id).game


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def press(widget: QWidget, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    known = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
    QTest.keyClick(widget, known, modifier)


def type_in(widget: QWidget, words: str) -> None:
    QTest.keyClicks(widget, words)
