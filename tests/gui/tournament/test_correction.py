"""The correction screen: what a decision changes, shown before it is made, and nothing changed by leaving it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.tournament.correction.forms import LeavingForm
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.events import PlayerSignedUp
from goat_kiosk.tournament.match_events import MatchProtested, ResultRecorded
from tests.gui.tournament.desk_night import DIVISION, DeskNight


@pytest.fixture
def night(window: MainWindow, scorekeeper: Scorekeeper) -> DeskNight:
    """Four courts and eight entries, whose first round is over."""
    night = DeskNight(window, scorekeeper, courts=4)
    night.call_all()
    night.play_round()
    return night


def lines(night: DeskNight) -> list[str]:
    layout = night.page.correction.lines
    widgets = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
    return [widget.text() for widget in widgets if isinstance(widget, QLabel)]


def boxes(night: DeskNight) -> list[QCheckBox]:
    layout = night.page.correction.people
    widgets = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
    return [widget for widget in widgets if isinstance(widget, QCheckBox)]


def winner(night: DeskNight, match: str) -> int | None:
    return night.matches[match].winner


def test_a_result_that_nobody_has_followed_is_corrected_without_a_decision(night: DeskNight) -> None:
    night.choose_match("W1-1")
    night.type("k")
    page = night.page.correction
    assert page.title.text() == "Correct W1-1: P1 vs P8"
    assert page.decision.isHidden()
    night.type("14 21")
    assert "W2-1" in page.sentence.text()
    assert any("P8 vs" in line for line in lines(night))
    night.enter()
    assert winner(night, "W1-1") == 2
    assert not night.page.correction.is_open
    assert night.matches["W2-1"].status == "ready", "Enter has saved, and has not called the next match too"


def test_esc_leaves_everything_as_it_was(night: DeskNight) -> None:
    seq = night.tournament.seq
    night.choose_match("W1-1")
    night.type("k14 21")
    night.press(Qt.Key.Key_Escape)
    assert night.tournament.seq == seq
    assert night.window.pages.section_name == "Desk"


def test_a_match_that_was_played_stands_unless_the_desk_decides(night: DeskNight) -> None:
    night.call_all()
    night.play_round()
    followed = [match.id for match in night.matches.values() if match.status == "over"]
    night.choose_match("W1-1")
    night.type("k14 21")
    assert not night.page.correction.decision.isHidden()
    assert night.page.correction.decision.value == "stands"
    night.enter()
    assert winner(night, "W1-1") == 2
    assert all(night.matches[match].status == "over" for match in followed)
    assert not [match for match in night.matches.values() if match.is_out_of_line]


def test_replay_from_here_puts_what_followed_back_in_line(night: DeskNight) -> None:
    night.call_all()
    night.play_round()
    night.choose_match("W1-1")
    night.type("k14 21")
    night.page.correction.decision.buttons["replay"].click()
    assert any("W2-1" in line for line in lines(night))
    night.enter()
    assert night.matches["W2-1"].status == "ready"


def test_who_was_called_wrongly_is_listed_for_notice(night: DeskNight) -> None:
    night.call_all()
    night.choose_match("W1-1")
    night.type("k14 21")
    notices = boxes(night)
    assert notices
    names = notices[0].text()
    notices[0].click()
    night.record([PlayerSignedUp(99, "Late")])
    assert boxes(night)[0].isChecked(), "what happens elsewhere unticks nobody"
    night.page.correction.save.click()
    assert "Tell" in night.window.message.text
    assert names.split(",")[0] not in night.window.message.text


def test_a_protest_is_ruled_on_with_the_reason(night: DeskNight) -> None:
    night.record([MatchProtested(DIVISION, "W1-2", "a foul was missed")])
    assert night.sentence == "Rule on the protest of W1-2"
    night.enter()
    assert night.page.correction.is_open
    night.enter()
    assert night.decisions("W1-2").ruling == "stands"
    assert night.decisions("W1-2").protest == ""


def test_a_match_that_is_out_of_line_is_ruled_on(night: DeskNight) -> None:
    night.call_all()
    night.play_round()
    first, second = 1, 8
    night.record([ResultRecorded(DIVISION, "W1-1", (first, second), 2, scores=((14, 21),))])
    assert "out of line" in night.sentence
    while night.page.state.step.kind == "rule":
        night.enter()
        night.enter()
    assert not [match for match in night.matches.values() if match.is_out_of_line]


def test_a_player_leaves_and_the_effect_is_shown_first(night: DeskNight) -> None:
    night.choose_match("W2-1")
    night.type("l1")
    assert night.page.correction.title.text() == "P1 leaves"
    assert lines(night)
    assert not night.tournament.players[1].is_dropped
    night.enter()
    assert night.tournament.players[1].is_dropped


def test_a_substitute_takes_the_place_of_a_player_who_leaves(night: DeskNight) -> None:
    night.record([PlayerSignedUp(99, "Late")])
    night.choose_match("W2-1")
    night.type("l1")
    form = night.page.correction.form
    assert isinstance(form, LeavingForm)
    form.substitute.activated.emit(0)
    night.enter()
    assert night.tournament.entries[1].players == (99,)


def test_a_wrong_draw_is_swapped(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = DeskNight(window, scorekeeper)
    night.choose_match("W1-3")
    night.type("d")
    form = night.page.correction.form
    assert form is not None
    night.enter()
    assert night.matches["W1-3"].entries != (3, 6)
