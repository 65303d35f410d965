"""Preview of a correction: it shows the game as it is after the correction is applied."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

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


def test_only_the_changed_rounds_and_the_result_are_shown(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    click_round(live_window, 1)
    form, shown = live_window.rounds.correction, live_window.preview
    click(form.counts[1, "boards"].more)
    click(form.counts[1, "boards"].more)
    assert shown.score.text == "18–1 → 19–0"
    assert shown.winner.text == "The game goes on"
    assert shown.heading.text() == "2 rounds change"
    assert shown.rounds.row_texts == ["Round 2: 9–1 → 10–0", "Round 3: 18–1 → 19–0"]
    spoken = shown.rounds.changes.data(shown.rounds.changes.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Round 2: 9–1 → 10–0. Hawks 0 in, 0 on, Owls 0 in, 1 on → Hawks 0 in, 2 on, Owls 0 in, 1 on"
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
    assert live_window.preview.winner.text == "The game goes on → Hawks won"
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
    click(live_window.rounds.correction.action.buttons["remove"])
    assert live_window.preview.rounds.row_texts[:2] == ["Round 1: 9–0 → removed", "Round 1 (was 2): 9–1 → 0–1"]
    assert live_window.preview.score.text == "18–1 → 9–1"


def test_the_preview_fits_the_smallest_window(live_window: MainWindow) -> None:
    live_window.resize(1280, 720)
    click_round(live_window, 2)
    click(live_window.rounds.correction.counts[1, "boards"].more)
    QApplication.processEvents()
    shown = live_window.preview
    assert live_window.size() == QSize(1280, 720)
    assert shown.rounds.isVisible()
    assert shown.rect().contains(shown.rounds.geometry())
    assert shown.score.height() > shown.winner.height()
    assert not shown.rounds.verticalScrollBar().isVisible()
    form = live_window.rounds.correction
    assert form.rect().contains(form.apply.geometry())


def test_the_actions_are_radio_buttons(live_window: MainWindow) -> None:
    click_round(live_window, 1)
    form = live_window.rounds.correction
    form.action.buttons["correct"].setFocus()
    press(form.action.buttons["correct"], Qt.Key.Key_Right)
    assert form.action.value == "insert"
    assert live_window.preview.title.text() == "Preview: round 2 inserted"
