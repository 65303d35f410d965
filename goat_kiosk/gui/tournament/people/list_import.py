"""Import of a list of people into a tournament: from a file, or pasted; each line is shown before it is entered."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.exports.table_file import read_file
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.tournament.people.sign_up import split_names
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.tournament.event_fields import DivisionKind


class ListImport(QFrame):
    """Shows the lines of a list; a button enters them."""

    opened = Signal()
    closed = Signal()
    refused = Signal(str)
    requested = Signal(object)
    """The lines: for each, the names of its people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._kind: DivisionKind = "singles"
        self._lines: list[list[str]] = []
        self.open_button = NamedButton(
            t("From a list"), t("From a list: a file with a line for each; or paste the list into the line for names")
        )
        self.title, self.lines = ElidedLabel(role="title"), QListWidget()
        self.lines.setAccessibleName(t("Lines of the list"))
        self.enter, self.cancel = QPushButton(), QPushButton(t("Cancel"))
        self.enter.setProperty("role", "primary")
        self.enter.setAutoDefault(True)
        self.cancel.setAccessibleName(t("Cancel"))
        self.open_button.clicked.connect(self._choose_file)
        self.enter.clicked.connect(lambda: self.requested.emit(self._lines))
        self.cancel.clicked.connect(self.closed)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(18, 12, 18, 14)
        column.addWidget(self.title)
        column.addWidget(self.lines, 1)
        row.addWidget(self.enter, 1)
        row.addWidget(self.cancel)
        column.addLayout(row)

    def set_kind(self, kind: DivisionKind) -> None:
        """Set who plays: in pairs a line is two people."""
        self._kind = kind

    def preview_text(self, text: str) -> None:
        """Show the lines of a text that was pasted."""
        lines: list[list[str]] = []
        for line in filter(str.strip, text.splitlines()):
            try:
                lines.append(split_names(line.replace("\t", " & " if self._kind == "pairs" else " "), self._kind))
            except KioskError:
                continue  # a line without a letter is none
        self._show(lines, t("Pasted list"))

    def preview_file(self, name: str) -> None:
        """Show the lines of a file."""
        try:
            rows = parse_names(read_file(Path(name)))
        except KioskError as error:
            self.refused.emit(error_text(error))
            return
        lines: list[list[str]] = []
        for row in rows:
            people = row.players or [row.team]
            lines += [people] if self._kind == "pairs" and len(people) > 1 else [[person] for person in people]
        self._show(lines, Path(name).name)

    def _show(self, lines: list[list[str]], title: str) -> None:
        self._lines = lines
        self.title.setText(title)
        self.lines.clear()
        self.lines.addItems([" & ".join(line) for line in lines])
        self.enter.setText(t("Sign up {lines:line|lines}", lines=len(lines)))
        self.enter.setAccessibleName(self.enter.text())
        self.enter.setEnabled(bool(lines))
        self.opened.emit()
        self.enter.setFocus()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, t("Names from a file"), str(Path.home()), t("Lists (*.csv *.txt *.tsv)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.preview_file)
        dialog.open()
