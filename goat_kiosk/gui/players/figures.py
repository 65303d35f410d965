"""Figures of one player or team over all finished games, in large digits."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain.names.roster import Person, TeamRecord
from goat_kiosk.domain.statistics.game_records import GameFilter, PlayerRecord
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.player_stats import FIGURES
from goat_kiosk.store.history.history_worker import HistoryQueries

_COLUMNS, _MOST = 2, 8


class PlayerFigure(NamedTuple):
    """A number, what it is called, and what it means."""

    value: str
    name: str
    meaning: str = ""


def find_figures(records: HistoryQueries, entry: Person | TeamRecord) -> list[PlayerFigure]:
    """Return the figures of a player or a team; none without a finished game."""
    game_filter = GameFilter(entry.name)
    if isinstance(entry, TeamRecord):
        return _team_figures(records, game_filter, entry)
    player = next((player for player in records.players(game_filter) if player.key == entry.key), None)
    return _player_figures(player) if player else []


def _player_figures(player: PlayerRecord) -> list[PlayerFigure]:
    throws = [
        PlayerFigure(number_format(player.stats), name, meaning) for name, (meaning, number_format) in FIGURES.items()
    ]
    return [*_games(player.games, player.won), *throws]


def _team_figures(records: HistoryQueries, game_filter: GameFilter, team: TeamRecord) -> list[PlayerFigure]:
    sides = [
        (game.winner, [name.casefold() for name in game.names].index(team.key) + 1)
        for game in records.games(game_filter)
        if team.key in map(str.casefold, game.names)
    ]
    return _games(len(sides), sum(winner == side for winner, side in sides)) if sides else []


def _games(games: int, won: int) -> list[PlayerFigure]:
    return [PlayerFigure(format_count(games), t("finished games")), PlayerFigure(format_count(won), t("games won"))]


class Figures(QWidget):
    """The figures in two columns, each number over its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(10)
        self.labels = [(QLabel(), QLabel()) for _ in range(_MOST)]
        for index, (number, name) in enumerate(self.labels):
            number.setProperty("role", "title")
            name.setProperty("role", "quiet")
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(number)
            cell.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, *divmod(index, _COLUMNS))
        self.empty_label = ElidedLabel(t("No finished game yet"), "quiet")
        grid.addWidget(self.empty_label, 0, 0, 1, _COLUMNS)
        self.show_figures([])

    def show_figures(self, figures: Sequence[PlayerFigure]) -> None:
        """Show these figures."""
        for index, (number, name) in enumerate(self.labels):
            figure = figures[index] if index < len(figures) else PlayerFigure("", "")
            number.setText(figure.value)
            number.setAccessibleName(f"{t(figure.meaning or figure.name)}: {figure.value}" if figure.value else "")
            name.setText(t(figure.name) if figure.name else "")
            name.setToolTip(t(figure.meaning) if figure.meaning else "")
        self.empty_label.setVisible(not figures)
