"""Those who want to join a game and wait for the scorekeeper: let in or refused by a click, the first one by a key."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.desk.lobby import PendingJoin
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.names import mixes_scripts
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.plain import plain_tooltip
from goat_kiosk.gui.widgets.scale import px, scale_widget
from goat_kiosk.gui.widgets.shape_mark import ShapeMark

_ROW = 56
_SHOWN = 2
"""Rows beside a code that can still be scanned; further ones are scrolled to."""


class PendingJoinRow(QWidget):
    """One who waits."""

    def __init__(self, held: PendingJoin, game: Game, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side, mark = game.side(held.team), ShapeMark(held.team, 20)
        mark.show_team(held.team, side.color)
        self.name = ElidedLabel(held.name)
        if mixes_scripts(held.name):
            self.name = ElidedLabel(t("{player} (two alphabets)", player=held.name))
            self.name.setToolTip(
                plain_tooltip(t("This name mixes look-alike letters of two alphabets: it may pass for another."))
            )
        self.accept_button = _button(t("Let in"), t("Let {player} join {team}", player=held.name, team=side.name))
        self.decline_button = _button(t("Refuse"), t("Refuse {player}", player=held.name))
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.accept_button)
        row.addWidget(self.decline_button)

    def show_keys(self) -> None:
        """Show the keys that answer the first in the queue."""
        self.accept_button.setText(t("Let in  Y"))
        self.decline_button.setText(t("Refuse  N"))


class PendingJoins(QFrame):
    """The queue; out of sight while nobody waits."""

    accepted = Signal(int)
    """The number of who waits."""
    declined = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._held: list[PendingJoin] = []
        self.rows: list[PendingJoinRow] = []
        self._area, inside = QScrollArea(), QWidget()
        inside.setObjectName("transparent")
        self._area.viewport().setObjectName("transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(0)
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(2)
        column.addWidget(ElidedLabel(t("Waiting for your yes"), "heading"))
        column.addWidget(self._area)
        for key, signal in (("Y", self.accepted), ("N", self.declined)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda signal=signal: self._answer_first(signal))
        self.hide()

    def show_pending(self, held: list[PendingJoin], game: Game) -> None:
        """Show who waits, first come first."""
        if held != self._held:
            self._held = held
            self._fill(game)
        self.setVisible(bool(held))

    def _fill(self, game: Game) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [scale_widget(PendingJoinRow(held, game)) for held in self._held]
        for row, held in zip(self.rows, self._held, strict=True):
            row.accept_button.clicked.connect(lambda _=False, number=held.number: self.accepted.emit(number))
            row.decline_button.clicked.connect(lambda _=False, number=held.number: self.declined.emit(number))
            self._column.addWidget(row)
        if self.rows:
            self.rows[0].show_keys()
        self._area.setFixedHeight(px(_ROW) * min(len(self.rows), _SHOWN))

    def _answer_first(self, signal: SignalInstance) -> None:
        if self._held:
            signal.emit(self._held[0].number)


def _button(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(name))
    return button
