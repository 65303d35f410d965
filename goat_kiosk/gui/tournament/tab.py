"""Tab of the tournament place: it follows the current tournament, and says what to do when there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament.tournament import Tournament

PEOPLE = mark_for_translation("People")
BRACKET = mark_for_translation("Bracket")
SET_UP = mark_for_translation("Set-up")
"""The section in which a tournament is made."""


class NoTournament(QFrame):
    """Shown in place of the content while there is no tournament."""

    set_up_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.sentence = QLabel(t("There is no tournament yet. Set one up: it takes a minute."))
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setProperty("role", "title")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.set_up = QPushButton(t("Set up a tournament"))
        self.set_up.setProperty("role", "primary")
        self.set_up.setAutoDefault(True)
        self.set_up.clicked.connect(self.set_up_requested)
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(1)
        column.addWidget(self.sentence)
        column.addWidget(self.set_up, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


class TournamentTab(SectionPage):
    """Base class of the pages that show the current tournament; they draw only while they are visible."""

    def __init__(self, current: CurrentTournament, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = current
        self.no_tournament, self.content = NoTournament(), QWidget()
        """`content` is the widget to which a page adds its own."""
        self.first_focus: QWidget | None = None
        """The widget that gets the keyboard when the page is opened; None: the page itself."""
        self._stack = QStackedLayout(self)
        for widget in (self.content, self.no_tournament):
            self._stack.addWidget(widget)
        self.no_tournament.set_up_requested.connect(lambda: self.section_requested.emit(SET_UP))
        current.changed.connect(self._on_changed)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the tournament as it stands."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed since the page was visible."""
        super().showEvent(event)
        self._refresh()

    def _on_changed(self) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        tournament = self.current.tournament
        self._stack.setCurrentWidget(self.content if tournament else self.no_tournament)
        first = self.first_focus if tournament else self.no_tournament.set_up
        self.setFocusProxy(first)  # type: ignore[arg-type]  # None removes the proxy
        if tournament is not None:
            self.show_tournament(tournament)
