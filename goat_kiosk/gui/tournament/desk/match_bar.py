"""Bar of the chosen match or court: what it is, the result as it is typed, and its buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.enter_key import let_enter_press
from goat_kiosk.gui.tournament.desk.match_keys import DESK_ACTIONS, DeskActionName
from goat_kiosk.gui.tournament.desk.question import DeskQuestion
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton

_MOST, _WIDTH = 10, 220


class MatchBar(QFrame):
    """Shows what can be done with the chosen match or court; a question takes the place of the buttons."""

    requested = Signal(str)
    """The name of a desk action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.title, self.typed, self.hint = (ElidedLabel(role=role) for role in ("heading", "player", "quiet"))
        self.buttons = [KeyButton() for _ in range(_MOST)]
        self.question = DeskQuestion()
        self.names: list[DeskActionName] = []
        self._stack, buttons_row = QStackedLayout(), QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 12, 10)
        outer.addLayout(self._stack)
        self._stack.addWidget(buttons_row)
        self._stack.addWidget(self.question)
        self._arrange(buttons_row)
        self.question.closed.connect(self.show_buttons)

    def _arrange(self, buttons_row: QWidget) -> None:
        column, header, row = QVBoxLayout(buttons_row), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        header.addWidget(self.title, 3)
        header.addWidget(self.typed, 2)
        header.addWidget(self.hint, 1)
        column.addLayout(header)
        row.setSpacing(6)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, place=place: self.requested.emit(self.names[place]))
            button.limit_width(_WIDTH)
            let_enter_press(button)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def show_subject(self, title: str, actions: Sequence[DeskActionName]) -> None:
        """Show what can be done with something."""
        self.title.setText(title)
        self.names = list(actions)[:_MOST]
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(self.names))
            if place < len(self.names):
                action = DESK_ACTIONS[self.names[place]]
                button.set_action(t(action.caption), action.letter, t(action.tooltip))

    def action_of(self, letter: str) -> DeskActionName | None:
        """Return what a letter does now."""
        return next((name for name in self.names if DESK_ACTIONS[name].letter == letter), None)

    def show_typed(self, text: str, outcome: str) -> None:
        """Show the result as far as it is typed, and what it means; before that, how it is typed."""
        self.typed.setVisible(bool(text))
        self.hint.setVisible(not text)
        self.typed.setText(" · ".join(filter(None, (text, outcome))))
        self.hint.setText(outcome)

    def show_question(self) -> None:
        """Show the question in place of the buttons."""
        self._stack.setCurrentWidget(self.question)

    def show_buttons(self) -> None:
        """Show the buttons."""
        self.question.leave()
        self._stack.setCurrentIndex(0)
