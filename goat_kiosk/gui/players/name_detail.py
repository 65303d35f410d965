"""Details of one player or team: rename, merge with a duplicate, hide, and undo a merge.

Renaming to a name that exists already is a merge; the page says so before it is done. Nothing here changes a game:
games keep the names as they were entered.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.names.roster import Alias, Person, TeamRecord
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_name
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.players.figures import Figures
from goat_kiosk.gui.players.name_list import context_text, games_text
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter

Entry = Person | TeamRecord


class NameDetail(QFrame):
    """Shows the chosen name, and emits requests to change it."""

    rename_requested = Signal(object, str)
    """The entry, and its new name."""
    forget_requested = Signal(object)
    restore_requested = Signal(object)
    """An `Alias` to separate from the name that it was merged into."""

    def __init__(self, find_names: Callable[[str], Sequence[Entry]], parent: QWidget | None = None) -> None:
        """`find_names` returns the names that match a text."""
        super().__init__(parent)
        self.setObjectName("card")
        self._entry: Entry | None = None
        self._entries: dict[str, Entry] = {}
        self.title, self.context, self.games = ElidedLabel(role="title"), ElidedLabel(), ElidedLabel(role="quiet")
        self.field = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.field.setAccessibleName(t("Display name"))
        self.field.setToolTip(t("What this name is called from now on; a name that is there already is a merge"))
        self.completion = NameCompleter(self.field, find_names)
        self.rename_hint = QLabel()
        self.rename_hint.setWordWrap(True)
        self.rename_hint.setTextFormat(Qt.TextFormat.PlainText)
        self.rename_hint.setProperty("role", "quiet")
        self.rename, self.forget = QPushButton(t("Rename")), QPushButton(t("Hide"))
        self.rename.setAccessibleName(t("Rename"))
        self.rename.setToolTip(t("Games that were played keep the name as it was written"))
        self.rename.setProperty("role", "primary")
        self.forget.setToolTip(t("Offer this name no more, until it plays again; its games and figures stay"))
        self.forget.setAccessibleName(t("Hide this name from suggestions"))
        self.field.textChanged.connect(self._update_button)
        self.field.returnPressed.connect(self._rename)
        self.rename.clicked.connect(self._rename)
        self.forget.clicked.connect(lambda: self.forget_requested.emit(self._entry))
        self._merged, self.figures = QVBoxLayout(), Figures()
        self._arrange()

    def _arrange(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        for widget in (self.title, self.context, self.games):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.figures)
        column.addStretch(1)
        column.addWidget(ElidedLabel(t("Display name"), "heading"))
        column.addWidget(self.field)
        column.addWidget(self.rename_hint)
        row.addWidget(self.rename, 1)
        row.addWidget(self.forget, 1)
        column.addLayout(row)
        column.addLayout(self._merged)

    def show_entry(self, entry: Entry, entries: Sequence[Entry], aliases: Sequence[Alias]) -> None:
        """Show `entry`, one of `entries`; `aliases` are the names that were merged into it."""
        self._entry, self._entries = entry, {known_entry.key: known_entry for known_entry in entries}
        self.title.setText(entry.name)
        self.context.setText(context_text(entry))
        self.games.setText(games_text(entry))
        self.field.setText(entry.name)
        self._update_button()
        while (item := self._merged.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if aliases:
            self._merged.addWidget(ElidedLabel(t("Other names that count for this one"), "quiet"))
        for alias in aliases:
            self._merged.addWidget(self._separator(alias))

    def _separator(self, alias: Alias) -> ElidedButton:
        button = ElidedButton(t("Unmerge {name}", name=alias.original))
        button.setAccessibleName(t("Unmerge {name}: it counts for itself again", name=alias.original))
        button.setToolTip(t("Let this name count for itself again"))
        button.clicked.connect(lambda: self.restore_requested.emit(alias))
        return button

    def _update_button(self) -> None:
        entry, new_name = self._entry, self._typed_name()
        if entry is None:
            return
        other = self._entries.get((new_name or "").casefold())
        merging = other is not None and other.key != entry.key
        self.rename.setText(t("Merge") if merging else t("Rename"))
        self.rename.setAccessibleName(self.rename.text())
        self.rename.setEnabled(new_name is not None and new_name != entry.name)
        if new_name is None:
            self.rename_hint.setText(t("A name needs at least one letter or digit."))
        elif merging and other is not None:
            total = entry.games + other.games
            self.rename_hint.setText(
                t(
                    "{name} is {other}: {count:game counts|games count} for {other} from now on.",
                    name=entry.name,
                    other=other.name,
                    count=format_count(total),
                )
            )
        elif new_name != entry.name:
            self.rename_hint.setText(
                t(
                    "{name} is called {wanted} from now on. Games played keep what was written.",
                    name=entry.name,
                    wanted=new_name,
                )
            )
        else:
            self.rename_hint.setText(
                t("Type another name to rename, or a name that is there already to merge the two.")
            )

    def _typed_name(self) -> str | None:
        try:
            return clean_name(self.field.text())
        except InvalidValue:
            return None

    def _rename(self) -> None:
        if self.rename.isEnabled():
            self.rename_requested.emit(self._entry, self._typed_name())
