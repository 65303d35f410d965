"""Color choice for a team: a row of swatches. The color of the other team cannot be chosen, or swaps the two."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGroupBox, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

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

_SWATCH, _MIN_WIDTH = 48, 22
_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}


class Swatch(QRadioButton):
    """Radio button of one color, drawn as a bag with the team's shape."""

    def __init__(self, team: Team, color: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self.color = color
        self.is_left_by_arrow = False
        """Whether an arrow key is moving the choice from here to a neighbor."""
        self.setFixedHeight(_SWATCH)
        self.setMinimumWidth(_MIN_WIDTH)  # so that all colors fit beside each other in a narrow card
        self.setMaximumWidth(_SWATCH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._is_taken = False
        self.set_taken(is_taken=False)

    def set_taken(self, *, is_taken: bool, swaps: bool = False) -> None:
        """Set whether the other team has the color, and whether it can be chosen then."""
        name = t(COLORS[self.color])
        self._is_taken = is_taken
        self.setEnabled(swaps or not is_taken)
        self.setAccessibleName(t("Color {name}", name=name))
        if not is_taken:
            self.setToolTip(name)
        elif swaps:
            self.setToolTip(t("{color}: swap colors with the other team", color=name))
        else:
            self.setToolTip(t("{color}: the other team has it", color=name))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(_SWATCH), px(_SWATCH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note an arrow key while it moves the choice."""
        self.is_left_by_arrow = event.key() in _ARROWS
        super().keyPressEvent(event)
        self.is_left_by_arrow = False

    def hitButton(self, position: QPoint) -> bool:
        """Whether a click there presses the button: anywhere, not only on an indicator."""
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag, with a ring if it is chosen; faint if it cannot be."""
        painter, room = painter_on(self)
        area = QRectF(0, 0, room.width(), room.width())
        area.moveCenter(room.center())
        if self.isChecked():
            draw_focus(painter, area, 15)
        elif self.hasFocus() or self.underMouse():
            painter.setOpacity(0.5)
            draw_focus(painter, area, 15)
        painter.setOpacity(0.25 if self._is_taken else 1)
        inset = area.width() / 6
        bag = area.adjusted(inset, inset, -inset, -inset)
        draw_bag(painter, self._team, "hole", bag, current_theme().team(self.color))


class ColorChoice(QGroupBox):
    """Chooses the color of a team."""

    changed = Signal()
    """The user has chosen a color."""

    swap_requested = Signal()
    """The user has chosen the color of the other team; nothing has changed yet."""

    def __init__(self, team: Team, *, swaps: bool = False, parent: QWidget | None = None) -> None:
        """`swaps`: the color of the other team can be chosen, and the teams swap their colors."""
        super().__init__(parent)
        self._swaps = swaps
        self.taken: str | None = None
        """The color of the other team."""
        self._own: str | None = None
        self.setAccessibleName(t("Color of team {number}", number=team))
        self._group = QButtonGroup(self)
        self.swatches = [Swatch(team, color) for color in COLORS]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for swatch in self.swatches:
            self._group.addButton(swatch)
            row.addWidget(swatch)
        row.addStretch(1)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def color(self) -> str | None:
        """The chosen color, as #rrggbb; None while none of these is."""
        return next((swatch.color for swatch in self.swatches if swatch.isChecked()), None)

    def choose(self, color: str) -> None:
        """Choose `color`, or none of these if it is another."""
        # An exclusive group has no way back to no choice at all.
        self._own = color
        self._group.setExclusive(False)
        for swatch in self.swatches:
            swatch.setChecked(swatch.color == color)
        self._group.setExclusive(True)

    def set_taken(self, color: str | None) -> None:
        """Set the color of the other team."""
        self.taken = color
        for swatch in self.swatches:
            swatch.set_taken(is_taken=swatch.color == color, swaps=self._swaps)

    def _on_clicked(self) -> None:
        if self.color == self.taken and self._own is not None:
            self.choose(self._own)
            # On its way to another color, an arrow key passes over the one that is taken.
            if not any(swatch.is_left_by_arrow for swatch in self.swatches):
                self.swap_requested.emit()
        else:
            self._own = self.color
            self.changed.emit()
