"""Startup failure window, for a start without a terminal."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from goat_kiosk.errors import Unavailable
from goat_kiosk.gui.startup.start_failure import StartFailure
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.host.display import started_from_menu
from tests.gui.conftest import bring_to_front

MENUS = ("GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
ERROR = Unavailable("{file} cannot be read: {error}.", file=Path("/data/events.db"), error="<b>busy</b>")


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "/data/events.db cannot be read: <b>busy</b>."), ("es", "/data/events.db no se puede leer: <b>busy</b>.")],
)
def test_the_startup_error_is_shown_and_closed_by_a_key(qtbot: QtBot, language: str, says: str) -> None:
    set_language(language)
    try:
        window = StartFailure(ERROR)
    finally:
        set_language("en")
    qtbot.addWidget(window)
    window.show()
    assert window.explanation.text() == says
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.close_button, Qt.Key.Key_Return)
    assert not window.isVisible()


def test_only_a_start_from_a_menu_is_recognized_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MENUS:
        monkeypatch.delenv(name, raising=False)
    assert not started_from_menu()
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "goat-1")
    assert started_from_menu()


def test_a_start_with_output_to_the_journal_or_nowhere_counts_as_from_a_menu() -> None:
    command = [
        sys.executable,
        "-c",
        "from goat_kiosk.host.display import started_from_menu; raise SystemExit(started_from_menu())",
    ]
    environment = {name: value for name, value in os.environ.items() if name not in MENUS}
    near_end, far_end = socket.socketpair()
    with near_end, far_end:
        ends = {"null": subprocess.DEVNULL, "journal": far_end.fileno(), "another program": subprocess.PIPE}
        exit_codes = {
            name: subprocess.run(command, stderr=end, env=environment, check=False).returncode
            for name, end in ends.items()
        }
    assert exit_codes == {"null": 1, "journal": 1, "another program": 0}


def test_a_taken_port_can_be_changed_by_a_key(qtbot: QtBot) -> None:
    window, opened_ports = StartFailure(ERROR), list[str]()
    qtbot.addWidget(window)
    window.offer("Open on port 8081", "Another address", lambda: opened_ports.append("8081"))
    window.offer("Try again", "The same", lambda: opened_ports.append("8080"))
    bring_to_front(qtbot, window)
    focused = window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open on port 8081"
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(focused, Qt.Key.Key_Return)
    assert opened_ports == ["8081"]


def test_escape_cancels_the_start(qtbot: QtBot) -> None:
    window = StartFailure(ERROR)
    bring_to_front(qtbot, window)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.close_button, Qt.Key.Key_Escape)
