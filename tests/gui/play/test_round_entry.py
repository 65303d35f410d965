"""A whole round by its counts: four digits and Enter, or four clicks."""

from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import click, press, throw


def test_four_digits_and_enter(playing: MainWindow, log: EventLog, game_id: int) -> None:
    press(playing, "n")
    entry = playing.play.entry
    for digit in "3110":
        press(entry, digit)
    assert entry._result.text() == "+7 Hawks"
    press(entry, Qt.Key.Key_Return)
    assert log.events(game_id)[-1].event == RoundEntered(Count(3, 1), Count(1, 0))
    assert playing.play.board.isVisible()
    assert playing.play.columns[1].score.score == 7


def test_four_clicks(playing: MainWindow, log: EventLog, game_id: int) -> None:
    click(playing.play.whole_round)
    for row, count in zip(playing.play.entry.rows, (0, 4, 2, 2), strict=True):
        click(row.buttons[count])
    click(playing.play.entry.save)
    assert log.events(game_id)[-1].event == RoundEntered(Count(0, 4), Count(2, 2))


def test_more_than_four_bags_cannot_be_entered(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    press(playing, "n")
    entry = playing.play.entry
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
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(playing, "n")
    seq, entry = scorekeeper.history(game_id).seq, playing.play.entry
    for key in (Qt.Key.Key_4, Qt.Key.Key_Backspace, Qt.Key.Key_2, Qt.Key.Key_1):
        press(entry, key)
    assert [row.count for row in entry.rows] == [2, 1, None, None]
    assert scorekeeper.history(game_id).seq == seq
    press(entry, Qt.Key.Key_Escape)
    assert playing.play.board.isVisible()


def test_it_is_grey_while_bags_of_the_round_are_thrown(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    assert not playing.play.whole_round.isEnabled()
    assert "undo its bags first" in playing.play.whole_round.toolTip()


def test_a_bag_from_a_phone_closes_the_form(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click(playing.play.whole_round)
    throw(scorekeeper, game_id, "hole")
    assert playing.play.board.isVisible()
