"""A button for one result: the bag as it would lie, the word, and the keys that do the same.

It looks like what it does: hole is filled, board outlined, off faint. Loud while its team is due, quiet otherwise; both
work, since a bag thrown out of turn is thrown all the same.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui import fonts
from goat_kiosk.gui.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.plain import tip
from goat_kiosk.gui.style import look

LABELS: dict[Result, str] = {"hole": "Hole", "board": "Board", "off": "Off", "foul": "Foul"}
LEAST = 56
_CAP, _GAP = 26, 5


class ThrowButton(QAbstractButton):
    """Says that a bag of `team` lies as `result`."""

    def __init__(self, team: Team, result: Result, keys: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team: Team = team
        self.result: Result = result
        self._keys, self._color, self._loud = keys, "#ffffff", False
        self.setText(LABELS[result])
        self.setMinimumSize(LEAST, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Not by click: a later press of the space bar must not throw the same bag again.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """A foul is rare and takes less room."""
        return QSize(LEAST if self.result == "foul" else 104, 120)

    def dress(self, name: str, color: str, *, loud: bool) -> None:
        """Show it for the team called `name`, loud when that team is due."""
        self._color, self._loud = color, loud
        self.setAccessibleName(f"{name}: {self.text()}")
        self.setToolTip(tip(f"{name}: {self.text()}" + (f" (key {self._keys[0]})" if self._keys else "")))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw surface, bag, word and key."""
        painter, now, place = QPainter(self), look(), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1 if self.isEnabled() else 0.4)
        color = now.team(self._color)
        full = self._loud and self.result == "hole"
        ink = now.on(color) if full else now.ink
        self._paint_surface(painter, place, color if full else now.panel, color if self._loud else now.line)
        self._paint_bag(painter, place, color, ink, full=full)
        self._paint_words(painter, place, ink, now.on(color) if full else now.quiet)
        if self.hasFocus():
            draw_focus(painter, place, 12)

    def _paint_surface(self, painter: QPainter, place: QRectF, fill: QColor, edge: QColor) -> None:
        shade = 88 if self.isDown() else 108 if self.underMouse() and self.isEnabled() else 100
        painter.setBrush(fill.lighter(shade) if shade != 100 else fill)
        painter.setPen(QPen(edge, 3 if self._loud and self.result != "foul" else 2))
        painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 12, 12)

    def _paint_bag(self, painter: QPainter, place: QRectF, color: QColor, ink: QColor, *, full: bool) -> None:
        side = min(72.0, place.height() / 3.6, place.width() * 0.6)
        square = QRectF(place.center().x() - side / 2, place.height() * (0.12 if self._keys else 0.2), side, side)
        draw_bag(painter, self.team, self.result, square, ink if full else color)

    def _paint_words(self, painter: QPainter, place: QRectF, ink: QColor, quiet: QColor) -> None:
        painter.setPen(ink)
        painter.setFont(fonts.digits(20 if self.result == "foul" else max(28, int(place.height() / 6))))
        middle = QRectF(0, place.height() * (0.4 if self._keys else 0.52), place.width(), place.height() * 0.30)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self.text())
        keys = self._keys if self._loud else self._keys[:1]
        left = place.center().x() - (len(keys) * (_CAP + _GAP) - _GAP) / 2
        for nth, key in enumerate(keys):
            self._paint_key(painter, QRectF(left + nth * (_CAP + _GAP), place.height() * 0.74, _CAP, 22), key, quiet)

    def _paint_key(self, painter: QPainter, place: QRectF, key: str, ink: QColor) -> None:
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 5, 5)
        painter.setFont(fonts.text(13, QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, key)
