"""Card at the top of the desk: what to do next, and the one button that does it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.enter_key import let_enter_press
from goat_kiosk.gui.tournament.desk.headline import Headline
from goat_kiosk.gui.tournament.desk.step import Step
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.tournament.tournament import MatchKey

_WIDTH, _BUTTON_HEIGHT = 210, 48


class NextCard(QFrame):
    """Shows the next step; the buttons beside it put something else in its place."""

    accepted = Signal()
    """The primary button was pressed."""
    hold_requested = Signal()
    other_match_requested = Signal()
    other_court_requested = Signal()
    """The match that is about to be called is held back, lets another one go first, or goes to another court."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.headline, self.detail, self.primary = Headline(), ElidedLabel(role="quiet"), KeyButton()
        self.primary.setProperty("role", "primary")
        self.primary.setProperty("tall", "true")
        self.hold, self.other_match, self.other_court = KeyButton(), KeyButton(), KeyButton()
        self._announced: tuple[str, MatchKey | None, int | None] = "", None, None
        """The step that a screen reader has said: once, and not each second of a countdown."""
        self._others = self.hold, self.other_match, self.other_court
        for button in (self.primary, *self._others):
            let_enter_press(button)
        self.primary.clicked.connect(self.accepted)
        self.hold.clicked.connect(self.hold_requested)
        self.other_match.clicked.connect(self.other_match_requested)
        self.other_court.clicked.connect(self.other_court_requested)
        self._arrange()

    def _arrange(self) -> None:
        row, column, below = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        row.setContentsMargins(20, 6, 14, 10)
        row.setSpacing(14)
        column.setSpacing(0)
        column.addWidget(self.headline)
        below.setSpacing(6)
        below.addStrut(_BUTTON_HEIGHT)
        below.addWidget(self.detail, 1)
        for button in self._others:
            button.limit_width(_WIDTH)
            below.addWidget(button)
        column.addLayout(below)
        row.addLayout(column, 1)
        self.primary.setFixedWidth(_WIDTH)
        buttons = QVBoxLayout()
        buttons.addWidget(self.primary)
        row.addLayout(buttons)

    def show_keys(self, hold: str, other_match: str, other_court: str) -> None:
        """Show the keys of the buttons."""
        self.hold.set_action(t("Hold"), hold, t("Hold this match back, and call the next one"))
        self.other_match.set_action(t("Another match"), other_match, t("Let the next match of the queue go first"))
        self.other_court.set_action(t("Another court"), other_court, t("Call this match to another court"))

    def show_step(self, step: Step) -> None:
        """Show what to do next."""
        self.headline.show_text(step.sentence)
        if (step.kind, step.key, step.player) != self._announced:
            self._announced = step.kind, step.key, step.player
            self.headline.announce()
        self.detail.setText(step.detail)
        self.primary.setVisible(bool(step.caption))
        self.primary.set_action(step.caption, key_caption("Return"), step.sentence)
        for button in self._others:
            button.setVisible(step.kind == "call")
