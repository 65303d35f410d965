"""Imported name lists, each with a button that removes it: an import is undone whole."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.gui.text.dates import format_day
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.store.name_lists import ImportedList

MAX_SHOWN = 8
"""As many as the smallest window has room for. Older lists are shown when newer ones are removed."""


class ImportedLists(QFrame):
    """Shows the lists, the newest first."""

    remove_requested = Signal(object)
    """An `ImportedList`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.buttons: list[ElidedButton] = []
        self.back = QPushButton(t("Back to the names"))
        self.back.setAccessibleName(t("Back to the names"))
        self.back.setToolTip(t("Back to the names"))
        self.back.clicked.connect(self.closed)
        self._rows = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(ElidedLabel(t("Imported lists"), "title"))
        hint = t("Removing a list takes back its names, but for those that have played or are in another list.")
        column.addWidget(ElidedLabel(hint, "quiet"))
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addWidget(self.back)

    def show_lists(self, lists: Sequence[ImportedList]) -> None:
        """Show the first of `lists`."""
        for button in self.buttons:
            self._rows.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(imported) for imported in lists[:MAX_SHOWN]]
        for button in self.buttons:
            self._rows.addWidget(button)

    def _button(self, imported: ImportedList) -> ElidedButton:
        text = t(
            "Remove {source}, {count:name|names}, {day}",
            source=source_text(imported),
            count=format_count(imported.players + imported.teams),
            day=format_day(imported.at),
        )
        button = ElidedButton(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self.remove_requested.emit(imported))
        return button


def source_text(imported: ImportedList) -> str:
    """Return the name of the list's file, as text."""
    return imported.source or t("a list of a program")
