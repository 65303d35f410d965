"""Help requests of scorers: shown at every court until someone at the desk accepts them."""

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Count, HelpCleared, HelpRequested, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, throw
from tests.gui.courts.test_court_use import answer, names

REQUEST = "Court 2 asks for help: Which bag was first?"


def ask_for_help(scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, HelpRequested("Which bag was first?"))


def test_a_request_is_asked_about_and_taken(live_window: MainWindow, scorekeeper: Scorekeeper) -> None:
    other = create(scorekeeper, "Court 2")
    ask_for_help(scorekeeper, other)
    assert live_window.message.text == live_window.message.problem == REQUEST
    assert names(live_window)[1] == "Court 2: Hawks 0, Owls 0, help"
    answer(live_window, "On my way")
    assert scorekeeper.history(other).game.help is None
    assert (live_window.message.text, live_window.message.problem) == ("", "")
    assert names(live_window)[1] == "Court 2: Hawks 0, Owls 0, lobby"


def test_a_help_request_stays_after_bags_and_a_restart(
    live_window: MainWindow, open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    other = create(scorekeeper, "Court 2")
    ask_for_help(scorekeeper, other)
    throw(scorekeeper, game_id, "hole")
    assert (live_window.message.text, live_window.message.problem) == ("Ann: hole.", REQUEST)
    window = open_window(scorekeeper)
    assert window.message.problem == REQUEST
    click(window.rail.entries[1])
    assert window.message.text == REQUEST
    answer(window, "On my way")
    assert scorekeeper.history(other).game.help is None


def test_a_request_replaces_no_other_question(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, BagThrown(2, "hole"))
    question = live_window.message.text
    assert live_window.message.answers
    ask_for_help(scorekeeper, create(scorekeeper, "Court 2"))
    assert (live_window.message.text, live_window.message.problem) == (question, REQUEST)


def test_a_request_of_the_court_that_is_shown_is_taken_elsewhere(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, HelpRequested())
    assert live_window.message.text == "Court 1 asks for help."
    scorekeeper.record(game_id, HelpCleared())
    assert live_window.message.text == "Somebody goes to Court 1."
    assert live_window.message.answers == []


def test_a_finished_game_whose_court_asks_for_help_is_in_the_list(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    for _ in range(2):
        scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 0)))
    ask_for_help(scorekeeper, game_id)
    assert names(open_window(scorekeeper)) == ["Court 1: Hawks 24, Owls 0, help"]
