"""Page of a tournament's people: who is here, who has paid, and the draw."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.tournament.tournament import Tournament


class PeoplePage(TournamentTab):
    """Shows who is signed up."""

    def __init__(self, current: CurrentTournament, parent: QWidget | None = None) -> None:
        super().__init__(current, parent)
        self.headline = QLabel()
        self.headline.setProperty("role", "title")
        column = QVBoxLayout(self.content)
        column.addWidget(self.headline)
        column.addStretch(1)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the players."""
        self.headline.setText(t("{players:player|players} in", players=len(tournament.players)))
