"""Form of a format played in rounds, Swiss or switch: how many, and the brackets that follow by the standings."""

from typing import Literal, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.tournament.paired_stage import DEFAULT_GAMES_EACH
from goat_kiosk.tournament.stage import Stage, StageSource

_MOST_ROUNDS, _MOST_ENTRIES = 30, 64
_CAPTION_WIDTH = 64
_LAST_PLACE = 256
"""Of the lowest bracket: everybody who is left."""
_DEFAULT_SIZE = 8


class RoundsChoice(NamedTuple):
    """How many rounds there are, or games for each, and the brackets that follow."""

    rounds: int = 0
    """0: as many as the format needs by itself."""
    is_by_rounds: bool = True
    """Whether a switch is played in rounds; else the next game is made as soon as a court is free."""
    levels: int = 0
    """Brackets that follow, by the standings."""
    size: int = _DEFAULT_SIZE
    """Who goes on to each of them but the lowest; to a single one, who goes on at all."""
    bracket: Literal["single", "double"] = "double"

    def stages(self, stage: Stage) -> tuple[Stage, ...]:
        """Return the rounds and the brackets; `stage` has the format, and the other settings of all of them."""
        number = self.rounds or None
        first = replace(stage, rounds=number, games_each=None, pools=1, source=None)
        if stage.format == "switch" and not self.is_by_rounds:
            first = replace(first, rounds=None, games_each=number or DEFAULT_GAMES_EACH)
        bracket = replace(
            first, format=self.bracket, rounds=None, games_each=None, seeding="standings", round_minutes=None
        )
        return first, *(
            replace(bracket, source=StageSource(1, places=self._places(level))) for level in range(self.levels)
        )

    def _places(self, level: int) -> tuple[int, int]:
        is_lowest = level == self.levels - 1 and level > 0
        return level * self.size + 1, _LAST_PLACE if is_lowest else (level + 1) * self.size


def rounds_choice_of(stages: tuple[Stage, ...]) -> RoundsChoice:
    """Return the choice that comes nearest to the stages of a division."""
    first, later = stages[0], stages[1:]
    places = later[0].source.places if later and later[0].source is not None else None
    return RoundsChoice(
        first.rounds or first.games_each or 0,
        first.rounds is not None or first.format != "switch",
        min(len(later), 4),
        places[1] if places is not None else _DEFAULT_SIZE,
        "single" if later and later[0].format == "single" else "double",
    )


class RoundsForm(QWidget):
    """The fields of a `RoundsChoice`, in one row."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pace = ChoiceBox({"games": t("Games each"), "rounds": t("Rounds")}, t("How games are made"))
        self.pace.setToolTip(t("Games each: the next four play as soon as a court is free. Rounds: all together"))
        self.caption = ElidedLabel(t("Rounds"), "quiet")
        self.caption.setFixedWidth(_CAPTION_WIDTH)
        self.rounds, self.going_on = Stepper(_MOST_ROUNDS), Stepper(_MOST_ENTRIES)
        self.rounds.set_name(t("Rounds"))
        self.rounds.number.setSpecialValueText("–")
        self.rounds.number.setToolTip(t("–: as many as are needed for one to win all; of a switch four games"))
        self.going_on.set_name(t("How many go on to each bracket"))
        self.levels = ChoiceBox(
            {
                0: t("No bracket after it"),
                1: t("The best play a bracket"),
                2: t("Two brackets by standing"),
                3: t("Three brackets by standing"),
                4: t("Four brackets by standing"),
            },
            t("Brackets after the rounds"),
        )
        self.bracket = ChoiceBox({"double": t("Double elimination"), "single": t("Single elimination")}, t("Bracket"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for widget, stretch in (
            *((self.pace, 2), (self.caption, 0), (self.rounds, 0)),
            *((self.levels, 2), (self.going_on, 0), (self.bracket, 1)),
        ):
            row.addWidget(widget, stretch)
        for stepper in (self.rounds, self.going_on):
            stepper.number.valueChanged.connect(self.changed)
        for box in (self.pace, self.levels, self.bracket):
            box.activated.connect(self._on_choice)

    @property
    def _is_by_rounds(self) -> bool:
        return self.pace.isHidden() or self.pace.value == "rounds"

    @property
    def choice(self) -> RoundsChoice:
        """What is chosen."""
        return RoundsChoice(
            self.rounds.number.value(),
            self._is_by_rounds,
            self.levels.value,
            max(2, self.going_on.number.value()),
            self.bracket.value,
        )

    def show_choice(self, choice: RoundsChoice, *, is_switch: bool) -> None:
        """Show a choice; only a switch can be played without rounds."""
        self.pace.setVisible(is_switch)
        self.caption.setHidden(is_switch)
        self.pace.choose("rounds" if choice.is_by_rounds else "games")
        self.rounds.number.setValue(choice.rounds)
        self.levels.choose(choice.levels)
        self.going_on.number.setValue(choice.size)
        self.bracket.choose(choice.bracket)
        self._show_dependents()

    def _on_choice(self) -> None:
        self._show_dependents()
        self.changed.emit()

    def _show_dependents(self) -> None:
        for widget in (self.going_on, self.bracket):
            widget.setVisible(self.levels.value > 0)
