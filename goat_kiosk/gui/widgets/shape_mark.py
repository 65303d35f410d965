"""Team shape in the team's color, as a widget beside its name."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.style import current_theme


class ShapeMark(QWidget):
    """The square or the diamond."""

    def __init__(self, team: Team, side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self._color = "#ffffff"
        self.setFixedSize(side, side)

    def show_team(self, team: Team, color: str) -> None:
        """Show the shape of `team` in `color`."""
        if (team, color) != (self._team, self._color):
            self._team, self._color = team, color
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_shape(painter, self._team, QRectF(self.rect()), current_theme().team(self._color))
