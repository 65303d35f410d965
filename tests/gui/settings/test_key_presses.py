"""Key repeat detection by event times that no real server produces on demand. `tests/end2end` has real keys."""

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


def test_a_press_with_the_time_of_the_last_release_is_a_repeat(presses: KeyPresses) -> None:
    assert not down(presses, 100)
    up(presses, 700)
    assert down(presses, 700)
    up(presses, 740)
    assert down(presses, 740)
    up(presses, 750)
    assert not down(presses, 751)


def test_each_key_is_timed_separately(presses: KeyPresses) -> None:
    assert not down(presses, 100)
    up(presses, 110)
    assert not down(presses, 110, OTHER)


def test_a_press_without_a_release_before_it_is_a_repeat(presses: KeyPresses) -> None:
    assert QGuiApplication.platformName() != "xcb"
    assert not down(presses, 100)
    assert down(presses, 150)
    presses.forget_held()
    assert not down(presses, 900)


def test_presses_count_after_the_servers_clock_wraps_around(presses: KeyPresses) -> None:
    last = 2**32 - 10
    assert not down(presses, last)
    up(presses, last + 5)
    assert not down(presses, 20)
    up(presses, 60)
    assert down(presses, 60)


def test_a_press_after_a_month_is_not_a_repeat(presses: KeyPresses) -> None:
    up(presses, 5)
    assert not down(presses, 30 * 86_400_000)


@pytest.mark.parametrize("marked", [True, False])
def test_a_synthetic_key_event_follows_qts_repeat_flag(presses: KeyPresses, marked: bool) -> None:  # noqa: FBT001  a parameter
    made = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, _NONE, "1", marked)
    assert presses.press(made) is marked
    assert presses.press(made) is marked


def test_presses_without_times_all_count(presses: KeyPresses) -> None:
    for _ in range(3):
        assert not down(presses, 0)
        up(presses, 0)
