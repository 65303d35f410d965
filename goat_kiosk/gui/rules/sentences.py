"""Built-in rule set as sentences, by topic, with one action: duplicate it, and edit the copy."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.text import rules_text

_TOPIC_WIDTH = 150


class RuleSentences(QFrame):
    """Shows a rule set that cannot be changed."""

    duplicate_requested = Signal(str)
    """The key of the rule set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._key = ""
        self.name, self.summary = ElidedLabel(role="title"), QLabel()
        self.summary.setProperty("role", "quiet")
        self.summary.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setColumnMinimumWidth(0, _TOPIC_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(10)
        self._topics = [(QLabel(), QLabel()) for _ in rules_text.topics(ACL)]
        for row, (topic, sentence) in enumerate(self._topics):
            topic.setProperty("role", "inherited")
            sentence.setWordWrap(True)
            self._grid.addWidget(topic, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(sentence, row, 1)
        self.duplicate = QPushButton(t("Duplicate and edit"))
        self.duplicate.setProperty("role", "primary")
        self.duplicate.setToolTip(t("Make a rule set of your own that starts from this one"))
        self.duplicate.clicked.connect(lambda: self.duplicate_requested.emit(self._key))
        self._arrange()

    def _arrange(self) -> None:
        column, footer = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.summary)
        column.addSpacing(6)
        column.addLayout(self._grid)
        column.addStretch(1)
        footer.addStretch(1)
        footer.addWidget(self.duplicate)
        column.addLayout(footer)

    def show_rules(self, key: str, rules: Rules) -> None:
        """Show the rule set `key`; a dot and bold type mark what differs from the ACL's rules."""
        self._key = key
        with use_window_language():
            name, topics, acl = rules_text.rule_set_name(rules), rules_text.topics(rules), rules_text.topics(ACL)
        self.name.setText(name)
        has_differences = topics != acl
        summary = t("Built in. A dot marks what the ACL plays otherwise.") if has_differences else t("Built in.")
        self.summary.setText(summary)
        for labels, (topic, sentence), (_, acl_sentence) in zip(self._topics, topics, acl, strict=True):
            differs = sentence != acl_sentence
            labels[0].setText(f"● {topic}" if differs else topic)
            labels[1].setText(sentence)
            labels[1].setAccessibleName(f"{topic}: {sentence}")
            _set_role(labels[0], "own" if differs else "inherited")
            _set_role(labels[1], "rule-own" if differs else "rule")

    @property
    def sentences(self) -> list[str]:
        """The sentences, each with its topic."""
        return [sentence.accessibleName() for _, sentence in self._topics]


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)
