"""The play page: bags by click and key, undo and redo, and refused bags."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagMoved, BagThrown, Redone, RestOff, Result, Undone
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.play.team.throw_button import ThrowButton
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, choose_bag, click, press, throw

WASH: tuple[Result, ...] = ("board",) * 8
HAWKS_TAKE_3: tuple[Result, ...] = ("hole", "off", *("off",) * 6)


def test_a_click_reaches_the_log(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    click(live_window.play.columns[1].pad.buttons["hole"])
    assert log.events(game_id)[-1].event == BagThrown(1, "hole")


Case = tuple[str, BagThrown]


@pytest.mark.parametrize(
    "case",
    [
        ("q", BagThrown(1, "hole")),
        ("w", BagThrown(1, "board")),
        ("e", BagThrown(1, "off")),
        ("r", BagThrown(1, "foul")),
        ("u", BagThrown(2, "hole")),
        ("i", BagThrown(2, "board")),
        ("o", BagThrown(2, "off")),
        ("p", BagThrown(2, "foul")),
        ("1", BagThrown(1, "hole")),
        ("2", BagThrown(1, "board")),
        ("3", BagThrown(1, "off")),
    ],
)
def test_a_key_reaches_the_log(live_window: MainWindow, log: EventLog, game_id: int, case: Case) -> None:
    key, event = case
    press(live_window, key)
    assert log.events(game_id)[-1].event == event


def test_the_number_pad_scores_for_the_next_team(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        press(live_window, key, Qt.KeyboardModifier.KeypadModifier)
    assert [row.event for row in log.events(game_id)[-2:]] == [BagThrown(1, "hole"), BagThrown(2, "board")]


def test_the_score_changes_with_the_eighth_bag(live_window: MainWindow) -> None:
    for key in "1333333":
        press(live_window, key)
    assert live_window.play.columns[1].score.score == 0
    assert live_window.play.summary.points == (3, 0)
    press(live_window, "3")
    assert (live_window.play.columns[1].score.score, live_window.play.columns[2].score.score) == (3, 0)
    assert live_window.play.summary.points == (0, 0)
    assert "Round 1: +3 for Hawks" in live_window.message.text


def test_the_digits_are_painted(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, qtbot: QtBot) -> None:
    before = live_window.play.columns[1].score.grab().toImage()
    throw(scorekeeper, game_id, *HAWKS_TAKE_3)
    qtbot.waitUntil(lambda: live_window.play.columns[1].score.is_still)
    assert live_window.play.columns[1].score.grab().toImage() != before


def test_a_bag_from_another_client_is_shown(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    throw(scorekeeper, game_id, "hole", "board")
    assert live_window.play.board.accessibleName() == "The board: bag 1 Hawks hole, bag 2 Owls board"
    assert [live_window.play.columns[team].score.footer for team in (1, 2)] == ["Ann throws · bag 2 of 4", "Cy next"]
    assert live_window.message.text == "Cy: board."
    assert live_window.play.columns[1].score.is_due
    assert not live_window.play.columns[2].score.is_due


def test_a_bag_out_of_turn_counts_and_is_reported(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "u")
    assert scorekeeper.history(game_id).game.bags[0].team == 2
    assert "Owls threw out of turn. Now two in a row for Hawks." in live_window.message.text


def test_undo_and_redo(live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int) -> None:
    assert not live_window.play.redo.isEnabled()
    press(live_window, "q")
    assert live_window.play.undo.caption == "Undo Ann: hole"
    press(live_window, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).game.bags == ()
    assert live_window.message.text == "Undone: Ann: hole."
    click(live_window.play.redo)
    assert len(scorekeeper.history(game_id).game.bags) == 1
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    press(live_window, "y", Qt.KeyboardModifier.ControlModifier)
    click(live_window.play.undo)
    events = [row.event for row in log.events(game_id)[-5:]]
    assert events == [Undone(), Redone(), Undone(), Redone(), Undone()]


def test_a_bag_is_moved(live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int) -> None:
    throw(scorekeeper, game_id, "board", "hole")
    choose_bag(live_window, 1)
    choice = live_window.play.columns[1].choice
    assert choice.isVisible()
    assert not choice.buttons["board"].isEnabled()
    click(choice.buttons["hole"])
    assert log.events(game_id)[-1].event == BagMoved(1, "hole")
    assert live_window.play.board.accessibleName() == "The board: bag 1 Hawks hole, bag 2 Owls hole"
    assert live_window.play.columns[1].pad.isVisible()


def test_escape_leaves_the_chosen_bag_unchanged(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "board")
    seq = scorekeeper.history(game_id).seq
    choose_bag(live_window, 1)
    press(live_window.play.columns[1].choice.close_button, Qt.Key.Key_Escape)
    assert live_window.play.columns[1].pad.isVisible()
    assert scorekeeper.history(game_id).seq == seq


def test_while_a_bag_is_chosen_the_keys_of_its_side_move_it(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "board")
    choose_bag(live_window, 1)
    press(live_window, "u")
    assert live_window.message.text.startswith("Bag 1 is chosen")
    assert len(scorekeeper.history(game_id).game.bags) == 1
    press(live_window, "q")
    assert log.events(game_id)[-1].event == BagMoved(1, "hole")


def test_a_bag_is_chosen_and_moved_by_keys_alone(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "board", "board", "off")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        press(live_window, key)
    assert live_window.play.columns[2].choice.bag == 2
    assert live_window.play.columns[2].choice.isVisible()
    press(live_window, "1")
    assert log.events(game_id)[-1].event == BagMoved(2, "hole")
    press(live_window, "1")
    assert log.events(game_id)[-1].event == BagThrown(2, "hole")


def test_the_remaining_bags_are_off_in_one_press_and_one_undo(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    click(live_window.play.rest_off)
    assert log.events(game_id)[-1].event == RestOff()
    assert scorekeeper.history(game_id).game.score == (3, 0)
    press(live_window, Qt.Key.Key_Backspace)
    assert len(scorekeeper.history(game_id).game.bags) == 1


def test_a_refused_bag_shows_the_sentence_and_changes_nothing(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    for _ in range(4):
        scorekeeper.record(game_id, BagThrown(1, "off"))
    before = scorekeeper.history(game_id)
    assert not live_window.play.columns[1].pad.buttons["hole"].isEnabled()
    press(live_window, "q")
    assert live_window.message.text == "All four bags of Hawks in this round are thrown."
    assert scorekeeper.history(game_id) is before


def test_during_the_coin_toss_only_the_teams_own_keys_count(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    rules = NewRules(wash="toss")
    event = NewGame("Court 1", rules, NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])).to_event()
    game_id = scorekeeper.create(event).game_id
    throw(scorekeeper, game_id, *WASH)
    window = open_window(scorekeeper)
    press(window, "1")
    assert window.message.text == "Toss a coin first: the keys of the team that won it say who throws."
    assert scorekeeper.history(game_id).game.bags == ()
    press(window, "u")
    assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [2]


def test_the_pad_is_large_enough_for_thumbs(live_window: MainWindow) -> None:
    live_window.resize(1280, 672)
    buttons = [button for desk in live_window.play.columns.values() for button in desk.pad.buttons.values()]
    assert len(buttons) == 8
    assert all(min(button.width(), button.height()) >= 48 for button in buttons)


def fill_and_edge(button: ThrowButton) -> tuple[QColor, QColor]:
    image = button.grab().toImage()
    return image.pixelColor(10, image.height() // 2), image.pixelColor(2, image.height() // 2)


def test_no_result_looks_chosen_and_the_due_side_alone_is_bright(live_window: MainWindow) -> None:
    due, idle = (live_window.play.columns[team].pad.buttons for team in (1, 2))
    assert len({fill_and_edge(button)[0].name() for button in due.values()}) == 1
    assert fill_and_edge(due["hole"])[1] == QColor("#ff8a1f")
    assert fill_and_edge(idle["hole"])[1] != QColor("#4db2ff")
    press(live_window, "q")
    assert fill_and_edge(idle["hole"])[1] == QColor("#4db2ff")
    assert fill_and_edge(due["hole"])[1] != QColor("#ff8a1f")


@pytest.mark.parametrize("key", ["f", "n", Qt.Key.Key_Left])
def test_esc_closes_what_is_open_over_the_board_wherever_the_focus_is(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, key: str | Qt.Key
) -> None:
    play = live_window.play
    if key == Qt.Key.Key_Left:
        throw(scorekeeper, game_id, "hole")
    press(live_window, key)
    assert not play.board.isVisible() or play.columns[1].choice.isVisible()
    live_window.rail.setFocus()
    live_window.pages.setFocus()
    press(live_window, Qt.Key.Key_Escape)
    assert play.board.isVisible()
    assert not play.columns[1].choice.isVisible()
    assert play.columns[2].pad.isEnabled()
