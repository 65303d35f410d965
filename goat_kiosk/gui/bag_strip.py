"""The bags of the round in progress in the order thrown, and the places of those still to come.

A thrown bag is a button: it opens the choice of where the bag lies now, since a later bag may knock it in or off.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from goat_kiosk.domain.events import BAGS_A_ROUND
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import Bag, out_of_turn
from goat_kiosk.gui.glyphs import draw_bag, draw_focus, draw_slot
from goat_kiosk.gui.plain import tip
from goat_kiosk.gui.style import look

SIDE = 52


class BagButton(QAbstractButton):
    """One place of the strip."""

    def __init__(self, n: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.n = n
        self._bag: Bag | None = None
        self._color = "#ffffff"
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)

    def show_bag(self, bag: Bag | None, game: Game, *, early: bool) -> None:
        """Show `bag`, or an empty place."""
        self._bag = bag
        self.setEnabled(bag is not None)
        if bag is None:
            words = f"Bag {self.n}: not thrown yet"
        else:
            side = game.side(bag.team)
            self._color = side.color
            words = f"Bag {self.n}, {side.name}: {bag.result}{', out of turn' if early else ''}"
        self.setAccessibleName(words)
        self.setToolTip(tip(words + (". Click to say where it lies now." if bag else "")))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a finger."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag, or the empty place."""
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bag is None:
            draw_slot(painter, place.adjusted(8, 8, -8, -8))
            return
        if self.hasFocus() or self.isChecked() or self.underMouse():
            draw_focus(painter, place, 14)
        draw_bag(painter, self._bag.team, self._bag.result, place.adjusted(6, 6, -6, -6), look().team(self._color))


class BagStrip(QWidget):
    """The eight places of a round."""

    chosen = Signal(int)
    """The number of a thrown bag that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        self.bags = [BagButton(n) for n in range(1, BAGS_A_ROUND + 1)]
        for button in self.bags:
            button.clicked.connect(lambda _checked, n=button.n: self.chosen.emit(n))
            row.addWidget(button)
        row.addStretch(1)

    def show_game(self, game: Game) -> None:
        """Show the bags of the round in progress."""
        early = out_of_turn(game.bags, game.first_throw)
        for place, button in enumerate(self.bags):
            bag = game.bags[place] if place < len(game.bags) else None
            button.show_bag(bag, game, early=button.n in early)

    def mark(self, n: int | None) -> None:
        """Mark the bag that is being changed, or none."""
        for button in self.bags:
            button.setChecked(button.n == n)
