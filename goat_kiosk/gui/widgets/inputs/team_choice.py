"""Radio buttons for the two teams, such as who throws first: two checkable buttons with the teams' shapes."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QGroupBox, QHBoxLayout, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton

_ICON = 18


class TeamChoice(QGroupBox):
    """Chooses a team; by default the one that throws first."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what the team is chosen for."""
        self._colors: dict[Team, str] = {}
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[Team, ElidedButton] = {1: ElidedButton(), 2: ElidedButton()}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setAutoExclusive(True)  # a radio button for screen readers; what excludes the others is the group
            button.setIconSize(QSize(_ICON, _ICON))
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self.changed)
        self.choose(1)

    @property
    def team(self) -> Team:
        """The chosen team."""
        return 1 if self.buttons[1].isChecked() else 2

    def choose(self, team: Team) -> None:
        """Choose `team`."""
        self.buttons[team].setChecked(True)

    def show_team(self, team: Team, name: str, color: str) -> None:
        """Set the name and the color of a team."""
        button = self.buttons[team]
        self._colors[team] = color
        button.set_caption(f" {local_name(name)}")
        button.setIcon(_icon(team, color))
        button.setAccessibleName(t("Throws first: {name}", name=name))
        button.setToolTip(plain_tooltip(t("Throws first: {name}", name=name)))

    def set_description(self, team: Team, description: str) -> None:
        """Set the accessible name and tooltip of the button of `team`."""
        self.buttons[team].setAccessibleName(description)
        self.buttons[team].setToolTip(plain_tooltip(description))

    def set_left_team(self, team: Team) -> None:
        """Put `team` on the left."""
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, self.buttons[team])

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icons in the colors of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for team, color in self._colors.items():
                self.buttons[team].setIcon(_icon(team, color))


def _icon(team: Team, color: str) -> QIcon:
    pixmap = QPixmap(px(2 * _ICON), px(2 * _ICON))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_shape(painter, team, QRectF(pixmap.rect()), current_theme().team(color))
    painter.end()
    return QIcon(pixmap)
