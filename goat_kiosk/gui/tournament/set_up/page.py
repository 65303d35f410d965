"""Page on which a tournament is set up, closed and opened again."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.widgets.section_page import SectionPage


class SetUpPage(SectionPage):
    """Makes tournaments, and changes the one that is shown."""

    def __init__(self, current: CurrentTournament, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = current
        self.headline = QLabel(t("Set up a tournament"))
        self.headline.setProperty("role", "title")
        column = QVBoxLayout(self)
        column.addWidget(self.headline)
        column.addStretch(1)
