"""Leak test of the window: after eight hours of play, run in minutes, it has no more widgets and timers than after one.

Four courts and 10,000 bags are scored by keyboard, each committed and painted. At intervals a bag is undone and redone,
the court is changed, an older round is previewed and corrected, and every page is opened; a finished game is followed
by a rematch. The first count comes after an hour, when every page exists.

Memory still grows by about 1.5 MB an hour, also without a window: for unlimited undo each bag keeps the game before it,
0.9 KB as measured by tracemalloc. The scorekeeper evicts games that have been idle for a day and a half, so a kiosk
that runs for a season holds two evenings.
"""

import gc
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.startup.loop import make_application
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.window_services import make_services

HOURS, BAGS = 8, 10_000
COURTS = 4
UNDO, CHANGE_COURT, CORRECT, OPEN_PAGES = 23, 40, 90, 250
"""The number of bags between two of each action."""
PAGES = (Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F1)
RESULT_KEYS = Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3
"""In the hole, on the board, and off the board, for the next team."""


class Counts(NamedTuple):
    """Objects and memory at the end of an hour."""

    widgets: int
    timers: int
    objects: int
    games: int
    memory_mb: float


class WindowPlayer:
    """Scores games in the window by keyboard and mouse, and counts what it does."""

    def __init__(self, application: QApplication, scorekeeper: Scorekeeper, window: MainWindow) -> None:
        self._application, self._scorekeeper, self._window = application, scorekeeper, window
        self._rng = random.Random(21)  # noqa: S311  the same evening each time
        self.bags = self.corrections = self.games = self.events = 0
        scorekeeper.subscribe(self._on_change)

    def _on_change(self, _change: object) -> None:
        self.events += 1

    def open_games(self) -> None:
        """Open a game on every court."""
        for court in range(1, COURTS + 1):
            teams = NewTeam("Hawks", ["Ann", "Bob"]), NewTeam("Owls", ["Cat", "Dan"])
            game_id = self._scorekeeper.create(NewGame(f"Court {court}", "acl", *teams).to_event()).game_id
            self._scorekeeper.record(game_id, GameStarted())
            self.games += 1
        self.press_key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)

    def press_key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key and process the events that it causes."""
        QTest.keyClick(self._window, key, modifier)
        self._application.processEvents()

    def score_bag(self) -> None:
        """Score one bag by keyboard, and do the actions that are due."""
        if self._window.pages.currentWidget() is self._window.finish:
            self._play_again()
        self.press_key(self._rng.choice(RESULT_KEYS))
        self.bags += 1
        if self.bags % UNDO == 0:
            self.press_key(Qt.Key.Key_Backspace)
            self.press_key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        if self.bags % CORRECT == 0:
            self._correct()
        if self.bags % CHANGE_COURT == 0:
            court = Qt.Key(Qt.Key.Key_1 + self.bags // CHANGE_COURT % COURTS)
            self.press_key(court, Qt.KeyboardModifier.ControlModifier)
        if self.bags % OPEN_PAGES == 0:
            for page in PAGES:
                self.press_key(page)
            self.press_key(Qt.Key.Key_Escape)

    def _play_again(self) -> None:
        QTest.mouseClick(self._window.finish.rematch_button, Qt.MouseButton.LeftButton)
        self._application.processEvents()
        QTest.mouseClick(self._window.lobby.start, Qt.MouseButton.LeftButton)
        self._application.processEvents()
        self.games += 1

    def _correct(self) -> None:
        """Open the first round, change a count, and apply the correction if its preview allows that."""
        rounds = self._window.rounds
        if not rounds.isVisible() or not rounds.list.rounds.rowCount():
            return
        rounds.list.activated.emit(rounds.list.rounds.index(rounds.list.rounds.rowCount() - 1, 0))
        form = rounds.correction
        boards = form.counts[1, "boards"]
        QTest.mouseClick(boards.less if boards.number.value() else boards.more, Qt.MouseButton.LeftButton)
        self._application.processEvents()
        if form.apply.isEnabled():
            QTest.mouseClick(form.apply, Qt.MouseButton.LeftButton)
            self.corrections += 1
        else:
            QTest.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
        self._application.processEvents()

    def count_objects(self) -> Counts:
        """Show the play page, delete what Qt has scheduled for deletion, and count the remaining objects."""
        self.press_key(Qt.Key.Key_Escape)
        self.press_key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        if self._window.pages.currentWidget() is self._window.finish:
            self._play_again()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return Counts(
            len(self._application.allWidgets()),
            len(self._window.findChildren(QTimer)),
            len(self._window.findChildren(QObject)),
            self.games,
            pages * 4096 / 1e6,
        )


@pytest.fixture
def player(tmp_path: Path) -> Iterator[WindowPlayer]:
    application = make_application()
    with (
        EventLog(tmp_path / "events.db") as log,
        Devices(log.path) as devices,
        HistoryWorker(log.path) as history_worker,
    ):
        clock = itertools.count(1_790_000_000_000, HOURS * 3_600_000 // BAGS)
        scorekeeper = Scorekeeper(log, "Patio", lambda: next(clock))
        window = MainWindow(make_services(scorekeeper, Pairing(devices, lambda: 0), history_worker))
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        yield WindowPlayer(application, scorekeeper, window)
        window.close()


def test_widgets_and_timers_do_not_grow_in_an_evening(player: WindowPlayer) -> None:
    player.open_games()
    hours = []
    for hour in range(1, HOURS + 1):
        while player.bags < BAGS * hour // HOURS:
            player.score_bag()
        hours.append(player.count_objects())
    print(f"\n{player.bags:,} bags, {player.games} games, {player.corrections} corrections: {player.events:,} events")
    print(f"{'hour':>6}", end="")
    print("".join(f"{name:>12}" for name in Counts._fields))
    for hour, counts in enumerate(hours, start=1):
        print(f"{hour:>6}" + "".join(f"{figure:>12,.0f}" for figure in counts))
    first, last = hours[0], hours[-1]
    assert (last.widgets, last.timers) == (first.widgets, first.timers)
    assert player.events > BAGS
    assert player.games > 2 * COURTS
    assert player.corrections > HOURS
