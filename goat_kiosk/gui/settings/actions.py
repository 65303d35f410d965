"""QActions of the window, one for each line of `action_specs`: its caption, keys, icon, and whether it can be pressed.

A part of the window binds an action to a callback; the action is enabled while that part is visible, so the keys of
play do nothing in the lobby, and Qt gives a text field its letters first. An action that is visible but cannot be used
now has a reason, which is said when its key is pressed. Keys that Qt knows by another symbol than the profile
(`key_places`) are claimed when no widget wants them.
"""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.settings.action_specs import SPECS, ActionName
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.settings.key_places import canonical_key, digit_key, key_name, keypad_key
from goat_kiosk.gui.settings.keymap import BUILT_IN, Profile, key_caption
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t


class WindowAction(QAction):
    """An action, its keys, and the parts of the window that handle it."""

    def __init__(self, name: ActionName, parent: QObject) -> None:
        super().__init__(t(SPECS[name].text), parent)
        self.name: ActionName = name
        self.spec = SPECS[name]
        self.keys: tuple[str, ...] = ()
        self.reason = ""
        """Why the action cannot be used now, as a sentence; empty if it can."""
        self._handlers: list[tuple[QWidget, Callable[[], object]]] = []
        self.setEnabled(False)

    @property
    def cap(self) -> str:
        """The first key as it is printed on a button; empty without a key."""
        return key_caption(self.keys[0]) if self.keys else ""

    @property
    def is_in_reach(self) -> bool:
        """Whether a part of the window that handles the action is visible and enabled."""
        return self._callback is not None

    @property
    def _callback(self) -> Callable[[], object] | None:
        """The callback of the first owner that is visible and enabled."""
        in_reach = (callback for owner, callback in self._handlers if owner.isVisible() and owner.isEnabled())
        return next(in_reach, None)

    def set_keys(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        # Esc belongs to whatever is open inside the window; two shortcuts of one key would cancel each other.
        self.setShortcuts([] if self.name == "back" else [QKeySequence(key) for key in keys])

    def add_handler(self, owner: QWidget, callback: Callable[[], object]) -> None:
        """Run `callback` when the action is triggered while `owner` is visible."""
        self._handlers.append((owner, callback))

    def run(self) -> None:
        """Run the callback of the first visible owner."""
        if (callback := self._callback) is not None:
            callback()

    def update_enabled(self) -> None:
        """Enable the action while it is in reach and can be used."""
        self.setEnabled(self.is_in_reach and not self.reason)


class Actions(QObject):
    """The actions by name; those of the profile follow the profile in use."""

    unavailable = Signal(str)
    """A key was pressed whose action cannot be used now: the reason."""

    def __init__(self, preferences: Preferences, window: QWidget) -> None:
        """`window` contains the owners of all actions."""
        super().__init__(window)
        self._preferences, self._input = preferences, input_filter()
        self._actions = {name: WindowAction(name, self) for name in SPECS}
        for action in self:
            action.triggered.connect(partial(self._run_once, action))
            window.addAction(action)
        self._bound_profile = self.profile
        self._set_keys()
        preferences.changed.connect(self._on_preferences_changed)
        window.installEventFilter(self)

    def __getitem__(self, name: ActionName) -> WindowAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[WindowAction]:
        return iter(self._actions.values())

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The built-in profiles and the scorekeeper's own."""
        return (*BUILT_IN, *self._preferences.current.profiles)

    @property
    def profile(self) -> Profile:
        """The profile in use."""
        name = self._preferences.current.profile
        return next((profile for profile in self.profiles if profile.name == name), BUILT_IN[0])

    def bind(self, owner: QWidget, name: ActionName, callback: Callable[[], object]) -> None:
        """Call `callback` when the action is triggered while `owner` is visible."""
        self[name].add_handler(owner, callback)

    def key_caption(self, name: ActionName) -> str:
        """Return the first key of an action as it is printed on a button; empty if it has none."""
        return self[name].cap

    def available(self) -> list[WindowAction]:
        """Return the actions that can be pressed now and have a key."""
        self._update_enabled()
        return [action for action in self if action.isEnabled() and action.keys]

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Claim a physical key. Keys that a widget accepts, such as letters in a text field, do not get here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Qt announces every key before it looks for a shortcut, so this is early enough.
            self._update_enabled()
            if (action := self._action_by_place(event)) is not None:
                self._input.claim(event, action.trigger)
                return True
            if (action := self._find(key_name(event), enabled=False)) is not None and action.reason:
                self._input.claim(event, partial(self.unavailable.emit, action.reason))
                return True
        return super().eventFilter(window, event)

    def _action_by_place(self, event: QKeyEvent) -> WindowAction | None:
        """Return the action of a key of the number pad, or of a digit whose key has no action by its symbol."""
        if key := keypad_key(event):
            return self._find(key)
        digit = digit_key(event)
        return self._find(digit) if digit and self._find(key_name(event)) is None else None

    def _find(self, key: str, *, enabled: bool = True) -> WindowAction | None:
        candidates = (action for action in self if action.isEnabled() == enabled and action.is_in_reach)
        return next((action for action in candidates if key in map(canonical_key, action.keys)), None)

    def _update_enabled(self) -> None:
        for action in self:
            action.update_enabled()

    def _run_once(self, action: WindowAction) -> None:
        """Run the action once per press, even if the key is held: one bag, not twenty."""
        if not self._input.repeating:
            action.run()

    def _set_keys(self) -> None:
        for action in self:
            fixed = action.spec.keys
            action.set_keys(fixed or self._profile_keys(action.name))

    def _profile_keys(self, name: ActionName) -> tuple[str, ...]:
        return next((keys for action, keys in self._bound_profile.keys.items() if action == name), ())

    def _on_preferences_changed(self) -> None:
        if self.profile != self._bound_profile:
            self._bound_profile = self.profile
            self._set_keys()
