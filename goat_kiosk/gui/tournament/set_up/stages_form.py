"""Form of the stages of a division: its format, and with pools how many there are and who goes on to which bracket."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.tournament.set_up.rounds_form import RoundsForm, rounds_choice_of
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.text.advice_words import format_words
from goat_kiosk.tournament.stage import Format, Stage, StageSource

_CAPTION_WIDTH = 64
_MOST_POOLS = 32
_LAST_PLACE = 256
"""Of a lower bracket: everybody who is not in the upper one."""
GoingOn = Literal["first", "best-two", "all"]
"""Who goes on from each pool: its winner, the best two, or everybody into an upper and a lower bracket."""
_LAST_OF_UPPER: dict[GoingOn, int] = {"first": 1, "best-two": 2, "all": 2}


OTHER_FORMAT = None
"""A format that has no button here, such as rounds among equals: it is shown in words, and stays as it is."""


class FormatChoice(NamedTuple):
    """A format, with the game at its end that an elimination may have."""

    format: Format
    has_last_game: bool = False
    """Double elimination: the if-necessary game; single: the one for third place."""
    has_pools: bool = False

    def apply_to(self, stage: Stage) -> Stage:
        """Return `stage` in this format."""
        is_double = self.format == "double"
        return replace(
            stage,
            format=self.format,
            if_game=self.has_last_game if is_double else True,
            third_place=self.has_last_game and not is_double,
            pools=stage.pools if self.has_pools else 1,
            pool_courts=stage.pool_courts if self.has_pools else {},
        )


def format_choice_of(stage: Stage) -> FormatChoice:
    """Return the format of a stage."""
    return FormatChoice(stage.format, stage.if_game if stage.format == "double" else stage.third_place, stage.pools > 1)


class PoolsChoice(NamedTuple):
    """How many pools there are, who goes on, and how the brackets are played."""

    pools: int
    going_on: GoingOn
    bracket: Literal["single", "double"]

    def stages(self, stage: Stage) -> tuple[Stage, ...]:
        """Return the pools and the brackets that follow; `stage` has the other settings of all of them."""
        last = _LAST_OF_UPPER[self.going_on]
        bracket = replace(
            stage,
            format=self.bracket,
            pools=1,
            pool_courts={},
            seeding="standings",
            times_through=1,
            round_minutes=None,
        )
        upper = replace(bracket, source=StageSource(1, pool_places=(1, last)))
        lower = replace(bracket, source=StageSource(1, pool_places=(last + 1, _LAST_PLACE)))
        pools = replace(stage, format="round-robin", pools=self.pools)
        return (pools, upper, lower) if self.going_on == "all" else (pools, upper)


def _pools_choice_of(stages: tuple[Stage, ...]) -> PoolsChoice:
    """Return the choice that comes nearest to the stages of a division."""
    source = stages[1].source if len(stages) > 1 else None
    is_first = source is not None and source.pool_places == (1, 1)
    going_on: GoingOn = "all" if len(stages) > 2 else "first" if is_first else "best-two"
    is_double = len(stages) < 2 or stages[1].format == "double"
    return PoolsChoice(max(stages[0].pools, 2), going_on, "double" if is_double else "single")


def deal_courts(pools: int, courts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the courts of each pool, dealt one after the other; none where there are fewer courts than pools."""
    if len(courts) < pools:
        return {}
    return {f"P{number}": tuple(courts[number - 1 :: pools]) for number in range(1, pools + 1)}


