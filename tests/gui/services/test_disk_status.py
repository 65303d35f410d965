"""The window and its disk: what is slow, full or away is said; no bag is lost, or shown before it is kept."""

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
from tests.gui.conftest import Counter, bring_to_front, click, create, press
from tests.gui.venues import venue


class Soon(QObject):
    """Has something done by Qt's loop, from any thread."""

    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def __call__(self, work: Callable[[], None]) -> None:
        self._asked.emit(work)

    @Slot(object)
    def _do(self, work: Callable[[], None]) -> None:
        work()


class Hand(NamedTuple):
    """A window, the scorekeeper behind it, and the log below."""

    window: MainWindow
    keeper: Scorekeeper
    log: EventLog
    game_id: int

    def kept(self) -> list[tuple[int, str]]:
        """Return the bags in the log, each its team and result."""
        events = [row.event for row in self.log.events(self.game_id)]
        return [(event.team, event.result) for event in events if isinstance(event, BagThrown)]

    def shown(self) -> str:
        """Return what the board shows."""
        return self.window.play.board.accessibleName()

    def says(self, words: str) -> bool:
        return words in self.window.message.text


@contextmanager
def at_the_desk(folder: Path, qtbot: QtBot) -> Iterator[Hand]:
    """A window that never stands still for the disk, as in the program, on a game under way."""
    with (
        EventLog(folder / "events.db") as log,
        Devices(log.path) as devices,
        HistoryWorker(log.path) as archivist,
        DiskMonitor(log) as disk,
    ):
        clock = Counter()
        with EventLog(log.path) as beforehand:
            keeper = Scorekeeper(beforehand, "Patio", clock)
            game_id = create(keeper)
            keeper.record(game_id, GameStarted())
        keeper = Scorekeeper(log, "Patio", clock, Soon())
        keeper.open()
        window = MainWindow(venue(keeper, Pairing(devices, clock), archivist, trouble=disk.problem))
        bring_to_front(qtbot, window)
        try:
            yield Hand(window, keeper, log, game_id)
        finally:
            window.recorder.discard()
            window.window_state.leave()


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    with faulty_disk() as disk:
        yield disk


@pytest.fixture
def hand(disk: FaultyDisk, tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    with at_the_desk(tmp_path, qtbot) as hand:
        yield hand
        disk.unblock_syncs()
        disk.fails_writes = False
        qtbot.waitUntil(lambda: not hand.window.recorder.is_saving)


def test_what_is_wrong_with_the_disk_is_said_until_it_is_well(window: MainWindow) -> None:
    told: list[DiskProblem | None] = [
        DiskProblem("The disk is almost full, {free} MB left.", {"free": 12}, blocks_writes=False)
    ]
    window.disk._trouble = lambda: told[0]
    window.disk.poll()
    assert window.message.trouble == "The disk is almost full, 12 MB left."
    window.message.say("Ann: hole.")
    assert window.message.trouble
    told[0] = None
    window.disk.poll()
    assert window.message.trouble == ""


def test_while_the_disk_is_slow_the_window_lives_and_bags_wait_in_order(
    disk: FaultyDisk, hand: Hand, qtbot: QtBot
) -> None:
    disk.block_syncs()
    press(hand.window, "1")
    qtbot.waitUntil(disk.sync_blocked.is_set)
    assert hand.window.status_bar.log.text() == "Saving…"
    assert hand.says("The disk is slow: this is being saved, and shown when it is.")
    assert (hand.shown(), hand.kept()) == ("The board: no bag yet", [])
    qtbot.waitUntil(lambda: "The disk is slow" in hand.window.message.trouble)
    press(hand.window, "2")  # whoever is due: by what is being saved, not by what is shown
    press(hand.window, "3")
    assert hand.says("The disk is slow: 3 entries are being saved, and shown when they are.")
    press(hand.window, Qt.Key.Key_F5)
    assert hand.window.pages.currentWidget() is not hand.window.play
    press(hand.window, Qt.Key.Key_Escape)
    assert (hand.shown(), hand.kept()) == ("The board: no bag yet", [])
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: hand.window.status_bar.log.text() == "✓ Saved")
    assert hand.kept() == [(1, "hole"), (2, "board"), (1, "off")]
    assert hand.shown().count("bag ") == 3


