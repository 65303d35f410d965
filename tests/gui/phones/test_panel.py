"""The panel of scorer phones: a code that pairs one, and phones that are renamed and ended by hand."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import CODE_MS, Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded
from goat_kiosk.errors import NotAllowed
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import SteppingClock, click, create, press, throw, type_in
from tests.gui.window_services import ADDRESS

CTRL = Qt.KeyboardModifier.ControlModifier


def scan_code(window: MainWindow) -> str:
    """Return the pairing code in the panel's link."""
    start = f"{ADDRESS}/pair#code="
    assert window.scorers.link.startswith(start)
    return window.scorers.link.removeprefix(start)


def test_the_panel_opens_beside_the_game_and_closes_by_key(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    throw(scorekeeper, game_id, "hole")
    assert window.rounds.isVisible()
    press(window, "p", CTRL)
    assert window.scorers.isVisible()
    assert not window.rounds.isVisible()
    throw(scorekeeper, game_id, "board")
    assert window.scorers.isVisible()
    assert not window.rounds.isVisible()
    press(window.scorers.court, Qt.Key.Key_Escape)
    assert not window.scorers.isVisible()
    assert window.rounds.isVisible()


def test_a_scanned_code_pairs_a_phone_and_the_next_code_follows(window: MainWindow, pairing: Pairing) -> None:
    click(window.status_bar.scorers)
    code = scan_code(window)
    assert window.scorers.empty_label.isVisible()
    pairing.pair(code, "Pixel")
    assert scan_code(window) != code
    (entry,) = window.scorers.entries
    assert entry.name.text() == "Pixel"
    assert entry.facts.text().startswith("All courts · here now · to ")  # no game, so no court
    assert not window.scorers.empty_label.isVisible()


def test_the_code_is_for_the_court_and_the_time_that_are_chosen(
    window: MainWindow, scorekeeper: Scorekeeper, pairing: Pairing
) -> None:
    create(scorekeeper, "Court 2")
    click(window.status_bar.scorers)
    assert (window.scorers.court.currentText(), window.scorers.duration.currentText()) == ("Court 2", "For tonight")
    press(window.scorers.court, Qt.Key.Key_Up)
    press(window.scorers.duration, Qt.Key.Key_Down)
    assert (window.scorers.court.currentText(), window.scorers.duration.currentText()) == ("All courts", "For 30 days")
    first = scan_code(window)
    click(window.scorers.close_button)
    click(window.status_bar.scorers)
    with pytest.raises(NotAllowed):
        pairing.pair(first, "Pixel")
    device, _ = pairing.pair(scan_code(window), "Pixel")
    assert device.court == "Court 2"
    assert device.expires - device.paired <= 24 * 60 * 60 * 1000
    create(scorekeeper, "Court 3")
    assert window.scorers.court.currentText() == "Court 2"


def test_a_code_is_invalid_once_the_panel_is_closed(window: MainWindow, pairing: Pairing) -> None:
    click(window.status_bar.scorers)
    code = scan_code(window)
    click(window.scorers.close_button)
    with pytest.raises(NotAllowed):
        pairing.pair(code, "Pixel")


def test_an_expired_code_is_replaced_automatically(window: MainWindow, clock: SteppingClock, qtbot: QtBot) -> None:
    click(window.status_bar.scorers)
    code = scan_code(window)
    clock.now += CODE_MS
    qtbot.waitUntil(lambda: scan_code(window) != code)


def test_a_phone_is_renamed_and_revoked_in_the_panel(window: MainWindow, pairing: Pairing) -> None:
    click(window.status_bar.scorers)
    _, key = pairing.pair(scan_code(window), "Pixel")
    (entry,) = window.scorers.entries
    entry.name.setFocus()
    entry.name.selectAll()
    type_in(entry.name, "Ann's phone")
    press(entry.name, Qt.Key.Key_Return)
    assert pairing.devices[0].name == "Ann's phone"
    entry.name.selectAll()
    type_in(entry.name, "!!")
    press(entry.name, Qt.Key.Key_Return)
    assert window.message.text == "A name needs at least one letter or digit."
    click(entry.revoke)
    assert window.scorers.entries == []
    with pytest.raises(NotAllowed):
        pairing.authenticate(key)


def test_the_code_is_shown_only_as_a_qr_code(window: MainWindow) -> None:
    click(window.status_bar.scorers)
    code = scan_code(window)
    words = [label.text() + label.toolTip() + label.accessibleName() for label in window.findChildren(QLabel)]
    assert not [
        text for text in [*words, window.scorers.qr.accessibleName(), window.scorers.qr.toolTip()] if code in text
    ]


def test_enter_in_the_panel_starts_no_game(window: MainWindow, scorekeeper: Scorekeeper, pairing: Pairing) -> None:
    game_id = create(scorekeeper)
    assert window.lobby.isVisible()
    press(window, "p", CTRL)
    pairing.pair(scan_code(window), "Pixel")
    (entry,) = window.scorers.entries
    for inside in (window.scorers.court, entry.name, entry.revoke):
        inside.setFocus()
        press(inside, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.status == "lobby"
    press(window.scorers.court, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.status == "live"


def test_a_code_is_never_for_all_courts_because_the_game_of_its_court_is_over(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, pairing: Pairing
) -> None:
    click(live_window.status_bar.scorers)
    code = scan_code(live_window)
    scorekeeper.record(game_id, GameConceded(1))
    assert live_window.scorers.court.currentText() == "Court 1"
    click(live_window.scorers.close_button)
    click(live_window.status_bar.scorers)
    assert live_window.scorers.court.currentText() == "Court 1"
    assert scan_code(live_window) != code
    assert pairing.pair(scan_code(live_window), "Pixel")[0].court == "Court 1"
