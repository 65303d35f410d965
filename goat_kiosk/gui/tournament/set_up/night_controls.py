"""Controls of a tournament that is there already: pause it with a text for the walls, close it, or open it again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    TournamentClosed,
    TournamentPaused,
    TournamentReopened,
    TournamentResumed,
)
from goat_kiosk.tournament.tournament import Tournament


class NightControls(QWidget):
    """Says whether the tournament is under way, paused or closed, and changes that."""

    requested = Signal(object)
    """An event of the tournament."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = ElidedLabel(role="quiet")
        self.text = QLineEdit(maxLength=MAX_REASON_LENGTH, placeholderText=t("Why, for the walls: “Dinner until 8”"))
        self.text.setAccessibleName(t("What the walls say during the pause"))
        self.pause, self.resume = QPushButton(t("Pause")), QPushButton(t("Resume"))
        self.close_night, self.reopen = QPushButton(t("Close tournament")), QPushButton(t("Reopen"))
        for button, meaning in (
            (self.pause, t("Pause: nothing is called, and no clock runs, until you resume")),
            (self.resume, t("Resume: calling goes on, and every clock starts from the beginning")),
            (self.close_night, t("Close tournament: it is over; you can reopen it")),
            (self.reopen, t("Reopen the tournament")),
        ):
            button.setToolTip(meaning)
            button.setAccessibleName(meaning)
        self.text.returnPressed.connect(self.pause.click)
        self.pause.clicked.connect(self._pause)
        self.resume.clicked.connect(lambda: self.requested.emit(TournamentResumed()))
        self.close_night.clicked.connect(lambda: self.requested.emit(TournamentClosed()))
        self.reopen.clicked.connect(lambda: self.requested.emit(TournamentReopened()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.status, 1)
        row.addWidget(self.text, 2)
        for button in (self.pause, self.resume, self.close_night, self.reopen):
            row.addWidget(button)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the controls that can be used now."""
        is_paused, is_closed = tournament.pause is not None, tournament.is_closed
        self.status.setText(_status_text(tournament))
        for widget, is_shown in (
            (self.text, not is_paused and not is_closed),
            (self.pause, not is_paused and not is_closed),
            (self.resume, is_paused and not is_closed),
            (self.close_night, not is_closed),
            (self.reopen, is_closed),
        ):
            widget.setVisible(is_shown)

    def _pause(self) -> None:
        event: AnyTournamentEvent = TournamentPaused(clean_text(self.text.text(), MAX_REASON_LENGTH))
        self.text.clear()
        self.requested.emit(event)


def _status_text(tournament: Tournament) -> str:
    if tournament.is_closed:
        return t("Closed.")
    if tournament.pause is None:
        return t("Open.")
    return t("Paused: {text}", text=tournament.pause.text) if tournament.pause.text else t("Paused.")
