"""Key repeat by times alone: what no server of a test can bring about. Real keys are in `tests/end2end`."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from goat_kiosk.gui.settings.key_presses import KeyPresses

SCAN, OTHER = 10, 11
_NONE = Qt.KeyboardModifier.NoModifier


def event(kind: QEvent.Type, at: int, scan: int = SCAN, *, marked: bool = False) -> QKeyEvent:
    made = QKeyEvent(kind, Qt.Key.Key_1, _NONE, scan, 0x31, 0, "1", marked)
    made.setTimestamp(at)
    return made


def down(presses: KeyPresses, at: int, scan: int = SCAN, *, marked: bool = False) -> bool:
    """Press a key as Qt reports it, by several events; return whether it is a repeat."""
    kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyPress)
    (answer,) = {presses.press(event(kind, at, scan, marked=marked)) for kind in kinds}
    return answer


def up(presses: KeyPresses, at: int, scan: int = SCAN) -> None:
    presses.release(event(QEvent.Type.KeyRelease, at, scan))


@pytest.fixture
def presses(qapp: QApplication) -> KeyPresses:
    assert qapp.applicationName()
    return KeyPresses()


def test_a_press_dated_as_the_release_before_it_is_a_repeat(presses: KeyPresses) -> None:
    assert not down(presses, 100)
    up(presses, 700)
    assert down(presses, 700)
    up(presses, 740)
    assert down(presses, 740)
    up(presses, 750)
    assert not down(presses, 751)


def test_each_key_has_times_of_its_own(presses: KeyPresses) -> None:
    assert not down(presses, 100)
    up(presses, 110)
    assert not down(presses, 110, OTHER)


def test_a_press_without_a_release_before_it_is_a_repeat(presses: KeyPresses) -> None:
    assert QGuiApplication.platformName() != "xcb"
    assert not down(presses, 100)
    assert down(presses, 150)
    presses.forget_held()
    assert not down(presses, 900)


def test_it_counts_on_when_the_servers_clock_begins_again(presses: KeyPresses) -> None:
    last = 2**32 - 10
    assert not down(presses, last)
    up(presses, last + 5)
    assert not down(presses, 20)
    up(presses, 60)
    assert down(presses, 60)


def test_a_month_without_a_key_is_no_repeat(presses: KeyPresses) -> None:
    up(presses, 5)
    assert not down(presses, 30 * 86_400_000)


@pytest.mark.parametrize("marked", [True, False])
def test_a_key_that_no_keyboard_sent_is_what_qt_says(presses: KeyPresses, marked: bool) -> None:  # noqa: FBT001  a parameter
    made = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, _NONE, "1", marked)
    assert presses.press(made) is marked
    assert presses.press(made) is marked


def test_times_that_are_not_known_lose_no_press(presses: KeyPresses) -> None:
    for _ in range(3):
        assert not down(presses, 0)
        up(presses, 0)
