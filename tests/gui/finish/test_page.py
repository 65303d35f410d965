"""Finish page: the result, the receipt, and the next game."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import Confirmed, Count, GameCanceled, GameConceded, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press, type_in
from tests.gui.window_services import ADDRESS


def winner(window: MainWindow) -> str:
    """Return what the cards of the teams say about the winner."""
    return "; ".join(f"{card.name} {card.prize}" for card in window.finish.scores.values() if card.prize)


def play_to_the_end(scorekeeper: Scorekeeper, game_id: int) -> None:
    for _ in range(2):
        scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 1)))


def answers(window: MainWindow) -> list[str]:
    return [row.answer.text() for row in window.finish.receipt.captains.values()]


def primary_buttons(window: MainWindow) -> list[QPushButton]:
    buttons = window.finish.findChildren(QPushButton)
    return [button for button in buttons if button.isVisible() and button.property("role") == "primary"]


@pytest.fixture
def finished_window(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    window = open_window(scorekeeper)
    play_to_the_end(scorekeeper, game_id)
    return window


def test_the_winner_the_rule_and_the_statistics_are_shown(finished_window: MainWindow) -> None:
    finish = finished_window.finish
    assert finish.isVisible()
    assert winner(finished_window) == "Hawks won"
    assert finish.scores[1].accessibleName() == "Hawks won. Hawks: 22 points"
    assert finish.scores[1].width() > finish.scores[2].width()
    assert finish.result_text.text() == "First to 21, after 2 rounds"
    assert list(finish.players.figures("Ann").values()) == ["12.00", "+11.00", "100", "2"]
    assert list(finish.players.figures("Cy").values()) == ["1.00", "-11.00", "0", "0"]
    assert not finish.next.isVisible()


def test_the_receipt_shows_the_code_and_the_captains_answers(
    finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    receipt, result = finished_window.finish.receipt, scorekeeper.snapshot(game_id).result
    assert receipt.short_hash.text() == chain.short_code(result)
    assert receipt.code.text == f"{ADDRESS}/game/{game_id}/receipt?hash={result[:32]}"
    assert answers(finished_window) == ["Captain of Hawks", "Captain of Owls"]
    scorekeeper.record(game_id, Confirmed(1, "Ann", result, seated=True))
    scorekeeper.record(game_id, Confirmed(2, "Cy", result, right=False))
    assert finished_window.message.text == "Cy of Owls: the result is wrong."
    assert answers(finished_window) == ["✓ Right: Ann (own phone)", "✗ Wrong: Cy (typed)"]
    assert receipt.state.text() == "Captains: scan to confirm"
    scorekeeper.record(game_id, Confirmed(2, "Cy", result))
    assert receipt.state.text() == "Final: both say it is right"
    assert receipt.short_hash.text() == chain.short_code(result), "who confirms changes nothing of what was confirmed"
    finished_window.address_monitor.changed.emit("http://10.0.0.7:8080")
    assert receipt.code.text.startswith("http://10.0.0.7:8080/game/")


def test_a_confirmed_game_is_reopened_and_confirmed_again(
    finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    result = scorekeeper.snapshot(game_id).result
    scorekeeper.record(game_id, Confirmed(1, "Ann", result))
    click(finished_window.finish.reopen)
    scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 1)))
    assert answers(finished_window) == ["Captain of Hawks", "Captain of Owls"]
    assert finished_window.finish.receipt.short_hash.text() != chain.short_code(result)


def test_a_finished_game_is_reopened(finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    assert finished_window.finish.reopen.accessibleDescription().startswith("Takes back “")
    click(finished_window.finish.reopen)
    assert scorekeeper.history(game_id).game.score == (11, 0)
    assert finished_window.play.isVisible()


def test_a_rematch_has_the_same_teams(finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click(finished_window.finish.rematch_button)
    new = scorekeeper.game_ids()[-1]
    game = scorekeeper.history(new).game
    assert new != game_id
    assert [side.players[0].name for side in game.sides] == ["Ann", "Cy"]
    assert finished_window.lobby.isVisible()
    assert [entry.game_id for entry in finished_window.rail.entries] == [new]


def test_the_next_game_of_a_match(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper, rules="best-of-3")
    window = open_window(scorekeeper)
    play_to_the_end(scorekeeper, game_id)
    assert window.finish.result_text.text() == "First to 21. Game 1 of 3, games 1–0"
    assert window.finish.next.text() == "Next game: 2 of 3"
    assert primary_buttons(window) == [window.finish.next]
    click(window.finish.next)
    assert scorekeeper.history(scorekeeper.game_ids()[-1]).game.match.wins == (1, 0)


def test_a_new_game_keeps_the_final_in_the_rail(finished_window: MainWindow) -> None:
    click(finished_window.finish.new)
    assert finished_window.new_game.isVisible()
    assert finished_window.rail.entries[0].accessibleName() == "Court 1: Hawks 22, Owls 0, final"


def test_conceding_asks_for_confirmation_in_the_page(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, RoundEntered(Count(1, 0), Count(0, 0)))
    window = open_window(scorekeeper)
    click(window.play.rulings_button)
    click(window.play.rulings.concede)
    assert [answer.text() for answer in window.message.answers] == [
        "■ Hawks",
        "◆ Owls",
        "A team did not come…",
        "Nobody",
    ]
    assert all(answer.width() >= 80 for answer in window.message.answers)
    click(window.message.answers[2])
    assert scorekeeper.history(game_id).game.status == "live"
    click(window.play.rulings.concede)
    click(window.message.answers[0])
    assert scorekeeper.events(game_id)[-1].event == GameConceded(2)
    assert window.finish.result_text.text() == "Hawks gave up, after 1 round"
    assert winner(window) == "Owls won"


def test_a_team_that_did_not_come_forfeits_from_the_lobby(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    window = open_window(scorekeeper)
    click(window.lobby.forfeit)
    assert window.message.text == "Which team forfeits? The other one wins 21–0."
    click(window.message.answers[1])
    game = scorekeeper.history(game_id).game
    assert (game.winner, game.score, game.ended_by) == (1, (21, 0), "forfeit")
    assert window.finish.result_text.text() == "Forfeit by Owls"
    assert window.message.text.startswith("Forfeit by Owls.")
    click(window.finish.reopen)
    assert window.message.text == "Undone: Forfeit by Owls. The score is 0–0 again."
    assert window.lobby.isVisible()


def test_a_forfeit_is_among_the_answers_of_conceding(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click(live_window.play.rulings_button)
    click(live_window.play.rulings.concede)
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F2):
        press(live_window, key)
    assert scorekeeper.history(game_id).game.score == (0, 21)
    assert winner(live_window) == "Owls won"


@pytest.mark.parametrize("own_games", [2, 3])
def test_the_last_game_of_a_match_says_who_has_won_it(
    open_window: OpenWindow, scorekeeper: Scorekeeper, own_games: int
) -> None:
    window = open_window(scorekeeper)
    first = create(scorekeeper, rules="best-of-3")
    window.show_game(first)
    play_to_the_end(scorekeeper, first)
    assert window.finish.result_text.text().endswith("Game 1 of 3, games 1–0")
    click(window.finish.next)
    assert window.play.isVisible(), "without a lobby"
    second = scorekeeper.game_ids()[-1]
    scorekeeper.record(second, GameConceded(1 if own_games == 2 else 2))
    if own_games == 3:
        click(window.finish.next)
        play_to_the_end(scorekeeper, scorekeeper.game_ids()[-1])
    assert winner(window) == "Hawks won the match"
    assert window.finish.result_text.text().endswith(f"Game {own_games} of 3, games 2–{own_games - 2}")
    assert primary_buttons(window) == [window.finish.rematch_button]
    assert not window.finish.next.isVisible()


def test_a_match_in_which_every_game_counts_may_be_tied(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    rules = NewRules(games=2, every_game_counts=True)
    teams = NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])
    first = scorekeeper.create(NewGame("Court 1", rules, *teams, lobby=False).to_event()).game_id
    window = open_window(scorekeeper)
    scorekeeper.record(first, GameConceded(1))
    click(window.finish.next)
    scorekeeper.record(scorekeeper.game_ids()[-1], GameConceded(2))
    assert winner(window) == "Owls won this game"
    assert window.finish.result_text.text().endswith("The match is tied 1–1")


def test_captains_without_phones_answer_at_the_desk(
    finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    receipt, result = finished_window.finish.receipt, scorekeeper.snapshot(game_id).result
    hawks, owls = receipt.captains[1], receipt.captains[2]
    assert hawks.right.accessibleName() == "Captain of Hawks: it is right"
    assert (owls.wrong.text(), owls.wrong.accessibleName()) == ("It is wrong…", "Captain of Owls: it is wrong…")
    click(hawks.right)
    assert scorekeeper.events(game_id)[-1].event == Confirmed(1, "Ann", result, desk=True)
    click(owls.wrong)
    assert finished_window.message.text.startswith("Does Cy of Owls say that 22–0 is wrong?")
    assert scorekeeper.history(game_id).game.answer(2) is None
    click(finished_window.message.answers[0])
    assert answers(finished_window) == ["✓ Right: Ann (at the desk)", "✗ Wrong: Cy (at the desk)"]
    assert finished_window.message.problem == "Court 1: Cy of Owls says 22–0 is wrong."
    click(owls.right)
    assert receipt.state.text() == "Final: both say it is right"
    assert not hawks.right.isVisible()


def test_the_desk_cannot_change_the_answer_of_a_captains_phone(
    finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, Confirmed(2, "Cy", scorekeeper.snapshot(game_id).result, right=False, seated=True))
    hawks, owls = finished_window.finish.receipt.captains.values()
    assert (hawks.right.isVisible(), owls.right.isVisible()) == (True, False)


def test_an_answer_at_the_desk_needs_the_pin(
    finished_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    finished_window.pin_prompt.lock.set_pin("1234")
    finished_window.pin_prompt.lock.lock()
    click(finished_window.finish.receipt.captains[1].right)
    assert finished_window.pin_prompt.page.purpose.text() == "Answer for a captain"
    assert scorekeeper.history(game_id).game.answer(1) is None
    type_in(finished_window.pin_prompt.page.field, "1234")
    press(finished_window.pin_prompt.page.field, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.answer(1) is not None


def test_a_new_game_is_the_next_thing_after_a_canceled_one(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    window = open_window(scorekeeper)
    scorekeeper.record(game_id, GameCanceled())
    assert primary_buttons(window) == [window.finish.new]
    assert winner(window) == ""


def test_a_key_says_the_result(finished_window: MainWindow) -> None:
    press(finished_window, "i", Qt.KeyboardModifier.ControlModifier)
    assert finished_window.message.text == "Hawks 22, Owls 0. Hawks won, first to 21, after 2 rounds."


def test_the_next_thing_is_the_first_that_tab_reaches(finished_window: MainWindow) -> None:
    finish = finished_window.finish
    assert finish.hasFocus()
    focused: QWidget = finish
    for button in (finish.rematch_button, finish.new, finish.receipt.captains[1].right):
        press(focused, Qt.Key.Key_Tab)
        assert button.hasFocus()
        focused = button


def test_the_captain_of_a_team_without_a_name_is_shown_in_the_reader_s_language(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    nameless = scorekeeper.create(NewGame(court="Court 2", lobby=False).to_event()).game_id
    scorekeeper.record(nameless, GameConceded(1))
    window = open_window(scorekeeper)
    window.show_game(nameless)
    row = window.finish.receipt.captains[1]
    click(row.right)
    set_language("es")
    try:
        row.show_game(scorekeeper.history(nameless).game)
        assert row.answer.text() == "✓ Bien: Naranja (en la mesa)"
    finally:
        set_language("en")
