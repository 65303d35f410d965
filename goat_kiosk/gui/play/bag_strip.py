"""One side's bags of the round in progress, and the places of those still to come.

A thrown bag is a button: it opens the choice of where the bag lies now, since a later bag may knock it in or off.
The number in its corner says when it was thrown in the round.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import Bag, out_of_turn_bags
from goat_kiosk.gui.text.describe import RESULTS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_bag, draw_focus, draw_slot
from goat_kiosk.gui.widgets.plain import tip
from goat_kiosk.gui.widgets.scale import painter_on, px
from goat_kiosk.gui.widgets.style import current_theme

SIDE, _LARGEST = 52, 112
_ACROSS = 8
"""Parts of the strip's width that a bag takes on a large screen."""
_NUMBER = 16


class BagButton(QAbstractButton):
    """One place of the strip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bag: Bag | None = None
        self._color = "#ffffff"
        self._early = False
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(t("No bag"))
        self.setToolTip(t("No bag"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)

    @property
    def n(self) -> int | None:
        """The number of the bag shown, counted in the round."""
        return self._bag.n if self._bag else None

    def show_bag(self, bag: Bag | None, game: Game, team: Team, *, early: bool) -> None:
        """Show `bag`, or an empty place of `team`."""
        self._bag, self._early, side = bag, early, game.side(team)
        self._color = side.color
        self.setEnabled(bag is not None)
        if bag is None:
            words = t("{team}: not thrown yet", team=side.name)
        else:
            words = t("Bag {number}, {team}: {result}", number=bag.n, team=side.name, result=t(RESULTS[bag.result]))
            words += f", {t('out of turn')}" if early else ""
        self.setAccessibleName(words)
        self.setToolTip(tip(f"{words}. {t('Click to say where it lies now.')}" if bag else words))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(SIDE), px(SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag with its number, or the empty place."""
        painter, place = painter_on(self)
        if self._bag is None:
            draw_slot(painter, place.adjusted(8, 8, -8, -8))
            return
        if self.hasFocus() or self.isChecked() or self.underMouse():
            draw_focus(painter, place, 14)
        draw_bag(
            painter, self._bag.team, self._bag.result, place.adjusted(6, 6, -6, -6), current_theme().team(self._color)
        )
        self._paint_number(painter, QRectF(place.right() - _NUMBER - 1, place.top() + 1, _NUMBER, _NUMBER), self._bag.n)

    def _paint_number(self, painter: QPainter, place: QRectF, n: int) -> None:
        now = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.warn if self._early else now.ground)
        painter.drawEllipse(place)
        painter.setPen(now.ground if self._early else now.ink)
        painter.setFont(fonts.text(11, QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(n))


class BagStrip(QWidget):
    """The four places of a side."""

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
        """Let the bags grow with the column."""
        super().resizeEvent(event)
        side = max(px(SIDE), min(px(_LARGEST), self.width() // _ACROSS))
        for button in self.bags:
            button.setFixedSize(side, side)

    def show_game(self, game: Game) -> None:
        """Show the side's bags of the round in progress."""
        early = out_of_turn_bags(game.bags, game.first_throw)
        own = [bag for bag in game.bags if bag.team == self._team]
        for place, button in enumerate(self.bags):
            bag = own[place] if place < len(own) else None
            button.show_bag(bag, game, self._team, early=bag is not None and bag.n in early)

    def mark(self, n: int | None) -> None:
        """Mark the bag that is being changed, or none."""
        for button in self.bags:
            button.setChecked(n is not None and button.n == n)
