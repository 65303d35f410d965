"""A long evening at the desk, eight hours of play in minutes: nothing in the window may grow.

Four courts and 10,000 bags, keyed as a scorekeeper keys them, each committed and painted. Every so often a bag is taken
back and put forward again, the court is changed, an older round is opened, previewed and corrected, every page of the
window is looked at, and a game that is over is followed by a rematch. Widgets, timers and Qt's objects under the window
are counted when the first hour is over, by which time every page has been made, and after the last.

Memory rises by some 1.5 MB an hour all the same, and Qt has no part in it. It is the way back: so that undo has no end,
each bag keeps the game before it, 0.9 KB as tracemalloc counts them, with no window at all 1.3 to 1.5 MB for 1,250
bags. The scorekeeper lets go of games that nobody has touched for a day and a half, so a kiosk that runs for a season
holds two evenings.
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
TAKE_BACK, CHANGE_COURT, CORRECT, LOOK_AROUND = 23, 40, 90, 250
"""After so many bags each."""
PAGES = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12)
LANDED = Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3
"""In the hole, on the board, off: for whoever is due."""


class Counted(NamedTuple):
    """What there is at the end of an hour."""

    widgets: int
    timers: int
    objects: int
    games: int
    memory_mb: float


class Evening:
    """Drives the window like a scorekeeper."""

    def __init__(self, application: QApplication, scorekeeper: Scorekeeper, window: MainWindow) -> None:
        self._application, self._scorekeeper, self._window = application, scorekeeper, window
        self._chance = random.Random(21)  # noqa: S311  the same evening each time
        self.bags = self.corrections = self.games = self.events = 0
        scorekeeper.subscribe(self._count)

    def _count(self, _change: object) -> None:
        self.events += 1

    def begin(self) -> None:
        """Open a game on every court."""
        for court in range(1, COURTS + 1):
            teams = NewTeam("Hawks", ["Ann", "Bob"]), NewTeam("Owls", ["Cat", "Dan"])
            game_id = self._scorekeeper.create(NewGame(f"Court {court}", "acl", *teams).to_event()).game_id
            self._scorekeeper.record(game_id, GameStarted())
            self.games += 1
        self.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)

    def key(self, key: Qt.Key, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key and let the window answer and paint."""
        QTest.keyClick(self._window, key, with_key)
        self._application.processEvents()

    def throw(self) -> None:
        """Key one bag, and whatever else is due after so many."""
        if self._window.pages.currentWidget() is self._window.finish:
            self._play_again()
        self.key(self._chance.choice(LANDED))
        self.bags += 1
        if self.bags % TAKE_BACK == 0:
            self.key(Qt.Key.Key_Backspace)
            self.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        if self.bags % CORRECT == 0:
            self._correct()
        if self.bags % CHANGE_COURT == 0:
            court = Qt.Key(Qt.Key.Key_1 + self.bags // CHANGE_COURT % COURTS)
            self.key(court, Qt.KeyboardModifier.ControlModifier)
        if self.bags % LOOK_AROUND == 0:
            for page in PAGES:
                self.key(page)
            self.key(Qt.Key.Key_Escape)

    def _play_again(self) -> None:
        QTest.mouseClick(self._window.finish.rematch_button, Qt.MouseButton.LeftButton)
        self._application.processEvents()
        QTest.mouseClick(self._window.lobby.start, Qt.MouseButton.LeftButton)
        self._application.processEvents()
        self.games += 1

    def _correct(self) -> None:
        """Open the first round, change a count, look at the preview, and apply it where the rules let it be."""
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

    def counted(self) -> Counted:
        """Count what there is, on the page of play, when everything that was let go is gone."""
        self.key(Qt.Key.Key_Escape)
        self.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        if self._window.pages.currentWidget() is self._window.finish:
            self._play_again()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return Counted(
            len(self._application.allWidgets()),
            len(self._window.findChildren(QTimer)),
            len(self._window.findChildren(QObject)),
            self.games,
            pages * 4096 / 1e6,
        )


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
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
        yield Evening(application, scorekeeper, window)
        window.close()


def test_nothing_grows_in_an_evening(evening: Evening) -> None:
    evening.begin()
    hours = []
    for hour in range(1, HOURS + 1):
        while evening.bags < BAGS * hour // HOURS:
            evening.throw()
        hours.append(evening.counted())
    print(
        f"\n{evening.bags:,} bags, {evening.games} games, {evening.corrections} corrections: {evening.events:,} events"
    )
    print(f"{'hour':>6}", end="")
    print("".join(f"{name:>12}" for name in Counted._fields))
    for hour, one in enumerate(hours, start=1):
        print(f"{hour:>6}" + "".join(f"{figure:>12,.0f}" for figure in one))
    first, last = hours[0], hours[-1]
    assert (last.widgets, last.timers) == (first.widgets, first.timers)
    assert evening.events > BAGS
    assert evening.games > 2 * COURTS
    assert evening.corrections > HOURS
