"""Import of names on the players page: a file is chosen, previewed and added, and its list can be removed again."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.name_list import NamePreview, preview_names
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.errors import KioskError
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.exports.table_file import read_file
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.players.import_panel import ImportPanel
from goat_kiosk.gui.players.imported_lists import ImportedLists, source_text
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.services.saving import save
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.store.name_lists import ImportedList


class NameImport(QObject):
    """The buttons and panels of the import; the panels are shown in a stack in place of the names."""

    notified = Signal(str)
    refused = Signal(str)

    def __init__(
        self, scorekeeper: Scorekeeper, roster: RosterBook, blocklist: BlocklistFile, prompt: PinPrompt, names: QWidget
    ) -> None:
        """`names` is what the page shows otherwise."""
        super().__init__(names)
        self._scorekeeper, self._book, self._blocklist = scorekeeper, roster, blocklist
        self.open_button = NamedButton(
            t("Names from a file"), t("Add the players and teams of a spreadsheet, saved as CSV")
        )
        self.lists_button = NamedButton(t("Imported lists"), t("Show the lists that were added, to remove one"))
        self.panel, self.lists, self.stack = ImportPanel(), ImportedLists(), QStackedWidget()
        self._names = names
        for widget in (names, self.panel, self.lists):
            self.stack.addWidget(widget)
        self.open_button.clicked.connect(self._choose_file)
        self.lists_button.clicked.connect(self._show_lists)
        self.panel.canceled.connect(self.show_names)
        self.lists.closed.connect(self.show_names)
        prompt.guard(self.panel.add_requested, t("Add names"), self._add)
        prompt.guard(self.lists.remove_requested, t("Remove a list of names"), self._remove)

    def show_names(self) -> None:
        """Show the names again, and offer the lists if there are any."""
        self.stack.setCurrentWidget(self._names)
        self.lists_button.setVisible(bool(self._imported_lists()))

    def preview_file(self, name: str) -> None:
        """Show what becomes of each line of a file."""
        file = Path(name)
        try:
            preview = preview_names(parse_names(read_file(file)), self._book.roster, self._blocklist.current().matches)
        except KioskError as error:
            self.refused.emit(error_text(error))
            return
        self.panel.show_preview(preview, clean_text(file.name, MAX_NAME_LENGTH))
        self.stack.setCurrentWidget(self.panel)
        self.panel.add.setFocus()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.stack, t("Names from a file"), str(Path.home()), t("Lists (*.csv *.txt *.tsv)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.preview_file)
        dialog.open()

    def _imported_lists(self) -> list[ImportedList]:
        try:
            return self._scorekeeper.name_lists.all()
        except KioskError as error:
            self.refused.emit(error_text(error))
            return []

    def _show_lists(self) -> None:
        self.lists.show_lists(self._imported_lists())
        self.stack.setCurrentWidget(self.lists)

    def _add(self, preview: NamePreview, source: str) -> None:
        now = self._scorekeeper.now()

        def on_saved(imported: ImportedList) -> None:
            count = format_count(imported.players + imported.teams)
            self._finish(t("Names of {source} that are offered from now on: {count}.", source=source, count=count))

        save(
            lambda: self._scorekeeper.name_lists.add(preview.listed, source, now),
            on_saved,
            self.refused.emit,
            self.notified.emit,
        )

    def _remove(self, imported: ImportedList) -> None:
        sentence = t("The names of {source} are taken back.", source=source_text(imported))
        save(
            lambda: self._scorekeeper.name_lists.remove(imported.id),
            lambda _: self._finish(sentence),
            self.refused.emit,
            self.notified.emit,
        )

    def _finish(self, sentence: str) -> None:
        self.notified.emit(sentence)
        self._book.refresh()
        self.show_names()
