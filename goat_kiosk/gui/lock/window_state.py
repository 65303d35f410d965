"""How the window stands in public: its place and full screen as they were left, and the PIN in front of what is locked.

The window itself shows games; this is about the window.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.lock.pin_page import PinPage
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t

FULL_KEY = "F11"
_LOGGED_OUT_MS = 60_000
"""How long a session may take to end; a log-out that another program has stopped is over by then."""


class WindowState(QObject):
    """Full screen, place and lock of one window."""

    asking_changed = Signal()
    """The PIN is asked for now, or no more: another page is to be shown."""
    full_changed = Signal()
    """The window fills the screen now, or no more."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self.lock = Lock(preferences, parent=self)
        self.page = PinPage(self.lock)
        self._deed: Callable[[], object] | None = None
        self._leaving = False
        QShortcut(QKeySequence(FULL_KEY), window).activated.connect(self.toggle_full_screen)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.on_session_end)
        self.page.opened.connect(self._do)
        self.page.left.connect(self._give_up)

    @property
    def full(self) -> bool:
        """Whether the window fills the screen."""
        return self._window.isFullScreen()

    @property
    def asking(self) -> bool:
        """Whether the PIN is being asked for."""
        return self._deed is not None

    def forget(self) -> None:
        """Ask no more: something else was turned to."""
        self._deed = None

    def needs_pin(self, purpose: str, deed: Callable[[], object]) -> bool:
        """Whether `deed` must wait for the PIN; it is then asked for, and `deed` done when it is given."""
        if not self.lock.closed or self._leaving:
            return False
        self._deed = deed
        self.page.ask(purpose)
        self.asking_changed.emit()
        self.page.field.setFocus()
        return True

    def when_unlocked(self, purpose: str, action: Callable[[], object]) -> None:
        """Do `action`, at once or when the PIN is given; `purpose` says what for."""
        if not self.needs_pin(purpose, action):
            action()

    def guard(self, signal: SignalInstance, purpose: str, slot: Callable[..., object]) -> None:
        """Connect `signal` with `slot`, behind the PIN."""
        signal.connect(lambda *values: self.when_unlocked(purpose, partial(slot, *values)))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or leave it."""
        full = self.full
        if full and self.needs_pin(t("Leave full screen"), self.toggle_full_screen):
            return
        self._preferences.change(full_screen=not full)
        if full:
            self._window.showNormal()
        else:
            self._window.showFullScreen()
        self.full_changed.emit()

    def open(self) -> None:
        """Show the window where and as it was."""
        chosen = self._preferences.chosen
        self._window.restoreGeometry(QByteArray.fromBase64(chosen.geometry.encode()))
        if chosen.full_screen:
            self._window.showFullScreen()
        else:
            self._window.show()
        self._to_the_front()

    def come_forward(self) -> None:
        """Bring the window to the front: somebody has started the program again."""
        if self._window.isMinimized():
            self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._to_the_front()

    def remember_place(self) -> None:
        """Keep where the window stands, for the next start."""
        self._preferences.change(geometry=bytes(self._window.saveGeometry().toBase64().data()).decode())

    def leave(self) -> None:
        """Close the window without asking anything: the program is over."""
        self._leaving = True
        self._window.close()

    @property
    def leaving(self) -> bool:
        """Whether the system ends the program, and nothing may be asked."""
        return self._leaving

    def on_session_end(self) -> None:
        """Let the window be closed without asking anything: the user logs out. Unless that is given up."""
        self._leaving = True
        QTimer.singleShot(_LOGGED_OUT_MS, self, self._stay)

    def _stay(self) -> None:
        self._leaving = False

    def _to_the_front(self) -> None:
        # Without a window manager, as on a bare kiosk, nobody else gives it the keyboard.
        self._window.raise_()
        self._window.activateWindow()

    def _do(self) -> None:
        deed, self._deed = self._deed, None
        self.asking_changed.emit()
        if deed is not None:
            deed()

    def _give_up(self) -> None:
        self._deed = None
        self.asking_changed.emit()
