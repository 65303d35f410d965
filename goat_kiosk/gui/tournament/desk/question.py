"""Question of the desk: a few numbered answers, or a line of text, in place of the buttons; Esc leaves it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.enter_key import let_enter_press
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton

MOST_ANSWERS, _WIDTH = 9, 260
Answer = tuple[str, Callable[[], object]]
"""A caption, and what happens."""


class DeskQuestion(QWidget):
    """Asks one thing at a time; the keys 1 to 9 answer."""

    closed = Signal()
    """It was answered or left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(role="heading")
        self.field = QLineEdit(maxLength=MAX_REASON_LENGTH)
        self.buttons = [KeyButton() for _ in range(MOST_ANSWERS)]
        self.cancel = KeyButton()
        self.cancel.set_action(t("Cancel"), "Esc", t("Leave everything as it is"))
        self.cancel.clicked.connect(self.closed)
        for button in (*self.buttons, self.cancel):
            let_enter_press(button)
        self._answers: list[Answer] = []
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        row.setSpacing(6)
        row.addWidget(self.field, 3)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, place=place: self.answer(place))
            button.limit_width(_WIDTH)
            row.addWidget(button)
        self.cancel.limit_width(_WIDTH)
        row.addWidget(self.cancel)
        row.addStretch(1)
        column.addLayout(row)

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return bool(self._answers)

    @property
    def takes_text(self) -> bool:
        """Whether the answer is typed."""
        return self.is_asking and not self.field.isHidden()

    def ask(self, title: str, answers: Sequence[Answer]) -> None:
        """Ask; the first answer is also that of Enter."""
        self._show(title, list(answers)[:MOST_ANSWERS], takes_text=False)

    def ask_text(self, title: str, initial: str, caption: str, on_text: Callable[[str], object]) -> None:
        """Ask for a line of text."""

        def take() -> None:
            on_text(clean_text(self.field.text(), MAX_REASON_LENGTH))

        self._show(title, [(caption, take)], takes_text=True)
        self.field.setAccessibleName(title)
        self.field.setText(initial)
        self.field.selectAll()
        self.field.setFocus()

    def _show(self, title: str, answers: list[Answer], *, takes_text: bool) -> None:
        self._answers = answers
        self.title.setText(title)
        self.field.setVisible(takes_text)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(answers))
            if place < len(answers):
                key = key_caption("Return") if takes_text else str(place + 1)
                button.set_action(answers[place][0], key, title)
                button.setProperty("role", "primary" if place == 0 else "")
                button.style().polish(button)

    def answer(self, place: int) -> None:
        """Give the answer at `place`, if there is one; the question closes before it takes effect."""
        if 0 <= place < len(self._answers):
            take = self._answers[place][1]
            self._answers = []
            self.closed.emit()
            take()

    def leave(self) -> None:
        """Close the question without an answer."""
        self._answers = []
