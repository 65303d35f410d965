"""Physical keys, independent of their symbol: the number pad in any NumLock state, the digit row without Shift.

Qt never fires a shortcut such as ``Num+7`` for a real key: it compares symbols, and a number pad has two for each key.
And on French, Belgian or Czech keyboards the digit row gives its digits only with Shift.
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

_Key = Qt.Key
_NUMPAD_PREFIX = "Num+"
_WITHOUT_NUM_LOCK = {
    _Key.Key_Insert: "0",
    _Key.Key_End: "1",
    _Key.Key_Down: "2",
    _Key.Key_PageDown: "3",
    _Key.Key_Left: "4",
    _Key.Key_Clear: "5",
    _Key.Key_Right: "6",
    _Key.Key_Home: "7",
    _Key.Key_Up: "8",
    _Key.Key_PageUp: "9",
    _Key.Key_Delete: ".",
    _Key.Key_Comma: ".",
}
"""The key of the number pad for each alternate symbol; some pads have a comma instead of the point."""
_ALIASES = {
    f"{_NUMPAD_PREFIX}{QKeySequence(key).toString()}": f"{_NUMPAD_PREFIX}{sign}"
    for key, sign in _WITHOUT_NUM_LOCK.items()
}
_DIGITS = "1234567890"
_FIRST_SCAN_CODES = {"xcb": 10, "wayland": 10, "windows": 2}
"""The scan code of the digit row's first key (https://doc.qt.io/qt-6/qkeyevent.html#nativeScanCode), by platform."""


def canonical_key(key: str) -> str:
    """Return the name of a key of the number pad as it is with NumLock on; any other key as it is."""
    return _ALIASES.get(key, key)


def key_name(event: QKeyEvent) -> str:
    """Return the key that was pressed, in the form of a profile."""
    return keypad_key(event) or QKeySequence(event.keyCombination()).toString(_PORTABLE)


def keypad_key(event: QKeyEvent) -> str:
    """Return the key of the number pad that was pressed alone, such as ``Num+7``; nothing for any other key."""
    if event.modifiers() != Qt.KeyboardModifier.KeypadModifier or _is_mac_arrow(event):
        return ""
    return canonical_key(QKeySequence(event.keyCombination()).toString(_PORTABLE))


def digit_key(event: QKeyEvent) -> str:
    """Return the digit that stands on the key of the digit row that was pressed alone; nothing for any other key."""
    first = _FIRST_SCAN_CODES.get(QGuiApplication.platformName().partition("-")[0])
    index = event.nativeScanCode() - first if first else -1
    if event.modifiers() != Qt.KeyboardModifier.NoModifier or not 0 <= index < len(_DIGITS):
        return ""
    return _DIGITS[index]


def _is_mac_arrow(event: QKeyEvent) -> bool:
    """Whether it is a plain arrow key of a Mac, which counts them to the number pad."""
    arrows = {_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down}
    return sys.platform == "darwin" and event.key() in arrows


_PORTABLE = QKeySequence.SequenceFormat.PortableText
