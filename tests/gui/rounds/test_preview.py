"""Preview of a correction: it shows the game as it is after the correction is applied."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, press, throw, type_in
from tests.gui.rounds.test_panel import click_round


@pytest.fixture
def live_window(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """Hawks lead 18–1 after three rounds; a bag of round 4 lies."""
    for hawks, owls in (((3, 0), (0, 0)), ((0, 0), (0, 1)), ((3, 0), (0, 0))):
        scorekeeper.record(game_id, RoundEntered(Count(*hawks), Count(*owls)))
    throw(scorekeeper, game_id, "board")
    return open_window(scorekeeper)


def test_before_and_after_are_shown_side_by_side(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click_round(live_window, 1)
    form, shown = live_window.rounds.correction, live_window.preview
    click(form.counts[1, "boards"].more)
    click(form.counts[1, "boards"].more)
    assert shown.score.text == "18–1 → 19–0"
    assert shown.winner.text == "The game goes on"
    assert shown.rounds.row_texts == [
        "Round 1: +9 for Hawks, 9–0; Hawks threw first",
        "Round 2: +1 for Owls, 9–1; Hawks threw first  →  Round 2: +1 for Hawks, 10–0; Hawks threw first",
        "Round 3: +9 for Hawks, 18–1; Owls threw first  →  Round 3: +9 for Hawks, 19–0; Hawks threw first",
    ]
    assert shown.players.figures("Ann")["PPR"] == "6.00 → 6.67"
    assert shown.players.figures("Cy")["OPPR"] == "6.00 → 6.67"
    assert shown.players.figures("Ann")["four-baggers"] == "0"
    type_in(form.reason, "two on the board")
    click(form.apply)
    game = scorekeeper.history(game_id).game
    assert game.score == (19, 0)
    assert game.correction is not None
    assert game.correction.reason == "two on the board"
    assert len(game.bags) == 1


def test_a_correction_that_would_end_the_game_under_later_bags_is_refused(live_window: MainWindow) -> None:
    click_round(live_window, 1)
    form = live_window.rounds.correction
    for _ in range(4):
        click(form.counts[1, "holes"].more)
    assert "Round 3 would then end the game at 29-0, but play went on after it." in live_window.preview.sentence.text()
    assert not form.apply.isEnabled()


def test_a_correction_that_ends_the_game_says_who_wins(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    click_round(live_window, 1)
    form = live_window.rounds.correction
    for _ in range(4):
        click(form.counts[1, "holes"].more)
    assert live_window.preview.winner.text == "The game goes on → Hawks wins"
    assert live_window.preview.first_throw.text == "Hawks → Nobody, it is over"
    click(form.apply)
    assert scorekeeper.history(game_id).game.winner == 1
    assert live_window.finish.isVisible()
    click(live_window.finish.reopen)
    assert scorekeeper.history(game_id).game.score == (18, 1)
    assert live_window.play.isVisible()


def test_the_preview_follows_a_bag_from_a_phone(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click_round(live_window, 1)
    click(live_window.rounds.correction.counts[1, "boards"].more)
    throw(scorekeeper, game_id, "hole")
    assert live_window.preview.isVisible()
    assert live_window.preview.score.text == "18–1 → 18–0"


def test_a_removed_round_shifts_those_after_it_and_only_it_is_gone(live_window: MainWindow) -> None:
    click_round(live_window, 2)
    click(live_window.rounds.correction.remove)
    assert live_window.preview.rounds.row_texts[0] == "Round 1: +9 for Hawks, 9–0; Hawks threw first  →  taken out"
    assert live_window.preview.rounds.row_texts[1].endswith("→  Round 1: +1 for Owls, 0–1; Hawks threw first")
    assert live_window.preview.score.text == "18–1 → 9–1"
