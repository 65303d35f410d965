import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundCorrected, RoundEntered
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import Open, click, press, throw, type_in


@pytest.fixture
def playing(open_window: Open, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
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


def test_the_newest_round_is_on_top(playing: MainWindow) -> None:
    assert words(playing) == [
        "Round 2: Hawks 0 in, 0 on, Owls 0 in, 1 on; +1 for Owls, 3–1",
        "Round 1: Hawks 1 in, 0 on, Owls 0 in, 0 on; +3 for Hawks, 3–0",
    ]
    assert playing.rounds.list.visualRect(playing.rounds.list.rounds.index(0)).top() == 0


def test_a_round_is_corrected_in_place(
    playing: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    click_round(playing, 1)
    form = playing.rounds.correction
    assert form.isVisible()
    number = form.counts[1, "holes"].number
    assert number.value() == 1
    assert number.lineEdit().width() >= 30
    click(form.counts[1, "holes"].more)
    press(form.counts[2, "boards"].number, Qt.Key.Key_Up)
    type_in(form.reason, "quick recount")
    assert playing.preview.isVisible()
    assert not playing.play.isVisible()
    click(form.apply)
    assert playing.play.isVisible()
    assert log.events(game_id)[-1].event == RoundCorrected(1, Count(2, 0), Count(0, 1), "quick recount")
    assert playing.play.columns[1].score.score == 5
    assert playing.message.text == "Round 1 corrected, now 5–1."
    assert not form.isVisible()
    assert len(scorekeeper.history(game_id).game.bags) == 1


def test_a_round_is_inserted_and_removed(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    click_round(playing, 1)
    form = playing.rounds.correction
    click(form.insert)
    assert form.counts[1, "holes"].number.value() == 0
    click(form.counts[1, "boards"].more)
    click(form.apply)
    assert scorekeeper.history(game_id).game.score == (4, 1)
    assert playing.message.text == "Round 1 inserted, now 4–1."
    click_round(playing, 0)
    click(form.remove)
    press(form.reason, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.score == (4, 0)
    assert len(words(playing)) == 2


def test_what_cannot_be_is_refused_in_the_preview(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    before = scorekeeper.history(game_id)
    click_round(playing, 1)
    form = playing.rounds.correction
    for _ in range(4):
        click(form.counts[1, "boards"].more)
    assert playing.preview.sentence.text() == (
        "This cannot be. Hawks: 1 in and 4 on cannot be; a side throws four bags a round."
    )
    assert not playing.preview.rounds.isVisible()
    assert not form.apply.isEnabled()
    press(form.reason, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id) is before
    assert form.isVisible()


def test_nothing_is_applied_while_nothing_is_changed(playing: MainWindow) -> None:
    click_round(playing, 0)
    assert playing.preview.sentence.text().startswith("Nothing would change yet.")
    assert not playing.rounds.correction.apply.isEnabled()
    click(playing.rounds.correction.counts[2, "boards"].more)
    assert playing.rounds.correction.apply.isEnabled()
    press(playing.rounds.correction.reason, Qt.Key.Key_Escape)
    assert playing.play.isVisible()


def test_a_bag_from_a_phone_does_not_close_the_form(
    playing: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    playing.rounds.correct(1)
    playing.rounds.correction.reason.setText("rec")
    throw(scorekeeper, game_id, "hole")
    assert playing.rounds.correction.isVisible()
    assert playing.rounds.correction.reason.text() == "rec"


def test_enter_opens_the_round_that_has_the_keyboard(playing: MainWindow) -> None:
    view = playing.rounds.list
    view.setFocus()
    view.setCurrentIndex(view.rounds.index(0))
    press(view, Qt.Key.Key_Return)
    assert playing.rounds.correction.findChildren(QPushButton)
    assert playing.rounds.correction.isVisible()


def test_digits_typed_into_a_count_throw_no_bag(playing: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    playing.rounds.correct(1)
    number = playing.rounds.correction.counts[1, "boards"].number
    number.setFocus()
    number.selectAll()
    press(number, "2")
    press(number, "q")
    assert number.value() == 2
    assert scorekeeper.history(game_id).game.bags == ()
