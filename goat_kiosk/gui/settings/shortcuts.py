"""Keyboard shortcuts of the window, which follow the profile in use.

There is one `QShortcut` per action and owner; another profile only changes their keys. A shortcut is inactive while its
owner is hidden, so the keys of play do nothing in the lobby, and Qt gives a text field its letters first. Keys that Qt
knows by another symbol than the profile (`key_places`) are claimed when no widget wants them.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.settings.key_places import canonical_key, digit_key, key_name, keypad_key
from goat_kiosk.gui.settings.keymap import BUILT_IN, KeyAction, Profile, key_caption
from goat_kiosk.gui.settings.preferences import Preferences


class Shortcuts(QObject):
    """Binds actions to the keys of the current profile."""

    def __init__(self, preferences: Preferences, window: QWidget) -> None:
        """`window` contains the owners of all actions."""
        super().__init__(window)
        self._preferences, self._input = preferences, input_filter()
        self._shortcuts: list[tuple[KeyAction, QShortcut]] = []
        self._bound_profile = self.profile
        preferences.changed.connect(self._on_preferences_changed)
        window.installEventFilter(self)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The built-in profiles and the scorekeeper's own."""
        return (*BUILT_IN, *self._preferences.current.profiles)

    @property
    def profile(self) -> Profile:
        """The profile in use."""
        name = self._preferences.current.profile
        return next((profile for profile in self.profiles if profile.name == name), BUILT_IN[0])

    def bind(self, owner: QWidget, action: KeyAction, callback: Callable[[], object]) -> None:
        """Call `callback` when a key of `action` is pressed while `owner` is shown."""
        shortcut = QShortcut(owner)
        shortcut.activated.connect(partial(self._run_once, callback))
        self._shortcuts.append((action, shortcut))
        shortcut.setKeys(self._sequences(action))

    def key_caption(self, action: KeyAction) -> str:
        """Return the first key of `action` as it is printed on a button; empty if it has none."""
        keys = self.profile.keys_of(action)
        return key_caption(keys[0]) if keys else ""

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Claim a physical key. Keys that a widget accepts, such as letters in a text field, do not get here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            shortcut = self._shortcut_by_place(event)
            if shortcut is not None:
                self._input.claim(event, shortcut.activated.emit)
                return True
        return super().eventFilter(window, event)

    def _shortcut_by_place(self, event: QKeyEvent) -> QShortcut | None:
        """Return the shortcut of a key of the number pad, or of a digit whose key has no shortcut by its symbol."""
        if key := keypad_key(event):
            return self._shortcut(key)
        digit = digit_key(event)
        return self._shortcut(digit) if digit and self._shortcut(key_name(event)) is None else None

    def _shortcut(self, key: str) -> QShortcut | None:
        usable_shortcuts = (
            shortcut for shortcut in self._shortcuts if shortcut[1].isEnabled() and _is_usable(shortcut[1].parent())
        )
        candidates = (
            (shortcut, map(canonical_key, self.profile.keys_of(action))) for action, shortcut in usable_shortcuts
        )
        return next((shortcut for shortcut, keys in candidates if key in keys), None)

    def _run_once(self, callback: Callable[[], object]) -> None:
        """Call `callback` once per press, even if the key is held: one bag, not twenty."""
        if not self._input.repeating:
            callback()

    def _sequences(self, action: KeyAction) -> list[QKeySequence]:
        return [QKeySequence(key) for key in self.profile.keys_of(action)]

    def _on_preferences_changed(self) -> None:
        if self.profile == self._bound_profile:
            return
        self._bound_profile = self.profile
        for action, shortcut in self._shortcuts:
            shortcut.setKeys(self._sequences(action))


def _is_usable(owner: QObject | None) -> bool:
    return isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled()
