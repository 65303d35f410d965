"""Window state: full screen, geometry and closing of one window, restored at the next start."""

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.settings.action_specs import SPECS
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t

FULL_KEY = SPECS["full-screen"].keys[0]
_LOGOUT_MS = 60_000
"""How long a logout may take; if the window is still open then, another program has canceled the logout."""


class WindowState(QObject):
    """Saves and restores full screen and geometry of one window, and lets the program close it."""

    full_screen_changed = Signal()
    """Full screen was switched on or off."""

    def __init__(self, window: QWidget, preferences: Preferences, prompt: PinPrompt) -> None:
        super().__init__(window)
        self._window, self._preferences, self.pin_prompt = window, preferences, prompt
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.on_session_end)

    @property
    def is_full_screen(self) -> bool:
        """Whether the window fills the screen."""
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        """Switch full screen on or off."""
        is_full = self.is_full_screen
        if is_full and self.pin_prompt.needs_pin(t("Leave full screen"), self.toggle_full_screen):
            return
        self._preferences.change(full_screen=not is_full)
        if is_full:
            self._window.showNormal()
        else:
            self._window.showFullScreen()
        self.full_screen_changed.emit()

    def restore(self) -> None:
        """Show the window with its saved geometry; for the first time, as large as a small screen lets it be."""
        settings, screen = self._preferences.current, self._window.screen().availableSize()
        is_restored = self._window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        if settings.full_screen:
            self._window.showFullScreen()
        elif not is_restored and self._window.size().boundedTo(screen) != self._window.size():
            self._window.resize(self._window.size().boundedTo(screen))
            self._window.showMaximized()
        else:
            self._window.show()
        self._activate()

    def bring_to_front(self) -> None:
        """Bring the window to the front, because the program was started a second time."""
        if self._window.isMinimized():
            self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._activate()

    def save_geometry(self) -> None:
        """Save the geometry for the next start."""
        self._preferences.change(geometry=bytes(self._window.saveGeometry().toBase64().data()).decode())

    def close_without_asking(self) -> None:
        """Close the window without a question, because the program ends."""
        self.pin_prompt.bypassed = True
        self._window.close()

    @property
    def is_leaving(self) -> bool:
        """Whether the program is ending, so that no question may be asked."""
        return self.pin_prompt.bypassed

    def on_session_end(self) -> None:
        """Allow closing without a question while the user logs out; ask again if the logout was canceled."""
        self.pin_prompt.bypassed = True
        QTimer.singleShot(_LOGOUT_MS, self, self._stay)

    def _stay(self) -> None:
        self.pin_prompt.bypassed = False

    def _activate(self) -> None:
        # Without a window manager, as on a bare kiosk, nothing else gives it the keyboard.
        self._window.raise_()
        self._window.activateWindow()