def test_what_the_rules_refuse_is_refused_at_once_also_while_the_disk_is_slow(
    disk: FaultyDisk, hand: Hand, qtbot: QtBot
) -> None:
    disk.block_syncs()
    for key in ("1", *(Qt.Key.Key_Backspace,) * 3):
        press(hand.window, key)
    assert hand.says("There is nothing to undo.")
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: hand.window.recorder.pending_count == 0)
    events = [row.event for row in hand.log.events(hand.game_id)]
    assert events[2:] == [BagThrown(1, "hole"), Undone(), Undone()]


def test_a_disk_that_fails_in_the_end_keeps_nothing_from_the_hand(disk: FaultyDisk, hand: Hand, qtbot: QtBot) -> None:
    disk.block_syncs()
    for key in ("1", "2", "3"):
        press(hand.window, key)
    qtbot.waitUntil(disk.sync_blocked.is_set)
    disk.fails_writes = True
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: hand.says("Not saved: the disk answered with an error"))
    assert hand.says("2 entries wait, in order.")
    assert (hand.kept(), hand.window.status_bar.log.text()) == ([(1, "hole")], "Not saved")
    disk.fails_writes = False
    # That it is well again is said, and at once the bags behind it have more to say.
    qtbot.waitUntil(lambda: hand.kept() == [(1, "hole"), (2, "board"), (1, "off")])
    qtbot.waitUntil(lambda: hand.window.status_bar.log.text() == "✓ Saved")


def test_a_full_disk_is_said_and_the_bag_is_saved_once_when_there_is_room(tmp_path: Path, qtbot: QtBot) -> None:
    with small_disk(tmp_path / "stick") as stick, at_the_desk(stick.folder, qtbot) as hand:
        stick.fill()
        qtbot.waitUntil(lambda: "The disk is full" in hand.window.message.trouble)
        press(hand.window, "1")
        qtbot.waitUntil(lambda: hand.says("Not saved: the disk is full."))
        press(hand.window, "1")
        assert (hand.shown(), hand.kept()) == ("The board: no bag yet", [])
        assert (hand.window.status_bar.log.text(), hand.window.recorder.pending_count) == ("Not saved", 1)
        stick.free()
        qtbot.waitUntil(lambda: hand.window.status_bar.log.text() == "✓ Saved")
        assert hand.kept() == [(1, "hole")]
        qtbot.waitUntil(lambda: hand.says("Saved after all: the disk keeps bags again."))
        qtbot.waitUntil(lambda: "is full" not in hand.window.message.trouble)


def test_a_window_with_an_unsaved_bag_is_not_closed_over_it(disk: FaultyDisk, hand: Hand, qtbot: QtBot) -> None:
    disk.fails_writes = True
    press(hand.window, "1")
    qtbot.waitUntil(lambda: hand.says("Not saved"))
    assert not hand.window.close()
    assert hand.window.isVisible()
    click(hand.window.message.answers[1])
    assert hand.says("Dropped: nothing was changed.")
    assert not hand.window.close()
    click(hand.window.close_question.page.leave)
    assert not hand.window.isVisible()
    assert hand.kept() == []


def test_what_is_being_saved_again_cannot_be_dropped_any_more(disk: FaultyDisk, hand: Hand, qtbot: QtBot) -> None:
    disk.fails_writes = True
    press(hand.window, "1")
    qtbot.waitUntil(lambda: hand.says("Not saved"))
    disk.block_syncs()
    disk.fails_writes = False
    qtbot.waitUntil(lambda: hand.window.recorder.is_saving)  # tried again by itself
    click(hand.window.message.answers[1])
    assert hand.says("The disk is slow: this is being saved")
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: hand.window.status_bar.log.text() == "✓ Saved")
    assert (hand.kept(), hand.window.recorder.pending_count) == ([(1, "hole")], 0)


def test_a_new_game_that_took_long_is_turned_to(disk: FaultyDisk, hand: Hand, qtbot: QtBot) -> None:
    disk.block_syncs()
    event = hand.keeper.events(hand.game_id)[0].event
    assert isinstance(event, GameCreated)
    hand.window.new_game.requested.emit(replace(event, court="Court 2"))
    qtbot.waitUntil(disk.sync_blocked.is_set)
    assert len(hand.keeper.game_ids()) == 1
    disk.unblock_syncs()
    qtbot.waitUntil(lambda: hand.window.pages.currentWidget() is hand.window.lobby)
    assert len(hand.keeper.game_ids()) == 2
