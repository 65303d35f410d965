"""Bar below the tables: why an entry has its place, and the buttons that decide a tie which nothing has decided."""

import secrets
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.standings_view import PlaceRow
from goat_kiosk.tournament.stage import TieDecider

_random = secrets.SystemRandom()
_MOST_NAMES = 6
"""Of a play-off by buttons; a larger tie is for a coin."""


class TieBar(QWidget):
    """Says why the selected entry has its place, and asks for the order of a tie."""

    decided = Signal(object, str)
    """The order of the tied entries, the best first, and how it was decided (`TieDecider`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = QLabel()
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.coin = NamedButton(t("Coin toss"), t("Decide the tie by chance"))
        self.play_off = NamedButton(t("Play-off"), t("Say who won the play-off"))
        self.names: list[NamedButton] = []
        """A button for each entry whose place in the play-off is not known yet."""
        self._tied: Sequence[PlaceRow] = ()
        self._order: list[int] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        for widget in (self.reason, self.coin, self.play_off):
            self._row.addWidget(widget, 1 if widget is self.reason else 0)
        self.coin.clicked.connect(self._toss)
        self.play_off.clicked.connect(self._begin_play_off)

    def show_row(self, row: PlaceRow | None, rows: Sequence[PlaceRow]) -> None:
        """Show why an entry has its place; if it shares it, offer to decide the tie."""
        tied = [other for other in rows if row is not None and other.entry in row.tie]
        if [other.entry for other in tied] != [other.entry for other in self._tied]:
            self._order = []
        self._tied = tied
        hint = t("Choose an entry to read why it has its place.")
        self.reason.setText(hint if row is None else f"{row.name}: {row.why}")
        self._show_buttons()

    def _toss(self) -> None:
        order = [row.entry for row in self._tied]
        _random.shuffle(order)
        self._decide(order, "coin")

    def _begin_play_off(self) -> None:
        self._show_names()
        self.names[0].setFocus()

    def _choose(self, entry: int) -> None:
        """Note who is next in the play-off; the last one follows by itself."""
        self._order.append(entry)
        left = [row.entry for row in self._tied if row.entry not in self._order]
        if len(left) > 1:
            self._begin_play_off()
        else:
            self._decide([*self._order, *left], "play-off")

    def _decide(self, order: list[int], how: TieDecider) -> None:
        self._order = []
        self.decided.emit(tuple(order), how)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self._clear_names()
        self.coin.setVisible(bool(self._tied))
        self.play_off.setVisible(1 < len(self._tied) <= _MOST_NAMES)

    def _show_names(self) -> None:
        self._clear_names()
        self.coin.hide()
        self.play_off.hide()
        self.reason.setText(t("Who is number {number} of the play-off?", number=len(self._order) + 1))
        for row in self._tied:
            if row.entry not in self._order:
                button = NamedButton(plain_caption(row.name), t("Next in the play-off"))
                button.clicked.connect(lambda _, entry=row.entry: self._choose(entry))
                self._row.addWidget(button)
                self.names.append(button)

    def _clear_names(self) -> None:
        for button in self.names:
            self._row.removeWidget(button)
            button.deleteLater()
        self.names = []
