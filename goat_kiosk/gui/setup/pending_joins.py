"""Queue of join requests from phones that wait for approval: accept or decline each by a click, the first by a key."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.desk.lobby import PendingJoin
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.names.sanitizing import mixes_scripts
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import px, scale_widget
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.shape_mark import ShapeMark

_ROW_HEIGHT = 56
_MAX_VISIBLE = 2
"""Rows that leave room for a QR code that can be scanned; the others are scrolled to."""


class PendingJoinRow(QWidget):
    """One join request."""

    def __init__(self, pending: PendingJoin, game: Game, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side, mark = game.side(pending.team), ShapeMark(pending.team, 20)
        mark.show_team(pending.team, side.color)
        self.name = ElidedLabel(pending.name)
        if mixes_scripts(pending.name):
            self.name = ElidedLabel(t("{player} (two alphabets)", player=pending.name))
            self.name.setToolTip(
                plain_tooltip(t("This name mixes look-alike letters of two alphabets: it may pass for another."))
            )
        self.accept_button = _button(t("Accept"), t("Accept {player} for {team}", player=pending.name, team=side.name))
        self.decline_button = _button(t("Decline"), t("Decline {player}", player=pending.name))
        self.setFixedHeight(_ROW_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.accept_button)
        row.addWidget(self.decline_button)

    def show_keys(self) -> None:
        """Show the keys that answer this request, because it is the first."""
        self.accept_button.setText(t("Accept  Y"))
        self.decline_button.setText(t("Decline  N"))


class PendingJoins(QFrame):
    """The queue; hidden while it is empty."""

    accepted = Signal(int)
    """The number of a join request."""
    declined = Signal(int)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._pending: list[PendingJoin] = []
        self.rows: list[PendingJoinRow] = []
        self._area, content = QScrollArea(), QWidget()
        content.setObjectName("transparent")
        self._area.viewport().setObjectName("transparent")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(0)
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(2)
        column.addWidget(ElidedLabel(t("Waiting for approval"), "heading"))
        column.addWidget(self._area)
        actions.bind(self, "accept-join", partial(self._answer_first, self.accepted))
        actions.bind(self, "refuse-join", partial(self._answer_first, self.declined))
        self.hide()

    def show_pending(self, pending: list[PendingJoin], game: Game) -> None:
        """Show the requests, the oldest first."""
        if pending != self._pending:
            self._pending = pending
            self._rebuild(game)
        self.setVisible(bool(pending))

    def _rebuild(self, game: Game) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [scale_widget(PendingJoinRow(pending, game)) for pending in self._pending]
        for row, pending in zip(self.rows, self._pending, strict=True):
            row.accept_button.clicked.connect(lambda _=False, number=pending.number: self.accepted.emit(number))
            row.decline_button.clicked.connect(lambda _=False, number=pending.number: self.declined.emit(number))
            self._column.addWidget(row)
        if self.rows:
            self.rows[0].show_keys()
        self._area.setFixedHeight(px(_ROW_HEIGHT) * min(len(self.rows), _MAX_VISIBLE))

    def _answer_first(self, signal: SignalInstance) -> None:
        if self._pending:
            signal.emit(self._pending[0].number)


def _button(caption: str, name: str) -> QPushButton:
    button = QPushButton(caption)
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(name))
    return button
