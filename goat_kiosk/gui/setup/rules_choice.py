"""Grid of rule sets to choose from: every preset and every set of the venue, each with a line that explains it."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from goat_kiosk.domain.rules.rules import PRESETS, Rules
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.plain_text import plain_caption, plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px, scale_widget
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
from goat_kiosk.gui.widgets.grid_area import GridArea
from goat_kiosk.gui.widgets.inputs.painted_radio import PaintedRadio
from goat_kiosk.text import rules_text
from goat_kiosk.text.i18n import mark_for_translation

EXPLANATIONS = {
    "acl": mark_for_translation("First to 21 or more. No bust."),
    "backyard": mark_for_translation("Exactly 21; over it falls back to 15."),
    "quick": mark_for_translation("First to 11. For a short queue."),
    "virtual": mark_for_translation("Ten rounds, every point counts."),
    "timed": mark_for_translation("Whoever leads after 20 minutes."),
    "rounds": mark_for_translation("Whoever leads after eight rounds."),
    "skunk": mark_for_translation("To 21, or 11–0 ends it early."),
    "best-of-3": mark_for_translation("Two games to 21 win the match."),
}
_COLUMNS, _MAX_ROWS = 4, 3
_BUTTON_HEIGHT, _GAP = 56, 8


class RulesButton(PaintedRadio):
    """Button of one rule set: its name, and under it the explanation."""

    def __init__(self, name: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(plain_caption(name))
        self.name, self.explanation = name, explanation
        self.setAccessibleName(f"{name}: {explanation}")
        self.setToolTip(plain_tooltip(explanation))

    def sizeHint(self) -> QSize:
        """Room for two lines."""
        return QSize(px(240), px(_BUTTON_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the explanation."""
        (painter, area), now = painter_on(self), current_theme()
        self.paint_frame(painter, area)
        name_font, font = fonts.text(16, QFont.Weight.DemiBold), fonts.text(14)
        draw_text(painter, area.adjusted(14, 5, -10, -27), self.name, TextStyle(name_font, now.ink, LEFT))
        room = area.adjusted(14, 28, -34 if self.isChecked() else -10, -7)
        draw_text(painter, room, self.explanation, TextStyle(font, now.quiet, LEFT))


class RulesChoice(QGroupBox):
    """The grid; exactly one rule set is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("Rules"))
        self._rule_sets: dict[str, Rules] = {}
        self.buttons: dict[str, RulesButton] = {}
        self._area = GridArea(_BUTTON_HEIGHT, _GAP, _MAX_ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.offer(PRESETS)

    @property
    def preset(self) -> str:
        """The key of the chosen rule set."""
        return next(key for key, button in self.buttons.items() if button.isChecked())

    def offer(self, rule_sets: Mapping[str, Rules]) -> None:
        """Set the rule sets to choose from; the chosen one stays chosen if it is among them."""
        if self._rule_sets == rule_sets:
            return
        previous = self.preset if self.buttons else "acl"
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self._rule_sets = dict(rule_sets)
        with use_window_language():
            self.buttons = {
                key: scale_widget(RulesButton(rules_text.rule_set_name(rules), _explanation(key, rules)))
                for key, rules in rule_sets.items()
            }
        self._area.show_widgets(list(self.buttons.values()), _COLUMNS)
        self.choose(previous if previous in self.buttons else "acl")

    def choose(self, preset: str) -> None:
        """Choose a rule set by its key."""
        self.buttons[preset].setChecked(True)


def _explanation(key: str, rules: Rules) -> str:
    differences = "; ".join(rules_text.differences(rules)) or t("as ACL")
    return t(EXPLANATIONS[key]) if key in EXPLANATIONS else f"{differences[0].upper()}{differences[1:]}."
