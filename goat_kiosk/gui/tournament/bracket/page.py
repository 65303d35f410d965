"""Page of a tournament's bracket."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.tournament.tournament import Tournament


class BracketPage(TournamentTab):
    """Shows the bracket of a division."""

    def __init__(self, current: CurrentTournament, parent: QWidget | None = None) -> None:
        super().__init__(current, parent)
        self.headline = QLabel()
        self.headline.setProperty("role", "title")
        column = QVBoxLayout(self.content)
        column.addWidget(self.headline)
        column.addStretch(1)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the bracket."""
        self.headline.setText(
            t("{name}: there is no bracket yet. Draw the division under People.", name=tournament.name)
        )
