"""Color choice for a team: a row of swatches, where the color of the other team cannot be chosen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.games.new_game import COLOR_NAMES
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.text.i18n import mark_for_translation

_NAMES = (
    mark_for_translation("Orange"),
    mark_for_translation("Blue"),
    mark_for_translation("Red"),
    mark_for_translation("Green"),
    mark_for_translation("Yellow"),
    mark_for_translation("Purple"),
    mark_for_translation("Pink"),
    mark_for_translation("Gray"),
)
COLORS = dict(zip(COLOR_NAMES, _NAMES, strict=True))
"""The names of the colors to choose from; the theme adapts each color for contrast."""

_SWATCH = 50


class Swatch(QAbstractButton):
    """Button of one color, drawn as a bag with the team's shape."""

    def __init__(self, team: Team, color: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self.color = color
        self.setCheckable(True)
        self.setFixedSize(_SWATCH, _SWATCH)
        self.set_available(available=True)

    def set_available(self, *, available: bool) -> None:
        """Set whether the color can be chosen: the other team does not have it."""
        name = t(COLORS[self.color])
        self.setEnabled(available)
        self.setAccessibleName(t("Color {name}", name=name))
        self.setToolTip(name if available else t("{color}: the other team has it", color=name))

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(_SWATCH), px(_SWATCH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag, with a ring if it is chosen; faint if it cannot be."""
        painter, area = painter_on(self)
        if self.isChecked():
            draw_focus(painter, area, 15)
        elif self.hasFocus() or self.underMouse():
            painter.setOpacity(0.5)
            draw_focus(painter, area, 15)
        painter.setOpacity(1 if self.isEnabled() else 0.2)
        draw_bag(painter, self._team, "hole", area.adjusted(8, 8, -8, -8), current_theme().team(self.color))


class ColorChoice(QWidget):
    """Chooses the color of a team."""

    changed = Signal()
    """The user has chosen a color."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.swatches = [Swatch(team, color) for color in COLORS]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for swatch in self.swatches:
            self._group.addButton(swatch)
            row.addWidget(swatch)
        row.addStretch(1)
        self._group.buttonClicked.connect(self.changed)

    @property
    def color(self) -> str | None:
        """The chosen color, as #rrggbb; None while none of these is."""
        return next((swatch.color for swatch in self.swatches if swatch.isChecked()), None)

    def choose(self, color: str) -> None:
        """Choose `color`, or none of these if it is another."""
        # An exclusive group has no way back to no choice at all.
        self._group.setExclusive(False)
        for swatch in self.swatches:
            swatch.setChecked(swatch.color == color)
        self._group.setExclusive(True)

    def set_taken(self, color: str | None) -> None:
        """Set the color of the other team, which cannot be chosen."""
        for swatch in self.swatches:
            swatch.set_available(available=swatch.color != color)
