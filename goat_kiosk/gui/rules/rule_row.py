"""One line of the editor: what the rule is called, its control, and the way back to what is inherited.

A rule of the set's own is marked by a dot before its name and by the button; an inherited one is quiet.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.domain.rules import Rules
from goat_kiosk.gui.rules.controls import RuleControl
from goat_kiosk.gui.text.language import t

_LABEL, _BUTTON = 104, 46


class RuleRow(QWidget):
    """A rule."""

    changed = Signal()

    def __init__(self, words: str, control: RuleControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self.control, self._inherited = words, control, Rules()
        self.label, self.reset = QLabel(words), QPushButton("↺")
        self.label.setFixedWidth(_LABEL)
        self.reset.setFixedWidth(_BUTTON)
        self.reset.setProperty("role", "plain")
        self.reset.setAccessibleName(t("{rule}: as inherited", rule=words))
        self.reset.setToolTip(t("Back to what is inherited"))
        self.reset.clicked.connect(self._back)
        control.name(words)
        control.changed.connect(self._on_change)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.label)
        row.addWidget(control, 1)
        row.addWidget(self.reset)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self._dress()

    @property
    def is_overridden(self) -> bool:
        """Whether the set says this itself."""
        return any(value != getattr(self._inherited, name) for name, value in self.control.values().items())

    def show_rules(self, rules: Rules, inherited: Rules, *, fixed: bool) -> None:
        """Show the rule as `rules` have it; `fixed` ones cannot be changed."""
        self._inherited = inherited
        self.control.show_rules(rules)
        self.control.setEnabled(not fixed)
        self._dress()

    def _back(self) -> None:
        self.control.show_rules(self._inherited)
        self._on_change()

    def _on_change(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        own = self.is_overridden
        self.reset.setVisible(own and self.control.isEnabled())
        self.label.setText(f"● {self._words}" if own else self._words)
        role = "own" if own else "inherited"
        if self.label.property("role") != role:
            self.label.setProperty("role", role)
            self.label.style().polish(self.label)
