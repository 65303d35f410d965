"""Referee rulings by mouse and keyboard: fouls, touched bags, manual points, partners."""

import pytest
from msgspec import convert
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    BagMoved,
    BagPosition,
    BagsTouched,
    BagThrown,
    FoulCalled,
    GameStarted,
    PartnersSwitched,
    PointsAwarded,
)
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.text import language
from goat_kiosk.gui.theme.text_style import are_whole
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, click, press, throw, type_in


@pytest.fixture
def knocked_bag_window(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """A window in which bag 3 has knocked bag 2 off the board into the hole."""
    scorekeeper.record(game_id, BagThrown(1, "off"))
    scorekeeper.record(game_id, BagThrown(2, "board", 6.0, 20.0))
    scorekeeper.record(game_id, BagThrown(1, "board", 7.0, 22.0))
    scorekeeper.record(game_id, BagMoved(2, "hole", 12.0, 39.0))
    return live_window


def test_a_foul_is_removed_and_the_bags_it_moved_are_put_back_in_one_event(
    knocked_bag_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    press(knocked_bag_window, "f")
    click(knocked_bag_window.play.rulings.foul)
    wizard = knocked_bag_window.play.rulings.wizard
    assert wizard.call_button.caption == "Foul: bag 3"
    assert [back.caption for back in wizard.back_buttons if back.isVisible()] == ["Bag 2 back on the board"]
    click(wizard.call_button)
    assert log.events(game_id)[-1].event == FoulCalled((3,), (BagPosition(2, "board", 6.0, 20.0),))
    game = scorekeeper.history(game_id).game
    assert [bag.result for bag in game.bags] == ["off", "board", "foul"]
    assert game.bags[1].history[-1].action == "restored"
    assert knocked_bag_window.play.board.isVisible()
    assert knocked_bag_window.message.text == "Bag 3 of Hawks: foul, bag 2 of Owls: board."
    press(knocked_bag_window, Qt.Key.Key_Backspace)
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["off", "hole", "board"]


def test_a_foul_that_moved_itself_is_not_put_back(
    knocked_bag_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, BagMoved(3, "hole", 12.0, 38.0))
    click(knocked_bag_window.play.rulings_button)
    click(knocked_bag_window.play.rulings.foul)
    wizard = knocked_bag_window.play.rulings.wizard
    assert [back.caption for back in wizard.back_buttons if back.isVisible()] == ["Bag 2 back on the board"]
    click(wizard.call_button)
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["off", "board", "foul"]


def test_a_bag_moved_by_a_fair_throw_stays(knocked_bag_window: MainWindow, log: EventLog, game_id: int) -> None:
    click(knocked_bag_window.play.rulings_button)
    click(knocked_bag_window.play.rulings.foul)
    wizard = knocked_bag_window.play.rulings.wizard
    click(wizard.back_buttons[0])
    click(wizard.call_button)
    assert log.events(game_id)[-1].event == FoulCalled((3,))


def test_another_bag_is_the_foul(knocked_bag_window: MainWindow, log: EventLog, game_id: int) -> None:
    click(knocked_bag_window.play.rulings_button)
    click(knocked_bag_window.play.rulings.foul)
    wizard = knocked_bag_window.play.rulings.wizard
    click(wizard.bags[0])
    click(wizard.call_button)
    assert log.events(game_id)[-1].event == FoulCalled((1,))


def test_the_wizard_by_keys_alone(knocked_bag_window: MainWindow, log: EventLog, game_id: int) -> None:
    press(knocked_bag_window, "f")
    press(knocked_bag_window.play.rulings.foul, Qt.Key.Key_Space)
    press(knocked_bag_window.play.rulings.wizard.call_button, Qt.Key.Key_Space)
    assert log.events(game_id)[-1].event == FoulCalled((3,), (BagPosition(2, "board", 6.0, 20.0),))


def test_the_wizard_says_who_throws_two_in_a_row(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, BagThrown(2, "hole"))
    click(live_window.play.rulings_button)
    click(live_window.play.rulings.foul)
    assert live_window.play.rulings.wizard._consequence.text().endswith("Now two in a row for Hawks.")


def test_throw_keys_are_disabled_while_the_rulings_panel_is_open(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "f")
    press(live_window.play.rulings.foul, "q")
    assert scorekeeper.history(game_id).game.bags == ()
    assert live_window.message.text.startswith("Close what is open")
    press(live_window.play.rulings.close_button, Qt.Key.Key_Escape)
    press(live_window, "q")
    assert len(scorekeeper.history(game_id).game.bags) == 1


def test_manual_points_have_a_reason(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "off")
    click(live_window.play.rulings_button)
    calls = live_window.play.rulings
    click(calls.team.buttons[2])
    click(calls.number.more)
    type_in(calls.reason, "fan on the lane")
    click(calls.award)
    assert log.events(game_id)[-1].event == PointsAwarded(2, 2, "fan on the lane")
    assert live_window.message.text == "2 points awarded to Owls."


def with_rules(
    open_window: OpenWindow, scorekeeper: Scorekeeper, rules: dict[str, object], *players: str
) -> MainWindow:
    event = NewGame(
        "Court 1", convert(rules, NewRules), NewTeam("Hawks", ["Ann", *players]), NewTeam("Owls", ["Cy"])
    ).to_event()
    throw(scorekeeper, scorekeeper.create(event).game_id, "board", "board")
    return open_window(scorekeeper)


def test_touched_bags_follow_the_rules_in_force(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog
) -> None:
    window = with_rules(open_window, scorekeeper, {"touch": "three"})
    click(window.play.rulings_button)
    calls = window.play.rulings
    assert calls.team.team == 1, "the team that throws next"
    click(calls.team.buttons[2])
    click(calls.number.more)
    assert calls.touched.caption == "2 bags touched: 6 to Hawks"
    click(calls.touched)
    assert log.events(scorekeeper.game_ids()[0])[-1].event == BagsTouched(2, 2)
    assert window.play.summary.points == (6, 0)


def test_rules_that_leave_touched_bags_to_the_referee_say_so(live_window: MainWindow) -> None:
    click(live_window.play.rulings_button)
    assert not live_window.play.rulings.touched.isEnabled()
    assert live_window.play.rulings.touched.caption == "Live bag touched: these rules leave the points to you"


def test_partners_are_switched_before_their_first_bag_only(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog
) -> None:
    window = with_rules(open_window, scorekeeper, {}, "Bob")
    game_id = scorekeeper.game_ids()[0]
    click(window.play.rulings_button)
    click(window.play.rulings.team.buttons[1])
    assert "before the first bag" in window.play.rulings.partners.toolTip()
    throw(scorekeeper, game_id, *("off",) * 6)
    click(window.play.rulings_button)
    click(window.play.rulings.team.buttons[1])
    click(window.play.rulings.partners)
    assert log.events(game_id)[-1].event == PartnersSwitched(1)


def test_the_bag_that_ended_the_round_is_called_a_foul_until_the_next_is_thrown(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, *("off",) * 7, "hole")
    press(live_window, "f")
    click(live_window.play.rulings.foul)
    wizard = live_window.play.rulings.wizard
    assert wizard._consequence.text() == "Bag 8 counts nothing and is taken away. Round 1 is counted anew."
    click(wizard.call_button)
    assert log.events(game_id)[-1].event == FoulCalled((8,))
    assert scorekeeper.history(game_id).game.score == (0, 0)
    assert live_window.message.text == "Round 1 corrected, now 0–0."


def test_the_rulings_are_in_titled_groups_with_the_team_that_throws_next_chosen(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "off")
    press(live_window, "f")
    titles = [label.text() for label in live_window.play.rulings._card.findChildren(QLabel)]
    assert titles == ["A foul, or a bag that moved", "Which team", "Points", "Players", "End the game"]
    assert live_window.play.rulings.team.team == 2


def test_a_bag_that_moved_is_chosen_from_the_rulings(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "off", "board")
    press(live_window, "f")
    click(live_window.play.rulings.moved_bag)
    assert live_window.play.board.isVisible()
    click(live_window.play.columns[2].choice.buttons["hole"])
    assert log.events(game_id)[-1].event == BagMoved(2, "hole")


def test_long_names_are_whole_in_the_rulings(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    teams = NewTeam("The Old Corner Barbers of Mainz", ["Ann"]), NewTeam("Owls", ["Cy"])
    throw(scorekeeper, scorekeeper.create(NewGame("Court 1", "acl", *teams).to_event()).game_id, "off")
    window = open_window(scorekeeper)
    press(window, "f")
    button = window.play.rulings.team.buttons[1]
    assert are_whole(button.lines[0], teams[0].name or "")


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 1366])
def test_the_buttons_that_end_a_game_are_readable(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int, code: str, width: int
) -> None:
    scorekeeper.record(game_id, GameStarted())
    language.set_language(code)
    try:
        window = open_window(scorekeeper)
        window.resize(width, 672)
        click(window.play.rulings_button)
        rulings = window.play.rulings
        for button in (rulings.concede, rulings.set_aside, rulings.cancel):
            assert are_whole(button.lines[0], button.caption)
            assert rulings.rect().contains(button.mapTo(rulings, button.rect().bottomRight()))
    finally:
        language.set_language("en")


def test_a_game_that_was_set_aside_asks_for_its_court_at_the_next_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "f")
    click(live_window.play.rulings.set_aside)
    assert live_window.play.board.isVisible()
    assert scorekeeper.history(game_id).game.is_set_aside
    live_window.open_section("History")
    press(live_window, Qt.Key.Key_F5)
    assert live_window.message.answers == []
    press(live_window, "1")
    assert next(answer.text() for answer in live_window.message.answers).startswith("Go on at Court 1")
    press(live_window, Qt.Key.Key_F2)
    press(live_window, "1")
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["hole"]
