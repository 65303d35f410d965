"""Banner of a team: its name and shape on a band in its color, as on the scoreboard."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme

_HEIGHT, _RADIUS, _SHAPE = 60, 12, 26
_FONT, _PADDING = 38, 20
"""The large font of the style sheet, and what a field needs beside its text, in pixels."""
_LIGHT = 128
"""Colors of at least this lightness count as light."""


class TeamBanner(QWidget):
    """The top of a team's card; `name` is a label, or a field to change the name."""

    def __init__(
        self, team: Team, name: QLineEdit | QLabel, holder: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """`name` shows the name; `holder` has it among other widgets, if it does not stand alone."""
        super().__init__(parent)
        self._team: Team = team
        self._color, self._name = "#ffffff", name
        if isinstance(name, QLineEdit):
            name.textChanged.connect(self._fit_name)
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
        self._set_style("ink", shade)
        self._fit_name()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of the name for the new width."""
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        """Write a long name in a smaller font instead of cutting it."""
        text = self._name.text()
        if isinstance(self._name, QLineEdit):
            text = text or self._name.placeholderText()
        width = QFontMetricsF(fonts.digits(px(_FONT))).horizontalAdvance(text)
        self._set_style("letters", "small" if width > self._name.width() - px(_PADDING) else "large")

    def _set_style(self, name: str, value: str) -> None:
        if self._name.property(name) != value:
            self._name.setProperty(name, value)
            self._name.style().polish(self._name)

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
