"""Whole league games scored by a single input method: keyboard, mouse, or round totals."""

import random

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameStarted, Result, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.domain.rounds.scoresheet import Scoresheet, throws
from goat_kiosk.gui.settings.keymap import BUILT_IN, Profile
from goat_kiosk.gui.settings.preferences import Preferences
from tests.gui.conftest import OpenWindow, click
from tests.scoresheets import scoresheet

PLACES: dict[Result, list[tuple[float, float]]] = {
    "hole": [(12, 39), (11, 38), (13.2, 40)],
    "board": [(6, 20), (17, 12), (12, 30)],
    "off": [(-4, 9), (28, 33)],
}


def court(scorekeeper: Scorekeeper) -> int:
    game = NewGame("Court 1", "acl", NewTeam("Home", ["A", "B"]), NewTeam("Away", ["C", "D"]))
    game_id = scorekeeper.create(game.to_event()).game_id
    scorekeeper.record(game_id, GameStarted())
    return game_id


def type_key(window: QWidget, profile: Profile, action: str) -> None:
    key = QKeySequence(profile.keys[action][0])[0]  # type: ignore[index]  # an action by its name
    QTest.keyClick(window, key.key(), key.keyboardModifiers())


def official(scorekeeper: Scorekeeper, game_id: int, sheet: Scoresheet) -> None:
    game = scorekeeper.history(game_id).game
    assert game.status == "finished"
    assert game.score == sheet.final
    assert [finished_round.score for finished_round in game.rounds] == list(sheet.running)


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
def test_a_game_is_scored_by_keyboard_alone(
    open_window: OpenWindow, scorekeeper: Scorekeeper, preferences: Preferences, profile: Profile
) -> None:
    preferences.change(profile=profile.name)
    sheet, game_id = scoresheet("acl-17"), court(scorekeeper)
    window = open_window(scorekeeper)
    for turn, sides in enumerate(sheet.rounds):
        for bag in throws(sides, scorekeeper.history(game_id).game.first_throw, turn):
            side = "due" if turn % 2 else "left" if bag.team == 1 else "right"
            type_key(window, profile, f"{side}-{bag.result}")
    official(scorekeeper, game_id, sheet)
    assert window.finish.isVisible()


def test_a_game_is_scored_by_mouse_alone(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    sheet, game_id, rng = scoresheet("acl-05"), court(scorekeeper), random.Random(5)  # noqa: S311  a game, no secret
    window = open_window(scorekeeper)
    for turn, sides in enumerate(sheet.rounds):
        for bag in throws(sides, scorekeeper.history(game_id).game.first_throw, turn):
            place = rng.choice(PLACES[bag.result])
            click(window.play.board, window.play.board.plan.pixel(*place).toPoint())
    official(scorekeeper, game_id, sheet)
    thrown = [row.event for row in scorekeeper.events(game_id) if isinstance(row.event, BagThrown)]
    assert all(bag.x is not None and bag.y is not None for bag in thrown)


def test_with_sides_swapped_the_left_hand_still_scores_the_left(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    sheet, game_id = scoresheet("acl-13"), court(scorekeeper)
    window = open_window(scorekeeper)
    click(window.toggles.swap)
    for turn, sides in enumerate(sheet.rounds):
        for bag in throws(sides, scorekeeper.history(game_id).game.first_throw, turn):
            type_key(window, BUILT_IN[0], f"{'right' if bag.team == 1 else 'left'}-{bag.result}")
    official(scorekeeper, game_id, sheet)


def test_a_game_is_scored_by_whole_rounds(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    sheet, game_id = scoresheet("acl-02"), court(scorekeeper)
    window = open_window(scorekeeper)
    for sides in sheet.rounds:
        QTest.keyClick(window, Qt.Key.Key_N)
        for side in sides:
            QTest.keyClicks(window.play.entry, f"{side[0]}{side[1]}")
        QTest.keyClick(window.play.entry, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    official(scorekeeper, game_id, sheet)


def test_a_long_evening_leaves_no_widget_and_no_timer_behind(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    event = NewGame("Court 1", NewRules(target=999), NewTeam("Home", ["A"]), NewTeam("Away", ["C"])).to_event()
    game_id = scorekeeper.create(event).game_id
    scorekeeper.record(game_id, GameStarted())
    window = open_window(scorekeeper)

    def play(rounds: int) -> int:
        for _ in range(rounds):
            first: Team = scorekeeper.history(game_id).game.next_team or 1
            QTest.keyClicks(window, "u" if first == 1 else "q")
            QTest.keyClick(window, Qt.Key.Key_F3)
            QTest.keyClicks(window, "f")
            QTest.keyClick(window.play.rulings.close_button, Qt.Key.Key_Escape)
            QTest.keyClicks(window, "12312")
            QTest.keyClick(window, Qt.Key.Key_Left)
            QTest.keyClick(window, Qt.Key.Key_Escape)
            QTest.keyClicks(window, "0s")
        qtbot.wait(1)  # what was told to go, goes
        return len(window.findChildren(QObject))

    play(3)
    before, rounds = play(1), len(game(scorekeeper, game_id).rounds)
    assert play(12) == before
    assert len(game(scorekeeper, game_id).rounds) == rounds + 12


def game(scorekeeper: Scorekeeper, game_id: int) -> Game:
    return scorekeeper.history(game_id).game
