"""Page of players and teams: the list on the left, the chosen name beside it."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.names.roster import MAX_SUGGESTIONS, Alias, Person, RosterKind, TeamRecord
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.players.figures import find_figures
from goat_kiosk.gui.players.name_detail import NameDetail
from goat_kiosk.gui.players.name_import import NameImport
from goat_kiosk.gui.players.name_list import NameList
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.services.saving import Saved, save
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.master_detail import MasterDetail
from goat_kiosk.gui.widgets.section_page import SectionPage

Entry = Person | TeamRecord
_NO_LIMIT = 1_000_000


class PlayersPage(SectionPage):
    """Lists players and teams, and changes their names."""

    def __init__(self, services: Services, prompt: PinPrompt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scorekeeper, roster, blocklist = services.scorekeeper, services.roster, services.lobby.blocklist
        self._scorekeeper, self._book = scorekeeper, roster
        self._key: str | None = None
        choices = {"player": Choice(t("Players")), "team": Choice(t("Teams"))}
        self.kind = RadioGroup(t("Players or teams"), choices)
        self.players, self.teams = self.kind.buttons.values()
        self._figures = HistoryQuery(services.history_worker)
        self.search = QLineEdit(placeholderText=t("Find a name"))
        self.search.setAccessibleName(t("Find a name"))
        self.search.setToolTip(t("The beginning of any word of the name"))
        self.list, self.detail = NameList(), NameDetail(self._search)
        self.empty_label = QLabel(
            t("Nobody yet: players and teams appear here once they were entered, or come from a file.")
        )
        self.empty_label.setProperty("role", "quiet")
        names = MasterDetail(self.empty_label, self.list, self.detail)
        self.name_import = NameImport(scorekeeper, roster, blocklist, prompt, names)
        self.name_import.notified.connect(self.notified)
        self.name_import.refused.connect(self.refused)
        for button in (self.players, self.teams):
            button.clicked.connect(self._show)
            button.clicked.connect(self.name_import.show_names)
        self._figures.answered.connect(self.detail.figures.show_figures)
        self._figures.failed.connect(self.refused)
        self.search.textChanged.connect(self._show)
        self.list.chosen.connect(self._choose)
        prompt.guard(self.detail.rename_requested, t("Change a name"), self._rename)
        prompt.guard(self.detail.forget_requested, t("Hide a name"), self._forget)
        prompt.guard(self.detail.restore_requested, t("Unmerge a name"), self._restore)
        roster.changed.connect(self._show)
        self._arrange()

    def _arrange(self) -> None:
        column, header = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.setSpacing(8)
        header.addWidget(self.kind)
        header.addWidget(self.search, 1)
        header.addWidget(self.name_import.lists_button)
        header.addWidget(self.name_import.open_button)
        column.addLayout(header)
        column.addWidget(self.name_import.stack, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Query the current players and teams."""
        super().showEvent(event)
        self.search.setFocus()
        self._book.refresh()
        self._show()
        self.name_import.show_names()

    @property
    def _kind(self) -> RosterKind:
        kind: RosterKind = self.kind.value
        return kind

    @property
    def _entries(self) -> Sequence[Entry]:
        roster = self._book.roster
        return roster.people if self._kind == "player" else roster.teams

    def _search(self, text: str, limit: int = MAX_SUGGESTIONS) -> Sequence[Entry]:
        roster = self._book.roster
        return roster.find_players(text, limit) if self._kind == "player" else roster.find_teams(text, limit)

    def _show(self) -> None:
        matches = self._search(self.search.text(), _NO_LIMIT) if self.search.text().strip() else self._entries
        self.empty_label.setVisible(not self._entries)
        self.list.show_entries(matches, self._key)

    def _choose(self, entry: Entry | None) -> None:
        self.detail.setVisible(entry is not None)
        if entry is not None:
            self._key = entry.key
            aliases = [alias for alias in self._aliases() if alias.as_key == entry.key and alias.key != entry.key]
            self.detail.show_entry(entry, self._entries, aliases)
            self._figures.ask(lambda records: find_figures(records, entry))

    def _aliases(self) -> list[Alias]:
        try:
            aliases = self._scorekeeper.aliases.all()
        except KioskError as error:
            self.refused.emit(error_text(error))
            return []
        return [alias for alias in aliases if alias.kind == self._kind]

    def _rename(self, entry: Entry, name: str) -> None:
        kind, now = self._kind, self._scorekeeper.now()

        def on_saved(key: str) -> None:
            self._key = key
            self._say(
                t(
                    "{name} counts as {other} from now on. Games played keep what was written.",
                    name=entry.name,
                    other=name,
                )
            )

        self._save(lambda: self._scorekeeper.aliases.rename(kind, entry.name, name, now), on_saved)

    def _forget(self, entry: Entry) -> None:
        kind, now = self._kind, self._scorekeeper.now()
        sentence = t(
            "{name} is not offered any more, until the name plays again. Its games and figures stay.", name=entry.name
        )
        self._save(lambda: self._scorekeeper.aliases.forget(kind, entry.name, now), lambda _: self._say(sentence))

    def _restore(self, alias: Alias) -> None:
        sentence = t("{name} counts for itself again.", name=alias.original)
        self._save(lambda: self._scorekeeper.aliases.restore(alias.kind, alias.key), lambda _: self._say(sentence))

    def _save(self, operation: Callable[[], Saved], on_saved: Callable[[Saved], None]) -> None:
        save(operation, on_saved, self.refused.emit, self.notified.emit)

    def _say(self, sentence: str) -> None:
        self.notified.emit(sentence)
        self._book.refresh()
