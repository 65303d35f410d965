"""Banner of a team: its name and shape on a band in its color, as on the scoreboard."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import painter_on
from goat_kiosk.gui.theme.style import current_theme

_HEIGHT, _RADIUS, _SHAPE = 60, 12, 26
_LIGHT = 128
"""Colors of at least this lightness count as light."""


class TeamBanner(QWidget):
    """The top of a team's card; `name` is a label, or a field to change the name."""

    def __init__(self, team: Team, name: QWidget, holder: QWidget | None = None, parent: QWidget | None = None) -> None:
        """`name` shows the name; `holder` has it among other widgets, if it does not stand alone."""
        super().__init__(parent)
        self._team: Team = team
        self._color, self._name = "#ffffff", name
        name.setProperty("role", "team")
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(52, 6, 12, 6)
        self.row.addWidget(holder or name, 1)

    def show_color(self, color: str) -> None:
        """Show the team in `color`, and its name in an ink that can be read on it."""
        self._color = color
        ink = current_theme().ink_on(current_theme().team(color))
        shade = "light" if ink.lightness() >= _LIGHT else "dark"
        if self._name.property("ink") != shade:
            self._name.setProperty("ink", shade)
            self._name.style().polish(self._name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the band, round at the top like its card, and the shape."""
        painter, area = painter_on(self)
        color = current_theme().team(self._color)
        band = QPainterPath()
        band.addRoundedRect(area.adjusted(0, 0, 0, _RADIUS), _RADIUS, _RADIUS)
        painter.setClipRect(area)
        painter.fillPath(band, color)
        draw_shape(
            painter,
            self._team,
            QRectF(18, area.center().y() - _SHAPE / 2, _SHAPE, _SHAPE),
            current_theme().ink_on(color),
        )
