"""The drawn board: tap where the bag landed, drag a bag that was knocked on, in or off.

A tap is always a new bag, also on top of others, because bags pile up just where the next one lands; a bag that lies
there is moved by dragging it. While one is chosen (from the strip, or by key) a tap says where that one lies now. A tap
throws for whoever is due; a throw for the other side has its buttons and keys.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from goat_kiosk.domain.events import BagMoved, BagThrown, Team
from goat_kiosk.domain.game import Game
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
from goat_kiosk.gui.settings.taps import at_a_place
from goat_kiosk.gui.text.describe import RESULTS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.widgets.scale import factor, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.text.i18n import mark_for_translation

_NO_TURN = mark_for_translation("Toss a coin first: the keys of the team that won it say who throws.")
_GHOST = 0.45
_IN_LINES = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class Board(QWidget):
    """The board with this round's bags."""

    requested = Signal(object)
    """A `BagThrown` or a `BagMoved`."""
    ignored = Signal(str)
    """A tap that cannot count, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due: Team | None = None
        self._game: Game | None = None
        self._left: Team = 1
        self._lying: list[PlacedBag] = []
        self._chosen: int | None = None
        self._pressed: QPointF | None = None
        self._held: PlacedBag | None = None
        self._finger: QPointF | None = None
        self._surface = QPixmap()
        self._surface_of: object = None
        self.setMouseTracking(True)
        at_a_place(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """The shape of a board with the ground around it."""
        return QSize(px(316), px(450))

    def minimumSizeHint(self) -> QSize:
        """Bags no smaller than a finger can take."""
        return QSize(px(228), px(324))

    @property
    def plan(self) -> BoardPlan:
        """The drawing as it is now."""
        return BoardPlan.fit(self.width(), self.height())

    def show_game(self, game: Game, left: Team) -> None:
        """Show the bags of the round in progress, `left` being the team on the left."""
        self._game, self._left, self._due = game, left, game.next_team
        self._lying = place_bags(game.bags, left)
        self._held = None
        words = [
            t(
                "bag {number} {team} {result}",
                number=one.bag.n,
                team=game.side(one.bag.team).name,
                result=t(RESULTS[one.bag.result]),
            )
            for one in self._lying
        ]
        self.setAccessibleName(t("The board: {bags}", bags=", ".join(words) or t("no bag yet")))
        self.update()

    def set_due(self, due: Team | None) -> None:
        """Take the next tap for a bag of `due`: the bags before it are on their way."""
        self._due = due
        self.update()

    def mark(self, n: int | None) -> None:
        """Mark the bag that is chosen, or none."""
        self._chosen = n
        self.update()

    def place_of(self, n: int) -> QPointF:
        """Return where bag `n` of this round is drawn."""
        one = self._lying[n - 1]
        return self.plan.pixel(one.x, one.y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a bag, or begin a tap."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._held = self._under(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the bag that is held; else show where a tap would put the next one."""
        self._finger = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the bag down."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None or self._game is None:
            return
        held = self._held if self._drag(event.position()) else None
        self._pressed = self._held = None
        n = held.bag.n if held else self._chosen
        self._put(n, event.position())
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Take the next bag's shadow away."""
        self._finger = None
        self.update()

    def _put(self, n: int | None, point: QPointF) -> None:
        x, y = self.plan.inches(point)
        result = result_at(x, y)
        if n is not None:
            self.requested.emit(BagMoved(n, result, x, y))
        elif self._due is not None:
            self.requested.emit(BagThrown(self._due, result, x, y))
        else:
            self.ignored.emit(t(_NO_TURN))

    def _drag(self, point: QPointF) -> bool:
        way = point - (self._pressed or point)
        return way.manhattanLength() >= QApplication.startDragDistance()

    def _under(self, point: QPointF) -> PlacedBag | None:
        """Return the bag whose middle is nearest among those under a point."""
        plan = self.plan
        there = [one for one in self._lying if plan.square(one.x, one.y, one.side).contains(point)]
        return min(there, key=lambda one: (plan.pixel(one.x, one.y) - point).manhattanLength(), default=None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the board, the bags, and the one under the finger."""
        painter, plan = QPainter(self), self.plan
        painter.drawPixmap(0, 0, self._drawn_surface(plan))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._game is not None and not self._game.bags and not self._game.rounds:
            place = QRectF(plan.board).adjusted(px(12), plan.board.height() * 0.35, -px(12), 0)
            painter.setPen(current_theme().quiet)
            painter.setFont(fonts.text(px(18)))
            painter.drawText(place, _IN_LINES, t("Tap where\nthe bag landed.\n\nDrag it when\nit is moved."))
        dragging = self._held is not None and self._finger is not None and self._drag(self._finger)
        for one in self._lying:
            if not (dragging and one == self._held):
                self._paint_bag(painter, plan.square(one.x, one.y, one.side), one)
        if dragging and self._held is not None and self._finger is not None:
            self._paint_shadow(painter, plan, self._finger, self._held.bag.team, 1.0)
        elif self._finger is not None and self._due is not None:
            self._paint_shadow(painter, plan, self._finger, self._due, _GHOST)

    def _paint_bag(self, painter: QPainter, square: QRectF, one: PlacedBag) -> None:
        painter.setOpacity(1.0)
        color = self._color(one.bag.team)
        if one.bag.result == "board":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().panel)
            painter.drawRoundedRect(square.adjusted(1, 1, -1, -1), square.width() * 0.24, square.width() * 0.24)
        draw_bag(painter, one.bag.team, one.bag.result, square, color)
        if one.bag.n == self._chosen:
            draw_focus(painter, square.adjusted(-6, -6, 6, 6), square.width() * 0.3)

    def _paint_shadow(self, painter: QPainter, plan: BoardPlan, point: QPointF, team: Team, opacity: float) -> None:
        x, y = plan.inches(point)
        painter.setOpacity(opacity)
        draw_bag(painter, team, result_at(x, y), plan.square(x, y, BAG), self._color(team))

    def _color(self, team: Team) -> QColor:
        return current_theme().team(self._game.side(team).color if self._game else "#ffffff")

    def _drawn_surface(self, plan: BoardPlan) -> QPixmap:
        """Return the empty board, drawn once for each size and theme: a bag must not wait for the wood."""
        ratio = self.devicePixelRatioF()
        kind = (plan, ratio, factor(), current_theme().name)
        if kind != self._surface_of:
            self._surface_of = kind
            self._surface = QPixmap(self.size() * ratio)
            self._surface.setDevicePixelRatio(ratio)
            self._surface.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._surface)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_surface(painter, plan)
            painter.end()
        return self._surface


def _draw_surface(painter: QPainter, plan: BoardPlan) -> None:
    now, board = current_theme(), plan.board
    face = QLinearGradient(board.topLeft(), board.bottomLeft())
    face.setColorAt(0, now.panel)
    face.setColorAt(1, now.panel.darker(112) if now.name == "night" else now.panel.darker(104))
    corner = 1.4 * plan.scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(face)
    painter.drawRoundedRect(board, corner, corner)
    stripe = QColor(now.line)
    stripe.setAlphaF(0.5)
    painter.setBrush(stripe)
    for edge, inner in ((0.0, 4.5), (BOARD_WIDE, BOARD_WIDE - 4.5)):
        painter.drawPolygon(QPolygonF([plan.pixel(edge, 1.4), plan.pixel(inner, 0), plan.pixel(HOLE_X, HOLE_Y)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(now.line, max(2.0, 0.35 * plan.scale)))
    painter.drawRoundedRect(board, corner, corner)
    painter.setBrush(now.ground)
    painter.setPen(QPen(now.quiet, max(2.0, 0.3 * plan.scale)))
    painter.drawEllipse(plan.hole)
    painter.setFont(fonts.text(px(14)))
    for x in (-SIDE_MARGIN / 2, BOARD_WIDE + SIDE_MARGIN / 2):
        place = plan.square(x, BOARD_LONG - 2, SIDE_MARGIN)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, t("off"))
