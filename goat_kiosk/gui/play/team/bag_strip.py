"""Strip of one team's bags in the round in progress, with empty slots for those still to be thrown.

A thrown bag is a button that opens the choice of its new position, because a later bag may knock it in or off. The
number in its corner is its place in the throwing order of the round.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import Bag, out_of_turn_bags
from goat_kiosk.gui.text.describe import RESULTS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus, draw_slot
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme

SIDE, _MAX_SIDE = 52, 112
_BAGS_ACROSS = 8
"""The strip's width divided by a bag's, on a large screen."""
_NUMBER_SIZE = 16


class BagButton(QAbstractButton):
    """One slot of the strip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bag: Bag | None = None
        self._color = "#ffffff"
        self._out_of_turn = False
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(t("No bag"))
        self.setToolTip(t("No bag"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)

    @property
    def n(self) -> int | None:
        """The number of the bag in the round, or None for an empty slot."""
        return self._bag.n if self._bag else None

    def show_bag(self, bag: Bag | None, game: Game, team: Team, *, is_out_of_turn: bool) -> None:
        """Show `bag`, or an empty slot of `team`."""
        self._bag, self._out_of_turn, side = bag, is_out_of_turn, game.side(team)
        self._color = side.color
        self.setEnabled(bag is not None)
        if bag is None:
            name = t("{team}: not thrown yet", team=side.name)
        else:
            name = t("Bag {number}, {team}: {result}", number=bag.n, team=side.name, result=t(RESULTS[bag.result]))
            name += f", {t('out of turn')}" if is_out_of_turn else ""
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(f"{name}. {t('Click to say where it lies now.')}" if bag else name))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(SIDE), px(SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag with its number, or the empty slot."""
        painter, area = painter_on(self)
        if self._bag is None:
            draw_slot(painter, area.adjusted(8, 8, -8, -8))
            return
        if self.hasFocus() or self.isChecked() or self.underMouse():
            draw_focus(painter, area, 14)
        draw_bag(
            painter, self._bag.team, self._bag.result, area.adjusted(6, 6, -6, -6), current_theme().team(self._color)
        )
        self._paint_number(
            painter, QRectF(area.right() - _NUMBER_SIZE - 1, area.top() + 1, _NUMBER_SIZE, _NUMBER_SIZE), self._bag.n
        )

    def _paint_number(self, painter: QPainter, area: QRectF, bag_number: int) -> None:
        theme = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.warn if self._out_of_turn else theme.ground)
        painter.drawEllipse(area)
        painter.setPen(theme.ground if self._out_of_turn else theme.ink)
        painter.setFont(fonts.text(11, QFont.Weight.DemiBold))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(bag_number))


class BagStrip(QWidget):
    """The four slots of a team."""

    chosen = Signal(int)
    """The number of a thrown bag that was clicked."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        self.bags = [BagButton() for _ in range(BAGS_PER_SIDE)]
        for button in self.bags:
            button.clicked.connect(lambda _checked, button=button: self.chosen.emit(button.n))
            row.addWidget(button)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale the bags with the width of the column."""
        super().resizeEvent(event)
        side = max(px(SIDE), min(px(_MAX_SIDE), self.width() // _BAGS_ACROSS))
        for button in self.bags:
            button.setFixedSize(side, side)

    def show_game(self, game: Game) -> None:
        """Show the team's bags of the round in progress."""
        early = out_of_turn_bags(game.bags, game.first_throw)
        bags = [bag for bag in game.bags if bag.team == self._team]
        for index, button in enumerate(self.bags):
            bag = bags[index] if index < len(bags) else None
            button.show_bag(bag, game, self._team, is_out_of_turn=bag is not None and bag.n in early)

    def mark(self, bag_number: int | None) -> None:
        """Check the button of bag `bag_number`, or none."""
        for button in self.bags:
            button.setChecked(bag_number is not None and button.n == bag_number)
