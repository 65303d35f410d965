"""Radio buttons in a named group, drawn as a row of buttons, of which exactly one is chosen.

A screen reader says the name of the group, and “radio button” with its place among them: checkable push buttons would
be called check boxes. The arrow keys move the choice, and Tab leaves the group.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from goat_kiosk.gui.theme.plain_text import plain_caption

_GAP = 6


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
        self,
        name: str,
        choices: Mapping[Any, Choice],
        parent: QWidget | None = None,
        *,
        is_column: bool = False,
        wraps: bool = False,
    ) -> None:
        """`name` says what is chosen; the first choice is the initial one.

        Long captions stand in a column; a group that `wraps` has more rows where one is too long, as in Spanish.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons = {value: SegmentButton(choice) for value, choice in choices.items()}
        self._is_column, self._wraps = is_column, wraps
        self._placed: tuple[int, list[SegmentButton]] = (0, [])
        """The columns, and the buttons in them."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        for value, button in self.buttons.items():
            button.clicked.connect(partial(self._choose, value))
            self._grid.addWidget(button)
        self._place()
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

    def minimumSizeHint(self) -> QSize:
        """The widest button, if the others can be below it."""
        if not self._wraps:
            return super().minimumSizeHint()
        widths = [button.minimumSizeHint().width() for button in self._shown_buttons]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Place the buttons again when the width, a caption, or what is shown has changed."""
        is_handled = super().event(event)
        if self._wraps and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return is_handled

    @property
    def _shown_buttons(self) -> list[SegmentButton]:
        """Those that nobody has hidden: before it is shown for the first time, Qt calls each widget hidden, too."""
        was_set = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        return [one for one in self.buttons.values() if not (one.isHidden() and one.testAttribute(was_set))]

    def _place(self) -> None:
        shown = self._shown_buttons
        columns = 1 if self._is_column else len(shown)
        if self._wraps:
            columns = _count_columns([button.sizeHint().width() for button in shown], self.width())
        if (columns, shown) == self._placed:
            return
        while self._grid.takeAt(0) is not None:
            pass
        for index, button in enumerate(shown):
            self._grid.addWidget(button, *divmod(index, columns))
        for column in range(max(columns, self._placed[0])):
            self._grid.setColumnStretch(column, int(column < columns))
        self._placed = columns, shown


def _count_columns(widths: Sequence[int], width: int) -> int:
    """Return the columns of as few rows as fit into `width`, the rows about as long as each other."""
    for rows in range(1, len(widths) + 1):
        columns = -(-len(widths) // rows)
        needed = sum(max(widths[column::columns]) + _GAP for column in range(columns)) - _GAP
        if needed <= width:
            return columns
    return 1
