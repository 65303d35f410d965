"""Form for one team of a new game: its name, its players in throwing order, and its color.

Names are completed from earlier games; choosing a known team fills in its players and color.
"""

from itertools import chain, repeat

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.events import DEFAULT_NAMES, Team
from goat_kiosk.domain.games.new_game import DEFAULT_COLORS, NewTeam
from goat_kiosk.domain.names.roster import TeamRecord
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.text.i18n import mark_for_translation

COLORS = {
    DEFAULT_COLORS[0]: mark_for_translation("Orange"),
    DEFAULT_COLORS[1]: mark_for_translation("Blue"),
    "#f05252": mark_for_translation("Red"),
    "#3fbf6b": mark_for_translation("Green"),
    "#f2c230": mark_for_translation("Yellow"),
    "#b18cff": mark_for_translation("Purple"),
    "#ff7ab8": mark_for_translation("Pink"),
    "#9aa7bd": mark_for_translation("Grey"),
}
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
        self.setAccessibleName(t("Colour {name}", name=t(COLORS[color])))
        self.setToolTip(t(COLORS[color]))

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(_SWATCH), px(_SWATCH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag, with a ring if it is chosen."""
        painter, area = painter_on(self)
        if self.isChecked():
            draw_focus(painter, area, 15)
        elif self.hasFocus() or self.underMouse():
            painter.setOpacity(0.5)
            draw_focus(painter, area, 15)
            painter.setOpacity(1)
        draw_bag(painter, self._team, "hole", area.adjusted(8, 8, -8, -8), current_theme().team(self.color))


class TeamForm(QFrame):
    """The fields of one team."""

    changed = Signal()
    submitted = Signal()
    """Enter was pressed in a field."""

    def __init__(self, team: Team, roster: RosterBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._team: Team = team
        default, self._default_color = t(DEFAULT_NAMES[team - 1]), DEFAULT_COLORS[team - 1]
        self.name = self._field(t("Team name: {name}", name=default), t("Name of team {team}", team=team))
        self.players = (
            self._field(t("Player"), t("First player of team {team}", team=team)),
            self._field(t("Partner, for doubles"), t("Second player of team {team}", team=team)),
        )
        self.team_completer = NameCompleter(self.name, roster.find_teams)
        self.player_completers = [NameCompleter(field, roster.find_players) for field in self.players]
        self.team_completer.chosen.connect(self._fill)
        self._group = QButtonGroup(self)
        self.swatches = [Swatch(team, color) for color in COLORS]
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.addWidget(self.name)
        people, colors = QHBoxLayout(), QHBoxLayout()
        column.addLayout(people)
        column.addLayout(colors)
        for field in self.players:
            people.addWidget(field)
        colors.setSpacing(2)
        for swatch in self.swatches:
            self._group.addButton(swatch)
            colors.addWidget(swatch)
        colors.addStretch(1)
        self._group.buttonClicked.connect(self.changed)
        self.clear()

    def _field(self, hint: str, name: str) -> QLineEdit:
        field = QLineEdit(placeholderText=hint, maxLength=MAX_NAME_LENGTH)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.textChanged.connect(self.changed)
        field.returnPressed.connect(self.submitted)
        return field

    def clear(self) -> None:
        """Clear the fields, and choose the default color of the team."""
        for field in (self.name, *self.players):
            field.clear()
        next(swatch for swatch in self.swatches if swatch.color == self._default_color).setChecked(True)

    def _fill(self, record: TeamRecord) -> None:
        """Fill in the players and the color of a team from earlier games."""
        for field, name in zip(self.players, chain(record.players, repeat("")), strict=False):
            field.setText(name)
        for swatch in self.swatches:
            if swatch.color == record.color:
                swatch.setChecked(True)
        self.changed.emit()

    @property
    def is_blank(self) -> bool:
        """Whether no field has been filled in."""
        return not any(field.text() for field in (self.name, *self.players)) and self.color == self._default_color

    @property
    def color(self) -> str:
        """The chosen color, as #rrggbb."""
        return next(swatch.color for swatch in self.swatches if swatch.isChecked())

    @property
    def team_name(self) -> str:
        """The name as entered, or the default name."""
        return self.name.text().strip() or t(DEFAULT_NAMES[self._team - 1])

    def team(self) -> NewTeam:
        """Return the team as entered."""
        players = [field.text() for field in self.players if field.text().strip()]
        return NewTeam(self.team_name, players, self.color)
