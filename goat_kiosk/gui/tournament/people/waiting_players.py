"""Queue of people who checked in from their phones and wait for approval: accept or decline, the first by a key."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from goat_kiosk.domain.names.sanitizing import mixes_scripts
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.tournament.tournament import SignedUpPlayer


class WaitingPlayers(QFrame):
    """Shows the first who waits, and how many are behind; hidden while nobody waits."""

    accepted = Signal(int)
    """The number of a player."""
    declined = Signal(int)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._waiting: Sequence[SignedUpPlayer] = ()
        self.sentence = ElidedLabel(role="heading")
        self.accept_button, self.decline_button = QPushButton(t("Accept  Y")), QPushButton(t("Decline  N"))
        self.accept_all = QPushButton(t("Accept all"))
        self.accept_all.setAccessibleName(t("Accept all"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.addWidget(self.sentence, 1)
        for button in (self.accept_button, self.decline_button, self.accept_all):
            row.addWidget(button)
        self.accept_button.clicked.connect(partial(self._answer_first, self.accepted))
        self.decline_button.clicked.connect(partial(self._answer_first, self.declined))
        self.accept_all.clicked.connect(self._accept_all)
        actions.bind(self, "accept-join", self.accept_button.click)
        actions.bind(self, "refuse-join", self.decline_button.click)
        self.hide()

    def show_waiting(self, waiting: Sequence[SignedUpPlayer]) -> None:
        """Show who waits, the longest first."""
        self._waiting = waiting
        self.setVisible(bool(waiting))
        if not waiting:
            return
        name, others = waiting[0].name, len(waiting) - 1
        shown = t("{player} (two alphabets)", player=name) if mixes_scripts(name) else name
        self.sentence.setText(
            t("{player} checks in by phone, and {count} more", player=shown, count=others)
            if others
            else t("{player} checks in by phone", player=shown)
        )
        self.accept_button.setAccessibleName(t("Accept {player}", player=name))
        self.decline_button.setAccessibleName(t("Decline {player}", player=name))
        self.accept_all.setVisible(others > 0)

    def _answer_first(self, signal: SignalInstance) -> None:
        if self._waiting:
            signal.emit(self._waiting[0].number)

    def _accept_all(self) -> None:
        for player in tuple(self._waiting):
            self.accepted.emit(player.number)
