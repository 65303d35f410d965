"""The page of keys, by clicking and typing: profiles, other keys, clashes, files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.action_specs import PROFILE_ACTIONS, ProfileAction
from goat_kiosk.gui.settings.keymap import BUILT_IN, LETTERS, NUMPAD, ONE_HAND
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import click, key_page, press
from tests.gui.file_dialog import answer_dialog


def choose(window: MainWindow, name: str) -> None:
    button = next(button for button in key_page(window)._group.buttons() if button.text() == name)
    click(button)


def give(window: MainWindow, action: ProfileAction, key: Qt.Key | str) -> None:
    show_captures(window)
    click(key_page(window).captures[action])
    press(key_page(window).captures[action], key)


def show_captures(window: MainWindow) -> None:
    if not key_page(window).change.isChecked():
        click(key_page(window).change)


@pytest.fixture
def page(live_window: MainWindow) -> MainWindow:
    live_window.open_section("Keyboard and sound")
    assert key_page(live_window).isVisible()
    return live_window


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
def test_a_built_in_profile_is_complete_and_has_no_conflicts(profile: keymap.Profile) -> None:
    keymap.validate(profile)
    assert all(profile.keys_of(action) for action in PROFILE_ACTIONS)
    assert all(keymap.normalize_key(key) == key for keys in profile.keys.values() for key in keys)


def test_the_number_block_has_a_column_for_each_side(page: MainWindow, log: EventLog, game_id: int) -> None:
    choose(page, NUMPAD.name)
    press(page, Qt.Key.Key_Escape)
    for key in (Qt.Key.Key_7, Qt.Key.Key_9, Qt.Key.Key_5):
        press(page, key, Qt.KeyboardModifier.KeypadModifier)
    thrown = [row.event for row in log.events(game_id)[-3:]]
    assert thrown == [BagThrown(1, "hole"), BagThrown(2, "hole"), BagThrown(1, "board")]
    assert page.play.columns[1].pad.buttons["hole"].toolTip() == "<span>Hawks: Hole (key 7 or 8)</span>"


def test_one_hand_scores_both_sides(page: MainWindow, log: EventLog, game_id: int) -> None:
    choose(page, ONE_HAND.name)
    press(page, Qt.Key.Key_Escape)
    press(page, "q")
    press(page, "a")
    assert [row.event for row in log.events(game_id)[-2:]] == [BagThrown(1, "hole"), BagThrown(2, "hole")]


def test_changing_a_key_creates_and_saves_a_custom_profile(
    page: MainWindow, log: EventLog, game_id: int, tmp_path: Path
) -> None:
    give(page, "left-hole", "k")
    assert page.message.text == "“Hole, left side” is now K, in “My letters”."
    assert LETTERS.keys_of("left-hole") == ("Q",)
    saved = Preferences(tmp_path).current
    assert saved.profile == "My letters"
    assert saved.profiles[0].keys_of("left-hole") == ("K",)
    press(key_page(page).change, Qt.Key.Key_Escape)
    press(page, "q")
    press(page, "k")
    assert [row.event for row in log.events(game_id)[1:]][-1] == BagThrown(1, "hole")
    assert len(log.events(game_id)) == 3


def test_a_key_that_is_taken_is_refused_in_words(page: MainWindow, preferences: Preferences) -> None:
    give(page, "left-hole", "u")
    assert page.message.text == "U is already “Hole, right side”. Take it away there first, or choose another key."
    give(page, "left-hole", Qt.Key.Key_Space)
    assert page.message.text == "Space is always “Press the button that has the keyboard”. Choose another key."
    assert preferences.current.profiles == ()


def test_a_key_is_moved_to_another_action(page: MainWindow, preferences: Preferences) -> None:
    give(page, "right-hole", Qt.Key.Key_Delete)
    give(page, "left-hole", "u")
    own = preferences.current.profiles[0]
    assert (own.keys_of("right-hole"), own.keys_of("left-hole")) == ((), ("U",))
    assert len(preferences.current.profiles) == 1


def test_escape_leaves_the_key_as_it_is_and_backspace_is_a_key(
    page: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    seq = scorekeeper.history(game_id).seq
    give(page, "left-hole", Qt.Key.Key_Escape)
    assert key_page(page).isVisible()
    assert key_page(page).captures["left-hole"].caption == "Q"
    give(page, "left-hole", Qt.Key.Key_Backspace)
    assert page.message.text.startswith("Backspace is already “Undo”.")
    press(page, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).seq == seq


def test_a_key_of_the_number_pad_is_one_key_whatever_num_lock_says(page: MainWindow, preferences: Preferences) -> None:
    show_captures(page)
    click(key_page(page).captures["left-hole"])
    press(key_page(page).captures["left-hole"], Qt.Key.Key_Home, Qt.KeyboardModifier.KeypadModifier)
    assert preferences.current.profiles[0].keys_of("left-hole") == ("Num+7",)
    click(key_page(page).captures["left-off"])
    press(key_page(page).captures["left-off"], Qt.Key.Key_7, Qt.KeyboardModifier.KeypadModifier)
    assert page.message.text.startswith("Num+7 is already “Hole, left side”.")
    assert keymap.normalize_key("Num+PgUp") == "Num+9"


def test_a_custom_profile_can_be_deleted(page: MainWindow, preferences: Preferences) -> None:
    assert not key_page(page).remove.isEnabled()
    give(page, "left-hole", "k")
    click(key_page(page).remove)
    assert (preferences.current.profile, preferences.current.profiles) == (LETTERS.name, ())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_keys_go_to_another_laptop_as_a_file(
    page: MainWindow, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    give(page, "left-hole", "k")
    file = tmp_path / "keys.json"
    click(key_page(page).exports)
    answer_dialog(qtbot, file)
    assert page.message.text == f"“My letters” is saved in {file}."
    click(key_page(page).remove)
    click(key_page(page).imports)
    answer_dialog(qtbot, file)
    assert page.message.text == "“My letters” is in use."
    assert preferences.current.profiles[0].keys_of("left-hole") == ("K",)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"\xff", "holds no keys"),
        (b"[]", "holds no keys"),
        (b'{"name":"x","keys":{"fly":["Q"]}}', "holds no keys"),
        (b'{"name":"x","keys":{"undo":["Q"],"redo":["q"]}}', "Q is already “Redo”"),
        (b'{"name":"x","keys":{"undo":["Esc"]}}', "Esc is always “Back”"),
        (b'{"name":"x","keys":{"undo":["Hyper+Banana"]}}', "That is not one key"),
        (b'{"name":"x","keys":{"undo":["A","B","C","D","E"]}}', "has 5 keys"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(body: bytes, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        keymap.import_profile(body)


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
def test_an_exported_profile_is_imported_unchanged(profile: keymap.Profile) -> None:
    assert keymap.import_profile(keymap.export_profile(profile)) == profile
