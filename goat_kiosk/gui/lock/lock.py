"""PIN lock for a kiosk in public: settings and closing the window need the PIN; scoring never does.

Once opened, the lock stays open while protected pages are in use, and closes on a timer.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.settings import pin_reset

_RESET_POLL_MS = 1_000
AUTO_CLOSE_MS = 5 * 60 * 1000


class Lock(QObject):
    """Knows whether the PIN is needed, and checks it."""

    changed = Signal()

    def __init__(
        self, preferences: Preferences, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        """`clock` is in seconds."""
        super().__init__(parent)
        self._preferences, self._clock = preferences, clock
        self._not_before = clock() + pin.lockout_seconds(preferences.current.pin_wrong)
        self._close_timer = QTimer(self, interval=AUTO_CLOSE_MS, singleShot=True)
        self._close_timer.timeout.connect(self.lock)
        self._is_open = False
        self._reset_timer = QTimer(self, interval=_RESET_POLL_MS)
        self._reset_timer.timeout.connect(self._remove_forgotten_pin)
        if preferences.folder is not None:
            self._remove_forgotten_pin()
            self._reset_timer.start()

    def _remove_forgotten_pin(self) -> None:
        """Remove the PIN if `goat-kiosk reset-pin` was run."""
        folder = self._preferences.folder
        if folder is not None and pin_reset.take_request(folder):
            self._not_before = self._clock()
            self.remove_pin()

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is set."""
        return bool(self._preferences.current.pin)

    @property
    def is_closed(self) -> bool:
        """Whether the PIN is needed now."""
        return self.has_pin and not self._is_open

    @property
    def seconds_to_wait(self) -> int:
        """Seconds until the next try is allowed; 0 if it is allowed now."""
        return max(0, round(self._not_before - self._clock()))

    def lock(self) -> None:
        """Close the lock: the PIN is needed again."""
        self._is_open = False
        self._close_timer.stop()
        self.changed.emit()

    def keep_open(self) -> None:
        """Restart the timer, because a protected page is in use."""
        if self._close_timer.isActive():
            self._close_timer.start()

    def open(self, pin_text: str) -> bool:
        """Open the lock with a PIN; return whether it was right. A try during the wait is rejected and not counted."""
        if self.seconds_to_wait:
            return False
        self._is_open = pin.verify_pin(pin_text, self._preferences.current.pin)
        wrong_tries = 0 if self._is_open else self._preferences.current.pin_wrong + 1
        self._preferences.change(pin_wrong=wrong_tries)
        self._not_before = self._clock() + pin.lockout_seconds(wrong_tries)
        if self._is_open:
            self._close_timer.start()
        self.changed.emit()
        return self._is_open

    def set_pin(self, new_pin: str) -> None:
        """Set a new PIN; the lock is open afterward. Raises `InvalidValue`."""
        self._preferences.change(pin=pin.hash_pin(new_pin), pin_wrong=0)
        self._is_open = True
        self._close_timer.start()
        self.changed.emit()

    def remove_pin(self) -> None:
        """Remove the PIN."""
        self._preferences.change(pin="", pin_wrong=0)
        self.lock()
