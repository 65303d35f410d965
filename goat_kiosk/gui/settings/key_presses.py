"""Key repeat detection by the timestamps of the events: a key that is held counts once.

Qt's `isAutoRepeat` is not enough. On X11 the server repeats a held key as a release and a press of one time, and Qt
marks the press as a repeat only if it was in the queue already when the release was read; a busy desktop separates them
(`QXcbKeyboard::handleKeyEvent`). The timestamps are reliable: nobody releases and presses a key in the same
millisecond. They suffice: a press whose release went to another window is not a repeat. On other platforms a repeat is
a press without a release before it, and Qt's own mark is right.
"""

from PySide6.QtGui import QGuiApplication, QKeyEvent

Code = tuple[int, int]

_TIMESTAMP_RANGE = 2**32
"""X11 counts milliseconds in 32 bits and begins again after 49 days."""
_SLACK_MS = 60_000
"""How far before the release a press may be dated and still be its repeat; more means that the counter wrapped."""


class KeyPresses:
    """Decides for each key press whether it is a repeat."""

    def __init__(self) -> None:
        self._held_keys: set[Code] = set()
        self._release_times: dict[Code, int] = {}
        self._latest: tuple[Code, int] | None = None
        self.repeating = False
        """Whether the press that is being handled is a repeat."""

    def press(self, event: QKeyEvent) -> bool:
        """Return whether this press is a repeat. One press comes as several events; each gets the same answer."""
        code, timestamp = _code(event), event.timestamp()
        if code is None:
            self.repeating = event.isAutoRepeat()
        elif (code, timestamp) != self._latest:
            self._latest = code, timestamp
            self.repeating = self._is_repeat(event, code, timestamp)
            self._held_keys.add(code)
        return self.repeating

    def release(self, event: QKeyEvent) -> None:
        """Record when a key was released."""
        if (code := _code(event)) is not None:
            self._held_keys.discard(code)
            self._release_times[code] = event.timestamp()
            self._latest = None

    def forget_held(self) -> None:
        """Forget the held keys, because another window has the focus and receives their releases."""
        self._held_keys.clear()
        self._latest = None

    def _is_repeat(self, event: QKeyEvent, code: Code, timestamp: int) -> bool:
        if QGuiApplication.platformName() != "xcb" and (code in self._held_keys or event.isAutoRepeat()):
            return True
        released = self._release_times.get(code)
        return released is not None and timestamp > 0 and (released - timestamp) % _TIMESTAMP_RANGE < _SLACK_MS


def _code(event: QKeyEvent) -> Code | None:
    """Return the physical key, independent of its symbol; None for an event that no keyboard sent.

    macOS gives 1 for all (https://doc.qt.io/qt-6/qkeyevent.html#nativeScanCode); its virtual key is the place.
    """
    scan = event.nativeScanCode()
    code = (scan, event.nativeVirtualKey() if scan <= 1 else 0)
    return code if any(code) else None
