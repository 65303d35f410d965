"""Page of the rule sets: the list on the left, on the right a built-in set as sentences, or the form of one's own."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.rules.rule_sets import RuleSet
from goat_kiosk.domain.rules.rules import PRESETS
from goat_kiosk.gui.rules.editor import RuleDraft, RuleEditor
from goat_kiosk.gui.rules.rule_set_list import RuleSetList
from goat_kiosk.gui.rules.sentences import RuleSentences
from goat_kiosk.gui.services.saving import save
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.section_page import SectionPage

_LIST_WIDTH = 220


class RulesPage(SectionPage):
    """Lists, creates, edits and deletes rule sets."""

    def __init__(self, scorekeeper: Scorekeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sets = scorekeeper.rule_sets
        self._key, self._is_new = "acl", False
        self._drafts: dict[tuple[str, bool], RuleDraft] = {}
        """What was entered and is not saved yet, by the rule set or the base of a new one."""
        self.list, self.editor, self.sentences = RuleSetList(), RuleEditor(), RuleSentences()
        self._stack = QStackedWidget()
        for view in (self.sentences, self.editor):
            self._stack.addWidget(view)
        self.list.chosen.connect(self._choose)
        self.editor.save_requested.connect(self._save)
        self.editor.delete_requested.connect(self._remove)
        self.editor.derive_requested.connect(self._derive)
        self.sentences.duplicate_requested.connect(self._derive)
        self.editor.discard_requested.connect(self._discard)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 10, 8, 10)
        heading = ElidedLabel(t("Rule sets"), "heading")
        heading.setContentsMargins(12, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(card)
        row.addWidget(self._stack, 1)
        self._show_all("acl")

    def showEvent(self, event: QShowEvent) -> None:
        """Reload if the rule sets have changed, and keep the edits; focus the list for the arrow keys."""
        super().showEvent(event)
        if self._book is not self._sets.book:
            self._keep_draft()
            is_there, is_new = self._key in self._sets.rules_by_key(), self._is_new
            self._show_all(self._key if is_there else "acl")
            if is_there and is_new:
                self._derive(self._key)
        self.list.setFocus()

    def _show_all(self, key: str) -> None:
        self._book = self._sets.book
        self.list.show_book(self._sets.book, key)
        self._show(key)

    def _choose(self, key: str) -> None:
        self._keep_draft()
        self._show(key)

    def _show(self, key: str) -> None:
        self._key, self._is_new = key, False
        if key in PRESETS:
            self.sentences.show_rules(key, PRESETS[key])
            self._stack.setCurrentWidget(self.sentences)
        else:
            self.editor.show_set(self._sets.book, key)
            self._restore_draft()
            self._stack.setCurrentWidget(self.editor)

    def _derive(self, key: str) -> None:
        self._keep_draft()
        self._key, self._is_new = key, True
        self.list.choose(None)
        self._stack.setCurrentWidget(self.editor)
        self.editor.begin(self._sets.book, key)
        self._restore_draft()

    def _keep_draft(self) -> None:
        if self._stack.currentWidget() is self.editor and (draft := self.editor.draft) is not None:
            self._drafts[self._key, self._is_new] = draft

    def _restore_draft(self) -> None:
        if (draft := self._drafts.pop((self._key, self._is_new), None)) is not None:
            self.editor.restore(draft)

    def _discard(self) -> None:
        self._show_all(self._key)

    def _save(self, rule_set: RuleSet, replaced_key: str | None) -> None:
        def on_saved(_: None) -> None:
            self._show_all(rule_set.key)
            self.notified.emit(
                t("Saved. New games can play “{name}”; games played before keep their rules.", name=rule_set.name)
            )

        save(lambda: self._sets.save(rule_set, replaced_key), on_saved, self.refused.emit, self.notified.emit)

    def _remove(self, key: str) -> None:
        name = self._sets.book.sets[key].name

        def on_saved(_: None) -> None:
            self._show_all("acl")
            self.notified.emit(t("“{name}” is deleted. Games played by it keep its rules.", name=name))

        save(lambda: self._sets.remove(key), on_saved, self.refused.emit, self.notified.emit)
