"""Message line: what happened, what was refused, short questions, and problems that last.

A question is asked here instead of in a dialog, so it never blocks the next bag; the next message replaces it. Each
answer has a key, shown on its button. A question by `require_answer`, such as about a bag that is not saved, stays
until it is answered. A problem (no network, a full disk) is shown beside the message until it is over.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.gui.settings.action_specs import ProfileAction
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.theme.scale import px, scale_widget
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton

MessageChoice = tuple[str, Callable[[], object]]
"""A button's caption and what it does."""

_MAX_BUTTON_WIDTH = 280
_KEYS: tuple[ProfileAction, ...] = ("answer-1", "answer-2", "answer-3")


class MessageLine(QFrame):
    """Shows one message at a time."""

    def __init__(self, keys: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        for index, action in enumerate(_KEYS):
            keys.bind(self, action, partial(self._answer, index))
        self.setObjectName("card")
        self.setFixedHeight(64)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._problem_label = QLabel()
        self._problem_label.setTextFormat(Qt.TextFormat.PlainText)
        self._problem_label.setWordWrap(True)
        self._problem_label.setProperty("role", "trouble")
        self._problem_label.hide()
        self._problems: dict[str, str] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 8, 6)
        self._row.addWidget(self._label, 2)
        self._row.addWidget(self._problem_label, 3)
        self.answers: list[QPushButton] = []
        self._requires_answer = False

    @property
    def text(self) -> str:
        """The current message."""
        return self._label.text()

    @property
    def problem(self) -> str:
        """The current problems; empty if there are none."""
        return " ".join(self._problems.values())

    def show_problem(self, topic: str, sentence: str) -> None:
        """Show the problem of `topic` until it is replaced; an empty sentence removes it."""
        self._problems.pop(topic, None)
        if sentence:
            self._problems[topic] = sentence
        if self._problem_label.text() != self.problem:
            self._problem_label.setText(self.problem)
            self._announce(self._problem_label)
            self._make_room()

    def say(self, text: str) -> None:
        """Show a message about what happened."""
        if not self._requires_answer:
            self._show(text, "")

    def warn(self, text: str) -> None:
        """Show why something was refused, as a warning."""
        if not self._requires_answer:
            self._show(text, "warn")

    def add_remark(self, text: str) -> None:
        """Append a sentence to the message, unless it is there already; an open question stays."""
        if text not in self.text:
            self._label.setText(f"{self.text}  {text}".strip())
            self._make_room()
            self._announce(self._label)

    def ask(self, text: str, answers: list[MessageChoice]) -> None:
        """Ask a question with these answers; the next message replaces it."""
        if not self._requires_answer:
            self._ask(text, answers)

    def require_answer(self, text: str, answers: list[MessageChoice]) -> None:
        """Ask a question, and show no other message until it is answered."""
        self._ask(text, answers)
        self._requires_answer = True

    @property
    def requires_answer(self) -> bool:
        """Whether a question must be answered before another message is shown."""
        return self._requires_answer

    def withdraw_question(self) -> None:
        """Remove a question by `require_answer` that has become obsolete."""
        self._clear()

    def _ask(self, text: str, answers: list[MessageChoice]) -> None:
        self._show(text, "warn")
        for index, (caption, action) in enumerate(answers):
            button = KeyButton(caption)
            scale_widget(button).limit_width(px(_MAX_BUTTON_WIDTH))
            button.set_action(caption, self._keys.key_caption(_KEYS[index]) if index < len(_KEYS) else "", caption)
            button.clicked.connect(self._clear)
            button.clicked.connect(action)
            self._row.addWidget(button)
            self.answers.append(button)
        self._make_room()

    def _answer(self, index: int) -> None:
        if index < len(self.answers):
            self.answers[index].click()

    def _clear(self) -> None:
        self._requires_answer = False
        self._show("", "")

    def _show(self, text: str, role: str) -> None:
        for button in self.answers:
            if button.hasFocus():
                self.setFocus()
            button.hide()
            button.deleteLater()
        self.answers = []
        if self._label.property("role") != role:
            self._label.setProperty("role", role)
            self._label.style().polish(self._label)
        self._label.setText(text)
        self._make_room()
        self._announce(self._label)

    def _make_room(self) -> None:
        """Give a question with its answers the whole line; otherwise show the problem beside the message."""
        self._problem_label.setVisible(bool(self.problem) and not self.answers)
        empty = not (self.text or self.problem)
        if self.property("empty") != empty:
            self.setProperty("empty", empty)
            self.style().polish(self)

    @staticmethod
    def _announce(label: QLabel) -> None:
        if label.text() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(label, label.text()))
