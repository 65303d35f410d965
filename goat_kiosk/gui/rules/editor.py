"""Editor for one rule set: its name, the set it is based on, every rule, and a summary in sentences.

Every edit is validated at once: a contradiction is shown below and cannot be saved. Built-in sets cannot be edited
(`sentences`); new sets are based on them.
"""

from typing import Any, NamedTuple

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.rules.rule_sets import RuleBook, RuleSet, make_rule_set
from goat_kiosk.domain.rules.rules import MAX_TARGET, Rules
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.rules.controls import (
    BustControl,
    ChoiceControl,
    HandicapControl,
    MatchControl,
    NumberControl,
    OptionalControl,
    RuleControl,
)
from goat_kiosk.gui.rules.rule_row import RuleRow
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text import rules_text
from goat_kiosk.text.i18n import mark_for_translation

_COLUMN_STRETCH = (4, 3)
"""The left column has the controls with two numbers."""
_AFTER_BUST = {False: mark_for_translation("a bust is a wash"), True: mark_for_translation("that side throws first")}


def _make_controls() -> dict[str, RuleControl]:
    """Return a control for each rule, by its label; the first half is shown on the left."""
    return {
        t("Target"): NumberControl("target", MAX_TARGET),
        t("Win by"): NumberControl("win_by", MAX_TARGET),
        t("Cap"): OptionalControl("cap", 25),
        t("Over target"): BustControl(),
        t("After a bust"): ChoiceControl("bust_throws_first", _AFTER_BUST),
        t("Skunk at"): OptionalControl("skunk", 11),
        t("Handicap"): HandicapControl(),
        t("Round limit"): OptionalControl("limit_rounds", 8),
        t("Minutes"): OptionalControl("limit_minutes", 20),
        t("Scoring"): ChoiceControl("mode", rules_text.MODES),
        t("After a wash"): ChoiceControl("wash", rules_text.WASHES),
        t("Touched bags"): ChoiceControl("touch", rules_text.TOUCHES),
        t("Lanes"): ChoiceControl("lanes", rules_text.LANES),
        t("Games"): MatchControl(),
    }


class RuleDraft(NamedTuple):
    """What the form holds: a name, the base, and the value of each rule."""

    name: str
    parent: str
    values: dict[str, Any]


