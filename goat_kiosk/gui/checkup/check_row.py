"""Row for one check: its sign, its name, the finding, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.diagnostics.checks.check import Check, Verdict
from goat_kiosk.gui.text.language import t
from goat_kiosk.text.i18n import mark_for_translation

SIGNS: dict[Verdict, str] = {"well": "✓", "notice": "!", "wrong": "✕", "unknown": "?"}
_VERDICT_NAMES: dict[Verdict, str] = {
    "well": mark_for_translation("well"),
    "notice": mark_for_translation("could be better"),
    "wrong": mark_for_translation("to be done"),
    "unknown": mark_for_translation("not known"),
}
_SIGN_WIDTH, _NAME_WIDTH = 24, 148


class CheckRow(QWidget):
    """Shows the result of one check."""

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = check
        self.sign, self.name = QLabel(SIGNS[check.verdict]), QLabel(check.name)
        self.summary, self.action = QLabel(check.summary), QLabel(f"→ {check.action}")
        self.sign.setProperty("role", "good" if check.verdict == "well" else "warn")
        self.name.setProperty("role", "own")
        self.action.setProperty("role", "quiet" if check.verdict in {"well", "unknown"} else "trouble")
        self.action.setVisible(bool(check.action))
        self.setAccessibleName(
            f"{check.name}, {t(_VERDICT_NAMES[check.verdict])}: {check.summary} {check.action}".strip()
        )
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(8)
        column.setSpacing(2)
        for label, width in ((self.sign, _SIGN_WIDTH), (self.name, _NAME_WIDTH)):
            label.setFixedWidth(width)
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        for label in (self.summary, self.action):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        row.addLayout(column, 1)
