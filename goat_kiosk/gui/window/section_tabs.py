"""Tabs of the sections that share one place of the menu, such as the settings."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGroupBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.named_button import Tab
from goat_kiosk.gui.widgets.section_page import Section, SectionPage


class SectionTabs(QWidget):
    """A row of tabs, and the page of the one that is chosen."""

    chosen = Signal(str)
    """The name of a section; the window shows it, after the PIN if it is locked."""

    def __init__(self, name: str, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        """`name` is the place in the menu."""
        super().__init__(parent)
        self.tabs = {section.name: Tab(t(section.name), section.description, section.icon) for section in sections}
        self._stack = QStackedWidget()
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for section, tab in self.tabs.items():
            tab.setProperty("role", "tab")
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, typing goes to the page
            tab.clicked.connect(lambda _checked=False, section=section: self._choose(section))
        row.addWidget(_group(name, self.tabs.values()))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self._shown = ""

    @property
    def tabs_height(self) -> int:
        """The height of the row of tabs with the space below, in pixels."""
        return self._stack.y()

    def add_page(self, page: SectionPage) -> None:
        self._stack.addWidget(page)

    def show_page(self, name: str, page: SectionPage) -> None:
        """Show the page of the section `name`; it gets the focus, unless somebody walks the tabs by key."""
        is_new, self._shown = self._stack.currentWidget() is not page, name
        self.tabs[name].setChecked(True)
        self._stack.setCurrentWidget(page)
        self.setFocusProxy(page)
        if is_new and not any(tab.hasFocus() for tab in self.tabs.values()):
            page.setFocus()

    def _choose(self, name: str) -> None:
        # The PIN may be asked for first, so the tab is checked only when its page is shown.
        if self._shown:
            self.tabs[self._shown].setChecked(True)
        self.chosen.emit(name)


def _group(name: str, tabs: Iterable[Tab]) -> QGroupBox:
    """Return the tabs side by side in a group with a name, of which one is checked."""
    group = QGroupBox()
    group.setAccessibleName(name)
    row, exclusive = QHBoxLayout(group), QButtonGroup(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for tab in tabs:
        exclusive.addButton(tab)
        row.addWidget(tab)
    return group
