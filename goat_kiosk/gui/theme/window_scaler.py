"""Window scaler: applies the scale factor (`scale`) when the window is shown, and when a resize has ended."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.theme import scale, style

_RESIZE_PAUSE_MS = 120
"""Delay after the last resize event: restyling at each one would make the window lag behind the mouse."""


class WindowScaler(QObject):
    """Scales the content of one window to its size."""

    def __init__(self, window: QWidget) -> None:
        """Create it before the content of `window`, because content must be created at factor 1."""
        super().__init__(window)
        self._window = window
        _apply_factor(1)
        self._resize_timer = QTimer(self, interval=_RESIZE_PAUSE_MS, singleShot=True)
        self._resize_timer.timeout.connect(self.fit)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Fit when the window is shown; start the timer when it is resized."""
        if event.type() == QEvent.Type.Show:
            self.fit()
        elif event.type() == QEvent.Type.Resize and self._window.isVisible():
            self._resize_timer.start()
        return False

    def fit(self) -> None:
        """Scale everything to the size of the window."""
        old, new = scale.factor(), scale.fit_factor(self._window.size())
        if old == new:
            return
        self._window.setUpdatesEnabled(False)
        scale.resize_inside(self._window, old, new)
        _apply_factor(new)
        # Layouts run before the next paint; otherwise resized widgets would show at their old places for a moment.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._window.setUpdatesEnabled(True)


def _apply_factor(factor: float) -> None:
    if factor != scale.factor():
        scale.set_factor(factor)
        style.set_theme(style.current_theme().name)
