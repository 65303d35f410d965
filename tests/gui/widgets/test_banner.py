"""The banner: a bust and a match that is won are events that one sees."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, GameStarted, RoundEntered, Undone
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.widgets.banner import Banner
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, throw
from tests.gui.play.test_flash import NoAnimationStyle

TEAMS = NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])
NOTHING = Count(0, 0)


def banner_of(window: MainWindow) -> Banner:
    (banner,) = window.pages.findChildren(Banner)
    return banner


def start(scorekeeper: Scorekeeper, rules: NewRules) -> int:
    game_id = scorekeeper.create(NewGame("Court 1", rules, *TEAMS).to_event()).game_id
    scorekeeper.record(game_id, GameStarted())
    return game_id


@pytest.mark.parametrize(
    ("rules", "detail"),
    [
        (NewRules(target=12, bust_to=5), "The score goes back to 5."),
        (NewRules(target=12, bust_ignored=True), "This round does not count."),
    ],
)
def test_a_bust_is_an_event_that_one_sees(
    open_window: OpenWindow, scorekeeper: Scorekeeper, rules: NewRules, detail: str, qtbot: QtBot
) -> None:
    game_id = start(scorekeeper, rules)
    window = open_window(scorekeeper)
    scorekeeper.record(game_id, RoundEntered(Count(3, 0), NOTHING))
    assert not banner_of(window).isVisible()
    scorekeeper.record(game_id, RoundEntered(Count(4, 0), NOTHING))
    banner = banner_of(window)
    assert banner.isVisible()
    assert (banner.title, banner.detail) == ("Hawks went bust", detail)
    click(window.play.columns[1].pad.buttons["hole"])
    assert len(scorekeeper.history(game_id).game.bags) == 1, "the next bag is entered under it"
    banner._timer.start(0)
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_the_win_of_a_match_is_an_event_and_that_of_a_game_is_not(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    game_id = start(scorekeeper, NewRules(target=3, games=3))
    window = open_window(scorekeeper)
    throw(scorekeeper, game_id, "hole", *("off",) * 7)
    assert not banner_of(window).isVisible()
    assert window.message.text.endswith("Hawks won.")
    click(window.finish.next)
    scorekeeper.record(window.current.game_id or 0, RoundEntered(Count(1, 0), NOTHING))
    assert window.finish.isVisible()
    assert banner_of(window).isVisible()
    assert banner_of(window).title == "Hawks won the match"
    assert banner_of(window).detail == "Game 2 of 3, games 2–0"


def test_undo_shows_no_event(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    game_id = start(scorekeeper, NewRules(target=12, bust_to=5))
    window = open_window(scorekeeper)
    for holes in (3, 4):
        scorekeeper.record(game_id, RoundEntered(Count(holes, 0), NOTHING))
    banner_of(window).hide()
    scorekeeper.record(game_id, Undone())
    assert not banner_of(window).isVisible()


def test_the_banner_stands_still_with_reduced_motion(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    game_id = start(scorekeeper, NewRules(target=12, bust_to=5))
    window = open_window(scorekeeper)
    still, banner = NoAnimationStyle(), banner_of(window)
    banner.setStyle(still)
    for holes in (3, 4):
        scorekeeper.record(game_id, RoundEntered(Count(holes, 0), NOTHING))
    assert banner.isVisible()
    banner._timer.start(0)
    qtbot.waitUntil(lambda: not banner.isVisible())
    QTest.qWait(1)
    assert banner._fade.state() == banner._fade.State.Stopped
