"""The preview in the real window: what it shows equals the result of applying the correction."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import Open, click, press, throw, type_in
from tests.gui.rounds.test_panel import click_round


@pytest.fixture
def playing(open_window: Open, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """Hawks lead 18–1 after three rounds; a bag of round 4 lies."""
    for one, two in (((3, 0), (0, 0)), ((0, 0), (0, 1)), ((3, 0), (0, 0))):
        scorekeeper.record(game_id, RoundEntered(Count(*one), Count(*two)))
    throw(scorekeeper, game_id, "board")
    return open_window(scorekeeper)


def test_before_and_after_stand_side_by_side(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click_round(playing, 1)
    form, shown = playing.rounds.correction, playing.preview
    click(form.counts[1, "boards"].more)
    click(form.counts[1, "boards"].more)
    assert shown.score.words == "18–1 → 19–0"
    assert shown.winner.words == "The game goes on"
    assert shown.rounds.words == [
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


def test_a_correction_that_would_end_the_game_under_later_bags_is_refused(playing: MainWindow) -> None:
    click_round(playing, 1)
    form = playing.rounds.correction
    for _ in range(4):
        click(form.counts[1, "holes"].more)
    assert "Round 3 would then end the game at 29-0, but play went on after it." in playing.preview.sentence.text()
    assert not form.apply.isEnabled()


def test_a_correction_that_ends_the_game_says_who_wins(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(playing, "z", Qt.KeyboardModifier.ControlModifier)
    click_round(playing, 1)
    form = playing.rounds.correction
    for _ in range(4):
        click(form.counts[1, "holes"].more)
    assert playing.preview.winner.words == "The game goes on → Hawks wins"
    assert playing.preview.opener.words == "Hawks → Nobody, it is over"
    click(form.apply)
    assert scorekeeper.history(game_id).game.winner == 1
    assert playing.finish.isVisible()
    click(playing.finish.reopen)
    assert scorekeeper.history(game_id).game.score == (18, 1)
    assert playing.play.isVisible()


def test_the_preview_follows_a_bag_from_a_phone(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click_round(playing, 1)
    click(playing.rounds.correction.counts[1, "boards"].more)
    throw(scorekeeper, game_id, "hole")
    assert playing.preview.isVisible()
    assert playing.preview.score.words == "18–1 → 18–0"


def test_a_removed_round_shifts_those_after_it_and_only_it_is_gone(playing: MainWindow) -> None:
    click_round(playing, 2)
    click(playing.rounds.correction.remove)
    assert playing.preview.rounds.words[0] == "Round 1: +9 for Hawks, 9–0; Hawks threw first  →  taken out"
    assert playing.preview.rounds.words[1].endswith("→  Round 1: +1 for Owls, 0–1; Hawks threw first")
    assert playing.preview.score.words == "18–1 → 9–1"