class RuleEditor(QFrame):
    """The form of one rule set."""

    save_requested = Signal(object, object)
    """The `RuleSet` to save, and the key of the one it replaces, or None."""
    delete_requested = Signal(str)
    discard_requested = Signal()
    """Show the rule set as it is saved."""
    derive_requested = Signal(str)
    """Create a new set based on the one with this key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._book, self._key = RuleBook(), ""
        self._replaced_key: str | None = None
        self._shown: RuleDraft | None = None
        """What the form held before it was edited."""
        self.name = QLineEdit(placeholderText=t("Name of the rule set"), maxLength=MAX_NAME_LENGTH)
        self.name.setAccessibleName(t("Name of the rule set"))
        self.name.setToolTip(t("What the rule set is called in the form of a new game"))
        self.parent_box = ChoiceBox()
        self.parent_box.setAccessibleName(t("Based on"))
        self.parent_box.setToolTip(t("What is not set here follows this rule set, also when it changes"))
        self.rows = {caption: RuleRow(caption, control) for caption, control in _make_controls().items()}
        self.description, self.problem = QLabel(), QLabel()
        self.save = NamedButton(t("Save"), t("Save the rule set"), "primary")
        self.delete = NamedButton(
            t("Delete"), t("Delete this rule set; games that were played with it stay as they are"), "plain"
        )
        self.discard = NamedButton(t("Discard changes"), t("Show the rule set as it is saved"), "plain")
        self.derive = NamedButton(t("New set based on this"), t("Make a rule set that starts from this one"), "")
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        for row in self.rows.values():
            row.changed.connect(self._check)
        self.name.textChanged.connect(self._check)
        self.name.returnPressed.connect(self._save)
        self.parent_box.currentIndexChanged.connect(self._rebase)
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(lambda: self.delete_requested.emit(self._key))
        self.discard.clicked.connect(self.discard_requested)
        self.derive.clicked.connect(lambda: self.derive_requested.emit(self._key))

    def _arrange(self) -> None:
        column, header, footer, grid = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QGridLayout()
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        header.addWidget(self.name, 1)
        parent_label = QLabel(t("based on"))
        parent_label.setProperty("role", "quiet")
        header.addWidget(parent_label)
        header.addWidget(self.parent_box, 1)
        column.addLayout(header)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        rows_a_column = (len(self.rows) + 1) // 2
        for index, row in enumerate(self.rows.values()):
            column_number, line = divmod(index, rows_a_column)
            grid.addWidget(row, line, column_number)
            grid.setColumnStretch(column_number, _COLUMN_STRETCH[column_number])
        column.addLayout(grid)
        column.addStretch(1)
        for label in (self.description, self.problem):
            label.setWordWrap(True)
            column.addWidget(label)
        self.description.setProperty("role", "quiet")
        self.problem.setProperty("role", "warn")
        for button in (self.derive, self.delete, self.discard):
            footer.addWidget(button)
        footer.addStretch(1)
        footer.addWidget(self.save)
        column.addLayout(footer)

    def show_set(self, book: RuleBook, key: str) -> None:
        """Show the rule set `key` of `book`, which is not a built-in one."""
        self._open(book, key, key)
        self._fill(book.sets[key].name, book.sets[key].parent, book.rules(key))

    def begin(self, book: RuleBook, parent: str) -> None:
        """Start a new set based on `parent`."""
        self._open(book, parent, None)
        with use_window_language():
            name = rules_text.rule_set_name(book.rules(parent))
        self._fill(t("{name} copy", name=name), parent, book.rules(parent))
        self.name.setFocus()
        self.name.selectAll()

    def _open(self, book: RuleBook, key: str, replaced_key: str | None) -> None:
        self._book, self._key, self._replaced_key = book, key, replaced_key

    def _fill(self, name: str, parent: str, rules: Rules) -> None:
        with QSignalBlocker(self.name), QSignalBlocker(self.parent_box):
            self.name.setText(name)
            self.parent_box.set_choices(self._possible_bases())
            self.parent_box.choose(parent)
        self._show_rows(rules, self._book.rules(parent))
        for button in (self.delete, self.derive):
            button.setVisible(self._replaced_key is not None)
        self._shown = self._read_draft()
        self._check()

    @property
    def draft(self) -> RuleDraft | None:
        """What was entered and is not saved yet; None if that is nothing."""
        now = self._read_draft()
        return now if self._shown is not None and now != self._shown else None

    def restore(self, draft: RuleDraft) -> None:
        """Show an earlier draft of the rule set that is shown; its base is ACL if the one it had is gone."""
        parent = draft.parent if draft.parent in self._book.rules_by_key() else "acl"
        with QSignalBlocker(self.name), QSignalBlocker(self.parent_box):
            self.name.setText(draft.name)
            self.parent_box.choose(parent)
        base = self._book.rules(parent)
        self._show_rows(msgspec.structs.replace(base, **draft.values), base)
        self._check()

    def _read_draft(self) -> RuleDraft:
        return RuleDraft(self.name.text(), self.parent_box.value, self._values())

    def _values(self) -> dict[str, Any]:
        return {name: value for row in self.rows.values() for name, value in row.control.values().items()}

    def _possible_bases(self) -> dict[str, str]:
        """Return the names of the possible bases by key: neither the set itself nor its descendants."""
        replaced = self._replaced_key
        descendants = (key for key in self._book.sets if replaced and self._book.is_based_on(key, replaced))
        excluded_keys = {replaced, *descendants}
        return {key: rules.name for key, rules in self._book.rules_by_key().items() if key not in excluded_keys}

    def _show_rows(self, rules: Rules, inherited: Rules) -> None:
        for row in self.rows.values():
            row.show_rules(rules, inherited)

    def _rebase(self) -> None:
        """Keep the rules that the set overrides; take the others from the new base."""
        # Invariant: a set stores only what differs from its base, so before the base changes the overridden values must
        # be read from the rows, and afterward every other row must show what it now inherits.
        base = self._book.rules(self.parent_box.value)
        own_values = {
            name: value
            for row in self.rows.values()
            if row.is_overridden
            for name, value in row.control.values().items()
        }
        self._show_rows(msgspec.structs.replace(base, **own_values), base)
        self._check()

    def _read_set(self) -> RuleSet:
        return make_rule_set(self.name.text(), self.parent_box.value, Rules(**self._values()), self._book)

    def _check(self) -> None:
        self.discard.setVisible(self.draft is not None)
        try:
            rule_set = self._read_set()
            problem = self._book.find_problem(rule_set, self._replaced_key)
            base = self._book.rules(rule_set.parent)
            rules = msgspec.convert({**msgspec.to_builtins(base), **rule_set.changes}, Rules)
        except InvalidValue as error:
            problem = error
        else:
            self.description.setText(_difference_text(rules, base))
        self.problem.setText(error_text(problem) if problem else "")
        self.save.setEnabled(problem is None)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.save_requested.emit(self._read_set(), self._replaced_key)


def _difference_text(rules: Rules, base: Rules) -> str:
    with use_window_language():
        return rules_text.difference_sentence(rules, base)
