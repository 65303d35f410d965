"""Board widget: tap where a bag landed, drag a bag that moved.

A tap always records a new bag, also on top of others, because the next bag often lands on a pile; a bag that already
lies there is moved by dragging, or chosen by a right click. While a bag is chosen, a tap sets its new position. A tap
throws for the team that is due; the other team's throws have their own buttons and keys.

The bags in the hole are one bag and their number, beside the hole on the side of their team: a pile cannot be counted.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from goat_kiosk.domain.events import TEAMS, BagMoved, BagThrown, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import out_of_turn_bags
from goat_kiosk.gui.play.board_drawing import count_area, draw_early_mark, draw_surface
from goat_kiosk.gui.play.board_plan import (
    BAG,
    HOLE_X,
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
from goat_kiosk.gui.theme.paint_cache import make_opaque
from goat_kiosk.gui.theme.scale import factor, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text
from goat_kiosk.gui.widgets.inputs.key_caps import are_caps_shown
from goat_kiosk.text.i18n import mark_for_translation

_TOSS_FIRST = mark_for_translation("Toss a coin first: the keys of the team that won it say who throws.")
_SHADOW_OPACITY = 0.45
_TOP_CENTER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class Board(QWidget):
    """The board with this round's bags."""

    requested = Signal(object)
    """A `BagThrown` or a `BagMoved`."""
    chosen = Signal(int)
    """The number of a bag that was right-clicked."""
    ignored = Signal(str)
    """The sentence that says why a tap had no effect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due_team: Team | None = None
        self._game: Game | None = None
        self._left_team: Team = 1
        self._placed_bags: list[PlacedBag] = []
        self._early_bags: tuple[int, ...] = ()
        self._chosen_bag: int | None = None
        self._pressed: QPointF | None = None
        self._dragged: PlacedBag | None = None
        self._pointer: QPointF | None = None
        self._last_landing: QPointF | None = None
        self._shadow_rect = QRect()
        self._surface = QPixmap()
        self._surface_key: object = None
        self.setMouseTracking(True)
        accept_taps_by_place(self)
        make_opaque(self)
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
        before = self._game, self._left_team
        self._game, self._left_team, self._due_team = game, left_team, game.next_team
        self._dragged = None
        if before[0] is game and before[1] == left_team:
            return
        old_bags, self._placed_bags = self._placed_bags, place_bags(game.bags, left_team)
        self._early_bags = out_of_turn_bags(game.bags, game.first_throw)
        self._update_name(game)
        if before[0] is None or before[1] != left_team or _look(before[0]) != _look(game):
            self.update()
        else:
            self._update_bags({*old_bags} ^ {*self._placed_bags})

    def _update_name(self, game: Game) -> None:
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

    def _update_bags(self, changed: set[PlacedBag]) -> None:
        """Repaint only the places of bags that have changed."""
        for placed in changed:
            self.update(self._area_of(self.plan, placed).toAlignedRect())

    def _area_of(self, plan: BoardPlan, placed: PlacedBag) -> QRectF:
        """Return what the drawing of a bag covers, its mark and its focus ring included."""
        margin = px(12)
        if placed.bag.result == "hole":
            return count_area(plan, placed).adjusted(-margin, -margin, margin, margin)
        return plan.square(placed.x, placed.y, placed.side).adjusted(-margin, -margin, margin, margin)

    def set_due(self, team: Team | None) -> None:
        """Set the team that the next tap throws for, while earlier bags are still being saved."""
        if team != self._due_team:
            self._due_team = team
            self.update(self._shadow_rect)

    def mark(self, bag_number: int | None) -> None:
        """Highlight bag `bag_number`, or no bag."""
        if bag_number != self._chosen_bag:
            before, self._chosen_bag = self._chosen_bag, bag_number
            self._update_bags({placed for placed in self._placed_bags if placed.bag.n in {before, bag_number}})

    def place_of(self, bag_number: int) -> QPointF:
        """Return the point at which bag `bag_number` of this round is drawn."""
        placed = self._placed_bags[bag_number - 1]
        return self.plan.pixel(placed.x, placed.y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a tap, or a drag if a bag is under the pointer; a right click chooses that bag."""
        placed = self._bag_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), placed
        elif event.button() == Qt.MouseButton.RightButton and placed is not None:
            self.chosen.emit(placed.bag.n)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the dragged bag, or the shadow that shows where a tap would put the next one."""
        self._pointer = event.position()
        self._update_shadow()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Record the tap, or the new position of the dragged bag."""
        # Invariant: a press and a release record at most one event. Below the drag distance it is a tap, even on top
        # of a bag, so a trembling finger throws a bag and does not move the one that lies there.
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None or self._game is None:
            return
        dragged = self._dragged if self._is_drag(event.position()) else None
        self._pressed = self._dragged = None
        bag_number = dragged.bag.n if dragged else self._chosen_bag
        self._last_landing, self._pointer = event.position(), None
        self._update_shadow()
        self._drop(bag_number, event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        """Hide the shadow of the next bag."""
        self._pointer = None
        self._update_shadow()

    def _update_shadow(self) -> None:
        """Repaint where the shadow was, and where it is."""
        self.update(self._shadow_rect)
        dragged = self._dragged
        if self._pointer is None or not (self._is_dragging or self._has_shadow(self._pointer)):
            self._shadow_rect = QRect()
            return
        plan = self.plan
        area = plan.square(*plan.inches(self._pointer), BAG).toAlignedRect().adjusted(-2, -2, 2, 2)
        if dragged is not None:
            area |= self._area_of(plan, dragged).toAlignedRect()
        self._shadow_rect = area
        self.update(area)

    @property
    def _is_dragging(self) -> bool:
        return self._dragged is not None and self._pointer is not None and self._is_drag(self._pointer)

    def _has_shadow(self, point: QPointF) -> bool:
        """Whether a tap at `point` is announced by a shadow: not over the bag that has just landed, nor for fingers."""
        if self._due_team is None or self._chosen_bag is not None or not are_caps_shown():
            return False
        landings = [self._last_landing] if self._last_landing is not None else []
        if self._placed_bags:
            landings.append(self.place_of(len(self._placed_bags)))
        reach = BAG * self.plan.scale
        return all(max(abs(point.x() - at.x()), abs(point.y() - at.y())) >= reach for at in landings)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the board, the bags, and the bag under the pointer."""
        painter, plan = QPainter(self), self.plan
        painter.drawPixmap(0, 0, self._drawn_surface(plan))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._game is not None and _has_hint(self._game):
            area = QRectF(plan.board).adjusted(px(12), plan.board.height() * 0.35, -px(12), 0)
            painter.setPen(current_theme().quiet)
            painter.setFont(fonts.text(px(18)))
            painter.drawText(area, _TOP_CENTER, t("Tap where\nthe bag landed.\n\nDrag it when\nit is moved."))
        dragging, exposed = self._is_dragging, QRectF(event.rect())
        shown = [placed for placed in self._placed_bags if not (dragging and placed == self._dragged)]
        for placed in shown:
            if self._area_of(plan, placed).intersects(exposed) and placed.bag.result != "hole":
                self._paint_bag(painter, plan.square(placed.x, placed.y, placed.side), placed)
        self._paint_counts(painter, plan, shown)
        if dragging and self._dragged is not None and self._pointer is not None:
            self._paint_shadow(painter, plan, self._pointer, self._dragged.bag.team, 1.0)
        elif self._pointer is not None and self._due_team is not None and self._has_shadow(self._pointer):
            self._paint_shadow(painter, plan, self._pointer, self._due_team, _SHADOW_OPACITY)

    def _paint_bag(self, painter: QPainter, square: QRectF, placed: PlacedBag) -> None:
        painter.setOpacity(1.0)
        color = self._color(placed.bag.team)
        if placed.bag.result == "board":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().panel)
            painter.drawRoundedRect(square.adjusted(1, 1, -1, -1), square.width() * 0.24, square.width() * 0.24)
        draw_bag(painter, placed.bag.team, placed.bag.result, square, color)
        if placed.bag.n in self._early_bags:
            draw_early_mark(painter, square)
        if placed.bag.n == self._chosen_bag:
            draw_focus(painter, square.adjusted(-6, -6, 6, 6), square.width() * 0.3)

    def _paint_counts(self, painter: QPainter, plan: BoardPlan, shown: list[PlacedBag]) -> None:
        """Draw how many bags of each team are in the hole: one bag with their number, in the team's color."""
        painter.setOpacity(1.0)
        for team in TEAMS:
            in_hole = [placed for placed in shown if placed.bag.team == team and placed.bag.result == "hole"]
            if not in_hole:
                continue
            # The chosen bag is the one that gets the focus ring, else the last one stands for all.
            placed = next((each for each in in_hole if each.bag.n == self._chosen_bag), in_hole[-1])
            area, square = count_area(plan, placed), plan.square(placed.x, placed.y, placed.side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().panel)
            painter.drawRoundedRect(area, area.height() * 0.3, area.height() * 0.3)
            self._paint_bag(painter, square, placed)
            digit = QRectF(square.right(), area.top(), area.right() - square.right(), area.height())
            if placed.x > HOLE_X:
                digit = QRectF(area.left(), area.top(), square.left() - area.left(), area.height())
            style = TextStyle(fonts.digits(int(square.height() * 1.15)), self._color(team))
            draw_text(painter, digit, str(len(in_hole)), style)

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
            self._surface.fill(current_theme().ground)
            painter = QPainter(self._surface)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_surface(painter, plan)
            painter.end()
        return self._surface


def _look(game: Game) -> tuple[object, ...]:
    """Return what the drawing depends on besides the bags."""
    return _has_hint(game), *(side.color for side in game.sides)


def _has_hint(game: Game) -> bool:
    """Whether the board says how it is used: before the first bag."""
    return not game.bags and not game.rounds
