"""A whole round by its counts: four digits and Enter, or four clicks."""

from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import click, press, throw


def test_four_digits_and_enter(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    press(live_window, "n")
    entry = live_window.play.entry
    for digit in "3110":
        press(entry, digit)
    assert entry._result.text() == "+7 Hawks"
    press(entry, Qt.Key.Key_Return)
    assert log.events(game_id)[-1].event == RoundEntered(Count(3, 1), Count(1, 0))
    assert live_window.play.board.isVisible()
    assert live_window.play.columns[1].score.score == 7


def test_four_clicks(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    click(live_window.play.whole_round)
    for row, count in zip(live_window.play.entry.rows, (0, 4, 2, 2), strict=True):
        click(row.buttons[count])
    click(live_window.play.entry.save)
    assert log.events(game_id)[-1].event == RoundEntered(Count(0, 4), Count(2, 2))


def test_more_than_four_bags_cannot_be_entered(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    press(live_window, "n")
    entry = live_window.play.entry
    for digit in "32":
        press(entry, digit)
    assert [row.count for row in entry.rows] == [3, None, None, None]
    assert not entry.rows[1].buttons[2].isEnabled()
    press(entry, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.rounds == ()
    assert entry.isVisible()
    press(entry, "1")
    assert [row.count for row in entry.rows] == [3, 1, None, None]


def test_backspace_goes_back_a_field_and_undoes_nothing(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "n")
    seq, entry = scorekeeper.history(game_id).seq, live_window.play.entry
    for key in (Qt.Key.Key_4, Qt.Key.Key_Backspace, Qt.Key.Key_2, Qt.Key.Key_1):
        press(entry, key)
    assert [row.count for row in entry.rows] == [2, 1, None, None]
    assert scorekeeper.history(game_id).seq == seq
    press(entry, Qt.Key.Key_Escape)
    assert live_window.play.board.isVisible()


def test_round_entry_is_disabled_once_a_bag_of_the_round_is_thrown(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    assert not live_window.play.whole_round.isEnabled()
    assert "undo its bags first" in live_window.play.whole_round.toolTip()


def test_a_bag_from_a_phone_closes_the_form(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click(live_window.play.whole_round)
    throw(scorekeeper, game_id, "hole")
    assert live_window.play.board.isVisible()
