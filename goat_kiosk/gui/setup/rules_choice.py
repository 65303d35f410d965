"""Grid of rule sets to choose from: every preset and every set of the venue, each with a line that explains it."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QScrollArea, QSizePolicy, QWidget

from goat_kiosk.domain.rules.rules import PRESETS, Rules
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px, scale_widget
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
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
_BUTTON_HEIGHT, _GAP = 60, 8


class RulesButton(QAbstractButton):
    """Button of one rule set: its name, and under it the explanation."""

    def __init__(self, name: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)
        self.setMinimumSize(200, _BUTTON_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.explanation = explanation
        self.setAccessibleName(f"{name}: {explanation}")
        self.setToolTip(plain_tooltip(explanation))

    def sizeHint(self) -> QSize:
        """Room for two lines."""
        return QSize(px(240), px(_BUTTON_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the explanation."""
        painter, area = painter_on(self)
        painter.setPen(QPen(current_theme().ink if self.isChecked() else current_theme().line, 2))
        painter.setBrush(current_theme().panel)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 10, 10)
        if self.isChecked() or self.hasFocus():
            draw_focus(painter, area, 10)
        if self.isChecked():
            self._paint_tick(painter, QRectF(area.right() - 30, 8, 18, 18))
        name_font, explanation_font = fonts.text(16, QFont.Weight.DemiBold), fonts.text(14)
        draw_text(painter, area.adjusted(14, 6, -34, -28), self.text(), TextStyle(name_font, current_theme().ink, LEFT))
        draw_text(
            painter,
            area.adjusted(14, 30, -10, -8),
            self.explanation,
            TextStyle(explanation_font, current_theme().quiet, LEFT),
        )

    def _paint_tick(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(current_theme().ink, 2.5))
        x, y, size = area.left(), area.top(), area.width()
        painter.drawPolyline([QPointF(x + dx * size, y + dy * size) for dx, dy in _TICK])


_TICK = ((0.1, 0.55), (0.4, 0.85), (0.95, 0.2))


class RulesChoice(QScrollArea):
    """The grid; exactly one rule set is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._rule_sets: dict[str, Rules] = {}
        self.buttons: dict[str, RulesButton] = {}
        content = QWidget()
        content.setObjectName("transparent")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setObjectName("transparent")
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
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._rule_sets = dict(rule_sets)
        with use_window_language():
            self.buttons = {
                key: RulesButton(rules_text.rule_set_name(rules), _explanation(key, rules))
                for key, rules in rule_sets.items()
            }
        for index, button in enumerate(self.buttons.values()):
            self._group.addButton(button)
            self._grid.addWidget(scale_widget(button), *divmod(index, _COLUMNS))
        rows = min(_MAX_ROWS, -(-len(rule_sets) // _COLUMNS))
        self.setFixedHeight(px(rows * (_BUTTON_HEIGHT + _GAP) - _GAP))
        self.choose(previous if previous in self.buttons else "acl")

    def choose(self, preset: str) -> None:
        """Choose a rule set by its key."""
        self.buttons[preset].setChecked(True)


def _explanation(key: str, rules: Rules) -> str:
    differences = "; ".join(rules_text.differences(rules)) or t("as ACL")
    return t(EXPLANATIONS[key]) if key in EXPLANATIONS else f"{differences[0].upper()}{differences[1:]}."
