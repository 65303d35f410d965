"""Radio buttons in a named group, drawn as a row of buttons, of which exactly one is chosen.

A screen reader says the name of the group, and “radio button” with its place among them: checkable push buttons would
be called check boxes. The arrow keys move the choice, and Tab leaves the group.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QGroupBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.gui.theme.plain_text import plain_caption


class Choice(NamedTuple):
    """The caption of a radio button, and what it means."""

    caption: str
    tooltip: str = ""


class SegmentButton(QRadioButton):
    """A radio button that is drawn as a push button."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(plain_caption(choice.caption), parent)
        self.setToolTip(choice.tooltip)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_caption(self, caption: str) -> None:
        """Set the caption; ampersands are shown as they are."""
        self.setText(plain_caption(caption))

    def sizeHint(self) -> QSize:
        """The size of a push button."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text = self.fontMetrics().size(0, self.text())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, text, self)

    def minimumSizeHint(self) -> QSize:
        """The same: the caption is never cut."""
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        """Whether a click there presses the button: anywhere, not only on an indicator."""
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a push button."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)


class RadioGroup(QGroupBox):
    """A row of radio buttons, one for each value."""

    chosen = Signal(object)
    """The value that was chosen by a click or a key."""

    def __init__(
        self, name: str, choices: Mapping[Any, Choice], parent: QWidget | None = None, *, is_column: bool = False
    ) -> None:
        """`name` says what is chosen; the first choice is the initial one. Long captions stand one below the other."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons = {value: SegmentButton(choice) for value, choice in choices.items()}
        row = QVBoxLayout(self) if is_column else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for value, button in self.buttons.items():
            button.clicked.connect(partial(self._choose, value))
            row.addWidget(button, 1)
        self._value = next(iter(self.buttons))
        self.choose(self._value)

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self._value

    def choose(self, value: object) -> None:
        """Choose `value` without emitting `chosen`."""
        self._value = value
        self.buttons[value].setChecked(True)

    def _choose(self, value: object) -> None:
        if value != self._value:
            self._value = value
            self.chosen.emit(value)
