"""Event filter of the application: drops key repeats and bounced taps, and keeps descriptions beside tooltips.

A held key counts once, except where holding it is meant: letters in a text field, and keys that move. The filter also
runs what `Actions` has claimed for a key by its place, which no `QKeySequence` can name.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputDevice, QInputEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from goat_kiosk.gui.settings.key_presses import KeyPresses
from goat_kiosk.gui.settings.taps import Taps
from goat_kiosk.gui.text.descriptions import update_description

_Type = QEvent.Type
_INPUT_EVENTS = {_Type.TouchBegin, _Type.MouseButtonPress, _Type.MouseMove, _Type.KeyPress}
_TAP_EVENTS = {_Type.MouseButtonPress, _Type.MouseButtonDblClick}
_FILTERED_EVENTS = {
    *_INPUT_EVENTS,
    *_TAP_EVENTS,
    _Type.ShortcutOverride,
    _Type.KeyRelease,
    _Type.ToolTipChange,
    _Type.MouseButtonRelease,
    _Type.WindowDeactivate,
}
"""All others, thousands in a start, pass at once."""
_MOVING_KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
}
_ERASING_KEYS = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}


class InputFilter(QObject):
    """Filters the key and mouse events of the application."""

    tap_ignored = Signal()
    """A second tap right after the first was dropped."""
    user_active = Signal()
    """A key was pressed, or something was tapped."""
    touch_changed = Signal()
    """The user has changed between a touch screen and a keyboard or mouse."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._presses, self._taps = KeyPresses(), Taps()
        self._claimed: tuple[int, int, Callable[[], object]] | None = None
        self.uses_touch = False
        """Whether the last input came from a touch screen."""
        application.installEventFilter(self)

    @property
    def repeating(self) -> bool:
        """Whether the key press that is being handled is a repeat."""
        return self._presses.repeating

    def claim(self, event: QKeyEvent, action: Callable[[], object]) -> None:
        """Run `action` instead of delivering the key press that `event` announces."""
        event.accept()
        self._claimed = event.key(), event.timestamp(), action

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop repeats and bounces, and run claimed actions."""
        kind = event.type()
        if kind not in _FILTERED_EVENTS:
            return False
        if kind in _INPUT_EVENTS:
            self._note_device(event)
        if kind == _Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._drops_repeat(event)
        if kind == _Type.KeyPress and isinstance(event, QKeyEvent):
            return self._drops_repeat(event) or self._run_claimed(event)
        if kind == _Type.KeyRelease and isinstance(event, QKeyEvent):
            self._presses.release(event)
        elif kind in _TAP_EVENTS and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            return self._drops_bounce(watched, event)
        elif kind == _Type.MouseButtonRelease and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            self._taps.on_release(watched, event)
        elif kind == _Type.WindowDeactivate:
            self._presses.forget_held()
        elif kind == _Type.ToolTipChange and isinstance(watched, QWidget):
            update_description(watched)
        return False

    def _note_device(self, event: QEvent) -> None:
        """Remember whether a touch screen is used. The mouse events that Qt makes of touches carry their device."""
        if not isinstance(event, QInputEvent):
            return
        is_touch = event.device().type() == QInputDevice.DeviceType.TouchScreen
        if is_touch != self.uses_touch:
            self.uses_touch = is_touch
            self.touch_changed.emit()
            for window in QApplication.topLevelWidgets():
                window.update()

    def _drops_repeat(self, event: QKeyEvent) -> bool:
        if not self._presses.press(event):
            self.user_active.emit()
            return False
        if _may_repeat(event):
            return False
        event.accept()
        return True

    def _run_claimed(self, event: QKeyEvent) -> bool:
        claim, self._claimed = self._claimed, None
        if claim is None or claim[:2] != (event.key(), event.timestamp()):
            return False
        event.accept()
        claim[2]()
        return True

    def _drops_bounce(self, widget: QWidget, event: QMouseEvent) -> bool:
        self.user_active.emit()
        if event.button() != Qt.MouseButton.LeftButton or not self._taps.is_bounce(widget, event):
            return False
        event.accept()
        self.tap_ignored.emit()
        return True


def input_filter() -> InputFilter:
    """Return the application's filter, installed at the first call."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("there is no QApplication")
    return application.findChild(InputFilter) or InputFilter(application)


def _may_repeat(event: QKeyEvent) -> bool:
    """Whether this key may repeat: it moves, or types in a text field."""
    focus = QApplication.focusWidget()
    if event.key() in _MOVING_KEYS or focus is None:
        return event.key() in _MOVING_KEYS
    writes = event.key() in _ERASING_KEYS or (bool(event.text()) and event.text().isprintable())
    return writes and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
