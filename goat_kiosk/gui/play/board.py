"""Board widget: tap where a bag landed, drag a bag that moved.

A tap always records a new bag, also on top of others, because the next bag often lands on a pile; a bag that already
lies there is moved by dragging. While a bag is chosen (from the strip or by key), a tap sets its new position. A tap
throws for the team that is due; the other team's throws have their own buttons and keys.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from goat_kiosk.domain.events import BagMoved, BagThrown, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.play.board_plan import (
    BAG,
    BOARD_LONG,
    BOARD_WIDE,
    HOLE_X,
    HOLE_Y,
    SIDE_MARGIN,
    BoardPlan,
    PlacedBag,
    place_bags,
    result_at,
)
from goat_kiosk.gui.settings.taps import accept_taps_by_place
from goat_kiosk.gui.text.describe import RESULTS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.scale import factor, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.text.i18n import mark_for_translation

_TOSS_FIRST = mark_for_translation("Toss a coin first: the keys of the team that won it say who throws.")
_SHADOW_OPACITY = 0.45
_TOP_CENTER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class Board(QWidget):
    """The board with this round's bags."""

    requested = Signal(object)
    """A `BagThrown` or a `BagMoved`."""
    ignored = Signal(str)
    """The sentence that says why a tap had no effect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due_team: Team | None = None
        self._game: Game | None = None
        self._left_team: Team = 1
        self._placed_bags: list[PlacedBag] = []
        self._chosen_bag: int | None = None
        self._pressed: QPointF | None = None
        self._dragged: PlacedBag | None = None
        self._pointer: QPointF | None = None
        self._surface = QPixmap()
        self._surface_key: object = None
        self.setMouseTracking(True)
        accept_taps_by_place(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Room for the board and the ground around it."""
        return QSize(px(316), px(450))

    def minimumSizeHint(self) -> QSize:
        """The size at which a bag can still be touched with a finger."""
        return QSize(px(228), px(324))

    @property
    def plan(self) -> BoardPlan:
        """The mapping between inches and pixels at the current size."""
        return BoardPlan.fit(self.width(), self.height())

    def show_game(self, game: Game, left_team: Team) -> None:
        """Show the bags of the round in progress; `left_team` is on the left."""
        self._game, self._left_team, self._due_team = game, left_team, game.next_team
        self._placed_bags = place_bags(game.bags, left_team)
        self._dragged = None
        bag_texts = [
            t(
                "bag {number} {team} {result}",
                number=placed.bag.n,
                team=game.side(placed.bag.team).name,
                result=t(RESULTS[placed.bag.result]),
            )
            for placed in self._placed_bags
        ]
        self.setAccessibleName(t("The board: {bags}", bags=", ".join(bag_texts) or t("no bag yet")))
        self.update()

    def set_due(self, team: Team | None) -> None:
        """Set the team that the next tap throws for, while earlier bags are still being saved."""
        self._due_team = team
        self.update()

    def mark(self, bag_number: int | None) -> None:
        """Highlight bag `bag_number`, or no bag."""
        self._chosen_bag = bag_number
        self.update()

    def place_of(self, bag_number: int) -> QPointF:
        """Return the point at which bag `bag_number` of this round is drawn."""
        placed = self._placed_bags[bag_number - 1]
        return self.plan.pixel(placed.x, placed.y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a tap, or a drag if a bag is under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragged = self._bag_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the dragged bag, or the shadow that shows where a tap would put the next one."""
        self._pointer = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Record the tap, or the new position of the dragged bag."""
        # Invariant: a press and a release record at most one event. Below the drag distance it is a tap, even on top
        # of a bag, so a trembling finger throws a bag and does not move the one that lies there.
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None or self._game is None:
            return
        dragged = self._dragged if self._is_drag(event.position()) else None
        self._pressed = self._dragged = None
        bag_number = dragged.bag.n if dragged else self._chosen_bag
        self._drop(bag_number, event.position())
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Hide the shadow of the next bag."""
        self._pointer = None
        self.update()

    def _drop(self, bag_number: int | None, point: QPointF) -> None:
        x, y = self.plan.inches(point)
        result = result_at(x, y)
        if bag_number is not None:
            self.requested.emit(BagMoved(bag_number, result, x, y))
        elif self._due_team is not None:
            self.requested.emit(BagThrown(self._due_team, result, x, y))
        else:
            self.ignored.emit(t(_TOSS_FIRST))

    def _is_drag(self, point: QPointF) -> bool:
        offset = point - (self._pressed or point)
        return offset.manhattanLength() >= QApplication.startDragDistance()

    def _bag_at(self, point: QPointF) -> PlacedBag | None:
        """Return the bag under a point; if several overlap there, the one whose center is nearest."""
        plan = self.plan
        candidates = [
            placed for placed in self._placed_bags if plan.square(placed.x, placed.y, placed.side).contains(point)
        ]
        return min(
            candidates, key=lambda placed: (plan.pixel(placed.x, placed.y) - point).manhattanLength(), default=None
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the board, the bags, and the bag under the pointer."""
        painter, plan = QPainter(self), self.plan
        painter.drawPixmap(0, 0, self._drawn_surface(plan))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._game is not None and not self._game.bags and not self._game.rounds:
            area = QRectF(plan.board).adjusted(px(12), plan.board.height() * 0.35, -px(12), 0)
            painter.setPen(current_theme().quiet)
            painter.setFont(fonts.text(px(18)))
            painter.drawText(area, _TOP_CENTER, t("Tap where\nthe bag landed.\n\nDrag it when\nit is moved."))
        dragging = self._dragged is not None and self._pointer is not None and self._is_drag(self._pointer)
        for placed in self._placed_bags:
            if not (dragging and placed == self._dragged):
                self._paint_bag(painter, plan.square(placed.x, placed.y, placed.side), placed)
        if dragging and self._dragged is not None and self._pointer is not None:
            self._paint_shadow(painter, plan, self._pointer, self._dragged.bag.team, 1.0)
        elif self._pointer is not None and self._due_team is not None:
            self._paint_shadow(painter, plan, self._pointer, self._due_team, _SHADOW_OPACITY)

    def _paint_bag(self, painter: QPainter, square: QRectF, placed: PlacedBag) -> None:
        painter.setOpacity(1.0)
        color = self._color(placed.bag.team)
        if placed.bag.result == "board":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().panel)
            painter.drawRoundedRect(square.adjusted(1, 1, -1, -1), square.width() * 0.24, square.width() * 0.24)
        draw_bag(painter, placed.bag.team, placed.bag.result, square, color)
        if placed.bag.n == self._chosen_bag:
            draw_focus(painter, square.adjusted(-6, -6, 6, 6), square.width() * 0.3)

    def _paint_shadow(self, painter: QPainter, plan: BoardPlan, point: QPointF, team: Team, opacity: float) -> None:
        x, y = plan.inches(point)
        painter.setOpacity(opacity)
        draw_bag(painter, team, result_at(x, y), plan.square(x, y, BAG), self._color(team))

    def _color(self, team: Team) -> QColor:
        return current_theme().team(self._game.side(team).color if self._game else "#ffffff")

    def _drawn_surface(self, plan: BoardPlan) -> QPixmap:
        """Return the empty board, cached for each size and theme so that drawing a bag stays fast."""
        ratio = self.devicePixelRatioF()
        kind = (plan, ratio, factor(), current_theme().name)
        if kind != self._surface_key:
            self._surface_key = kind
            self._surface = QPixmap(self.size() * ratio)
            self._surface.setDevicePixelRatio(ratio)
            self._surface.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._surface)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_surface(painter, plan)
            painter.end()
        return self._surface


