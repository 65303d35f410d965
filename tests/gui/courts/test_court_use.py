"""Court use in the window: it asks before a game loses its court, and shows games that were set aside or disputed."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper, WriteOptions
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
from goat_kiosk.host.clock import DAY_MS, MINUTE_MS
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.uplink.peers.peers import CourtSide, Peer, PeerCourt
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, throw

FOUR, NONE = Count(4, 0), Count(0, 0)


def answer(window: MainWindow, words: str) -> None:
    """Click the answer that says `words`."""
    click(next(button for button in window.message.answers if words in button.accessibleName() + button.text()))


def names(window: MainWindow) -> list[str]:
    return [entry.accessibleName() for entry in window.rail.entries]


@pytest.fixture
def new_game_window(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """A window with the form of a new game for Court 1, on which another game is live."""
    throw(scorekeeper, game_id, "hole")
    live_window.show_new_game()
    live_window.new_game.court.choose("Court 1")
    return live_window


def test_a_new_game_on_a_court_in_use_asks_and_changes_nothing_yet(
    new_game_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    assert "has a game that is not over" in new_game_window.new_game.problem.text()
    click(new_game_window.new_game.submit)
    assert new_game_window.message.text == "Court 1 has a game that is not over: Hawks 0–0 Owls."
    assert scorekeeper.game_ids() == [game_id]
    assert not scorekeeper.history(game_id).game.is_set_aside


def test_the_game_on_the_court_is_set_aside_and_continues_on_another(
    new_game_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click(new_game_window.new_game.submit)
    answer(new_game_window, "Set it aside")
    assert new_game_window.lobby.isVisible()
    assert names(new_game_window) == ["Court 1: Orange 0, Blue 0, lobby", "Court 1: Hawks 0, Owls 0, set aside"]
    click(new_game_window.rail.entries[1])
    assert "is set aside" in new_game_window.message.text
    answer(new_game_window, "Go on at Court 2")
    assert new_game_window.play.isVisible()
    assert (scorekeeper.history(game_id).game.court, len(scorekeeper.history(game_id).game.bags)) == ("Court 2", 1)
    assert names(new_game_window)[1] == "Court 2: Hawks 0, Owls 0, round 1"


def test_the_game_on_the_court_is_canceled(new_game_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click(new_game_window.new_game.submit)
    answer(new_game_window, "Cancel it")
    assert new_game_window.message.text == "Cancel Hawks 0–0 Owls? It stays in the log and counts nowhere."
    assert scorekeeper.history(game_id).game.status == "live", "one key cancels no game"
    answer(new_game_window, "Cancel the game")
    assert scorekeeper.history(game_id).game.status == "canceled"
    assert new_game_window.lobby.isVisible()


def test_a_locked_window_cancels_no_game_without_the_pin(
    new_game_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    new_game_window.pin_prompt.lock.set_pin("2468")
    new_game_window.pin_prompt.lock.lock()
    click(new_game_window.new_game.submit)
    answer(new_game_window, "Cancel it")
    assert new_game_window.pages.currentWidget() is new_game_window.pin_prompt.page
    assert scorekeeper.history(game_id).game.status == "live"


def open_two_live_games(log: EventLog, game_id: int, clock: SteppingClock) -> Scorekeeper:
    """Return a desk with two live games on one court, as older kiosks allowed; one of them is `game_id`."""
    log.append(Row(game_id, len(log.events(game_id)) + 1, clock.now, None, Undone()))
    scorekeeper = Scorekeeper(log, "Patio", clock)
    scorekeeper.open()
    return scorekeeper


def test_the_question_names_every_game_that_it_is_about(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int, clock: SteppingClock
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    create(scorekeeper)
    window = open_window(open_two_live_games(log, game_id, clock))
    window.show_new_game()
    window.new_game.court.choose("Court 1")
    click(window.new_game.submit)
    assert window.message.text == "Court 1 has a game that is not over: Hawks 0–0 Owls, Hawks 0–0 Owls."


def test_the_new_game_gets_another_court(new_game_window: MainWindow) -> None:
    new_game_window.new_game.teams[1].name.setText("Bees")
    click(new_game_window.new_game.submit)
    answer(new_game_window, "Another court")
    assert (new_game_window.new_game.court.name, new_game_window.new_game.teams[1].name.text()) == ("Court 2", "Bees")
    click(new_game_window.new_game.submit)
    assert len(names(new_game_window)) == 2


def test_undo_of_a_game_that_is_set_aside_offers_it_a_court(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    scorekeeper.record(game_id, GameSetAside())
    press(live_window, Qt.Key.Key_Backspace)
    assert len(scorekeeper.history(game_id).game.bags) == 1
    answer(live_window, "Go on at Court 1")
    press(live_window, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).game.bags == ()


def test_a_set_aside_game_is_in_the_rail_after_a_restart(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameSetAside())
    scorekeeper.open()
    window = open_window(scorekeeper)
    assert names(window) == ["Court 1: Hawks 0, Owls 0, set aside"]


@pytest.mark.usefixtures("game_id")
def test_a_lobby_is_canceled_after_a_question_and_that_is_undone(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
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


def test_a_live_game_is_canceled_or_set_aside_from_the_rulings_panel(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click(live_window.play.rulings_button)
    click(live_window.play.rulings.cancel)
    answer(live_window, "Leave it")
    click(live_window.play.rulings.set_aside)
    assert scorekeeper.history(game_id).game.is_set_aside
    answer(live_window, "Go on at Court 1")
    assert not scorekeeper.history(game_id).game.is_set_aside


def test_a_canceled_game_leaves_the_rail_with_the_next_one_on_its_court(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.court_use.ask_to_cancel(game_id)
    answer(live_window, "Cancel the game")
    assert names(live_window) == ["Court 1: Hawks 0, Owls 0, canceled"]
    create(scorekeeper)
    assert names(live_window) == ["Court 1: Hawks 0, Owls 0, lobby"]


def test_two_live_games_of_one_court_are_both_in_the_rail(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, clock: SteppingClock
) -> None:
    old = create(scorekeeper)
    scorekeeper.record(old, GameConceded(1))
    create(scorekeeper)
    assert len(names(open_window(open_two_live_games(log, old, clock)))) == 2


def disputed(scorekeeper: Scorekeeper, court: str) -> int:
    game = create(scorekeeper, court)
    result = scorekeeper.record(game, GameConceded(1)).result
    scorekeeper.record(game, Confirmed(2, "Cy", result, right=False))
    return game


def test_a_disputed_result_is_announced_on_another_court_and_marked(
    live_window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    game = create(scorekeeper, "Court 2")
    result = scorekeeper.record(game, GameConceded(1)).result
    scorekeeper.record(game, Confirmed(2, "Cy", result, right=False))
    assert live_window.message.problem == "Court 2: Cy of Owls says 0–0 is wrong."
    assert names(live_window)[1] == "Court 2: Hawks 0, Owls 0, disputed"
    create(scorekeeper, "Court 2")
    assert "Court 2: Hawks 0, Owls 0, disputed" in names(live_window)
    scorekeeper.record(game, Confirmed(2, "Cy", result))
    assert live_window.message.problem == ""


def test_a_dispute_is_shown_after_a_restart(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    disputed(scorekeeper, "Court 4")
    window = open_window(scorekeeper)
    assert names(window) == ["Court 4: Hawks 0, Owls 0, disputed"]
    assert window.message.problem.startswith("Court 4: Cy of Owls")


def test_next_game_opens_the_existing_next_game(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    game = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    scorekeeper.record(game, GameConceded(1))
    click(window.finish.next)
    window.show_game(game)
    click(window.finish.next)
    assert len(scorekeeper.game_ids()) == 2
    assert window.play.isVisible()


def test_a_correction_announces_its_effect_on_the_match_before_and_after(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    game = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    for _ in range(2):
        scorekeeper.record(game, RoundEntered(FOUR, NONE))
    scorekeeper.create_next_game(game)
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
    window.new_game.court.choose("court 1")
    assert window.new_game.problem.text() == "Kiosk Hall has a game at Court 1 too: walls will show both."
    window.rail.peers.show_courts([PeerCourt(5, "Court 1", "final", sides, hall, over=True)])
    window.new_game.court.choose("Court 1")
    assert window.new_game.problem.text() == ""


def test_a_game_that_was_set_aside_continues_on_another_court(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, BagThrown(1, "hole"))
    scorekeeper.record(game_id, GameSetAside())
    assert live_window.message.text == "Game set aside, Court 1 is free."
    assert live_window.rail.courts == []
    scorekeeper.move(game_id, "Court 3")
    assert live_window.message.text == "The game goes on at Court 3."
    scorekeeper.record(create(scorekeeper), GameStarted())
    assert live_window.rail.courts == ["Court 3", "Court 1"]


def test_an_old_unfinished_game_says_how_old_it_is(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int, clock: SteppingClock
) -> None:
    scorekeeper.record(game_id, GameStarted())
    clock.now += 2 * DAY_MS
    window = open_window(scorekeeper)
    assert names(window) == ["Court 1: Hawks 0, Owls 0, 2 days old"]
    throw(scorekeeper, game_id, "hole")
    assert names(window) == ["Court 1: Hawks 0, Owls 0, round 1"]


def test_a_game_that_was_set_aside_says_since_when(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, clock: SteppingClock
) -> None:
    scorekeeper.record(game_id, GameSetAside())
    for minutes, age in ((40, "40 min"), (60, "1 h"), (24 * 60, "1 day"), (48 * 60, "3 days")):
        clock.now += minutes * MINUTE_MS
        live_window.rail.show_ages()
        assert names(live_window) == [f"Court 1: Hawks 0, Owls 0, set aside {age} ago"]


def test_a_game_that_nobody_scores_says_for_how_long(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, clock: SteppingClock
) -> None:
    clock.now += 120 * MINUTE_MS
    live_window.rail.show_ages()
    assert names(live_window) == ["Court 1: Hawks 0, Owls 0, idle 2 h"]
    throw(scorekeeper, game_id, "hole")
    assert names(live_window) == ["Court 1: Hawks 0, Owls 0, round 1"]


def test_two_devices_that_score_one_court_are_reported_once(live_window: MainWindow, scorekeeper: Scorekeeper) -> None:
    other = create(scorekeeper, "Court 2")
    remark = "2 devices score Court 2. Let only one of them go on."
    for scorer, is_new in (("desk", False), ("phone", True), ("desk", False), ("phone", False)):
        team = scorekeeper.history(other).game.next_team or 1
        live_window.message.say("")
        scorekeeper.write(other, BagThrown(team, "off"), WriteOptions(scorer=scorer))
        assert (remark in live_window.message.text) is is_new


@pytest.mark.parametrize(("index", "own_court", "other_court"), [(0, "Court 1", None), (2, "Court 2", "Court 1")])
def test_undo_of_the_end_asks_what_becomes_of_the_next_game_on_its_court(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, index: int, own_court: str, other_court: str | None
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    other = create(scorekeeper)
    press(live_window, Qt.Key.Key_Backspace)
    assert live_window.message.text == "Court 1 has a game that is not over: Hawks 0–0 Owls."
    assert scorekeeper.history(game_id).game.status == "finished"
    click(live_window.message.answers[index])
    game, other_game = scorekeeper.history(game_id).game, scorekeeper.history(other).game
    assert (game.status, game.court) == ("live", own_court)
    assert (None if other_game.is_set_aside else other_game.court) == other_court
    assert live_window.play.isVisible()


def test_the_next_game_of_a_match_gets_another_court(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    game = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    scorekeeper.record(game, GameConceded(1))
    create(scorekeeper)
    click(window.finish.next)
    answer(window, "Play at Court 2")
    assert window.play.isVisible()
    assert scorekeeper.history(scorekeeper.game_ids()[-1]).game.court == "Court 2"


def test_backspace_leads_back_to_the_lobby_only_when_it_is_meant(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    for _ in range(2):
        press(live_window, Qt.Key.Key_Backspace)
    assert live_window.message.text == "That takes the game back to its lobby. Undo once more if you want that."
    assert scorekeeper.history(game_id).game.status == "live"
    press(live_window, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).game.status == "lobby"
