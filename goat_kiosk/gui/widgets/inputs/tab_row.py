"""Row of tabs in a named group, of which one is checked."""

from collections.abc import Iterable

from PySide6.QtWidgets import QButtonGroup, QGroupBox, QHBoxLayout, QWidget

from goat_kiosk.gui.widgets.inputs.named_button import Tab


class TabRow(QGroupBox):
    """Tabs beside each other; screen readers say the name of the row."""

    def __init__(self, name: str, tabs: Iterable[Tab], parent: QWidget | None = None) -> None:
        """`name` says what is chosen."""
        super().__init__(parent)
        self.setAccessibleName(name)
        row, group = QHBoxLayout(self), QButtonGroup(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for tab in tabs:
            group.addButton(tab)
            row.addWidget(tab)
