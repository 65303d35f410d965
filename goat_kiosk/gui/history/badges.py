"""Badges of a game in the list: a mark and a word, such as a warning sign and “disputed”."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from goat_kiosk.domain.statistics.game_records import GameRecord
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
from goat_kiosk.host.clock import DAY_MS, HOUR_MS, MINUTE_MS

_HEIGHT, _MARK, _PADDING, _GAP = 22, 12, 8, 6


class Badge(NamedTuple):
    """A word, its mark, and whether it is filled because somebody has to do something."""

    text: str
    draw_mark: Callable[[QPainter, QRectF, QColor], None] | None = None
    is_filled: bool = False


def is_marked(game: GameRecord) -> bool:
    """Whether a game has badges; quicker than to make them, for a list of thousands."""
    return game.disputed or game.corrected or game.status != "finished"


def badges(game: GameRecord, now: int) -> list[Badge]:
    """Return the badges of a game; `now` is in milliseconds since 1970 UTC."""
    shown = []
    if game.status in {"lobby", "live"}:
        place = t("lobby") if game.status == "lobby" else t("round {round}", round=game.rounds + 1)
        shown.append(Badge(f"{place} · {age_text(now - game.at)}", _draw_clock))
    if game.status == "canceled":
        shown.append(Badge(t("canceled"), _draw_cross))
    if game.disputed:
        shown.append(Badge(t("disputed"), _draw_warning, is_filled=True))
    if game.corrected:
        shown.append(Badge(t("corrected"), _draw_pencil))
    return shown


def age_text(age: int) -> str:
    """Return how long ago a game changed; `age` is in milliseconds."""
    if age < MINUTE_MS:
        return t("just now")
    if age < HOUR_MS:
        return t("{count} min ago", count=age // MINUTE_MS)
    if age < DAY_MS:
        return t("{count} h ago", count=age // HOUR_MS)
    days = age // DAY_MS
    return t("1 day old") if days == 1 else t("{count} days old", count=days)


def draw_badges(painter: QPainter, shown: list[Badge], left: float, top: float) -> None:
    """Draw the badges in a row."""
    for badge in shown:
        left += _draw(painter, badge, left, top) + _GAP


def _draw(painter: QPainter, badge: Badge, left: float, top: float) -> float:
    now, font = current_theme(), fonts.text(13, QFont.Weight.DemiBold)
    ink = now.ground if badge.is_filled else now.ink
    mark_width = _MARK + _GAP if badge.draw_mark else 0
    width = QFontMetricsF(font).horizontalAdvance(badge.text) + 2 * _PADDING + mark_width
    area = QRectF(left, top, width, _HEIGHT)
    painter.setPen(QPen(now.warn if badge.is_filled else now.quiet, 1.5))
    painter.setBrush(now.warn if badge.is_filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 6, 6)
    if badge.draw_mark:
        badge.draw_mark(painter, QRectF(left + _PADDING, top + (_HEIGHT - _MARK) / 2, _MARK, _MARK), ink)
    draw_text(painter, area.adjusted(_PADDING + mark_width, 0, 0, 0), badge.text, TextStyle(font, ink, LEFT))
    return width


def _draw_warning(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top = QPointF(area.center().x(), area.top())
    painter.drawPolygon(QPolygonF([top, area.bottomRight(), area.bottomLeft()]))
    painter.drawLine(QPointF(top.x(), area.top() + 4.5), QPointF(top.x(), area.top() + 7))
    painter.drawPoint(QPointF(top.x(), area.bottom() - 2.5))


def _draw_pencil(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 3.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(area.topRight() + QPointF(-1, 1), area.bottomLeft() + QPointF(4, -4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    tip = area.bottomLeft()
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(2, -5), tip + QPointF(5, -2)]))


def _draw_cross(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 2))
    painter.drawLine(area.topLeft() + QPointF(2, 2), area.bottomRight() - QPointF(2, 2))
    painter.drawLine(area.topRight() + QPointF(-2, 2), area.bottomLeft() + QPointF(2, -2))


def _draw_clock(painter: QPainter, area: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(area)
    center = area.center()
    painter.drawPolyline([QPointF(center.x(), area.top() + 2.5), center, center + QPointF(3, 1.5)])
