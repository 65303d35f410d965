"""Row of the editor for one rule: its label, its control, and a button that resets it to the inherited value.

An overridden rule has a dot before its label and the reset button; an inherited one is dimmed.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.gui.rules.controls import RuleControl
from goat_kiosk.gui.text.language import t

_LABEL, _BUTTON = 104, 36


class RuleRow(QWidget):
    """The row of one rule."""

    changed = Signal()

    def __init__(self, caption: str, control: RuleControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self.control, self._inherited = caption, control, Rules()
        self.label, self.reset = QLabel(caption), QPushButton("↺")
        self.label.setFixedWidth(_LABEL)
        self.reset.setFixedWidth(_BUTTON)
        self.reset.setProperty("role", "plain")
        self.reset.setAccessibleName(t("{rule}: as inherited", rule=caption))
        self.reset.setToolTip(t("Back to what is inherited"))
        self.reset.clicked.connect(self._reset)
        control.set_name(caption)
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
        self._update_style()

    @property
    def is_overridden(self) -> bool:
        """Whether the set overrides this rule."""
        return any(value != getattr(self._inherited, name) for name, value in self.control.values().items())

    def show_rules(self, rules: Rules, inherited: Rules) -> None:
        """Show the rule's value in `rules`, and the one it inherits."""
        self._inherited = inherited
        self.control.show_rules(rules)
        self._update_style()

    def _reset(self) -> None:
        self.control.show_rules(self._inherited)
        self._on_change()

    def _on_change(self) -> None:
        self._update_style()
        self.changed.emit()

    def _update_style(self) -> None:
        is_overridden = self.is_overridden
        self.reset.setVisible(is_overridden)
        self.label.setText(f"● {self._caption}" if is_overridden else self._caption)
        role = "own" if is_overridden else "inherited"
        if self.label.property("role") != role:
            self.label.setProperty("role", role)
            self.label.style().polish(self.label)
