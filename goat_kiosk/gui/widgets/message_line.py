"""Message line: what happened, what was refused, short questions, and problems that last.

It floats over the top of the pages, where nothing is pressed, so no page moves when a message comes or goes. News
disappears by itself, and clicks go through it. A question is asked here instead of in a dialog, so it never blocks the
next bag; the next message replaces it. Each answer has a key, shown on its button. A question by `require_answer`, such
as about a bag that is not saved, stays until it is answered. A problem (no network, a full disk) has its own label,
which the window keeps in the status bar until the problem is over.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.gui.settings.action_specs import ProfileAction
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import px, scale_widget
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton

MessageChoice = tuple[str, Callable[[], object]]
"""A button's caption and what it does."""

_MAX_BUTTON_WIDTH = 280
_MIN_HEIGHT, _INSET = 32, 8
_SLACK = 12
"""The frame of the message, and a reserve for fractions of pixels: a text that misses one wraps its last word."""
_SHOWN_MS, _READING_MS = 3_000, 60
"""How long news is shown: a moment to notice it, and the time to read each letter, for slow readers."""
_KEYS: tuple[ProfileAction, ...] = ("answer-1", "answer-2", "answer-3")


class MessageLine(QFrame):
    """Shows one message at a time over `area`, a widget of its parent."""

    announced = Signal(str)
    """What a screen reader says."""

    def __init__(self, keys: Actions, area: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.get_top: Callable[[], int] = lambda: 0
        """Returns the height at the top of the area that stays free, such as that of tabs, in pixels."""
        self._keys, self._area = keys, area
        for index, action in enumerate(_KEYS):
            keys.bind(self, action, partial(self._answer, index))
        self.setObjectName("message")
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self.problems = QLabel()
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.problems.setWordWrap(True)
        self.problems.setProperty("role", "trouble")
        self.problems.hide()
        self._problems: dict[str, str] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 16, 6)
        self._row.addWidget(self._label, 1)
        self.answers: list[QPushButton] = []
        self._requires_answer = False
        self._silence = QTimer(self, singleShot=True)
        self._silence.timeout.connect(self.hide)
        self.hide()
        if area is not None:
            area.installEventFilter(self)

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
        if self.problems.text() != self.problem:
            self.problems.setText(self.problem)
            self.problems.setToolTip(plain_tooltip(self.problem))
            self.problems.setVisible(bool(self.problem))
            self._announce(self.problem)

    def say(self, text: str, spoken: str = "") -> None:
        """Show a message about what happened; `spoken` is announced instead, if it is given."""
        if not self._requires_answer:
            self._show(text, "", spoken or text)

    def note(self, text: str, spoken: str) -> None:
        """Set a message that the page shows already, such as a bag; only `spoken` is announced."""
        if not self._requires_answer:
            self._replace(text, "")
            self.hide()
            self._announce(spoken)

    def warn(self, text: str) -> None:
        """Show why something was refused, as a warning."""
        if not self._requires_answer:
            self._show(text, "warn", text)

    def add_remark(self, text: str) -> None:
        """Append a sentence to the message, unless it is there already; an open question stays."""
        if text not in self.text:
            shown = self.text if not self.isHidden() else ""
            self._label.setText(f"{shown}  {text}".strip())
            self._place()
            self._announce(text)

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
        keys = [self._keys.key_caption(key) for key in _KEYS]
        spoken = [f"{caption} ({key})" for (caption, _), key in zip(answers, keys, strict=False)]
        self._show(text, "warn", " ".join([text, ", ".join(spoken)]))
        for index, (caption, action) in enumerate(answers):
            button = KeyButton(caption)
            scale_widget(button).limit_width(px(_MAX_BUTTON_WIDTH))
            button.set_action(caption, self._keys.key_caption(_KEYS[index]) if index < len(_KEYS) else "", caption)
            button.clicked.connect(self._clear)
            button.clicked.connect(action)
            self._row.addWidget(button)
            self.answers.append(button)
        self._place()

    def _answer(self, index: int) -> None:
        if index < len(self.answers):
            self.answers[index].click()

    def _clear(self) -> None:
        self._requires_answer = False
        self._show("", "", "")

    def _show(self, text: str, role: str, spoken: str) -> None:
        self._replace(text, role)
        self._place()
        self._announce(spoken)

    def _replace(self, text: str, role: str) -> None:
        """Set the text, and remove the answers to the question before."""
        for button in self.answers:
            if button.hasFocus():
                self.setFocus()
            button.hide()
            button.deleteLater()
        self.answers = []
        if self._label.property("role") != role:
            for widget in (self._label, self):
                widget.setProperty("role", role)
                widget.style().polish(widget)
        self._label.setText(text)

    def _place(self) -> None:
        """Show the message at the top of its area, as wide as it needs; hide it if there is none."""
        self.setVisible(bool(self.text))
        if not self.text:
            return
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not self.answers)
        if self.answers:
            self._silence.stop()
        else:
            self._silence.start(_SHOWN_MS + _READING_MS * len(self.text))
        window = self.parentWidget()
        if self._area is not None and window is not None:
            room = QRect(self._area.mapTo(window, QPoint()), self._area.size()).adjusted(0, self.get_top(), 0, 0)
            self.setGeometry(self._fit(room))
            self.raise_()

    def _fit(self, room: QRect) -> QRect:
        """Return the rectangle of the message within `room`."""
        self._label.ensurePolished()
        room = room.adjusted(px(_INSET), px(_INSET), -px(_INSET), 0)
        margins, font = self._row.contentsMargins(), self._label.fontMetrics()
        fixed = margins.left() + margins.right() + px(_SLACK)
        fixed += sum(button.sizeHint().width() + self._row.spacing() for button in self.answers)
        width = min(room.width(), fixed + font.horizontalAdvance(self.text))
        # The height that the text needs in what the answers leave of the width.
        text = font.boundingRect(0, 0, width - fixed, room.height(), Qt.TextFlag.TextWordWrap, self.text)
        content = max(text.height(), *(button.sizeHint().height() for button in self.answers), px(_MIN_HEIGHT))
        height = content + margins.top() + margins.bottom()
        return QRect(room.center().x() - width // 2, room.top(), width, height)

    def eventFilter(self, _area: QObject, event: QEvent) -> bool:
        """Follow the area that the message floats over."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and not self.isHidden():
            self._place()
        return False

    def _announce(self, text: str) -> None:
        if not text:
            return
        self.announced.emit(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), text))
