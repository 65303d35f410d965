"""Card of one team of a new game: its name on its color, its players in throwing order, and who throws first.

Names are completed from earlier games; choosing a known team fills in its players and color.
"""

from itertools import chain, repeat

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.events import DOUBLES, MAX_TEAM_SIZE, Team
from goat_kiosk.domain.games.new_game import DEFAULT_COLORS, NewTeam
from goat_kiosk.domain.names.roster import TeamRecord
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, join_names
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.color_choice import COLORS, ColorChoice
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, SegmentButton
from goat_kiosk.gui.widgets.team_banner import TeamBanner


class TeamForm(QGroupBox):
    """The fields of one team."""

    changed = Signal()
    swap_requested = Signal()
    """The other team's color was chosen."""

    def __init__(self, team: Team, roster: RosterBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(t("Team {number}", number=team))
        self._team: Team = team
        self._default_color = DEFAULT_COLORS[team - 1]
        self._team_size = DOUBLES
        self.name = self._field("", t("Name of team {team}", team=team))
        self._banner = TeamBanner(team, self.name)
        self.players = tuple(map(self._player_field, range(1, MAX_TEAM_SIZE + 1)))
        self.team_completer = NameCompleter(self.name, roster.find_teams)
        self.player_completers = [NameCompleter(field, roster.find_players) for field in self.players]
        self.team_completer.chosen.connect(self._fill)
        self.colors = ColorChoice(team, swaps=True)
        self.throws_first = SegmentButton(Choice(t("Throws first")))
        self.colors.changed.connect(self._on_changed)
        self.colors.swap_requested.connect(self.swap_requested)
        self._arrange()
        self.clear()
        self.set_team_size(DOUBLES)

    def _arrange(self) -> None:
        column, people, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(10)
        column.addWidget(self._banner)
        for row in (people, footer):
            row.setContentsMargins(14, 0, 14, 0)
            row.setSpacing(8)
            column.addLayout(row)
        for field in self.players:
            people.addWidget(field)
        footer.addWidget(self.colors, 1)
        footer.addWidget(self.throws_first)

    def _player_field(self, number: int) -> QLineEdit:
        name = t("Player {number} of team {team}", number=number, team=self._team)
        return self._field(t("Player {number}", number=number), name)

    def _field(self, hint: str, name: str) -> QLineEdit:
        field = QLineEdit(placeholderText=hint, maxLength=MAX_NAME_LENGTH)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.textChanged.connect(self._on_changed)
        return field

    def _on_changed(self) -> None:
        self._show_names()
        self.changed.emit()

    def _show_names(self) -> None:
        self.name.setPlaceholderText(self._unnamed)
        self._banner.show_color(self.color)
        name = t("Throws first: {name}", name=self.team_name)
        self.throws_first.setAccessibleName(name)
        self.throws_first.setToolTip(plain_tooltip(name))

    def clear(self) -> None:
        """Clear the fields, and choose the default color of the team."""
        for field in (self.name, *self.players):
            field.clear()
        self.colors.choose(self._default_color)
        self._show_names()

    def set_team_size(self, size: int) -> None:
        """Show a field for each of `size` players; names in the others stay, and are not used."""
        self._team_size = size
        for place, field in enumerate(self.players):
            field.setVisible(place < size)
        self._on_changed()

    def set_color(self, color: str) -> None:
        """Choose the color of the team."""
        self.colors.choose(color)
        self._show_names()

    def set_taken_color(self, color: str) -> None:
        """Set the color of the other team: choosing it swaps the colors."""
        self.colors.set_taken(color)

    def changeEvent(self, event: QEvent) -> None:
        """Choose the ink of the name again for the colors of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._banner.show_color(self.color)

    def _fill(self, record: TeamRecord) -> None:
        """Fill in the players and the color of a team from earlier games."""
        for field, name in zip(self.players[: self._team_size], chain(record.players, repeat("")), strict=False):
            field.setText(name)
        if record.color in COLORS and record.color != self.colors.taken:
            self.colors.choose(record.color)
        self._on_changed()

    @property
    def is_blank(self) -> bool:
        """Whether no field has been filled in."""
        return not any(field.text() for field in (self.name, *self.players)) and self.color == self._default_color

    @property
    def color(self) -> str:
        """The chosen color, as #rrggbb."""
        return self.colors.color or self._default_color

    @property
    def _entered_players(self) -> list[str]:
        fields = self.players[: self._team_size]
        return [" ".join(field.text().split()) for field in fields if field.text().strip()]

    @property
    def _unnamed(self) -> str:
        """The name of the team as long as none is entered: its players', or its color's."""
        return join_names(self._entered_players) or t(COLORS[self.color])

    @property
    def team_name(self) -> str:
        """The name as entered, or the one that the team has without."""
        return self.name.text().strip() or self._unnamed

    def team(self) -> NewTeam:
        """Return the team as entered."""
        return NewTeam(self.name.text(), self._entered_players, self.color)
