"""Preferences file: written atomically, and errors do not stop the window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.settings.keymap import LETTERS, Profile
from goat_kiosk.gui.settings.preferences import FILE_NAME, Preferences, WindowSettings
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.history.history_worker import HistoryWorker
from tests.gui.window_services import make_services


def test_preferences_are_saved_for_the_next_start(tmp_path: Path) -> None:
    own = Profile("Mine", {"undo": ("K",)})
    Preferences(tmp_path).change(sounds=False, swapped=(7,), profiles=(own,), profile="Mine")
    assert Preferences(tmp_path).current == WindowSettings(profile="Mine", profiles=(own,), sounds=False, swapped=(7,))
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_without_a_folder_preferences_are_kept_in_memory_only() -> None:
    preferences = Preferences()
    preferences.change(sounds=False)
    assert not preferences.current.sounds


def test_fields_of_a_newer_version_are_ignored(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"sounds": false, "holograms": [1, 2]}')
    assert Preferences(tmp_path).current == WindowSettings(sounds=False)


@pytest.mark.parametrize(
    "body", ["{", '{"sounds": "loud"}', '{"profiles": [{"name": "x", "keys": {"undo": ["A"], "redo": ["A"]}}]}', "\x00"]
)
def test_a_damaged_file_is_moved_aside_and_reported(
    tmp_path: Path, body: str, qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker
) -> None:
    (tmp_path / FILE_NAME).write_text(body)
    preferences = Preferences(tmp_path)
    assert preferences.current == WindowSettings()
    assert (tmp_path / "window.damaged.json").read_text() == body
    window = MainWindow(make_services(scorekeeper, pairing, history_worker, preferences))
    qtbot.addWidget(window)
    assert "were moved to window.damaged.json" in window.message.text


def test_a_read_only_folder_is_reported_and_the_choice_applies(
    tmp_path: Path, qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker
) -> None:
    preferences = Preferences(tmp_path / "gone")
    window = MainWindow(make_services(scorekeeper, pairing, history_worker, preferences))
    qtbot.addWidget(window)
    window.toggles.mute.click()
    assert not preferences.current.sounds
    assert window.message.text.startswith("The window’s settings cannot be kept: No such file")


def test_a_missing_key_profile_is_replaced_by_the_letters_profile(
    tmp_path: Path, qtbot: QtBot, scorekeeper: Scorekeeper, pairing: Pairing, history_worker: HistoryWorker
) -> None:
    Preferences(tmp_path).change(profile="Theirs")
    window = MainWindow(make_services(scorekeeper, pairing, history_worker, Preferences(tmp_path)))
    qtbot.addWidget(window)
    assert window.keys.profile == LETTERS
