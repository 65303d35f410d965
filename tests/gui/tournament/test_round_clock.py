"""A round clock in the window: one key starts all courts, the desk and the TV count down, and the horn sounds once."""

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.sound.cues import Cue
from goat_kiosk.gui.tv.slides.queue_slide import queue_slide
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.division_events import StageChanged
from goat_kiosk.tournament.events import TournamentPaused
from tests.gui.tournament.desk_night import DIVISION, DeskNight

MINUTE = 60_000


@pytest.fixture
def night(window: MainWindow, scorekeeper: Scorekeeper) -> DeskNight:
    """Return a night of four on two boards, whose rounds take 15 minutes; both matches are called."""
    night = DeskNight(window, scorekeeper, entries=4)
    stage = replace(night.tournament.divisions[DIVISION].stages[0], round_minutes=15)
    night.record([StageChanged(DIVISION, 1, stage)])
    night.call_all()
    night.keys = 0
    return night


def let_time_pass(night: DeskNight, ms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = night.director.now() + ms
    monkeypatch.setattr(night.director, "now", lambda: now)
    night.window.round_horn.look()
    night.page.show_tournament(night.tournament)


def test_one_key_starts_all_courts_and_the_desk_counts_down(night: DeskNight) -> None:
    assert night.sentence == "Start the round: 2 courts, 15 min"
    night.enter()
    assert night.keys == 1
    assert [night.matches[match].status for match in ("W1-1", "W1-2")] == ["playing", "playing"]
    assert night.sentence.startswith("Round: 1")
    assert queue_slide(night.tournament, night.director.now()).end.startswith("Round: 1")


def test_the_horn_sounds_once_when_time_is_up(
    night: DeskNight, played_cues: list[Cue], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounded: list[str] = []
    night.window.round_horn.sounded.connect(sounded.append)
    night.enter()
    let_time_pass(night, 14 * MINUTE, monkeypatch)
    assert sounded == []
    let_time_pass(night, MINUTE, monkeypatch)
    let_time_pass(night, 1_000, monkeypatch)
    assert sounded == ["Time is up: finish your round. The leader wins; a tie plays one more."]
    assert night.sentence == sounded[0]
    qtbot.waitUntil(lambda: played_cues == ["horn"])
    assert night.page.state.step.detail == "2 courts have no result yet."


def test_no_horn_for_a_computer_that_wakes_up_late_or_during_a_pause(
    night: DeskNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounded: list[str] = []
    night.window.round_horn.sounded.connect(sounded.append)
    night.enter()
    night.record([TournamentPaused("Pizza")])
    let_time_pass(night, 20 * MINUTE, monkeypatch)
    assert sounded == []
    let_time_pass(night, 60 * MINUTE, monkeypatch)
    assert sounded == []
