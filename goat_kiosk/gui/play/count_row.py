"""Input row for one count of a round: five large buttons from 0 to 4."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.shape_mark import ShapeMark


class CountRow(QWidget):
    """Asks how many bags of a team have one result."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count: int | None = None
        self.maximum = BAGS_PER_SIDE
        self._mark, self._label = ShapeMark(1, 16), ElidedLabel()
        self.buttons = [QPushButton(str(count)) for count in range(BAGS_PER_SIDE + 1)]
        column, header, row = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header.setSpacing(6)
        header.addWidget(self._mark)
        header.addWidget(self._label, 1)
        column.addLayout(header)
        row.setSpacing(4)
        column.addLayout(row)
        for count, button in enumerate(self.buttons):
            button.setProperty("role", "step")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, count=count: self.chosen.emit(count))
            row.addWidget(button, 1)

    def ask(self, team: Team, color: str, name: str, place_text: str) -> None:
        """Clear the count, and ask for `team`; `place_text` completes the label."""
        self.count = None
        self._mark.show_team(team, color)
        self._label.setText(f"{name} {place_text}")
        for count, button in enumerate(self.buttons):
            button.setAccessibleName(f"{name}: {count} {place_text}")
            button.setToolTip(plain_tooltip(f"{name}: {count} {place_text}"))

    def set_maximum(self, maximum: int) -> None:
        """Enable the counts up to `maximum`, and clear a larger one that was chosen."""
        self.maximum = maximum
        if self.count is not None and self.count > maximum:
            self.count = None
        for count, button in enumerate(self.buttons):
            button.setEnabled(count <= maximum)
            button.setChecked(count == self.count)

    def set_current(self, *, is_current: bool) -> None:
        """Show whether the next digit is entered here."""
        role = "" if is_current else "quiet"
        if self._label.property("role") != role:
            self._label.setProperty("role", role)
            self._label.style().polish(self._label)
