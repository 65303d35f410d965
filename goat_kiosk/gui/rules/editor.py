"""The editor of one rule set: its name, what it is based on, every rule, and what that means in sentences.

Every change is checked at once: what contradicts itself is said below, and cannot be saved. Built-in sets are shown and
cannot be changed; a new one is based on them.
"""

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.names import MAX_NAME_LENGTH
from goat_kiosk.domain.rule_sets import RuleBook, RuleSet, make_rule_set
from goat_kiosk.domain.rules import ACL, MAX_TARGET, PRESETS, Rules
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
from goat_kiosk.gui.text.language import as_window, error_text, t
from goat_kiosk.gui.widgets.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.named_button import NamedButton
from goat_kiosk.text import rules_text
from goat_kiosk.text.i18n import mark_for_translation

_AFTER_BUST = {False: mark_for_translation("a bust is a wash"), True: mark_for_translation("that side throws first")}


def _controls() -> dict[str, RuleControl]:
    """Return every rule by its words; the first half stands on the left."""
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


class RuleEditor(QFrame):
    """The form of one rule set."""

    save_requested = Signal(object, object)
    """The `RuleSet` as entered, and the key of the one it replaces, or None."""
    delete_requested = Signal(str)
    derive_requested = Signal(str)
    """A new set is wanted, based on this one: its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._book, self._key = RuleBook(), ""
        self._instead_of: str | None = None
        self.name = QLineEdit(placeholderText=t("Name of the rule set"), maxLength=MAX_NAME_LENGTH)
        self.name.setAccessibleName(t("Name of the rule set"))
        self.name.setToolTip(t("What the rule set is called in the form of a new game"))
        self.parent_box = ChoiceBox()
        self.parent_box.setAccessibleName(t("Based on"))
        self.parent_box.setToolTip(t("What is not set here follows this rule set, also when it changes"))
        self.rows = {words: RuleRow(words, control) for words, control in _controls().items()}
        self.description, self.problem = QLabel(), QLabel()
        self.save = NamedButton(t("Save"), t("Save the rule set"), "primary")
        self.delete = NamedButton(
            t("Delete"), t("Delete this rule set; games that were played with it stay as they are"), "plain"
        )
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
        self.derive.clicked.connect(lambda: self.derive_requested.emit(self._key))

    def _arrange(self) -> None:
        column, head, foot, grid = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QGridLayout()
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        head.addWidget(self.name, 1)
        based = QLabel(t("based on"))
        based.setProperty("role", "quiet")
        head.addWidget(based)
        head.addWidget(self.parent_box, 1)
        column.addLayout(head)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        half = (len(self.rows) + 1) // 2
        for place, row in enumerate(self.rows.values()):
            side, line = divmod(place, half)
            grid.addWidget(row, line, side)
            grid.setColumnStretch(side, 1)
        column.addLayout(grid)
        column.addStretch(1)
        for label in (self.description, self.problem):
            label.setWordWrap(True)
            column.addWidget(label)
        self.description.setProperty("role", "quiet")
        self.problem.setProperty("role", "warn")
        for button in (self.derive, self.delete):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.save)
        column.addLayout(foot)

    def show_set(self, book: RuleBook, key: str) -> None:
        """Show the set or preset `key` of `book`."""
        built_in = key in PRESETS
        parent = "acl" if built_in else book.sets[key].parent
        self._open(book, key, None if built_in else key)
        self._fill(book.rules(key).name, parent, book.rules(key), fixed=built_in)

    def begin(self, book: RuleBook, parent: str) -> None:
        """Begin a new set based on `parent`."""
        self._open(book, parent, None)
        self._fill("", parent, book.rules(parent), fixed=False)
        self.name.setFocus()

    def _open(self, book: RuleBook, key: str, instead_of: str | None) -> None:
        self._book, self._key, self._instead_of = book, key, instead_of

    def _fill(self, name: str, parent: str, rules: Rules, *, fixed: bool) -> None:
        with QSignalBlocker(self.name), QSignalBlocker(self.parent_box):
            self.name.setText(name)
            self.parent_box.offer(self._bases())
            self.parent_box.choose(parent)
        for widget in (self.name, self.parent_box):
            widget.setEnabled(not fixed)
        self._show_rows(rules, self._book.rules(parent) if not fixed else PRESETS["acl"], fixed=fixed)
        self.save.setVisible(not fixed)
        self.delete.setVisible(self._instead_of is not None)
        self.derive.setVisible(fixed or self._instead_of is not None)
        self._check()

    def _bases(self) -> dict[str, str]:
        """Return what the set can be based on: neither itself nor what is based on it."""
        own = self._instead_of
        barred = {own, *(key for key in self._book.sets if own and self._book.is_based_on(key, own))}
        return {key: one.name for key, one in self._book.rules_by_key().items() if key not in barred}

    def _show_rows(self, rules: Rules, inherited: Rules, *, fixed: bool) -> None:
        for row in self.rows.values():
            row.show_rules(rules, inherited, fixed=fixed)

    def _rebase(self) -> None:
        """Keep what the set says itself; let the rest follow the new base."""
        base = self._book.rules(self.parent_box.value)
        own = {
            name: value
            for row in self.rows.values()
            if row.is_overridden
            for name, value in row.control.values().items()
        }
        self._show_rows(msgspec.structs.replace(base, **own), base, fixed=False)
        self._check()

    def _read_set(self) -> RuleSet:
        values = {name: value for row in self.rows.values() for name, value in row.control.values().items()}
        return make_rule_set(self.name.text(), self.parent_box.value, Rules(**values), self._book)

    def _check(self) -> None:
        if self._key in PRESETS and not self.save.isVisibleTo(self):
            self.description.setText(f"{t('Built in.')} {_difference(PRESETS[self._key])}")
            self.problem.setText("")
            return
        try:
            wanted = self._read_set()
            wrong = self._book.find_problem(wanted, self._instead_of)
            base = self._book.rules(wanted.parent)
            rules = msgspec.convert({**msgspec.to_builtins(base), **wanted.changes}, Rules)
        except InvalidValue as refused:
            wrong = refused
        else:
            self.description.setText(_difference(rules, base))
        self.problem.setText(error_text(wrong) if wrong else "")
        self.save.setEnabled(wrong is None)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.save_requested.emit(self._read_set(), self._instead_of)


def _difference(rules: Rules, base: Rules = ACL) -> str:
    with as_window():
        return rules_text.difference_line(rules, base)
