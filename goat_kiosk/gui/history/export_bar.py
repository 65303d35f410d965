"""Export buttons under the list of games: save those that are found, or those that are selected, as CSV or JSON."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel


class ExportBar(QWidget):
    """Says how many games there are, and requests their export."""

    export_requested = Signal(str)
    """``json`` or ``csv``."""
    stop_requested = Signal()
    several_toggled = Signal(bool)
    """Whether each click adds a game to the selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remark, self.caption = ElidedLabel(role="quiet"), ElidedLabel(role="quiet")
        self.several = QPushButton(t("Select"))
        self.several.setCheckable(True)
        self.several.setToolTip(t("Each click adds a game, or takes it out; on a keyboard, hold Ctrl or Shift"))
        self.csv, self.json, self.stop = QPushButton("CSV"), QPushButton("JSON"), QPushButton(t("Stop writing"))
        self.csv.setToolTip(t("A table of the rounds, for a spreadsheet"))
        self.json.setToolTip(t("Every event; the file can be imported again"))
        self.stop.hide()
        self.several.toggled.connect(self.several_toggled)
        self.csv.clicked.connect(lambda: self.export_requested.emit("csv"))
        self.json.clicked.connect(lambda: self.export_requested.emit("json"))
        self.stop.clicked.connect(self.stop_requested)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(6)
        column.addWidget(self.remark)
        row.addWidget(self.several)
        row.addWidget(self.caption, 1)
        for button in (self.csv, self.json, self.stop):
            row.addWidget(button)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)

    def show_games(self, count: int, remark: str) -> None:
        """Say that `count` games would be saved; `remark` is shown above the buttons if there is one."""
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self.caption.setText(t("Save {count} as", count=format_count(count)))
        for button, name in ((self.csv, "CSV"), (self.json, "JSON")):
            button.setAccessibleName(t("Save {count} as {format}", count=format_count(count), format=name))
            button.setEnabled(count > 0)

    def show_progress(self, share: int | None) -> None:
        """Show how much is written, in percent, or that nothing is being written (None)."""
        for widget in (self.caption, self.csv, self.json):
            widget.setVisible(share is None)
        self.stop.setVisible(share is not None)
        if share is not None:
            self.stop.setText(t("Stop writing: {share} %", share=share))
