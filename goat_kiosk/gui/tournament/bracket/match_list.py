"""List of the matches of a stage: the drawn tree or the rounds, for a screen reader and for a search by typing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.bracket.match_card import MatchCard, card_text
from goat_kiosk.tournament.brackets.match_ids import MatchId

_ID = Qt.ItemDataRole.UserRole


class MatchList(QListWidget):
    """Shows each match in one line, in the order of play."""

    match_chosen = Signal(int, str)
    """Division and id of the match that was opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._division = 0
        self.setProperty("role", "choice")
        self.setAccessibleName(t("The matches of the bracket"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(lambda item: self.match_chosen.emit(self._division, item.data(_ID)))

    def show_cards(self, division: int, cards: Sequence[MatchCard]) -> None:
        """Show matches; only lines that have changed are written again."""
        self._division = division
        while self.count() > len(cards):
            self.takeItem(self.count() - 1)
        while self.count() < len(cards):
            self.addItem(QListWidgetItem())
        for row, card in enumerate(cards):
            item, text = self.item(row), card_text(card)
            if item.text() != text:
                item.setText(text)
            item.setData(_ID, card.id)

    def select(self, match: MatchId) -> None:
        """Select a match and bring it into view."""
        for row in range(self.count()):
            if self.item(row).data(_ID) == match:
                self.setCurrentRow(row)
