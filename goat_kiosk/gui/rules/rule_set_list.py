"""List of rule sets as a tree: the built-in ones, and under each one the sets based on it."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from goat_kiosk.domain.rules.rule_sets import RuleBook
from goat_kiosk.domain.rules.rules import PRESETS
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.text import rules_text

_KEY = Qt.ItemDataRole.UserRole


class RuleSetList(QListWidget):
    """The list; a click or the arrow keys select a set."""

    chosen = Signal(str)
    """The key of a set or preset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("Rule sets"))
        self.setProperty("role", "choice")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._choose)

    def show_book(self, book: RuleBook, key: str | None) -> None:
        """Show the sets of `book`, with `key` selected, without emitting `chosen`."""
        with QSignalBlocker(self), use_window_language():
            self.clear()
            for preset, rules in PRESETS.items():
                self._add(book, preset, rules_text.rule_set_name(rules), 0)
            self.choose(key)

    def choose(self, key: str | None) -> None:
        """Select the set `key`, or none."""
        for row in range(self.count()):
            if self.item(row).data(_KEY) == key:
                self.setCurrentRow(row)
                return
        self.setCurrentRow(-1)

    @property
    def row_texts(self) -> list[str]:
        """The text of each line."""
        return [self.item(row).text() for row in range(self.count())]

    def _add(self, book: RuleBook, key: str, name: str, depth: int) -> None:
        item = QListWidgetItem("    " * (depth - 1) + "└ " * bool(depth) + name)
        item.setData(_KEY, key)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
        item.setToolTip(t("Built in") if key in PRESETS else t("One of your rule sets"))
        self.addItem(item)
        for child in book.children(key):
            self._add(book, child.key, child.name, depth + 1)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_KEY))
