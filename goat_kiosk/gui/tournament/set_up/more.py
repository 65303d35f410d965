"""Settings that few nights need, folded away: rules, seeds, caps, clock, losers order, matches of several games."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QWidget

from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.text import rules_text
from goat_kiosk.tournament.division_events import Cap
from goat_kiosk.tournament.stage import Stage

_LENGTHS = (1, 3, 5)
_CLOCKS = (10, 12, 15, 20)
"""Minutes of a round."""


class MorePanel(QWidget):
    """The fields, two in a row."""

    def __init__(self, rule_sets: Callable[[], Mapping[str, Rules]], parent: QWidget | None = None) -> None:
        """`rule_sets` returns the rule sets to choose from, by their keys."""
        super().__init__(parent)
        self._rule_sets = rule_sets
        self.rules = ChoiceBox(name=t("Rules"))
        self.losers_order = ChoiceBox(
            {"fewest-repeats": t("Fewest rematches"), "acl": t("As the ACL does")}, t("Losers bracket")
        )
        self.seeding = ChoiceBox(
            {
                "random": t("By chance"),
                "rating": t("By rating"),
                "grade": t("By grade"),
                "order": t("As they signed up"),
            },
            t("Seeds"),
        )
        self.cap, self.clock = ChoiceBox(name=t("Who may enter")), ChoiceBox(name=t("Clock of a round"))
        lengths = {games: t("1 game") if games == 1 else t("Best of {games}", games=games) for games in _LENGTHS}
        self.lengths = {
            "W": ChoiceBox(lengths, t("Winners bracket")),
            "L": ChoiceBox(lengths, t("Losers bracket matches")),
            "F": ChoiceBox(lengths, t("Final")),
        }
        self._unknown_rules: Rules | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.boxes = [self.rules, self.seeding, self.cap, self.clock, self.losers_order, *self.lengths.values()]
        for index, box in enumerate(self.boxes):
            row, column = divmod(index, 2)
            grid.addWidget(ElidedLabel(box.accessibleName(), "quiet"), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
        for column in range(4):
            grid.setColumnStretch(column, 2 if column % 2 else 1)

    @property
    def chosen_rules(self) -> Rules | None:
        """The chosen rules; None for the ACL's."""
        rules = self._rule_sets().get(self.rules.value, self._unknown_rules)
        return None if rules == ACL else rules

    def stage(self, stage: Stage) -> Stage:
        """Return `stage` with the settings of this panel."""
        lengths = {side: box.value for side, box in self.lengths.items() if box.value != 1}
        others = {name: games for name, games in stage.best_of.items() if name not in self.lengths}
        return replace(
            stage,
            seeding=self.seeding.value,
            losers_order=self.losers_order.value,
            best_of=others | lengths,
            round_minutes=self.clock.value,
        )

    def show_settings(self, stage: Stage, rules: Rules | None, cap: Cap | None, *, is_new: bool) -> None:
        """Show the settings of a tournament; rules that are not among the sets are offered as they are."""
        self._show_cap(cap, is_new=is_new)
        self.show_clock(stage)
        sets, self._unknown_rules = self._rule_sets(), rules
        key = next((key for key, known in sets.items() if known == (rules or ACL)), "")
        with use_window_language():
            names = {key: rules_text.rule_set_name(known) for key, known in sets.items()}
        self.rules.set_choices(names if key else {"": (rules or ACL).name, **names})
        self.rules.choose(key)
        self.seeding.choose(stage.seeding)
        self.losers_order.choose(stage.losers_order)
        for side, box in self.lengths.items():
            box.choose(stage.best_of.get(side, 1))

    def show_clock(self, stage: Stage) -> None:
        """Show whether the rounds of a stage are played by a clock."""
        minutes = sorted({*_CLOCKS, stage.round_minutes or _CLOCKS[0]})
        self.clock.set_choices({None: t("None"), **{count: t("{minutes} min", minutes=count) for count in minutes}})
        self.clock.choose(stage.round_minutes)

    def _show_cap(self, cap: Cap | None, *, is_new: bool) -> None:
        texts: dict[Cap | None, str] = {
            None: t("Everybody"),
            Cap(grade="B"): t("Grade B and below"),
            Cap(grade="C"): t("Grade C"),
        }
        if cap is not None:
            rating = "" if cap.rating is None else t("Rated up to {rating}", rating=cap.rating)
            texts.setdefault(cap, " · ".join(filter(None, (rating, cap.grade))))
        self.cap.set_choices(texts)
        self.cap.choose(cap)
        self.cap.setEnabled(is_new)

    def show_format(self, *, is_double: bool) -> None:
        """Disable what a single elimination does not have."""
        for box in (self.losers_order, self.lengths["L"], self.lengths["F"]):
            box.setEnabled(is_double)
