"""PIN prompt: runs an action at once, or after the PIN where the lock asks for it.

The PIN page takes the place of the game, so `asking_changed` tells the window when to show it.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.lock.pin_page import PinPage
from goat_kiosk.gui.settings.preferences import Preferences


class PinPrompt(QObject):
    """Asks for the PIN before the actions of one window that its lock protects."""

    asking_changed = Signal()
    """`is_asking` has changed, so the window must show another page."""

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self.lock = Lock(preferences, parent=self)
        self.page = PinPage(self.lock)
        self.bypassed = False
        """Whether no PIN is asked for, because the program is ending."""
        self._action: Callable[[], object] | None = None
        self.page.opened.connect(self._on_opened)
        self.page.closed.connect(self._on_left)

    @property
    def is_asking(self) -> bool:
        """Whether the PIN is being asked for."""
        return self._action is not None

    def forget(self) -> None:
        """Stop asking, because another page was opened."""
        self._action = None

    def needs_pin(self, purpose: str, action: Callable[[], object]) -> bool:
        """Whether `action` must wait for the PIN; it is then asked for, and `action` runs once it is given."""
        if not self.lock.is_closed or self.bypassed:
            return False
        self._action = action
        self.page.ask(purpose)
        self.asking_changed.emit()
        self.page.field.setFocus()
        return True

    def when_unlocked(self, purpose: str, action: Callable[[], object]) -> None:
        """Run `action`, at once or when the PIN is given; `purpose` says what for."""
        if not self.needs_pin(purpose, action):
            action()

    def guard(self, signal: SignalInstance, purpose: str, slot: Callable[..., object]) -> None:
        """Connect `signal` to `slot`, behind the PIN."""
        signal.connect(lambda *values: self.when_unlocked(purpose, partial(slot, *values)))

    def _on_opened(self) -> None:
        # The page must be gone before the action runs: the action may open a page, or ask for the PIN again.
        action, self._action = self._action, None
        self.asking_changed.emit()
        if action is not None:
            action()

    def _on_left(self) -> None:
        self._action = None
        self.asking_changed.emit()
