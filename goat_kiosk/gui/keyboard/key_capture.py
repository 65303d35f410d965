"""Key capture button: a click makes it wait for a key, which is then bound to an action."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.settings.action_specs import SPECS, ProfileAction
from goat_kiosk.gui.settings.key_places import key_name
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.text.i18n import mark_for_translation

_MODIFIERS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_unknown,
}
_CAPTURE_PROMPT = mark_for_translation("Press a key… (Del: none, Esc: leave)")


class KeyCapture(ElidedButton):
    """Shows the keys of one action; a click starts the capture."""

    pressed_key = Signal(str)
    """The key in the form of `keymap`; empty to remove the keys of the action."""

    def __init__(self, action: ProfileAction, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._action: ProfileAction = action
        self._keys_text = ""
        self.setCheckable(True)
        self.toggled.connect(self._start_capture)

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show the keys of the action."""
        self._keys_text = "   ".join(keys) or "–"
        self.setChecked(False)
        self.set_caption(self._keys_text)
        key_text = f" {t('or')} ".join(keys)
        name = f"{t(SPECS[self._action].text)}: {key_text or t('no key')}"
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(t("{words}. Click, then press another key.", words=name)))

    def _start_capture(self, listening: bool) -> None:  # noqa: FBT001  Qt passes the state
        self.set_caption(t(_CAPTURE_PROMPT) if listening else self._keys_text)

    def event(self, event: QEvent) -> bool:
        """During a capture, claim every key before a shortcut gets it."""
        if event.type() == QEvent.Type.ShortcutOverride and self.isChecked():
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self.isChecked() and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit the captured key."""
        if not self.isChecked():
            super().keyPressEvent(event)
        elif event.key() not in _MODIFIERS:
            self.setChecked(False)
            if event.key() == Qt.Key.Key_Delete:
                self.pressed_key.emit("")
            elif event.key() != Qt.Key.Key_Escape:
                self.pressed_key.emit(key_name(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Cancel the capture when the focus leaves."""
        self.setChecked(False)
        super().focusOutEvent(event)
