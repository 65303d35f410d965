"""The window asks before a game loses its court, and finds again what was set aside, canceled or disputed."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    BagThrown,
    Confirmed,
    Count,
    GameConceded,
    GameSetAside,
    GameStarted,
    RoundEntered,
    Undone,
)
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.host.clock import DAY_MS
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.uplink.peers.peers import CourtSide, Peer, PeerCourt
from tests.gui.conftest import Counter, Open, click, create, press, throw

FOUR, NONE = Count(4, 0), Count(0, 0)


def answer(window: MainWindow, words: str) -> None:
    """Click the answer that says `words`."""
    click(next(button for button in window.message.answers if words in button.accessibleName() + button.text()))


def names(window: MainWindow) -> list[str]:
    return [entry.accessibleName() for entry in window.rail.entries]


@pytest.fixture
def form(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """The form of a new game at Court 1, where a game is played."""
    throw(scorekeeper, game_id, "hole")
    playing.show_new_game()
    playing.new_game.court.setText("Court 1")
    return playing


def test_a_new_game_on_a_court_in_use_asks_and_changes_nothing_yet(
    form: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    assert "has a game that is not over" in form.new_game.problem.text()
    click(form.new_game.submit)
    assert form.message.text == "Court 1 has a game that is not over: Hawks 0–0 Owls."
    assert scorekeeper.game_ids() == [game_id]
    assert not scorekeeper.history(game_id).game.is_set_aside


def test_the_game_there_is_set_aside_and_goes_on_at_another_court(
    form: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click(form.new_game.submit)
    answer(form, "Set it aside")
    assert form.lobby.isVisible()
    assert names(form) == ["Court 1: Orange 0, Blue 0, lobby", "Court 1: Hawks 0, Owls 0, set aside"]
    click(form.rail.entries[1])
    assert "is set aside" in form.message.text
    answer(form, "Go on at Court 2")
    assert form.play.isVisible()
    assert (scorekeeper.history(game_id).game.court, len(scorekeeper.history(game_id).game.bags)) == ("Court 2", 1)
    assert names(form)[1] == "Court 2: Hawks 0, Owls 0, round 1"


def test_the_game_there_is_canceled(form: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click(form.new_game.submit)
    answer(form, "Cancel it")
    assert form.message.text == "Cancel Hawks 0–0 Owls? It stays in the log and counts nowhere."
    assert scorekeeper.history(game_id).game.status == "live", "one key cancels no game"
    answer(form, "Cancel the game")
    assert scorekeeper.history(game_id).game.status == "canceled"
    assert form.lobby.isVisible()


def test_a_locked_window_cancels_no_game_without_the_pin(
    form: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    form.pin_prompt.lock.set_pin("2468")
    form.pin_prompt.lock.close()
    click(form.new_game.submit)
    answer(form, "Cancel it")
    assert form.pages.currentWidget() is form.pin_prompt.page
    assert scorekeeper.history(game_id).game.status == "live"


def brought_back(log: EventLog, game_id: int, clock: Counter) -> Scorekeeper:
    """Return a desk where `game_id` is live again beside another game on its court, as an older kiosk let it be."""
    log.append(Row(game_id, len(log.events(game_id)) + 1, clock.now, None, Undone()))
    scorekeeper = Scorekeeper(log, "Patio", clock)
    scorekeeper.open()
    return scorekeeper


def test_the_question_names_every_game_that_it_is_about(
    open_window: Open, scorekeeper: Scorekeeper, log: EventLog, game_id: int, clock: Counter
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    create(scorekeeper)
    window = open_window(brought_back(log, game_id, clock))
    window.show_new_game()
    window.new_game.court.setText("Court 1")
    click(window.new_game.submit)
    assert window.message.text == "Court 1 has a game that is not over: Hawks 0–0 Owls, Hawks 0–0 Owls."


def test_the_new_game_gets_another_court(form: MainWindow) -> None:
    form.new_game.teams[1].name.setText("Bees")
    click(form.new_game.submit)
    answer(form, "Another court")
    assert (form.new_game.court.text(), form.new_game.teams[1].name.text()) == ("Court 2", "Bees")
    click(form.new_game.submit)
    assert len(names(form)) == 2


def test_undo_of_a_game_that_is_set_aside_offers_it_a_court(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    scorekeeper.record(game_id, GameSetAside())
    press(playing, Qt.Key.Key_Backspace)
    assert len(scorekeeper.history(game_id).game.bags) == 1
    answer(playing, "Go on at Court 1")
    press(playing, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).game.bags == ()


def test_a_set_aside_game_is_in_the_rail_after_a_restart(
    open_window: Open, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameSetAside())
    scorekeeper.open()
    window = open_window(scorekeeper)
    assert names(window) == ["Court 1: Hawks 0, Owls 0, set aside"]


@pytest.mark.usefixtures("game_id")
def test_a_lobby_is_canceled_after_a_question_and_that_is_undone(open_window: Open, scorekeeper: Scorekeeper) -> None:
    window = open_window(scorekeeper)
    click(window.lobby.cancel)
    assert window.message.text.startswith("Cancel Hawks 0–0 Owls?")
    answer(window, "Cancel the game")
    assert window.finish.isVisible()
    assert window.finish.result_text.text() == "Canceled: this game counts nowhere."
    assert window.finish.next.isHidden()
    assert window.rail.courts == []
    click(window.finish.reopen)
    assert window.lobby.isVisible()


def test_a_game_under_way_is_canceled_or_set_aside_from_the_calls(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click(playing.play.rulings_button)
    click(playing.play.rulings.cancel)
    answer(playing, "Leave it")
    click(playing.play.rulings.set_aside)
    assert scorekeeper.history(game_id).game.is_set_aside
    answer(playing, "Go on at Court 1")
    assert not scorekeeper.history(game_id).game.is_set_aside


def test_a_canceled_game_leaves_the_rail_with_the_next_one_on_its_court(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    playing.court_use.ask_to_cancel(game_id)
    answer(playing, "Cancel the game")
    assert names(playing) == ["Court 1: Hawks 0, Owls 0, canceled"]
    create(scorekeeper)
    assert names(playing) == ["Court 1: Hawks 0, Owls 0, lobby"]


def test_two_live_games_of_one_court_both_stand_in_the_rail(
    open_window: Open, scorekeeper: Scorekeeper, log: EventLog, clock: Counter
) -> None:
    old = create(scorekeeper)
    scorekeeper.record(old, GameConceded(1))
    create(scorekeeper)
    assert len(names(open_window(brought_back(log, old, clock)))) == 2


def disputed(scorekeeper: Scorekeeper, court: str) -> int:
    game = create(scorekeeper, court)
    result = scorekeeper.record(game, GameConceded(1)).result
    scorekeeper.record(game, Confirmed(2, "Cy", result, right=False))
    return game


def test_a_disputed_result_is_told_at_another_court_and_marked(playing: MainWindow, scorekeeper: Scorekeeper) -> None:
    game = create(scorekeeper, "Court 2")
    result = scorekeeper.record(game, GameConceded(1)).result
    scorekeeper.record(game, Confirmed(2, "Cy", result, right=False))
    assert playing.message.trouble == "Court 2: Cy of Owls says 0–0 is wrong."
    assert names(playing)[1] == "Court 2: Hawks 0, Owls 0, disputed"
    create(scorekeeper, "Court 2")
    assert "Court 2: Hawks 0, Owls 0, disputed" in names(playing)
    scorekeeper.record(game, Confirmed(2, "Cy", result))
    assert playing.message.trouble == ""


def test_a_dispute_is_there_after_a_restart(open_window: Open, scorekeeper: Scorekeeper) -> None:
    disputed(scorekeeper, "Court 4")
    window = open_window(scorekeeper)
    assert names(window) == ["Court 4: Hawks 0, Owls 0, disputed"]
    assert window.message.trouble.startswith("Court 4: Cy of Owls")


def test_next_game_leads_to_the_one_that_there_is(open_window: Open, scorekeeper: Scorekeeper) -> None:
    game = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    scorekeeper.record(game, GameConceded(1))
    click(window.finish.next)
    window.show_game(game)
    click(window.finish.next)
    assert len(scorekeeper.game_ids()) == 2
    assert window.lobby.isVisible()


def test_a_correction_says_before_and_after_what_it_does_to_the_match(
    open_window: Open, scorekeeper: Scorekeeper
) -> None:
    game = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    for _ in range(2):
        scorekeeper.record(game, RoundEntered(FOUR, NONE))
    scorekeeper.next_game(game)
    window.show_game(game)
    window.rounds.list.chosen.emit(2)
    steppers = window.rounds.correction.counts
    steppers[1, "holes"].number.setValue(0)
    assert window.preview.sentence.text().endswith("The match changes: game 2 begins at 0–0.")
    click(window.rounds.correction.apply)
    assert window.message.text.endswith("The match changes: game 2 begins at 0–0.")


def test_the_form_warns_of_a_game_of_that_court_at_another_kiosk(window: MainWindow) -> None:
    hall = Peer("Hall", "0123abcd", "http://hall")
    sides = CourtSide("Ants", "#ff8a1f", 3), CourtSide("Bees", "#4db2ff", 4)
    window.rail.peers.show_courts([PeerCourt(5, "Court 1", "round 2", sides, hall)])
    window.show_new_game()
    window.new_game.court.setText("court 1")
    assert window.new_game.problem.text() == "Kiosk Hall has a game at court 1 too: walls will show both."
    window.rail.peers.show_courts([PeerCourt(5, "Court 1", "final", sides, hall, over=True)])
    window.new_game.court.setText("Court 1")
    assert window.new_game.problem.text() == ""


def test_a_started_game_goes_on_in_the_window_it_was_set_aside_in(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, BagThrown(1, "hole"))
    scorekeeper.record(game_id, GameSetAside())
    assert playing.message.text == "Game set aside, Court 1 is free."
    assert playing.rail.courts == []
    scorekeeper.move(game_id, "Court 3")
    assert playing.message.text == "The game goes on at Court 3."
    scorekeeper.record(create(scorekeeper), GameStarted())
    assert playing.rail.courts == ["Court 3", "Court 1"]


def test_an_old_unfinished_game_says_how_old_it_is(
    open_window: Open, scorekeeper: Scorekeeper, game_id: int, clock: Counter
) -> None:
    scorekeeper.record(game_id, GameStarted())
    clock.now += 2 * DAY_MS
    window = open_window(scorekeeper)
    assert names(window) == ["Court 1: Hawks 0, Owls 0, 2 days old"]
    throw(scorekeeper, game_id, "hole")
    assert names(window) == ["Court 1: Hawks 0, Owls 0, round 1"]
