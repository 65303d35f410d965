"""The panel of rounds: rounds are corrected, inserted and removed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundCorrected, RoundEntered, Undone
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, click, create, press, throw, type_in


@pytest.fixture
def live_window(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    """Hawks took 3 in round 1, Owls 1 in round 2."""
    throw(scorekeeper, game_id, "hole", *("off",) * 7)
    scorekeeper.record(game_id, RoundEntered(Count(0, 0), Count(0, 1)))
    return open_window(scorekeeper)


def words(window: MainWindow) -> list[str]:
    model = window.rounds.list.rounds
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def click_round(window: MainWindow, row: int) -> None:
    view = window.rounds.list
    place = view.visualRect(view.rounds.index(row)).center()
    click(view.viewport(), place)


def test_the_newest_round_is_on_top(live_window: MainWindow) -> None:
    assert words(live_window) == [
        "Round 2: Hawks 0 in, 0 on, Owls 0 in, 1 on; +1 for Owls, 3–1",
        "Round 1: Hawks 1 in, 0 on, Owls 0 in, 0 on; +3 for Hawks, 3–0",
    ]
    assert live_window.rounds.list.visualRect(live_window.rounds.list.rounds.index(0)).top() == 0


def test_a_round_is_corrected_in_place(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    click_round(live_window, 1)
    form = live_window.rounds.correction
    assert form.isVisible()
    number = form.counts[1, "holes"].number
    assert number.value() == 1
    assert number.lineEdit().width() >= 30
    click(form.counts[1, "holes"].more)
    press(form.counts[2, "boards"].number, Qt.Key.Key_Up)
    type_in(form.reason, "quick recount")
    assert live_window.preview.isVisible()
    assert not live_window.play.isVisible()
    click(form.apply)
    assert live_window.play.isVisible()
    assert log.events(game_id)[-1].event == RoundCorrected(1, Count(2, 0), Count(0, 1), "quick recount")
    assert live_window.play.columns[1].score.score == 5
    assert live_window.message.text == "Round 1 corrected, now 5–1."
    assert not form.isVisible()
    assert len(scorekeeper.history(game_id).game.bags) == 1


def test_only_the_number_with_the_focus_is_selected(live_window: MainWindow) -> None:
    live_window.rounds.correct(1)
    form = live_window.rounds.correction
    click(form.counts[2, "boards"].more)
    selected = [stepper for stepper in form.counts.values() if stepper.number.lineEdit().hasSelectedText()]
    assert selected == [form.counts[1, "holes"]]


def test_a_round_is_inserted_and_removed(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click_round(live_window, 1)
    form = live_window.rounds.correction
    click(form.action.buttons["insert"])
    assert form.counts[1, "holes"].number.value() == 0
    click(form.counts[1, "boards"].more)
    click(form.apply)
    assert scorekeeper.history(game_id).game.score == (4, 1)
    assert live_window.message.text == "Round 1 inserted, now 4–1."
    click_round(live_window, 0)
    click(form.action.buttons["remove"])
    press(form.reason, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.score == (4, 0)
    assert len(words(live_window)) == 2


def test_an_impossible_correction_is_refused_in_the_preview(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    before = scorekeeper.history(game_id)
    click_round(live_window, 1)
    form = live_window.rounds.correction
    for _ in range(4):
        click(form.counts[1, "boards"].more)
    assert live_window.preview.sentence.text() == (
        "This cannot be. Hawks: 1 in and 4 on cannot be; a side throws four bags a round."
    )
    assert not live_window.preview.rounds.isVisible()
    assert not form.apply.isEnabled()
    press(form.reason, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id) is before
    assert form.isVisible()


def test_apply_is_disabled_while_nothing_is_changed(live_window: MainWindow) -> None:
    click_round(live_window, 0)
    assert live_window.preview.sentence.text().startswith("Nothing would change yet.")
    assert not live_window.rounds.correction.apply.isEnabled()
    click(live_window.rounds.correction.counts[2, "boards"].more)
    assert live_window.rounds.correction.apply.isEnabled()
    press(live_window.rounds.correction.reason, Qt.Key.Key_Escape)
    assert live_window.play.isVisible()


def test_a_bag_from_a_phone_does_not_close_the_form(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.rounds.correct(1)
    live_window.rounds.correction.reason.setText("rec")
    throw(scorekeeper, game_id, "hole")
    assert live_window.rounds.correction.isVisible()
    assert live_window.rounds.correction.reason.text() == "rec"


def test_a_round_that_ends_on_a_phone_does_not_close_the_form(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.rounds.correct(1)
    form = live_window.rounds.correction
    click(form.counts[1, "holes"].more)
    type_in(form.reason, "recount")
    scorekeeper.record(game_id, RoundEntered(Count(1, 0), Count(0, 0)))
    assert form.isVisible()
    assert live_window.preview.score.text == "6–1 → 9–1"
    click(form.apply)
    assert not form.isVisible()
    assert scorekeeper.history(game_id).game.score == (9, 1)


def test_a_correction_waits_while_another_court_is_shown_until_it_is_canceled(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    other = create(scorekeeper, "Court 2")
    form = live_window.rounds.correction
    live_window.rounds.correct(1)
    click(form.action.buttons["insert"])
    click(form.counts[2, "boards"].more)
    type_in(form.reason, "forgotten")
    live_window.show_game(other)
    live_window.show_game(game_id)
    assert live_window.play.isVisible(), "the game goes on meanwhile"
    live_window.rounds.correct(1)
    assert form.action.value == "insert"
    assert (form.counts[2, "boards"].number.value(), form.reason.text()) == (1, "forgotten")
    assert live_window.preview.score.text == "3–1 → 3–2"
    press(form.reason, Qt.Key.Key_Escape)
    live_window.rounds.correct(1)
    assert form.action.value == "correct"
    assert (form.counts[2, "boards"].number.value(), form.reason.text()) == (0, "")


def test_the_form_closes_when_its_round_is_gone(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.rounds.correct(2)
    scorekeeper.record(game_id, Undone())
    assert not live_window.rounds.correction.isVisible()
    assert live_window.play.isVisible()


def test_enter_opens_the_focused_round(live_window: MainWindow) -> None:
    view = live_window.rounds.list
    view.setFocus()
    view.setCurrentIndex(view.rounds.index(0))
    press(view, Qt.Key.Key_Return)
    assert live_window.rounds.correction.findChildren(QPushButton)
    assert live_window.rounds.correction.isVisible()


def test_digits_typed_into_a_count_throw_no_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.rounds.correct(1)
    number = live_window.rounds.correction.counts[1, "boards"].number
    number.setFocus()
    number.selectAll()
    press(number, "2")
    press(number, "q")
    assert number.value() == 2
    assert scorekeeper.history(game_id).game.bags == ()


def test_undoing_a_correction_says_the_score_that_is_shown(live_window: MainWindow) -> None:
    click_round(live_window, 1)
    form = live_window.rounds.correction
    click(form.counts[1, "holes"].more)
    click(form.apply)
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    assert live_window.message.text == "Undone: the correction of round 1. The score is 3–1 again."
    click_round(live_window, 0)
    click(form.action.buttons["remove"])
    click(form.apply)
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    assert live_window.message.text == "Undone: the removal of round 2. The score is 3–1 again."
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    assert live_window.message.text == "Undone: the end of round 2. The score is 3–0 again."
    press(live_window, "z", Qt.KeyboardModifier.ControlModifier)
    assert live_window.message.text == "Undone: Cy: off, the end of round 1. The score is 0–0 again."
