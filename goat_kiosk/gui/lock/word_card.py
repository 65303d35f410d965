"""Blocklist editor: one word a line, stored as a text file beside the log."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.domain.names.blocklist import entries
from goat_kiosk.errors import Unavailable
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.i18n import mark_for_translation

_MAX_WIDTH = 640
_EXPLANATION = mark_for_translation(
    "Names that players type on their phones are held against this list, one word a line. "
    "A star stands for more letters: bad* or *bad*. Names typed here, at the desk, are yours to choose."
)


class WordCard(QFrame):
    """Shows the list and saves it."""

    notified = Signal(str)
    refused = Signal(str)

    def __init__(self, blocklist: BlocklistFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocklist = blocklist
        self.setObjectName("card")
        self.setMaximumWidth(_MAX_WIDTH)
        self.state, self.explanation = ElidedLabel(role="heading"), QLabel(t(_EXPLANATION))
        self.explanation.setWordWrap(True)
        self.explanation.setProperty("role", "quiet")
        self.field, self.save = QPlainTextEdit(), NamedButton(t("Keep the list"), t("Hold new names against it now"))
        self.reveal = NamedButton(t("Show the list"), t("Show the words, to be edited"))
        self.reveal.clicked.connect(lambda: self._turn(shown=True))
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(t("Words that are not wanted, one a line"))
        self.field.textChanged.connect(self._show)
        self.save.clicked.connect(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 18)
        column.setSpacing(10)
        column.addWidget(ElidedLabel(t("Words not wanted on the wall"), "title"))
        column.addWidget(self.state)
        column.addWidget(self.explanation)
        column.addWidget(self.field, 1)
        column.addStretch(0)
        column.addWidget(self.reveal)
        column.addWidget(self.save)

    def showEvent(self, event: QShowEvent) -> None:
        """Show only the number of words: the public can see the screen, so the words are shown on demand."""
        super().showEvent(event)
        self.field.setPlainText(self._blocklist.text)
        self._turn(shown=False)

    def _turn(self, *, shown: bool) -> None:
        self.field.setVisible(shown)
        self.save.setVisible(shown)
        self.reveal.setVisible(not shown)

    def _show(self) -> None:
        count = len(entries(self.field.toPlainText()))
        self.state.setText(t("1 word") if count == 1 else t("{count} words", count=count) if count else t("No words"))

    def _save(self) -> None:
        try:
            self._blocklist.write(self.field.toPlainText())
        except Unavailable as error:
            self.refused.emit(error_text(error))
        else:
            self.notified.emit(t("The list is kept. New names are held against it; those in games stay."))
