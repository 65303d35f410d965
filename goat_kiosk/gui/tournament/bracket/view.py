"""View of a bracket: it is dragged, zoomed and walked through by keys, and a change repaints only what has changed."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QToolTip, QWidget

from goat_kiosk.gui.theme.scale import factor, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.tournament.bracket.navigation import Direction, first_match, neighbor
from goat_kiosk.gui.widgets.bracket.card_painter import detail_at
from goat_kiosk.gui.widgets.bracket.drawing import BracketDrawing
from goat_kiosk.gui.widgets.bracket.match_card import card_text
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.tournament import Division, Tournament

ZOOM_STEP = 1.25
_LARGEST, _LARGEST_FIT, _READABLE = 3.0, 1.35, 0.72
"""The largest zoom; the largest at which a small bracket is shown at first; the smallest at which a large one is."""
_LIVE_AT = 0.35, 0.5
"""Where what is played is shown, in shares of the view: one sees rather where it leads than where it came from."""
_OVERVIEW_WIDTH, _OVERVIEW_HEIGHT, _OVERVIEW_MARGIN = 220, 150, 12
_NO_TITLES = 0.01
"""The scale at which the small picture is painted: there is no room for words."""
_WHEEL_NOTCH, _PIXELS_A_NOTCH = 120, 90
_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class BracketView(QWidget):
    """Shows the bracket of one division; one match of it is selected."""

    match_chosen = Signal(int, str)
    """Division and id of the match that was opened, by Enter or a double click."""
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = BracketDrawing()
        self._stage: int | None = None
        self.division = 0
        self.selected: MatchId | None = None
        self.zoom = 1.0
        self.is_fitted = False
        """Whether the zoom shows all of the bracket, also when the window is resized."""
        self.origin = QPointF()
        """The point of the drawing at the top left."""
        self._drag_from: QPoint | None = None
        self._overview: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def sizeHint(self) -> QSize:
        """Enough for eight entries."""
        return QSize(px(900), px(480))

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the drawing."""
        return self.zoom * factor()

    def show_division(self, tournament: Tournament, division: Division, stage: int | None = None) -> None:
        """Show a bracket of a division as it stands; the part that is seen stays where it is.

        `stage` is the number of its stage; None: the first one that is a bracket.
        """
        is_other = (division.number, stage) != (self.division, self._stage)
        self.division, self._stage = division.number, stage
        changed = self.drawing.update(tournament, division, stage)
        if is_other or self.selected not in self.drawing.cards:
            self.selected = first_match(self.drawing)
        if is_other or changed is None:
            self._show_layout(is_other=is_other)
        for area in changed or []:
            self.update(self._on_screen(area).toAlignedRect())
        if changed:
            self._forget_overview()
        self._describe()

    def _show_layout(self, *, is_other: bool) -> None:
        if is_other or self.is_fitted:
            self.reset_zoom()
        self._move_to(self.origin)
        self._forget_overview()

    def reset_zoom(self) -> None:
        """Show all of a small bracket; of a large one as much as can be read, with what is played now."""
        fit = self._fitting_zoom()
        is_readable = detail_at(fit * factor()) == "full"
        self._set_zoom(min(fit, _LARGEST_FIT) if is_readable else _READABLE)
        self.is_fitted = self.zoom <= fit
        self.show_live()

    def show_all(self) -> None:
        """Show all of the bracket, or what can be read if all is shown already."""
        if self.is_fitted and detail_at(self._fitting_zoom() * factor()) != "full":
            self.reset_zoom()
            return
        self._set_zoom(min(self._fitting_zoom(), _LARGEST_FIT))
        self.is_fitted = True
        self._move_to(QPointF())

    def show_live(self) -> None:
        """Select what is played now, or is next, and show what is around it."""
        match = first_match(self.drawing)
        if match is not None:
            seen, rect = QSizeF(self.size()) / self.scale, self.drawing.card_rect(match)
            self._move_to(rect.center() - QPointF(seen.width() * _LIVE_AT[0], seen.height() * _LIVE_AT[1]))
        self.select(match)

    def zoom_by(self, ratio: float, fixed: QPointF | None = None) -> None:
        """Zoom in or out; the `fixed` point of the screen, by default the selected match or the middle, stays."""
        point = fixed if fixed is not None else self._anchor()
        under = self._in_drawing(point)
        self.is_fitted = False
        self._set_zoom(self.zoom * ratio)
        self._move_to(under - point / self.scale)

    def select(self, match: MatchId | None) -> None:
        """Select a match and bring it into view."""
        if match is None:
            return
        self._update_card(self.selected)
        self.selected = match
        self._update_card(match)
        self._bring_into_view(self.drawing.card_rect(match))
        self._describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part of the bracket that needs it, then the small picture of all of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), current_theme().ground)
        exposed = QRectF(event.rect())
        painter.save()
        painter.setClipRect(event.rect())
        painter.scale(self.scale, self.scale)
        painter.translate(-self.origin)
        area = QRectF(self._in_drawing(exposed.topLeft()), exposed.size() / self.scale)
        self.drawing.paint(painter, area, self.scale)
        self._paint_selection(painter)
        self.drawing.paint_strip(painter, QRectF(self.origin, QSizeF(self.size()) / self.scale), self.scale)
        painter.restore()
        self._paint_overview(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the tree, zoom, or open the selected match."""
        key = event.key()
        if key in _ARROWS and self.selected is not None:
            self.select(neighbor(self.drawing, self.selected, _ARROWS[key]))
            self._announce()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(ZOOM_STEP)
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.show_all()
        elif key == Qt.Key.Key_Home:
            self.show_live()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self.selected is not None:
            self.match_chosen.emit(self.division, self.selected)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag; a press on the small picture goes there."""
        position = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._overview_area().contains(position):
            self._go_to_overview(position)
            return
        self._drag_from = position.toPoint()
        if (match := self.drawing.match_at(self._in_drawing(position))) is not None:
            self.select(match)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the bracket."""
        if self._drag_from is None:
            if event.buttons() and self._overview_area().contains(event.position()):
                self._go_to_overview(event.position())
            return
        moved = event.position().toPoint() - self._drag_from
        if not moved.isNull():
            self.is_fitted = False
            self._drag_from = event.position().toPoint()
            self._move_to(self.origin - QPointF(moved) / self.scale)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the drag."""
        self._drag_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the match under the mouse."""
        match = self.drawing.match_at(self._in_drawing(event.position()))
        if match is not None:
            self.match_chosen.emit(self.division, match)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else move; sideways with Shift."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / _WHEEL_NOTCH), event.position())
            return
        moved = QPointF(event.pixelDelta())
        if moved.isNull():
            moved = QPointF(event.angleDelta()) * px(_PIXELS_A_NOTCH) / _WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            moved = QPointF(moved.y(), moved.x())
        self._move_to(self.origin - moved / self.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all of the bracket in view, if it was."""
        super().resizeEvent(event)
        if self.is_fitted or event.oldSize().isEmpty():
            self.reset_zoom()
        else:
            self._move_to(self.origin)

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers, on a touch screen or a touchpad; say a match in full under a resting mouse."""
        if isinstance(event, QHelpEvent):
            match = self.drawing.match_at(self._in_drawing(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), card_text(self.drawing.cards[match]) if match else "", self)
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the small picture again in another theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            self._forget_overview()

    def _announce(self) -> None:
        """Let a screen reader say the match to which an arrow has led."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleDescription()))

    def _describe(self) -> None:
        card = self.drawing.cards.get(self.selected or "")
        self.setAccessibleDescription(card_text(card) if card else "")

    def _set_zoom(self, zoom: float) -> None:
        self.zoom = min(_LARGEST, max(min(self._fitting_zoom(), _READABLE), zoom))
        self.zoom_changed.emit()
        self.update()

    def _fitting_zoom(self) -> float:
        size = self.drawing.size
        if size.isEmpty() or self.size().isEmpty():
            return 1.0
        return min(self.width() / size.width(), self.height() / size.height()) / factor()

    def _move_to(self, origin: QPointF) -> None:
        """Move the bracket, never out of view; what is smaller than the view is centered."""
        size, seen = self.drawing.size, QSizeF(self.size()) / self.scale
        self.origin = QPointF(
            _clamp(origin.x(), size.width() - seen.width()), _clamp(origin.y(), size.height() - seen.height())
        )
        self.update()

    def _bring_into_view(self, rect: QRectF) -> None:
        """Move as little as needed so that a card and some of what is around it can be seen."""
        seen = QSizeF(self.size()) / self.scale
        around = rect.adjusted(-60, -60, 60, 60)
        x = min(max(self.origin.x(), around.right() - seen.width()), around.left())
        y = min(max(self.origin.y(), around.bottom() - seen.height()), around.top())
        if QPointF(x, y) != self.origin:
            self._move_to(QPointF(x, y))

    def _anchor(self) -> QPointF:
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self.selected is None:
            return middle
        card = self._on_screen(self.drawing.card_rect(self.selected)).center()
        return card if QRectF(self.rect()).contains(card) else middle

    def _in_drawing(self, point: QPointF) -> QPointF:
        return self.origin + point / self.scale

    def _on_screen(self, rect: QRectF) -> QRectF:
        return QRectF((rect.topLeft() - self.origin) * self.scale, rect.size() * self.scale)

    def _update_card(self, match: MatchId | None) -> None:
        if match in self.drawing.cards:
            rect = self.drawing.card_rect(match).adjusted(-14, -14, 14, 14)
            self.update(self._on_screen(rect).toAlignedRect())

    def _paint_selection(self, painter: QPainter) -> None:
        if self.selected is None or not self.hasFocus():
            return
        body = self.drawing.card_rect(self.selected).adjusted(-5, -3, 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(current_theme().ink, max(3.0, 2.5 / self.scale)))
        painter.drawRoundedRect(body, 10, 10)

    def _is_all_seen(self) -> bool:
        size = self.drawing.size * self.scale
        return size.width() <= self.width() + 1 and size.height() <= self.height() + 1

    def _overview_area(self) -> QRectF:
        """Return where the small picture of all of the bracket is; nowhere if all is seen anyway."""
        size = self.drawing.size
        if size.isEmpty() or self._is_all_seen():
            return QRectF()
        size = size.scaled(px(_OVERVIEW_WIDTH), px(_OVERVIEW_HEIGHT), Qt.AspectRatioMode.KeepAspectRatio)
        margin = px(_OVERVIEW_MARGIN)
        corner = QPointF(self.width() - size.width() - margin, self.height() - size.height() - margin)
        return QRectF(corner, size)

    def _paint_overview(self, painter: QPainter) -> None:
        area = self._overview_area()
        if area.isEmpty():
            return
        if self._overview is None:
            self._overview = self._make_overview(area.size())
        theme = current_theme()
        painter.setPen(QPen(theme.line, 2))
        painter.setBrush(theme.ground)
        painter.drawRoundedRect(area.adjusted(-6, -6, 6, 6), 6, 6)
        painter.drawPixmap(area.topLeft(), self._overview)
        small = area.width() / self.drawing.size.width()
        seen = QRectF(area.topLeft() + self.origin * small, QSizeF(self.size()) / self.scale * small) & area
        tint = QColor(theme.ink)
        tint.setAlpha(28)
        painter.setBrush(tint)
        painter.setPen(QPen(theme.ink, 2))
        painter.drawRect(seen)

    def _make_overview(self, size: QSizeF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap((size * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(current_theme().ground)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = size.width() / self.drawing.size.width()
        painter.scale(small, small)
        self.drawing.paint(painter, QRectF(QPointF(), self.drawing.size), min(small, _NO_TITLES))
        painter.end()
        return pixmap

    def _forget_overview(self) -> None:
        self._overview = None
        self.update(self._overview_area().adjusted(-8, -8, 8, 8).toAlignedRect())

    def _go_to_overview(self, position: QPointF) -> None:
        area = self._overview_area()
        point = (position - area.topLeft()) * (self.drawing.size.width() / area.width())
        seen = QSizeF(self.size()) / self.scale
        self._move_to(point - QPointF(seen.width() / 2, seen.height() / 2))


def _clamp(value: float, most: float) -> float:
    """Return `value` within 0 to `most`; if `most` is negative, its half, which centers."""
    return most / 2 if most < 0 else min(max(0.0, value), most)
