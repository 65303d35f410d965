"""One line for everything the window has to say: what happened, what was refused, and short questions.

A question is asked here instead of in a dialog, so it never stands between the scorekeeper and the next bag;
whatever is said next takes its place.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.gui.plain import caption

Answer = tuple[str, Callable[[], object]]
"""A button's caption and what it does."""


class MessageLine(QFrame):
    """Shows one message at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedHeight(64)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setAccessibleName("Messages")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 8, 6)
        self._row.addWidget(self._label, 1)
        self.answers: list[QPushButton] = []

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say what happened."""
        self._show(text, "")

    def warn(self, text: str) -> None:
        """Say what was refused."""
        self._show(text, "warn")

    def ask(self, text: str, answers: list[Answer]) -> None:
        """Ask, and offer the answers; the first is meant."""
        self._show(text, "warn")
        for words, deed in answers:
            button = QPushButton(caption(words))
            button.setAccessibleName(words)
            button.setToolTip(caption(words))
            button.clicked.connect(self._clear)
            button.clicked.connect(deed)
            self._row.addWidget(button)
            self.answers.append(button)

    def _clear(self) -> None:
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
        if self.property("empty") != (not text):
            self.setProperty("empty", not text)
            self.style().polish(self)
        self._label.setText(text)
