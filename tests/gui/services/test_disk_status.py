"""Slow, full and missing disks: the window reports them, loses no bag, and shows no bag before it is saved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal, Slot
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameCreated, GameStarted, Undone
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.disk import DiskMonitor, DiskProblem
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.disks import FaultyDisk, faulty_disk, small_disk
from tests.gui.conftest import SteppingClock, bring_to_front, click, create, press
from tests.gui.window_services import make_services


class CallOnQtLoop(QObject):
    """Schedules a call on the Qt event loop from any thread."""

    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._called.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def __call__(self, callback: Callable[[], None]) -> None:
        self._called.emit(callback)

    @Slot(object)
    def _do(self, callback: Callable[[], None]) -> None:
        callback()


class DiskTestWindow(NamedTuple):
    """A window, the scorekeeper behind it, and the log below."""

    window: MainWindow
    scorekeeper: Scorekeeper
    log: EventLog
    game_id: int

    def saved_bags(self) -> list[tuple[int, str]]:
        """Return the bags in the log, each its team and result."""
        events = [row.event for row in self.log.events(self.game_id)]
        return [(event.team, event.result) for event in events if isinstance(event, BagThrown)]

    def board_text(self) -> str:
        """Return the text of the board."""
        return self.window.play.board.accessibleName()

    def has_message(self, words: str) -> bool:
        return words in self.window.message.text


@contextmanager
def open_disk_test_window(folder: Path, qtbot: QtBot) -> Iterator[DiskTestWindow]:
    """Open a window with a live game whose writes do not block the event loop, as in the program."""
    with (
        EventLog(folder / "events.db") as log,
        Devices(log.path) as devices,
        HistoryWorker(log.path) as history_worker,
        DiskMonitor(log) as disk,
    ):
        clock = SteppingClock()
        with EventLog(log.path) as sync_log:
            scorekeeper = Scorekeeper(sync_log, "Patio", clock)
            game_id = create(scorekeeper)
            scorekeeper.record(game_id, GameStarted())
        scorekeeper = Scorekeeper(log, "Patio", clock, CallOnQtLoop())
        scorekeeper.open()
        window = MainWindow(
            make_services(scorekeeper, Pairing(devices, clock), history_worker, disk_problem=disk.problem)
        )
        bring_to_front(qtbot, window)
        try:
            yield DiskTestWindow(window, scorekeeper, log, game_id)
        finally:
            window.recorder.discard()
            window.window_state.close_without_asking()


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    with faulty_disk() as disk:
        yield disk


@pytest.fixture
def desk(disk: FaultyDisk, tmp_path: Path, qtbot: QtBot) -> Iterator[DiskTestWindow]:
    with open_disk_test_window(tmp_path, qtbot) as desk:
        yield desk
        disk.unblock_syncs()
        disk.fails_writes = False
        qtbot.waitUntil(lambda: not desk.window.recorder.is_saving)


def test_a_disk_problem_is_shown_until_it_is_solved(window: MainWindow) -> None:
    problems: list[DiskProblem | None] = [
        DiskProblem("The disk is almost full, {free} MB left.", {"free": 12}, blocks_writes=False)
    ]
    window.disk._find_problem = lambda: problems[0]
    window.disk.poll()
    assert window.message.problem == "The disk is almost full, 12 MB left."
    window.message.say("Ann: hole.")
    assert window.message.problem
    problems[0] = None
    window.disk.poll()
    assert window.message.problem == ""


def test_with_a_slow_disk_the_window_responds_and_bags_queue_in_order(
    disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot
) -> None:
    disk.block_syncs()
    press(desk.window, "1")
    qtbot.waitUntil(disk.sync_blocked.is_set)
    assert desk.window.status_bar.log.text() == "Saving…"
    assert desk.has_message("The disk is slow: this is being saved, and shown when it is.")
    assert (desk.board_text(), desk.saved_bags()) == ("The board: no bag yet", [])
    qtbot.waitUntil(lambda: "The disk is slow" in desk.window.message.problem)
    press(desk.window, "2")  # whoever is due: by what is being saved, not by what is shown
    press(desk.window, "3")
    assert desk.has_message("The disk is slow: 3 entries are being saved, and shown when they are.")
    press(desk.window, Qt.Key.Key_F7)
    assert desk.window.pages.currentWidget() is not desk.window.play
    press(desk.window, Qt.Key.Key_Escape)
    assert (desk.board_text(), desk.saved_bags()) == ("The board: no bag yet", [])
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: desk.window.status_bar.log.text() == "✓ Saved")
    assert desk.saved_bags() == [(1, "hole"), (2, "board"), (1, "off")]
    assert desk.board_text().count("bag ") == 3


def test_an_illegal_bag_is_refused_at_once_even_while_the_disk_is_slow(
    disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot
) -> None:
    disk.block_syncs()
    for key in ("1", *(Qt.Key.Key_Backspace,) * 4):
        press(desk.window, key)
    assert desk.has_message("There is nothing to undo.")
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: desk.window.recorder.pending_count == 0)
    events = [row.event for row in desk.log.events(desk.game_id)]
    assert events[2:] == [BagThrown(1, "hole"), Undone(), Undone()]


def test_bags_that_a_failing_disk_did_not_save_can_be_saved_again(
    disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot
) -> None:
    disk.block_syncs()
    for key in ("1", "2", "3"):
        press(desk.window, key)
    qtbot.waitUntil(disk.sync_blocked.is_set)
    disk.fails_writes = True
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: desk.has_message("Not saved: the disk answered with an error"))
    assert desk.has_message("2 entries wait, in order.")
    assert (desk.saved_bags(), desk.window.status_bar.log.text()) == ([(1, "hole")], "Not saved")
    disk.fails_writes = False
    # That it is well again is said, and at once the bags behind it have more to say.
    qtbot.waitUntil(lambda: desk.saved_bags() == [(1, "hole"), (2, "board"), (1, "off")])
    qtbot.waitUntil(lambda: desk.window.status_bar.log.text() == "✓ Saved")


def test_a_full_disk_is_reported_and_the_bag_is_saved_once_there_is_room(tmp_path: Path, qtbot: QtBot) -> None:
    with small_disk(tmp_path / "stick") as stick, open_disk_test_window(stick.folder, qtbot) as desk:
        stick.fill()
        qtbot.waitUntil(lambda: "The disk is full" in desk.window.message.problem)
        press(desk.window, "1")
        qtbot.waitUntil(lambda: desk.has_message("Not saved: the disk is full."))
        press(desk.window, "1")
        assert (desk.board_text(), desk.saved_bags()) == ("The board: no bag yet", [])
        assert (desk.window.status_bar.log.text(), desk.window.recorder.pending_count) == ("Not saved", 1)
        stick.free()
        qtbot.waitUntil(lambda: desk.window.status_bar.log.text() == "✓ Saved")
        assert desk.saved_bags() == [(1, "hole")]
        qtbot.waitUntil(lambda: desk.has_message("Saved after all: the disk keeps bags again."))
        qtbot.waitUntil(lambda: "is full" not in desk.window.message.problem)


def test_a_window_with_an_unsaved_bag_is_not_closed_over_it(
    disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot
) -> None:
    disk.fails_writes = True
    press(desk.window, "1")
    qtbot.waitUntil(lambda: desk.has_message("Not saved"))
    assert not desk.window.close()
    assert desk.window.isVisible()
    click(desk.window.message.answers[1])
    assert desk.has_message("Dropped: nothing was changed.")
    assert not desk.window.close()
    click(desk.window.close_question.page.leave)
    assert not desk.window.isVisible()
    assert desk.saved_bags() == []


def test_a_bag_that_is_being_saved_again_cannot_be_dropped(
    disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot
) -> None:
    disk.fails_writes = True
    press(desk.window, "1")
    qtbot.waitUntil(lambda: desk.has_message("Not saved"))
    disk.block_syncs()
    disk.fails_writes = False
    qtbot.waitUntil(lambda: desk.window.recorder.is_saving)  # tried again by itself
    click(desk.window.message.answers[1])
    assert desk.has_message("The disk is slow: this is being saved")
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: desk.window.status_bar.log.text() == "✓ Saved")
    assert (desk.saved_bags(), desk.window.recorder.pending_count) == ([(1, "hole")], 0)


def test_a_new_game_saved_late_is_opened(disk: FaultyDisk, desk: DiskTestWindow, qtbot: QtBot) -> None:
    disk.block_syncs()
    event = desk.scorekeeper.events(desk.game_id)[0].event
    assert isinstance(event, GameCreated)
    desk.window.new_game.requested.emit(replace(event, court="Court 2"))
    qtbot.waitUntil(disk.sync_blocked.is_set)
    assert len(desk.scorekeeper.game_ids()) == 1
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: desk.window.pages.currentWidget() is desk.window.lobby)
    assert len(desk.scorekeeper.game_ids()) == 2
