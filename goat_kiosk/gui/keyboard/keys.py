"""The keyboard of the window: each action's shortcut, which follows the profile in use.

One `QShortcut` an action and owner, made once: another profile only gives them other keys. A shortcut sleeps while
its owner is hidden, so the keys of play do nothing in the lobby; and Qt lets a text field have its letters first.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.keyboard.keymap import BUILT_IN, Action, Profile, cap
from goat_kiosk.gui.preferences import Preferences


class Keys(QObject):
    """Gives actions their keys."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._bound: list[tuple[Action, QShortcut]] = []
        self._in_use = self.profile
        preferences.changed.connect(self._follow)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The built-in profiles and the scorekeeper's own."""
        return (*BUILT_IN, *self._preferences.chosen.profiles)

    @property
    def profile(self) -> Profile:
        """The profile in use."""
        wanted = self._preferences.chosen.profile
        return next((profile for profile in self.profiles if profile.name == wanted), BUILT_IN[0])

    def bind(self, owner: QWidget, action: Action, deed: Callable[[], object]) -> None:
        """Do `deed` when a key of `action` is pressed while `owner` is shown."""
        shortcut = QShortcut(owner)
        # A key held too long is one bag, not twenty.
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(deed)
        self._bound.append((action, shortcut))
        shortcut.setKeys(self._sequences(action))

    def cap(self, action: Action) -> str:
        """Return the first key of `action` as it is printed on a button; nothing when it has none."""
        keys = self.profile.of(action)
        return cap(keys[0]) if keys else ""

    def _sequences(self, action: Action) -> list[QKeySequence]:
        return [QKeySequence(key) for key in self.profile.of(action)]

    def _follow(self) -> None:
        if self.profile == self._in_use:
            return
        self._in_use = self.profile
        for action, shortcut in self._bound:
            shortcut.setKeys(self._sequences(action))
