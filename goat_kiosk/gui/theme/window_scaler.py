"""Window scaler: applies the scale factor (`scale`) when the window is shown, and when a resize has ended."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.theme import scale, style

_STILL_MS = 120
"""While an edge is being dragged nothing is polished: the window would lag behind the hand."""


class WindowScaler(QObject):
    """Watches the size of one window."""

    def __init__(self, window: QWidget) -> None:
        """To be made before what is in `window`: that is made in a laptop's pixels."""
        super().__init__(window)
        self._window = window
        _apply_factor(1)
        self._resize_timer = QTimer(self, interval=_STILL_MS, singleShot=True)
        self._resize_timer.timeout.connect(self.fit)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice that the window has another size."""
        if event.type() == QEvent.Type.Show:
            self.fit()
        elif event.type() == QEvent.Type.Resize and self._window.isVisible():
            self._resize_timer.start()
        return False

    def fit(self) -> None:
        """Make everything as large as the window asks."""
        old, new = scale.factor(), scale.fit_factor(self._window.size())
        if old == new:
            return
        self._window.setUpdatesEnabled(False)
        scale.resize_inside(self._window, new / old)
        _apply_factor(new)
        # Laid out before it is painted: else the old places show for a moment, with the new sizes in them.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._window.setUpdatesEnabled(True)


def _apply_factor(factor: float) -> None:
    if factor != scale.factor():
        scale.set_factor(factor)
        style.set_theme(style.current_theme().name)
