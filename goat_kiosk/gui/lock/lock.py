"""Lock of the settings in public: with a PIN, leaving the window and its settings need it; scoring never does.

Once opened, it stays open for a while, so settings can be made in peace, and closes on a timer.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.settings.preferences import Preferences

OPEN_MS = 5 * 60 * 1000


class Lock(QObject):
    """Whether the PIN is needed, and what a try of it gives."""

    changed = Signal()

    def __init__(
        self, preferences: Preferences, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        """`clock` is in seconds."""
        super().__init__(parent)
        self._preferences, self._clock = preferences, clock
        self._not_before = clock() + pin.lockout_seconds(preferences.chosen.pin_wrong)
        self._close_timer = QTimer(self, interval=OPEN_MS, singleShot=True)
        self._close_timer.timeout.connect(self.close)
        self._is_open = False

    @property
    def has_pin(self) -> bool:
        """Whether there is a PIN at all."""
        return bool(self._preferences.chosen.pin)

    @property
    def is_closed(self) -> bool:
        """Whether the PIN is needed now."""
        return self.has_pin and not self._is_open

    @property
    def seconds_to_wait(self) -> int:
        """Seconds until the next try; 0 when it may be now."""
        return max(0, round(self._not_before - self._clock()))

    def close(self) -> None:
        """Need the PIN again."""
        self._is_open = False
        self._close_timer.stop()
        self.changed.emit()

    def keep_open(self) -> None:
        """Restart the timer: somebody is using what the lock protects."""
        if self._close_timer.isActive():
            self._close_timer.start()

    def open(self, tried: str) -> bool:
        """Open the lock with a PIN; return whether it was the right one. Too soon is wrong, and costs nothing more."""
        if self.seconds_to_wait:
            return False
        self._is_open = pin.verify_pin(tried, self._preferences.chosen.pin)
        wrong = 0 if self._is_open else self._preferences.chosen.pin_wrong + 1
        self._preferences.change(pin_wrong=wrong)
        self._not_before = self._clock() + pin.lockout_seconds(wrong)
        if self._is_open:
            self._close_timer.start()
        self.changed.emit()
        return self._is_open

    def set_pin(self, wanted: str) -> None:
        """Have another PIN, and be open for now. Raises `InvalidValue`."""
        self._preferences.change(pin=pin.hash_pin(wanted), pin_wrong=0)
        self._is_open = True
        self._close_timer.start()
        self.changed.emit()

    def remove_pin(self) -> None:
        """Have no PIN."""
        self._preferences.change(pin="", pin_wrong=0)
        self.close()
