"""What a rule is set with: a number, a number that can be off, a choice in words, bust, the match, the handicap.

Each control stands for some fields of `Rules`: it shows them and gives them back as they are kept.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from goat_kiosk.domain.rules import MATCH_LENGTHS, MAX_TARGET, Rules
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.stepper import Stepper
from goat_kiosk.text.i18n import mark_for_translation


class RuleControl(QWidget):
    """The base: a row of parts that together set some fields."""

    changed = Signal()

    def __init__(self, *fields: str) -> None:
        super().__init__()
        self.fields = fields
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)

    def name(self, words: str) -> None:
        """Say what is set, for those who cannot see the row."""
        raise NotImplementedError

    def show_rules(self, rules: Rules) -> None:
        """Show the fields of `rules`; nobody is told of a change."""
        with QSignalBlocker(self):
            self._show(rules)

    def values(self) -> dict[str, Any]:
        """Return the fields as they stand."""
        raise NotImplementedError

    def _show(self, rules: Rules) -> None:
        raise NotImplementedError

    def _tell(self) -> None:
        self.changed.emit()


class NumberControl(RuleControl):
    """A number of at least one."""

    def __init__(self, field: str, most: int) -> None:
        super().__init__(field)
        self.stepper = Stepper(most)
        self.stepper.number.setMinimum(1)
        self.stepper.number.valueChanged.connect(self._tell)
        self._row.addWidget(self.stepper)
        self._row.addStretch(1)

    def name(self, words: str) -> None:
        """Name the number."""
        self.stepper.name(words)

    def values(self) -> dict[str, Any]:
        """Return the number."""
        return {self.fields[0]: self.stepper.number.value()}

    def _show(self, rules: Rules) -> None:
        self.stepper.number.setValue(getattr(rules, self.fields[0]))


class OptionalControl(RuleControl):
    """A number, or off; switched on, it starts from a number in use."""

    def __init__(self, field: str, usual: int) -> None:
        super().__init__(field)
        self._usual = usual
        self.on = QPushButton(t("No"))
        self.on.setCheckable(True)
        self.on.setFixedWidth(64)
        self.on.setProperty("role", "segment")
        self.stepper = Stepper(MAX_TARGET)
        self.stepper.number.setMinimum(1)
        self.on.toggled.connect(self._switch)
        self.stepper.number.valueChanged.connect(self._tell)
        self._row.addWidget(self.on)
        self._row.addWidget(self.stepper)
        self._row.addStretch(1)

    def name(self, words: str) -> None:
        """Name the switch and the number."""
        self.on.setAccessibleName(words)
        self.on.setToolTip(t("{rule}: on or off", rule=words))
        self.stepper.name(words)

    def values(self) -> dict[str, Any]:
        """Return the number, or None."""
        return {self.fields[0]: self.stepper.number.value() if self.on.isChecked() else None}

    def _switch(self) -> None:
        self._dress()
        self._tell()

    def _dress(self) -> None:
        self.on.setText(t("Yes") if self.on.isChecked() else t("No"))
        self.stepper.setVisible(self.on.isChecked())

    def _show(self, rules: Rules) -> None:
        number = getattr(rules, self.fields[0])
        self.on.setChecked(number is not None)
        self.stepper.number.setValue(self._usual if number is None else number)
        self._dress()


class ChoiceControl(RuleControl):
    """One of several ways to play."""

    def __init__(self, field: str, words: Mapping[Any, str]) -> None:
        super().__init__(field)
        self.box = ChoiceBox({value: t(text)[0].upper() + t(text)[1:] for value, text in words.items()})
        self.box.currentIndexChanged.connect(self._tell)
        self._row.addWidget(self.box, 1)

    def name(self, words: str) -> None:
        """Name the choice."""
        self.box.setAccessibleName(words)
        self.box.setToolTip(words)

    def values(self) -> dict[str, Any]:
        """Return what is chosen."""
        return {self.fields[0]: self.box.value}

    def _show(self, rules: Rules) -> None:
        self.box.choose(getattr(rules, self.fields[0]))


class BustControl(RuleControl):
    """What passing the target does: nothing, a fall back to a score, or the round does not count."""

    NONE, BACK, IGNORED = (
        mark_for_translation("No bust"),
        mark_for_translation("Back to"),
        mark_for_translation("Round does not count"),
    )
    _USUAL = 15

    def __init__(self) -> None:
        super().__init__("bust_to", "bust_ignored")
        self.box = ChoiceBox({kind: t(kind) for kind in (self.NONE, self.BACK, self.IGNORED)})
        self.stepper = Stepper(MAX_TARGET)
        self.box.currentIndexChanged.connect(self._switch)
        self.stepper.number.valueChanged.connect(self._tell)
        self._row.addWidget(self.box, 1)
        self._row.addWidget(self.stepper)

    def name(self, words: str) -> None:
        """Name the choice and the score."""
        self.box.setAccessibleName(words)
        self.box.setToolTip(words)
        self.stepper.name(t("{rule}: the score after it", rule=words))

    def values(self) -> dict[str, Any]:
        """Return both fields."""
        back = self.stepper.number.value() if self.box.value == self.BACK else None
        return {"bust_to": back, "bust_ignored": self.box.value == self.IGNORED}

    def _switch(self) -> None:
        self.stepper.setVisible(self.box.value == self.BACK)
        self._tell()

    def _show(self, rules: Rules) -> None:
        back = rules.bust_to is not None
        self.stepper.number.setValue(self._USUAL if rules.bust_to is None else rules.bust_to)
        self.box.choose(self.IGNORED if rules.bust_ignored else self.BACK if back else self.NONE)
        self.stepper.setVisible(back)


class MatchControl(RuleControl):
    """How many games, and whether all are played."""

    def __init__(self) -> None:
        super().__init__("games", "every_game_counts")
        self.stepper = Stepper(MATCH_LENGTHS[-1])
        self.stepper.number.setMinimum(1)
        self.all = QPushButton(t("All count"))
        self.all.setCheckable(True)
        self.all.setProperty("role", "segment")
        self.stepper.number.valueChanged.connect(self._offer_all)
        self.stepper.number.valueChanged.connect(self._tell)
        self.all.toggled.connect(self._tell)
        self._row.addWidget(self.stepper)
        self._row.addWidget(self.all, 1)

    def name(self, words: str) -> None:
        """Name the number and the switch."""
        self.stepper.name(words)
        self.all.setAccessibleName(t("{rule}: every game counts", rule=words))
        self.all.setToolTip(t("Every game is played and counts; else most games win"))

    def values(self) -> dict[str, Any]:
        """Return both fields."""
        games = self.stepper.number.value()
        return {"games": games, "every_game_counts": games > 1 and self.all.isChecked()}

    def _show(self, rules: Rules) -> None:
        self.stepper.number.setValue(rules.games)
        self.all.setChecked(rules.every_game_counts)
        self._offer_all(rules.games)

    def _offer_all(self, games: int) -> None:
        """Offer the switch only where there is more than one game to count."""
        self.all.setEnabled(games > 1)


class HandicapControl(RuleControl):
    """The points each side starts with."""

    def __init__(self) -> None:
        super().__init__("handicap")
        self.steppers = Stepper(MAX_TARGET), Stepper(MAX_TARGET)
        for stepper in self.steppers:
            stepper.number.valueChanged.connect(self._tell)
            self._row.addWidget(stepper)
        self._row.addStretch(1)

    def name(self, words: str) -> None:
        """Name both numbers."""
        for team, stepper in enumerate(self.steppers, start=1):
            stepper.name(t("{rule} of team {team}", rule=words, team=team))

    def values(self) -> dict[str, Any]:
        """Return both numbers."""
        one, two = self.steppers
        return {"handicap": (one.number.value(), two.number.value())}

    def _show(self, rules: Rules) -> None:
        for stepper, points in zip(self.steppers, rules.handicap, strict=True):
            stepper.number.setValue(points)
