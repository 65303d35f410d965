"""The main window: sizes and names of controls, the server bar, and events that could not be saved."""

import subprocess
import sys
from pathlib import Path

import apsw
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Count, GameStarted, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.theme import style
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, throw
from tests.waiting import TIMEOUT_S

LONG = "Wwwwwwww Mmmmmmmmmm Wwwwwwwwwwww"
SIZES = [(1280, 672), (1366, 728), (1920, 1040)]


def fill_every_page(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    """Fill every page and form once."""
    game_id = create(scorekeeper)
    window.show_game(game_id)
    throw(scorekeeper, game_id, *("board",) * 8)
    click(window.play.whole_round)
    throw(scorekeeper, game_id, "board")
    window.rounds.correct(1)
    window.play.choose(1)
    click(window.play.rulings_button)
    click(window.play.rulings.foul)
    click(window.play.rulings.wizard.close_button)
    click(window.play.rulings.concede)
    for name in window.pages.sections:
        window.pages.section(name)


def test_every_button_is_large_enough(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    fill_every_page(window, scorekeeper)
    seen = set[QAbstractButton]()
    window.rounds.correct(1)
    for name in ("", *window.pages.sections):
        if name:
            window.rounds.close_correction()
            window.open_section(name)
        buttons = {button for button in window.findChildren(QAbstractButton) if button.isVisible()}
        assert [(b.accessibleName(), b.size()) for b in buttons if b.height() < 48 or b.width() < 44] == []
        seen |= buttons
    assert len(seen) > 20


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_names_fit(window: MainWindow, scorekeeper: Scorekeeper, size: tuple[int, int]) -> None:
    teams = NewTeam(LONG, [LONG[::-1], "Ann"]), NewTeam(LONG[:-1] + "M", ["Ben", LONG.upper()])
    game_id = scorekeeper.create(NewGame("Court 1", "best-of-3", *teams).to_event()).game_id
    window.resize(*size)
    for page in (window.lobby, window.play, window.finish):
        window.show_game(game_id)
        assert page.isVisible()
        assert (window.width(), window.height()) == size
        assert [
            label.text() for label in window.findChildren(QLabel) if label.isVisible() and not _inside(window, label)
        ] == []
        if page is not window.finish:
            scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 0)))


def _inside(window: MainWindow, label: QLabel) -> bool:
    return window.rect().contains(QRect(label.mapTo(window, QPoint(0, 0)), label.size()))


def test_both_themes_paint(window: MainWindow) -> None:
    night = window.grab().toImage()
    try:
        click(window.status_bar.theme)
        assert style.current_theme().name == "day"
        assert window.status_bar.theme.accessibleName() == "Night theme"
        assert window.grab().toImage() != night
    finally:
        style.set_theme("night")


@pytest.mark.usefixtures("short_polls")
def test_the_server_bar_counts_the_screens_that_follow(window: MainWindow, qtbot: QtBot) -> None:
    following = 0
    window.status_bar.show_hub("Phones can follow")
    window.status_bar.watch_screens(lambda: following)
    assert window.status_bar.hub.text() == "Phones can follow"
    following = 1
    qtbot.waitUntil(lambda: window.status_bar.hub.text() == "1 screen follows")
    following = 1312
    qtbot.waitUntil(lambda: window.status_bar.hub.text() == "1,312 screens follow")


def test_the_server_bar_shows_the_state_of_the_hub(window: MainWindow) -> None:
    window.status_bar.show_hub("No phone can reach this laptop", warn=True)
    assert window.status_bar.hub.text() == "No phone can reach this laptop"
    assert window.status_bar.address.text() == "http://192.168.1.20:8080"
    assert window.status_bar.log.text() == "✓ Saved"


def test_closing_emits_a_signal(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()


def test_an_unsaved_bag_is_kept_and_can_be_saved_again(
    open_window: OpenWindow, clock: SteppingClock, tmp_path: Path
) -> None:
    with EventLog(tmp_path / "busy.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", clock)
        game_id = create(scorekeeper)
        scorekeeper.record(game_id, GameStarted())
        window = open_window(scorekeeper)
        with read_only(log):
            press(window, "q")
            assert window.message.text.startswith("Not saved: the data folder is read-only.")
            assert window.status_bar.log.text() == "Not saved"
            press(window, "u")
            assert window.message.answers[0].text() == "Try again"
            click(window.message.answers[0])
            assert window.message.text.startswith("Not saved")
            assert window.play.board.accessibleName() == "The board: no bag yet"
        scorekeeper.record(game_id, BagThrown(2, "off"))
        assert window.message.text.startswith("Not saved")
        click(window.message.answers[0])
        assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [2, 1]
        assert window.message.text == "Ann: hole."
        assert window.status_bar.log.text() == "✓ Saved"


def test_an_unsaved_bag_can_be_dropped(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    scorekeeper.record(game_id, GameStarted())
    window = open_window(scorekeeper)
    with read_only(log):
        press(window, "q")
        click(window.message.answers[1])
    assert window.message.text == "Dropped: nothing was changed."
    press(window, "e")
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["off"]


class read_only:  # noqa: N801 - reads as a word in a with statement
    """Make the log read-only within the block: SQLite itself refuses writes."""

    def __init__(self, log: EventLog) -> None:
        self._database: apsw.Connection = log._writer_db

    def __enter__(self) -> None:
        self._database.pragma("query_only", "on")

    def __exit__(self, *_: object) -> None:
        self._database.pragma("query_only", "off")


PROGRAM = """
import asyncio, sys
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.gui.startup.loop import run_window
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.window_services import make_services
from pathlib import Path

async def main():
    with EventLog(Path(sys.argv[1])) as log, Devices(log.path) as devices, HistoryWorker(log.path) as history:
        keeper = Scorekeeper(log, "Patio", lambda: 1)
        window = MainWindow(make_services(keeper, Pairing(devices, lambda: 1), history))
        over = asyncio.Event()
        window.closed.connect(over.set)
        window.show()
        asyncio.get_running_loop().call_later(0.05, window.close)
        await over.wait()
        await asyncio.sleep(0)
    return 7

raise SystemExit(run_window(main))
"""


def test_the_event_loop_returns_the_exit_code_without_output(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path / "events.db")],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (7, "", "")


def test_a_log_locked_by_another_program_is_reported_and_the_bag_is_kept(
    window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    scorekeeper.record(game_id, GameStarted())
    window.show_game(game_id)
    other = apsw.Connection(str(log.path))
    other.execute("BEGIN IMMEDIATE")
    press(window, "q")
    assert window.message.text.startswith("Not saved: another program is using the event log.")
    other.close()
    click(window.message.answers[0])
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["hole"]
