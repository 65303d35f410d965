"""Input controls for rules: a number, an optional number, a choice, bust, match length, and handicap.

Each control edits one or more fields of `Rules`: `show_rules` reads them, `values` returns them.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from goat_kiosk.domain.rules.rules import MATCH_LENGTHS, MAX_TARGET, Rules
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.text.i18n import mark_for_translation


class RuleControl(QWidget):
    """Base class: a row of widgets that edit some fields of `Rules`."""

    changed = Signal()

    def __init__(self, *fields: str) -> None:
        super().__init__()
        self.fields = fields
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)

    def set_name(self, rule: str) -> None:
        """Set the accessible name."""
        raise NotImplementedError

    def show_rules(self, rules: Rules) -> None:
        """Show the fields of `rules` without emitting `changed`."""
        with QSignalBlocker(self):
            self._show(rules)

    def values(self) -> dict[str, Any]:
        """Return the fields and their current values."""
        raise NotImplementedError

    def _show(self, rules: Rules) -> None:
        raise NotImplementedError

    def _emit_changed(self) -> None:
        self.changed.emit()


class NumberControl(RuleControl):
    """Control for a number of at least 1."""

    def __init__(self, field: str, maximum: int) -> None:
        super().__init__(field)
        self.stepper = Stepper(maximum)
        self.stepper.number.setMinimum(1)
        self.stepper.number.valueChanged.connect(self._emit_changed)
        self._row.addWidget(self.stepper)
        self._row.addStretch(1)

    def set_name(self, rule: str) -> None:
        self.stepper.set_name(rule)

    def values(self) -> dict[str, Any]:
        return {self.fields[0]: self.stepper.number.value()}

    def _show(self, rules: Rules) -> None:
        self.stepper.number.setValue(getattr(rules, self.fields[0]))


class OptionalControl(RuleControl):
    """Control for an optional number; when switched on it starts from a common value."""

    def __init__(self, field: str, default: int) -> None:
        super().__init__(field)
        self._default = default
        self.switch = QPushButton(t("No"))
        self.switch.setCheckable(True)
        self.switch.setFixedWidth(64)
        self.switch.setProperty("role", "segment")
        self.stepper = Stepper(MAX_TARGET)
        self.stepper.number.setMinimum(1)
        self.switch.toggled.connect(self._switch)
        self.stepper.number.valueChanged.connect(self._emit_changed)
        self._row.addWidget(self.switch)
        self._row.addWidget(self.stepper)
        self._row.addStretch(1)

    def set_name(self, rule: str) -> None:
        self.switch.setAccessibleName(rule)
        self.switch.setToolTip(t("{rule}: on or off", rule=rule))
        self.stepper.set_name(rule)

    def values(self) -> dict[str, Any]:
        return {self.fields[0]: self.stepper.number.value() if self.switch.isChecked() else None}

    def _switch(self) -> None:
        self._update_switch()
        self._emit_changed()

    def _update_switch(self) -> None:
        self.switch.setText(t("Yes") if self.switch.isChecked() else t("No"))
        self.stepper.setVisible(self.switch.isChecked())

    def _show(self, rules: Rules) -> None:
        number = getattr(rules, self.fields[0])
        self.switch.setChecked(number is not None)
        self.stepper.number.setValue(self._default if number is None else number)
        self._update_switch()


class ChoiceControl(RuleControl):
    """Control for one of several options."""

    def __init__(self, field: str, texts: Mapping[Any, str]) -> None:
        super().__init__(field)
        self.box = ChoiceBox({value: t(text)[0].upper() + t(text)[1:] for value, text in texts.items()})
        self.box.currentIndexChanged.connect(self._emit_changed)
        self._row.addWidget(self.box, 1)

    def set_name(self, rule: str) -> None:
        self.box.setAccessibleName(rule)
        self.box.setToolTip(rule)

    def values(self) -> dict[str, Any]:
        return {self.fields[0]: self.box.value}

    def _show(self, rules: Rules) -> None:
        self.box.choose(getattr(rules, self.fields[0]))


class BustControl(RuleControl):
    """Control for exceeding the target: no bust, back to a score, or the round does not count."""

    NONE, BACK, IGNORED = (
        mark_for_translation("No bust"),
        mark_for_translation("Back to"),
        mark_for_translation("Round does not count"),
    )
    _DEFAULT_BUST_SCORE = 15

    def __init__(self) -> None:
        super().__init__("bust_to", "bust_ignored")
        self.box = ChoiceBox({kind: t(kind) for kind in (self.NONE, self.BACK, self.IGNORED)})
        self.stepper = Stepper(MAX_TARGET)
        self.box.currentIndexChanged.connect(self._switch)
        self.stepper.number.valueChanged.connect(self._emit_changed)
        self._row.addWidget(self.box, 1)
        self._row.addWidget(self.stepper)

    def set_name(self, rule: str) -> None:
        self.box.setAccessibleName(rule)
        self.box.setToolTip(rule)
        self.stepper.set_name(t("{rule}: the score after it", rule=rule))

    def values(self) -> dict[str, Any]:
        falls_back = self.stepper.number.value() if self.box.value == self.BACK else None
        return {"bust_to": falls_back, "bust_ignored": self.box.value == self.IGNORED}

    def _switch(self) -> None:
        self.stepper.setVisible(self.box.value == self.BACK)
        self._emit_changed()

    def _show(self, rules: Rules) -> None:
        falls_back = rules.bust_to is not None
        self.stepper.number.setValue(self._DEFAULT_BUST_SCORE if rules.bust_to is None else rules.bust_to)
        self.box.choose(self.IGNORED if rules.bust_ignored else self.BACK if falls_back else self.NONE)
        self.stepper.setVisible(falls_back)


class MatchControl(RuleControl):
    """Control for the number of games in a match, and whether all of them are played."""

    def __init__(self) -> None:
        super().__init__("games", "every_game_counts")
        self.stepper = Stepper(MATCH_LENGTHS[-1])
        self.stepper.number.setMinimum(1)
        self.all_games_switch = ElidedButton(t("All count"))
        self.all_games_switch.setCheckable(True)
        self.all_games_switch.setProperty("role", "segment")
        self.stepper.number.valueChanged.connect(self._show_switch)
        self.stepper.number.valueChanged.connect(self._emit_changed)
        self.all_games_switch.toggled.connect(self._emit_changed)
        self._row.addWidget(self.stepper)
        self._row.addWidget(self.all_games_switch, 1)
        self._row.addStretch(0)

    def set_name(self, rule: str) -> None:
        self.stepper.set_name(rule)
        self.all_games_switch.setAccessibleName(t("{rule}: every game counts", rule=rule))
        self.all_games_switch.setToolTip(t("Every game is played and counts; else most games win"))

    def values(self) -> dict[str, Any]:
        games = self.stepper.number.value()
        return {"games": games, "every_game_counts": games > 1 and self.all_games_switch.isChecked()}

    def _show(self, rules: Rules) -> None:
        self.stepper.number.setValue(rules.games)
        self.all_games_switch.setChecked(rules.every_game_counts)
        self._show_switch(rules.games)

    def _show_switch(self, games: int) -> None:
        """Show the switch only if the match has more than one game."""
        self.all_games_switch.setVisible(games > 1)


class HandicapControl(RuleControl):
    """Control for the points that each team starts with."""

    def __init__(self) -> None:
        super().__init__("handicap")
        self.steppers = Stepper(MAX_TARGET), Stepper(MAX_TARGET)
        for stepper in self.steppers:
            stepper.number.valueChanged.connect(self._emit_changed)
            self._row.addWidget(stepper)
        self._row.addStretch(1)

    def set_name(self, rule: str) -> None:
        for team, stepper in enumerate(self.steppers, start=1):
            stepper.set_name(t("{rule} of team {team}", rule=rule, team=team))

    def values(self) -> dict[str, Any]:
        first, second = self.steppers
        return {"handicap": (first.number.value(), second.number.value())}

    def _show(self, rules: Rules) -> None:
        for stepper, points in zip(self.steppers, rules.handicap, strict=True):
            stepper.number.setValue(points)
