"""Fixtures of the window's tests: a real scorekeeper with a real log, and a clock that counts up."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot, _WaitWidgetContextManager
from pytestqt.wait_signal import SignalBlocker

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameStarted, Result
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.keyboard.page import KeyPage
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.cues import CUES, Cue
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.gui.startup.loop import make_application
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.window_services import make_services
from tests.waiting import TIMEOUT_MS

OpenWindow = Callable[..., MainWindow]


def bring_to_front(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and wait until it is active."""
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


class LongTimeoutBot(QtBot):
    """A `QtBot` with a long timeout, because pytest-qt's five seconds are too short on a busy machine."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = TIMEOUT_MS) -> None:  # noqa: N802  Qt’s way
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802  as above
        self,
        signal: SignalInstance,
        *,
        timeout: int = TIMEOUT_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb)

    def waitExposed(  # noqa: N802  as above
        self, widget: QWidget, *, timeout: int = TIMEOUT_MS
    ) -> _WaitWidgetContextManager:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QtBot]:
    yield LongTimeoutBot(request)
    # pytest-qt has closed the widgets, but without an event loop they would live until the next test: each restyling
    # there would restyle them too.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class SteppingClock:
    """A clock in milliseconds that advances one second with each call."""

    def __init__(self) -> None:
        self.now = 1_790_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application()


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def scorekeeper(log: EventLog, clock: SteppingClock) -> Scorekeeper:
    return Scorekeeper(log, "Patio", clock)


@pytest.fixture
def pairing(tmp_path: Path, clock: SteppingClock) -> Iterator[Pairing]:
    with Devices(tmp_path / "events.db") as devices:
        yield Pairing(devices, clock)


@pytest.fixture
def short_polls(monkeypatch: pytest.MonkeyPatch) -> int:
    """Milliseconds between two polls of networks and screens, a twentieth of the window's: no test waits a second."""
    for module in ("displays.page", "services.network_address", "window.status_bar"):
        monkeypatch.setattr(f"goat_kiosk.gui.{module}._POLL_MS", 50)
    return 50


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


@pytest.fixture
def played_cues() -> list[Cue]:
    """The sounds that were played, in order."""
    return []


@pytest.fixture
def sounds(played_cues: list[Cue]) -> Iterator[Sounds]:
    """Sounds with a silent player that records the cues."""
    sounds = Sounds(lambda file: played_cues.append(next(cue for cue in CUES if cue == file.stem)))
    yield sounds
    sounds.stop()


@pytest.fixture
def history_worker(log: EventLog) -> Iterator[HistoryWorker]:
    with HistoryWorker(log.path) as opened:
        yield opened


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


@pytest.fixture
def open_window(
    qtbot: QtBot,
    pairing: Pairing,
    history_worker: HistoryWorker,
    preferences: Preferences,
    sounds: Sounds,
    exports: Path,
) -> OpenWindow:
    def opened(scorekeeper: Scorekeeper, lobby: Lobby | None = None) -> MainWindow:
        window = MainWindow(make_services(scorekeeper, pairing, history_worker, preferences, sounds, lobby, exports))
        bring_to_front(qtbot, window)
        return window

    return opened


@pytest.fixture
def live_window(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """A window with a live singles game: Ann of Hawks throws first against Cy of Owls."""
    scorekeeper.record(game_id, GameStarted())
    return open_window(scorekeeper)


@pytest.fixture
def window(open_window: OpenWindow, scorekeeper: Scorekeeper) -> MainWindow:
    return open_window(scorekeeper)


@pytest.fixture
def game_id(scorekeeper: Scorekeeper) -> int:
    """The id of a singles game in the lobby of Court 1."""
    return create(scorekeeper)


def create(scorekeeper: Scorekeeper, court: str = "Court 1", rules: str = "acl") -> int:
    teams = NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])
    return scorekeeper.create(NewGame(court, rules, *teams).to_event()).game_id


def throw(scorekeeper: Scorekeeper, game_id: int, *results: Result) -> Game:
    """Throw bags in turn."""
    for result in results:
        scorekeeper.record(game_id, BagThrown(scorekeeper.history(game_id).game.next_team or 1, result))
    return scorekeeper.history(game_id).game


def choose_bag(window: MainWindow, n: int) -> None:
    """Choose bag `n` of this round with a right click on the board."""
    board = window.play.board
    QTest.mouseClick(board, Qt.MouseButton.RightButton, pos=board.place_of(n).toPoint())


def key_page(window: MainWindow) -> KeyPage:
    """Return the settings page of keys, sound and sides."""
    page = window.pages.section("Keyboard and sound")
    assert isinstance(page, KeyPage)
    return page


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def press(widget: QWidget, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    known = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
    QTest.keyClick(widget, known, modifier)


def type_in(widget: QWidget, words: str) -> None:
    QTest.keyClicks(widget, words)
