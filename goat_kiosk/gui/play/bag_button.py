"""Button with the picture of one bag, to choose the bag that is a foul.

The number in its corner is its place in the throwing order of the round.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import Bag
from goat_kiosk.gui.text.describe import RESULTS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme

_SIDE, _NUMBER_SIZE = 56, 16


class BagButton(QAbstractButton):
    """One bag of a round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bag: Bag | None = None
        self._color = "#ffffff"
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)
        self.setAccessibleName(t("No bag"))
        self.setToolTip(t("No bag"))

    @property
    def n(self) -> int | None:
        """The number of the bag in the round, or None before a bag is shown."""
        return self._bag.n if self._bag else None

    def show_bag(self, bag: Bag, game: Game) -> None:
        """Show `bag` in the color of its team."""
        self._bag, side = bag, game.side(bag.team)
        self._color = side.color
        name = t("Bag {number}, {team}: {result}", number=bag.n, team=side.name, result=t(RESULTS[bag.result]))
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(name))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(px(_SIDE), px(_SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag with its number."""
        if self._bag is None:
            return
        painter, area = painter_on(self)
        painter.setOpacity(1 if self.isEnabled() else 0.4)
        if self.hasFocus() or self.isChecked() or self.underMouse():
            draw_focus(painter, area, 14)
        color = current_theme().team(self._color)
        draw_bag(painter, self._bag.team, self._bag.result, area.adjusted(6, 6, -6, -6), color)
        corner = QRectF(area.right() - _NUMBER_SIZE - 1, area.top() + 1, _NUMBER_SIZE, _NUMBER_SIZE)
        self._paint_number(painter, corner, self._bag.n)

    def _paint_number(self, painter: QPainter, area: QRectF, bag_number: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().ground)
        painter.drawEllipse(area)
        painter.setPen(current_theme().ink)
        painter.setFont(fonts.text(11, QFont.Weight.DemiBold))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(bag_number))
