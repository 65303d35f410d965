"""Preview of a names file: what becomes of each line, before anything is stored."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.names.name_list import AcceptedName, NamePreview
from goat_kiosk.gui.text.language import join_messages, t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel


class ImportPanel(QFrame):
    """Shows a preview; a button adds its names."""

    add_requested = Signal(object, str)
    """The `NamePreview`, and the name of its file."""
    canceled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._preview, self._source = NamePreview(), ""
        self.title, self.summary = ElidedLabel(role="title"), QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.lines = QListWidget()
        self.lines.setWordWrap(True)
        self.lines.setAccessibleName(t("Lines of the file, the refused ones first"))
        self.add, self.cancel = QPushButton(), QPushButton(t("Add none"))
        self.add.setProperty("role", "primary")
        self.add.setAccessibleName(t("Add the names of the file"))
        self.add.setToolTip(t("Offer these names from now on; “Imported lists” takes them back"))
        self.cancel.setToolTip(t("Leave the names as they are"))
        self.cancel.setAccessibleName(t("Add none of these names"))
        self.add.clicked.connect(lambda: self.add_requested.emit(self._preview, self._source))
        self.cancel.clicked.connect(self.canceled)
        self._arrange()

    def _arrange(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(self.lines, 1)
        row.addWidget(self.add, 1)
        row.addWidget(self.cancel, 1)
        column.addLayout(row)

    def show_preview(self, preview: NamePreview, source: str) -> None:
        """Show what becomes of the lines of the file `source`."""
        self._preview, self._source = preview, source
        self.title.setText(source)
        self.summary.setText(_summary_text(preview))
        self.lines.clear()
        refused = [
            t("Line {line}: {reason}", line=name.line, reason=join_messages([name.reason])) for name in preview.refused
        ]
        blocked = [_accepted_text(name) for name in preview.accepted if name.is_blocked]
        accepted = [_accepted_text(name) for name in preview.accepted if not name.is_blocked]
        self.lines.addItems([*refused, *blocked, *accepted])
        self.add.setText(_add_text(len(preview.accepted)))
        self.add.setAccessibleName(self.add.text())
        self.add.setEnabled(bool(preview.accepted))


def _summary_text(preview: NamePreview) -> str:
    return t(
        "{accepted} can be added, {refused} cannot, {known} are offered already.",
        accepted=format_count(len(preview.accepted)),
        refused=format_count(len(preview.refused)),
        known=format_count(len(preview.known)),
    )


def _add_text(count: int) -> str:
    if count == 0:
        return t("No new name")
    return t("Add 1 name") if count == 1 else t("Add {count} names", count=format_count(count))


def _accepted_text(accepted: AcceptedName) -> str:
    listed = accepted.listed
    if accepted.is_blocked:
        return t(
            "Line {line}: {name} has a blocked word. You may add it all the same.", line=accepted.line, name=listed.name
        )
    if listed.kind == "team":
        return t("Line {line}: team {name}", line=accepted.line, name=listed.name)
    if listed.team:
        return t("Line {line}: {name}, of {team}", line=accepted.line, name=listed.name, team=listed.team)
    return t("Line {line}: {name}", line=accepted.line, name=listed.name)
