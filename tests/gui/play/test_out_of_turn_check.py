"""A bag out of turn: it counts, and one key answers what happened."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagsReassigned, BagThrown, FoulCalled
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import click, press, throw


def answers(window: MainWindow) -> list[str]:
    return [button.text() for button in window.message.answers]


def test_a_bag_out_of_turn_counts_and_raises_a_question(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "u")
    assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [2]
    assert live_window.message.text.endswith("Owls threw out of turn. Now two in a row for Hawks.")
    assert answers(live_window) == ["Out of turn: foul", "Move to Hawks", "Keep as entered"]


def test_out_of_turn_is_a_foul_and_the_other_side_throws_two_in_a_row(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    press(live_window, "u")
    press(live_window, Qt.Key.Key_F2)
    assert log.events(game_id)[-1].event == FoulCalled((1,))
    turns = []
    for _ in range(3):
        turns.append(scorekeeper.history(game_id).game.next_team)
        press(live_window, "3")
    assert turns == [1, 1, 2]


def test_a_bag_keyed_for_the_wrong_team_is_corrected_by_one_key(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    press(live_window, "u")
    click(live_window.message.answers[1])
    assert log.events(game_id)[-1].event == BagsReassigned((1,))
    assert [(bag.team, bag.result) for bag in scorekeeper.history(game_id).game.bags] == [(1, "hole")]
    assert live_window.message.text == "Bag 1 is Hawks’."
    assert live_window.message.answers == []
    press(live_window, Qt.Key.Key_Backspace)
    assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [2]


def test_answering_i_know_keeps_the_bag_and_ends_the_question(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "u")
    seq = scorekeeper.history(game_id).seq
    press(live_window, Qt.Key.Key_F4)
    assert scorekeeper.history(game_id).seq == seq
    press(live_window, "w")
    assert answers(live_window) == []


def test_two_bags_keyed_for_the_wrong_teams_are_swapped_in_one_event(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    press(live_window, "u")
    press(live_window, "w")
    assert answers(live_window) == ["Swap the last two", "Keep as entered"]
    seq = scorekeeper.history(game_id).seq
    press(live_window, Qt.Key.Key_F2)
    assert log.events(game_id)[-1].event == BagsReassigned((1, 2))
    game = scorekeeper.history(game_id).game
    assert [(bag.team, bag.result) for bag in game.bags] == [(1, "hole"), (2, "board")]
    assert scorekeeper.history(game_id).seq == seq + 1


@pytest.mark.parametrize("result", ["foul"])
def test_a_foul_out_of_turn_raises_no_question(live_window: MainWindow, result: str) -> None:
    press(live_window, "p")
    assert live_window.message.text.startswith(f"Cy: {result}.")
    assert answers(live_window) == []


def test_bags_in_turn_are_never_asked_about(live_window: MainWindow) -> None:
    for key in "quwieo12":
        press(live_window, key)
        assert answers(live_window) == []


def test_a_bag_from_a_phone_is_asked_about_too(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    throw(scorekeeper, game_id, "off")
    scorekeeper.record(game_id, BagThrown(1, "hole"))
    assert answers(live_window) == ["Out of turn: foul", "Move to Owls", "Keep as entered"]


def test_without_a_question_the_answer_keys_do_nothing(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "q")
    seq = scorekeeper.history(game_id).seq
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4):
        press(live_window, key)
    assert scorekeeper.history(game_id).seq == seq
