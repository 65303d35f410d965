"""Locked window: full screen, the PIN, and what needs it; scoring does not."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from goat_kiosk.cli.entry import cli
from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import TEAMS, Confirmed, GameConceded
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.lock.lock import AUTO_CLOSE_MS, Lock
from goat_kiosk.gui.lock.page import LockPage
from goat_kiosk.gui.players.page import PlayersPage
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.widgets.inputs.named_button import Tab
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.window.section_tabs import SectionTabs
from goat_kiosk.uplink.peers.peers import CourtSide, Peer, PeerCourt
from tests.gui.conftest import OpenWindow, click, create, press, type_in


@pytest.fixture
def locked_window(live_window: MainWindow) -> MainWindow:
    """A window on a live game, with the PIN 2468."""
    live_window.open_section("Kiosk mode")
    page = live_window.pages.section("Kiosk mode")
    assert isinstance(page, LockPage)
    type_in(page.field, "2468")
    press(page.field, Qt.Key.Key_Return)
    click(page.lock_now)
    assert live_window.play.isVisible()
    return live_window


def enter_pin(window: MainWindow, digits: str) -> None:
    assert window.pages.currentWidget() is window.pin_prompt.page
    for digit in digits:
        click(window.pin_prompt.page.keys[digit])
    click(window.pin_prompt.page.keys["OK"])


def pass_pin_prompt(window: MainWindow, purpose: str) -> None:
    """Check the purpose of the PIN prompt, and enter the PIN."""
    assert window.pin_prompt.page.purpose.text() == purpose
    enter_pin(window, "2468")


@pytest.fixture
def forgotten(locked_window: MainWindow) -> MainWindow:
    locked_window.pin_prompt.lock.open("0000")
    return locked_window


def test_a_forgotten_pin_is_removed_by_a_command_while_the_window_is_open(
    forgotten: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    assert preferences.folder is not None
    result = CliRunner().invoke(cli, ["reset-pin", "--data-dir", f"{preferences.folder}"])
    assert (result.exit_code, result.output[:20]) == (0, "The PIN is removed. ")
    qtbot.waitUntil(lambda: not preferences.current.pin)
    assert not Preferences(preferences.folder).current.pin, "it is out of the file too"
    assert forgotten.pin_prompt.lock.seconds_to_wait == 0
    forgotten.open_section("Kiosk mode")
    assert forgotten.pages.section("Kiosk mode").isVisible()
    assert forgotten.current.game_id is not None


def test_a_forgotten_pin_is_removed_before_the_window_opens(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    Lock(preferences).set_pin("2468")
    preferences.close()
    CliRunner().invoke(cli, ["reset-pin", "--data-dir", f"{tmp_path}"])
    lock = Lock(Preferences(tmp_path))
    assert not lock.has_pin
    lock.set_pin("1357")
    assert Lock(Preferences(tmp_path)).has_pin, "one request removes one PIN"


def test_f11_fills_the_screen_and_leaves_it(window: MainWindow, preferences: Preferences, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert preferences.current.full_screen
    press(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not preferences.current.full_screen


@pytest.mark.parametrize("name", ["Venue", "Rules", "Keyboard and sound", "Kiosk mode"])
def test_settings_ask_for_the_pin(locked_window: MainWindow, name: str) -> None:
    press(locked_window, Qt.Key.Key_F10)
    assert locked_window.pages.section("System check").isVisible()
    click(tabs(locked_window)[name])
    assert locked_window.pin_prompt.page.purpose.text() == f"Open {name}"
    enter_pin(locked_window, "2468")
    assert locked_window.pages.section(name).isVisible()
    assert tabs(locked_window)[name].isChecked()


def test_displays_ask_for_the_pin(locked_window: MainWindow) -> None:
    press(locked_window, Qt.Key.Key_F9)
    assert locked_window.pin_prompt.page.purpose.text() == "Open Walls and overlays"
    enter_pin(locked_window, "2468")
    assert locked_window.pages.section("Walls and overlays").isVisible()


def tabs(window: MainWindow) -> dict[str, Tab]:
    page = window.pages.currentWidget()
    assert isinstance(page, SectionTabs)
    return page.tabs


def test_scoring_and_the_other_pages_need_no_pin(
    locked_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(locked_window, "q")
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["hole"]
    for key, name in (
        (Qt.Key.Key_F7, "History"),
        (Qt.Key.Key_F8, "Players"),
        (Qt.Key.Key_F10, "System check"),
    ):
        press(locked_window, key)
        assert locked_window.pages.section(name).isVisible()


def test_pairing_phones_asks_for_the_pin_and_closing_the_panel_does_not(locked_window: MainWindow) -> None:
    press(locked_window, "p", Qt.KeyboardModifier.ControlModifier)
    assert not locked_window.scorers.isVisible()
    assert locked_window.scorers.link == ""
    pass_pin_prompt(locked_window, "Pair scorer phones")
    assert locked_window.scorers.isVisible()
    locked_window.pin_prompt.lock.lock()
    assert not locked_window.scorers.isVisible(), "it locks while the panel is open"


def test_the_tv_asks_for_the_pin(locked_window: MainWindow, preferences: Preferences) -> None:
    press(locked_window, "t", Qt.KeyboardModifier.ControlModifier)
    before = preferences.current
    pass_pin_prompt(locked_window, "Scoreboard on the TV")
    assert (before.tv_open, preferences.current.tv_open) == (False, True)
    locked_window.tv.close()


def test_names_are_shown_without_and_changed_with_the_pin(locked_window: MainWindow, qtbot: QtBot) -> None:
    press(locked_window, Qt.Key.Key_F8)
    page = locked_window.pages.section("Players")
    assert isinstance(page, PlayersPage)
    qtbot.waitUntil(lambda: [entry.name for entry in page.list.names.entries] != [])
    click(page.list.viewport(), page.list.visualRect(page.list.names.index(0)).center())
    name = page.detail.title.text()
    type_in(page.detail.field, "x")
    click(page.detail.rename)
    pass_pin_prompt(locked_window, "Change a name")
    assert locked_window.message.text.startswith(f"{name} counts as {name}x")
    qtbot.waitUntil(lambda: f"{name}x" in [entry.name for entry in page.list.names.entries])
    locked_window.pin_prompt.lock.lock()
    click(page.detail.forget)
    pass_pin_prompt(locked_window, "Hide a name")
    assert "is not offered any more" in locked_window.message.text


def test_an_old_game_is_reopened_with_the_pin(
    locked_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    press(locked_window, Qt.Key.Key_F7)
    locked_window.pages.section("History").reopen_requested.emit(game_id)
    pass_pin_prompt(locked_window, "Reopen a finished game")
    click(locked_window.message.answers[0])
    assert scorekeeper.history(game_id).game.status == "live"


def test_the_last_bag_of_a_game_is_undone_freely_and_a_confirmed_result_with_the_pin(
    locked_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    press(locked_window, Qt.Key.Key_Backspace)
    assert scorekeeper.history(game_id).game.status == "live"
    scorekeeper.record(game_id, GameConceded(1))
    result = scorekeeper.snapshot(game_id).result
    for team in TEAMS:
        scorekeeper.record(game_id, Confirmed(team, "Ann", result, right=True))
    assert scorekeeper.history(game_id).game.is_confirmed
    press(locked_window, Qt.Key.Key_Backspace)
    pass_pin_prompt(locked_window, "Change a confirmed result")
    assert scorekeeper.history(game_id).game.status == "live"


def test_protected_pages_close_when_the_window_locks(locked_window: MainWindow, qtbot: QtBot) -> None:
    press(locked_window, Qt.Key.Key_F9)
    pass_pin_prompt(locked_window, "Open Walls and overlays")
    locked_window.pin_prompt.lock._close_timer.setInterval(60_000)
    press(locked_window, Qt.Key.Key_Tab)
    assert locked_window.pin_prompt.lock._close_timer.remainingTime() > 50_000, "whoever works there is not locked out"
    locked_window.pin_prompt.lock._close_timer.setInterval(1)
    qtbot.waitUntil(locked_window.play.isVisible)


def test_another_kiosks_court_is_taken_over_with_the_pin(locked_window: MainWindow) -> None:
    away = Peer("Patio", "12345678", "http://patio", away_since=1)
    court = PeerCourt(
        9, "Court 9", "round 1", (CourtSide("Bees", "#ff8a1f", 1), CourtSide("Wasps", "#4db2ff", 2)), away
    )
    locked_window.rail.peers.chosen.emit(court)
    assert locked_window.message.answers == []
    pass_pin_prompt(locked_window, "Take over a court")
    assert len(locked_window.message.answers) == 2


def test_a_wrong_pin_opens_nothing_and_escape_leads_back(locked_window: MainWindow) -> None:
    press(locked_window, Qt.Key.Key_F9)
    enter_pin(locked_window, "1111")
    assert locked_window.pin_prompt.page.status.text().startswith("That is not the PIN.")
    assert locked_window.pin_prompt.page.field.text() == ""
    press(locked_window.pin_prompt.page.field, Qt.Key.Key_Escape)
    assert locked_window.play.isVisible()


def test_closing_and_leaving_full_screen_ask_for_the_pin(locked_window: MainWindow, qtbot: QtBot) -> None:
    press(locked_window, Qt.Key.Key_F11)
    qtbot.waitUntil(locked_window.isFullScreen)
    press(locked_window, Qt.Key.Key_F11)
    assert locked_window.isFullScreen()
    press(locked_window.pin_prompt.page.field, Qt.Key.Key_Escape)
    locked_window.close()
    assert locked_window.isVisible()
    assert locked_window.pin_prompt.page.purpose.text() == "Close the window"
    enter_pin(locked_window, "2468")
    assert locked_window.close_question.page.isVisible()
    with qtbot.waitSignal(locked_window.closed):
        click(locked_window.close_question.page.leave)
    assert not locked_window.isVisible()


def test_the_system_may_close_a_locked_window(locked_window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(locked_window.closed):
        locked_window.window_state.close_without_asking()


def test_after_three_wrong_pins_the_wait_grows(preferences: Preferences) -> None:
    now = 0.0
    lock = Lock(preferences, lambda: now)
    lock.set_pin("2468")
    lock.lock()
    waits = []
    for _ in range(12):
        assert not lock.open("0000")
        waits.append(lock.seconds_to_wait)
        if lock.seconds_to_wait:
            assert not lock.open("2468")
            assert preferences.current.pin_wrong == len(waits)
        now += lock.seconds_to_wait
    assert waits == [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]
    again = Lock(Preferences(preferences.folder), lambda: now)
    assert again.seconds_to_wait == 300
    now += 300
    assert again.open("2468")
    assert again.seconds_to_wait == 0


def test_during_the_wait_the_field_is_disabled(locked_window: MainWindow) -> None:
    press(locked_window, Qt.Key.Key_F9)
    for _ in range(3):
        enter_pin(locked_window, "1111")
    assert locked_window.pin_prompt.page.status.text() == "Too many wrong tries. Wait 5 seconds."
    assert not locked_window.pin_prompt.page.field.isEnabled()


def test_the_lock_closes_by_itself(preferences: Preferences, qtbot: QtBot) -> None:
    lock = Lock(preferences)
    lock.set_pin("2468")
    assert not lock.is_closed
    assert 0 < AUTO_CLOSE_MS <= 10 * 60 * 1000
    lock._close_timer.setInterval(1)
    qtbot.waitUntil(lambda: lock.is_closed)


def test_a_pin_is_stored_only_as_a_salted_hash() -> None:
    pin_hash = pin.hash_pin("2468")
    assert "2468" not in pin_hash
    assert pin.hash_pin("2468") != pin_hash
    assert pin.verify_pin("2468", pin_hash)
    assert not pin.verify_pin("2469", pin_hash)
    assert not pin.verify_pin("2468", "scribble")
    for wrong in ("123", "1234567890123", "12a4", "", "١٢٣٤"):
        with pytest.raises(InvalidValue, match="4 to 12 digits"):
            pin.hash_pin(wrong)


def test_an_invalid_pin_is_refused_and_a_pin_can_be_removed(window: MainWindow) -> None:
    window.open_section("Kiosk mode")
    page = window.pages.section("Kiosk mode")
    assert isinstance(page, LockPage)
    type_in(page.field, "12")
    click(page.set)
    assert window.message.text == "A PIN is 4 to 12 digits."
    assert page.state.text() == "No PIN is set."
    type_in(page.field, "34")
    click(page.set)
    assert page.state.text() == "A PIN is set."
    click(page.remove)
    assert not window.pin_prompt.lock.has_pin


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_theme_window_position_and_court_are_restored(
    open_window: OpenWindow, scorekeeper: Scorekeeper, preferences: Preferences
) -> None:
    create(scorekeeper)
    create(scorekeeper, "Court 2")
    window = open_window(scorekeeper)
    click(window.rail.entries[0])
    click(window.status_bar.theme)
    window.resize(1300, 700)  # wider than the screen of the tests
    window.close()
    pin_hash = Preferences(preferences.folder)
    assert (pin_hash.current.theme, pin_hash.current.court) == ("day", "Court 1")
    assert pin_hash.current.geometry
    again = open_window(scorekeeper)
    again.window_state.restore()
    assert again.rail.entries[0].isChecked()
    assert again.height() == 700
    click(again.status_bar.theme)


def test_the_blocklist_is_edited_in_the_window(
    open_window: OpenWindow, scorekeeper: Scorekeeper, tmp_path: Path
) -> None:
    words = BlocklistFile(tmp_path)
    window = open_window(scorekeeper, Lobby(scorekeeper, blocklist=words))
    window.open_section("Kiosk mode")
    page = window.pages.section("Kiosk mode")
    assert isinstance(page, LockPage)
    card = page.word_card
    assert not card.field.isVisible(), "no sight for whoever passes by"
    click(card.reveal)
    assert card.field.isVisible()
    assert card.field.toPlainText() == words.text
    card.field.setPlainText("# of this house\nbum\ndrat*\n")
    assert card.state.text() == "2 words"
    words.check("Bum")
    click(card.save)
    assert "The list is kept" in window.message.text
    with pytest.raises(InvalidValue):
        words.check("Bum")
    words.file.unlink()
    words.file.mkdir()
    click(card.save)
    assert "cannot be kept" in window.message.text
    assert card.field.toPlainText().endswith("drat*\n"), "what was typed is not lost"
