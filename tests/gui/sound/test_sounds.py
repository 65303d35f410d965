"""Sounds of the window: one a bag, all different; mute is saved; a missing player is reported."""

import io
import wave
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.cues import CUES, Cue
from goat_kiosk.gui.sound.sounds import Sounds, find_player
from goat_kiosk.gui.sound.tones import render_wav
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.history.history_worker import HistoryWorker
from tests.gui.conftest import click, key_page, press, throw
from tests.gui.window_services import make_services


@pytest.mark.parametrize(
    ("keys", "last"),
    [("1", "hole"), ("2", "board"), ("3", "off"), ("r", "foul"), ("33333333", "round"), ("qqqqq", "refused")],
)
def test_each_event_has_its_sound(
    live_window: MainWindow, played_cues: list[Cue], qtbot: QtBot, keys: str, last: Cue
) -> None:
    for count, key in enumerate(keys, start=1):
        press(live_window, key)
        qtbot.waitUntil(lambda count=count: len(played_cues) == count)  # type: ignore[misc]  # an int
    assert played_cues[-1] == last


def test_a_win_has_its_own_sound(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, played_cues: list[Cue], qtbot: QtBot
) -> None:
    throw(scorekeeper, game_id, *("hole", "off") * 7, "hole")
    qtbot.waitUntil(lambda: bool(played_cues))
    press(live_window, "3")
    qtbot.waitUntil(lambda: played_cues[-1] == "win")


def test_undo_is_silent(live_window: MainWindow, played_cues: list[Cue], qtbot: QtBot) -> None:
    press(live_window, "1")
    qtbot.waitUntil(lambda: played_cues == ["hole"])
    press(live_window, "z", modifier=Qt.KeyboardModifier.ControlModifier)
    press(live_window, "3")
    qtbot.waitUntil(lambda: played_cues == ["hole", "off"])


def test_mute_is_saved_for_the_next_start(
    live_window: MainWindow, played_cues: list[Cue], qtbot: QtBot, tmp_path: Path
) -> None:
    press(live_window, "m")
    assert live_window.toggles.mute.caption == "Sound off"
    press(live_window, "1")
    assert not Preferences(tmp_path).current.sounds
    click(live_window.toggles.mute)
    press(live_window, "2")
    qtbot.waitUntil(lambda: played_cues == ["board"])
    assert Preferences(tmp_path).current.sounds


def test_a_missing_player_is_reported(
    qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker
) -> None:
    window = MainWindow(make_services(scorekeeper, pairing, history_worker))
    qtbot.addWidget(window)
    Sounds(None).play("hole")
    assert "no sound player" in window.toggles.mute.toolTip()
    assert "no sound player" in key_page(window).sounds.toolTip()


def test_the_sounds_differ_and_are_short_and_well_formed() -> None:
    files = {cue: render_wav(cue) for cue in CUES}
    assert len(set(files.values())) == len(CUES)
    for file in files.values():
        with wave.open(io.BytesIO(file)) as read:
            assert read.getnchannels() == 1
            assert 0.09 < read.getnframes() / read.getframerate() < 2


def test_the_systems_player_is_called_with_a_real_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    player, played = tmp_path / "aplay", tmp_path / "played"
    player.write_text(f'#!/bin/sh\nhead -c 4 "$2" > {played}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    sounds = Sounds(find_player())
    assert sounds.is_available
    sounds.play("hole")
    qtbot.waitUntil(lambda: played.exists() and played.read_bytes() == b"RIFF")
    sounds.stop()


def test_a_player_that_cannot_start_causes_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = tmp_path / "aplay"
    player.write_text("#!/no/such/interpreter\n")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = Sounds(find_player())
    assert sounds.is_available
    sounds.play("win")
    sounds.stop()


@pytest.mark.logs_warnings
def test_an_unexpected_error_of_the_player_does_not_prevent_the_next_sound(qtbot: QtBot) -> None:
    played_files: list[Path] = []

    def fail(file: Path) -> None:
        played_files.append(file)
        raise RuntimeError

    sounds = Sounds(fail)
    for number in range(1, 4):
        sounds.play("hole")
        qtbot.waitUntil(lambda number=number: len(played_files) == number)  # type: ignore[misc]  # an int
    sounds.stop()
