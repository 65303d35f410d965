"""Table of player statistics, one row per player; a screen reader hears the player and the figure with each value."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from goat_kiosk.domain.events import MAX_TEAM_SIZE, TEAMS
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.text.numbers import format_decimal
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.text.i18n import mark_for_translation

FIGURES: dict[str, tuple[str, Callable[[StatLine], str]]] = {
    "PPR": (mark_for_translation("Points per round, before cancellation"), lambda line: format_decimal(line.ppr, 2)),
    "OPPR": (
        mark_for_translation("What the opponents threw in those rounds"),
        lambda line: format_decimal(line.oppr, 2),
    ),
    "DPR": (
        mark_for_translation("PPR less what the opponents threw in those rounds"),
        lambda line: format_decimal(line.dpr, 2, signed=True),
    ),
    mark_for_translation("in %"): (
        mark_for_translation("Bags in the hole, percent"),
        lambda line: format_decimal(line.in_pct, 0),
    ),
    mark_for_translation("rounds won %"): (
        mark_for_translation("Rounds won, percent; washes are not won"),
        lambda line: format_decimal(line.round_win_pct, 0),
    ),
    mark_for_translation("4-bag"): (
        mark_for_translation("Rounds with four bags in the hole"),
        lambda line: str(line.four_baggers),
    ),
}
"""Name of each figure: its meaning, and its format."""


class PlayerStats(QFrame):
    """The statistics of the players of a game; those who have gone come last, as far as there is room."""

    def __init__(self, shown: Sequence[str] = tuple(FIGURES), parent: QWidget | None = None) -> None:
        """`shown` are the names of the figures to show, of those in `FIGURES`."""
        super().__init__(parent)
        self.setObjectName("card")
        self._marks = [ShapeMark(1, 16) for _ in range(2 * MAX_TEAM_SIZE)]
        self._names = [ElidedLabel() for _ in self._marks]
        self._figures = [{name: QLabel() for name in shown} for _ in self._marks]
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 16, 10)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for column, figure in enumerate(shown, start=2):
            heading = QLabel(t(figure))
            heading.setProperty("role", "quiet")
            heading.setToolTip(t(FIGURES[figure][0]))
            grid.addWidget(heading, 0, column, Qt.AlignmentFlag.AlignRight)
        for row, (mark, name, figures) in enumerate(zip(self._marks, self._names, self._figures, strict=True), 1):
            grid.addWidget(mark, row, 0)
            grid.addWidget(name, row, 1)
            for column, label in enumerate(figures.values(), start=2):
                label.setProperty("role", "figure")
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)
            for widget in (mark, name, *figures.values()):
                widget.hide()  # a row takes room only for a player

    def set_margins(self, sides: int, ends: int) -> None:
        """Set the margins, for a table inside another card."""
        self._grid.setContentsMargins(sides, ends, sides, ends)

    def show_game(self, game: Game) -> None:
        """Show the figures of the players of a game."""
        players = [(team, player) for team in TEAMS for player in game.side(team).everyone]
        for row, (mark, name, figures) in enumerate(zip(self._marks, self._names, self._figures, strict=True)):
            is_used = row < len(players)
            for widget in (mark, name, *figures.values()):
                widget.setVisible(is_used)
            if is_used:
                team, player = players[row]
                mark.show_team(team, game.side(team).color)
                name.setText(local_name(player.name))
                for figure, label in figures.items():
                    meaning, number_format = FIGURES[figure]
                    label.setText(number_format(player.stats))
                    label.setAccessibleName(f"{name.text()}, {t(meaning)}: {label.text()}")

    def figures(self, name: str) -> dict[str, str]:
        """Return the figures shown beside a player's name."""
        row = next(index for index, label in enumerate(self._names) if label.text() == name and not label.isHidden())
        return {figure: label.text() for figure, label in self._figures[row].items()}