def _draw_surface(painter: QPainter, plan: BoardPlan) -> None:
    theme, board = current_theme(), plan.board
    face = QLinearGradient(board.topLeft(), board.bottomLeft())
    face.setColorAt(0, theme.panel)
    face.setColorAt(1, theme.panel.darker(112) if theme.name == "night" else theme.panel.darker(104))
    corner = 1.4 * plan.scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(face)
    painter.drawRoundedRect(board, corner, corner)
    stripe = QColor(theme.line)
    stripe.setAlphaF(0.5)
    painter.setBrush(stripe)
    for edge, inner in ((0.0, 4.5), (BOARD_WIDE, BOARD_WIDE - 4.5)):
        painter.drawPolygon(QPolygonF([plan.pixel(edge, 1.4), plan.pixel(inner, 0), plan.pixel(HOLE_X, HOLE_Y)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line, max(2.0, 0.35 * plan.scale)))
    painter.drawRoundedRect(board, corner, corner)
    painter.setBrush(theme.ground)
    painter.setPen(QPen(theme.quiet, max(2.0, 0.3 * plan.scale)))
    painter.drawEllipse(plan.hole)
    painter.setFont(fonts.text(px(14)))
    for x in (-SIDE_MARGIN / 2, BOARD_WIDE + SIDE_MARGIN / 2):
        area = plan.square(x, BOARD_LONG - 2, SIDE_MARGIN)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, t("off"))
