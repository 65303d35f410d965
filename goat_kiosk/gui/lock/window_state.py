"""Window state: full screen, geometry and closing of one window, restored at the next start."""

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t

FULL_KEY = "F11"
_LOGOUT_MS = 60_000
"""How long a session may take to end; a log-out that another program has stopped is over by then."""


class WindowState(QObject):
    """Full screen and place of one window."""

    full_changed = Signal()
    """The window fills the screen now, or no longer."""

    def __init__(self, window: QWidget, preferences: Preferences, prompt: PinPrompt) -> None:
        super().__init__(window)
        self._window, self._preferences, self.pin_prompt = window, preferences, prompt
        QShortcut(QKeySequence(FULL_KEY), window).activated.connect(self.toggle_full_screen)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.on_session_end)

    @property
    def full(self) -> bool:
        """Whether the window fills the screen."""
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or leave it."""
        full = self.full
        if full and self.pin_prompt.needs_pin(t("Leave full screen"), self.toggle_full_screen):
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
        self._bring_to_front()

    def come_forward(self) -> None:
        """Bring the window to the front: somebody has started the program again."""
        if self._window.isMinimized():
            self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._bring_to_front()

    def remember_place(self) -> None:
        """Save where the window is, for the next start."""
        self._preferences.change(geometry=bytes(self._window.saveGeometry().toBase64().data()).decode())

    def leave(self) -> None:
        """Close the window without a question: the program ends."""
        self.pin_prompt.bypassed = True
        self._window.close()

    @property
    def leaving(self) -> bool:
        """Whether the system ends the program, and nothing may be asked."""
        return self.pin_prompt.bypassed

    def on_session_end(self) -> None:
        """Let the window be closed without a question: the user logs out. Unless that is given up."""
        self.pin_prompt.bypassed = True
        QTimer.singleShot(_LOGOUT_MS, self, self._stay)

    def _stay(self) -> None:
        self.pin_prompt.bypassed = False

    def _bring_to_front(self) -> None:
        # Without a window manager, as on a bare kiosk, nothing else gives it the keyboard.
        self._window.raise_()
        self._window.activateWindow()
