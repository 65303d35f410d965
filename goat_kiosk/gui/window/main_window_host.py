"""Owner of the main window: builds it, and builds it again in another language, in the same process.

Widgets take their texts when they are made, so a new language needs new widgets. The new window has the same game, page
and geometry. What the old one has not saved yet is waited for, because its recorder would be lost with it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import language_of, set_language, t
from goat_kiosk.gui.window.main_window import MainWindow


class MainWindowHost(QObject):
    """Holds the main window of the program, which may be another one after a change of language."""

    closed = Signal()
    """The window was closed by its user."""

    def __init__(
        self,
        services: Services,
        on_built: Callable[[MainWindow], object] = lambda _: None,
        parent: QObject | None = None,
    ) -> None:
        """Build the window, without showing it; `on_built` is called with this window and with each later one."""
        super().__init__(parent)
        self._services, self._on_built = services, on_built
        self._language = services.preferences.current.language
        self.window = self._build()
        services.preferences.changed.connect(self._on_preferences_changed)

    def _build(self) -> MainWindow:
        window = MainWindow(self._services)
        window.closed.connect(self.closed)
        # Not at once: the button that saved the last entry, or chose the language, is still in use.
        window.recorder.saved.connect(self._rebuild_soon)
        self._on_built(window)
        return window

    @property
    def _is_outdated(self) -> bool:
        """Whether another language was chosen since the window was built, and nothing is left to be saved."""
        return self._language != self._services.preferences.current.language and not self.window.recorder.pending_count

    def _on_preferences_changed(self) -> None:
        if self._language != self._services.preferences.current.language:
            self._rebuild_soon()

    def _rebuild_soon(self) -> None:
        QTimer.singleShot(0, self, self._rebuild_if_outdated)

    def _rebuild_if_outdated(self) -> None:
        if not self._is_outdated:
            return
        before = language_of(self._language)
        self._language = self._services.preferences.current.language
        if set_language(self._language) != before:
            self._rebuild()

    def _rebuild(self) -> None:
        """Put a new window in the place of the old one."""
        old = self.window
        old.setUpdatesEnabled(False)  # building the new one resets the scale factor, which all windows share
        old.release()
        self.window = self._build()
        self.window.resume(old)
        self.window.window_state.restore()
        old.hide()
        old.deleteLater()
        self.window.message.say(t("This window is in English now."))
