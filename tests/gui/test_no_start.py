"""A start that fails, told to whoever sees no terminal."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from goat_kiosk.errors import Unusable
from goat_kiosk.gui.language import speak
from goat_kiosk.gui.no_start import NoStart, is_from_a_menu

ERROR = Unusable("{file} cannot be read: {error}.", file=Path("/data/events.db"), error="<b>busy</b>")


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "/data/events.db cannot be read: <b>busy</b>."), ("es", "/data/events.db no se puede leer: <b>busy</b>.")],
)
def test_it_says_what_stands_in_the_way_and_is_closed_by_a_key(qtbot: QtBot, language: str, says: str) -> None:
    speak(language)
    try:
        window = NoStart(ERROR)
    finally:
        speak("en")
    qtbot.addWidget(window)
    window.show()
    assert window.words.text() == says
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.close_button, Qt.Key.Key_Return)
    assert not window.isVisible()


def test_only_a_start_from_a_menu_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"):
        monkeypatch.delenv(name, raising=False)
    assert not is_from_a_menu()
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "goat-1")
    assert is_from_a_menu()