class StagesForm(QWidget):
    """The format in one row, and below it what pools need."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: tuple[Stage, ...] = (Stage("double"),)
        self.format = RadioGroup(
            t("Format"),
            {
                FormatChoice("double", has_last_game=True): Choice(
                    t("Double elimination"), t("Out after two losses; in the final, too")
                ),
                FormatChoice("double"): Choice(t("Double, one final"), t("The final is one match, whoever wins it")),
                FormatChoice("single"): Choice(t("Single elimination"), t("Out after one loss")),
                FormatChoice("single", has_last_game=True): Choice(
                    t("Single, third place"), t("The losers of the semifinals play for third place")
                ),
                FormatChoice("round-robin"): Choice(t("Round robin"), t("Everybody meets everybody")),
                FormatChoice("round-robin", has_pools=True): Choice(
                    t("Pools first"), t("Everybody meets everybody in a pool; the best go on to a bracket")
                ),
                FormatChoice("swiss"): Choice(t("Swiss"), t("Equal records meet, and nobody is out")),
                OTHER_FORMAT: Choice(""),
            },
            wraps=True,
        )
        self.pools = Stepper(_MOST_POOLS)
        self.pools.set_name(t("Pools"))
        self.going_on = ChoiceBox(
            {
                "best-two": t("The best two of each pool go on"),
                "first": t("The winner of each pool goes on"),
                "all": t("All: upper and lower bracket"),
            },
            t("Who goes on"),
        )
        self.bracket = ChoiceBox({"double": t("Double elimination"), "single": t("Single elimination")}, t("Bracket"))
        self.pool_courts = ChoiceBox({False: t("Any board"), True: t("Own boards")}, t("Boards of the pools"))
        self.pool_courts.setToolTip(t("On boards of its own a pool runs itself: after one call each next game opens"))
        self._pool_row, self.rounds = QWidget(), RoundsForm()
        self._arrange()
        self.rounds.changed.connect(self.changed)
        self.format.chosen.connect(self._on_format)
        self.pools.number.valueChanged.connect(self.changed)
        for box in (self.going_on, self.bracket, self.pool_courts):
            box.activated.connect(self.changed)

    def _arrange(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout(self._pool_row)
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        caption = ElidedLabel(t("Pools"), "quiet")
        caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        caption.setFixedWidth(_CAPTION_WIDTH)
        row.addWidget(caption)
        row.addWidget(self.pools)
        row.addWidget(self.going_on, 2)
        row.addWidget(self.bracket, 1)
        row.addWidget(self.pool_courts, 1)
        column.addWidget(self.format)
        column.addWidget(self._pool_row)
        column.addWidget(self.rounds)

    @property
    def is_switch(self) -> bool:
        """Whether partners change from game to game."""
        return self.format.value is OTHER_FORMAT and self._before[0].format == "switch"

    @property
    def has_bracket_of_teams(self) -> bool:
        """Whether those who go on from a switch get a partner for a bracket."""
        return self.is_switch and self.rounds.choice.levels > 0

    @property
    def has_losers_bracket(self) -> bool:
        """Whether a stage is a double elimination."""
        choice: FormatChoice | None = self.format.value
        if self._is_in_rounds:
            return self.rounds.choice.levels > 0 and self.rounds.choice.bracket == "double"
        if choice is OTHER_FORMAT:
            return any(stage.format == "double" for stage in self._before)
        return bool(self.bracket.value == "double") if choice.has_pools else choice.format == "double"

    def stages(self, settings: Callable[[Stage], Stage], courts: Sequence[str] = ()) -> tuple[Stage, ...]:
        """Return the stages; `settings` gives a stage the settings that do not depend on its format.

        Stages that were made elsewhere and are finer than this form stay, as long as nobody chooses others. `courts`
        are dealt to pools that have their own.
        """
        first, *later = self._stages_without_courts(settings)
        if not self.has_pools:
            return first, *later
        dealt = deal_courts(first.pools, courts) if self.pool_courts.value else {}
        is_dealt = {court for own in first.pool_courts.values() for court in own} == set(courts)
        if is_dealt and self.pool_courts.value and len(first.pool_courts) == first.pools:
            dealt = first.pool_courts
        return replace(first, pool_courts=dealt), *later

    @property
    def has_pools(self) -> bool:
        """Whether pools come first."""
        choice: FormatChoice | None = self.format.value
        return choice is not OTHER_FORMAT and choice.has_pools

    def _stages_without_courts(self, settings: Callable[[Stage], Stage]) -> tuple[Stage, ...]:
        choice = self.format.value
        if self._is_in_rounds:
            return self._stages_in_rounds(settings)
        if choice is OTHER_FORMAT:
            first, *later = self._before
            return settings(first), *(_with_own(settings, stage) for stage in later)
        if not choice.has_pools:
            plain = replace(self._before[0], source=None, rounds=None, games_each=None, round_minutes=None)
            return (settings(choice.apply_to(plain)),)
        if self._chosen_pools == _pools_choice_of(self._before) and choice == format_choice_of(self._before[0]):
            first = settings(self._before[0])
            return first, *(_with_own(settings, stage) for stage in self._before[1:])
        return self._chosen_pools.stages(settings(replace(self._before[0], if_game=True, third_place=False)))

    @property
    def _is_in_rounds(self) -> bool:
        return self.is_switch or self.format.value == FormatChoice("swiss")

    def _stages_in_rounds(self, settings: Callable[[Stage], Stage]) -> tuple[Stage, ...]:
        format_: Format = "switch" if self.is_switch else "swiss"
        if self._before[0].format == format_ and self.rounds.choice == rounds_choice_of(self._before):
            first, *later = self._before
            return settings(first), *(_with_own(settings, stage) for stage in later)
        first = replace(self._before[0], format=format_, third_place=False, if_game=True)
        return self.rounds.choice.stages(settings(first))

    @property
    def _chosen_pools(self) -> PoolsChoice:
        return PoolsChoice(max(self.pools.number.value(), 2), self.going_on.value, self.bracket.value)

    def show_stages(self, stages: tuple[Stage, ...]) -> None:
        """Show the stages of a division."""
        self._before, choice = stages, _pools_choice_of(stages)
        self.rounds.show_choice(rounds_choice_of(stages), is_switch=stages[0].format == "switch")
        self._show_format(stages)
        self.pools.number.setValue(choice.pools)
        self.going_on.choose(choice.going_on)
        self.bracket.choose(choice.bracket)
        self.pool_courts.choose(bool(stages[0].pool_courts))
        self._show_dependents()

    def _show_format(self, stages: tuple[Stage, ...]) -> None:
        value, other = format_choice_of(stages[0]), self.format.buttons[OTHER_FORMAT]
        is_other = value not in self.format.buttons or (
            len(stages) > 1 and not value.has_pools and value.format != "swiss"
        )
        with use_window_language():
            other.set_caption(format_words(stages) if is_other else "")
        other.setVisible(is_other)
        self.format.choose(OTHER_FORMAT if is_other else value)

    def _on_format(self) -> None:
        self._show_dependents()
        self.changed.emit()

    def _show_dependents(self) -> None:
        self._pool_row.setVisible(self.has_pools)
        self.rounds.setVisible(self._is_in_rounds)
        self.format.setHidden(self.is_switch)  # who plays has said it


def _with_own(settings: Callable[[Stage], Stage], stage: Stage) -> Stage:
    """Return a later stage with the settings of all; its seeding and its clock are its own."""
    return replace(settings(stage), seeding=stage.seeding, round_minutes=stage.round_minutes)
