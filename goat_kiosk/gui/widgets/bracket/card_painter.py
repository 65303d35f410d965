"""Painter for one match of a bracket: two sides with their points, and above them its court, or its id.

How much is shown depends on how large a pixel of the drawing is on the screen: everything, names alone, or two bars.
"""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text, fitting_font, text_width
from goat_kiosk.gui.widgets.bracket.match_card import CardSide, MatchCard

Detail = Literal["full", "names", "bars"]
CARD_WIDTH, CARD_HEIGHT, CAPTION_HEIGHT = 250.0, 58.0, 18.0
COLUMN_PITCH, ROW_PITCH, MARGIN = CARD_WIDTH + 46, CAPTION_HEIGHT + CARD_HEIGHT + 8, 18.0
"""From one column or row to the next, and around the drawing."""
_NAMES_FROM, _FULL_FROM = 0.34, 0.6
"""The smallest scales for names alone, and for everything: its smallest text is then 8 or more pixels high."""
_PADDING, _RADIUS, _MARKER = 9.0, 7.0, 9.0
_SEED_WIDTH, _POINTS_WIDTH = 22.0, 31.0
_MOST_GAMES = 3
"""Columns of points; the last games of a longer match."""
_FAINT = 0.4
_LONG_NAME = 0.8
"""How much smaller a name is written that has no room; one that is longer still is elided."""
_WIDEST_PLATE, _PLATE_BESIDE_NOTE = 0.72, 0.56
"""Shares of the width that the name of a court may take."""


def detail_at(scale: float) -> Detail:
    """Return how much is shown where a pixel of the drawing is `scale` pixels of the screen."""
    if scale < _NAMES_FROM:
        return "bars"
    return "names" if scale < _FULL_FROM else "full"


def paint_card(painter: QPainter, area: QRectF, card: MatchCard, detail: Detail) -> None:
    """Paint a card into `area`, which includes its caption."""
    if detail == "bars":
        _paint_bars(painter, area, card)
        return
    body = area.adjusted(0, CAPTION_HEIGHT, 0, 0) if detail == "full" else area.adjusted(0, 2, 0, 0)
    if detail == "full":
        _paint_caption(painter, QRectF(area.left(), area.top(), area.width(), CAPTION_HEIGHT), card)
    _paint_frame(painter, body, card)
    half = body.height() / 2
    for index, side in enumerate(card.sides):
        row = QRectF(body.left(), body.top() + index * half, body.width(), half)
        _paint_side(painter, row, side, detail)


def accent(card: MatchCard) -> QColor | None:
    """Return the color that makes a card stand out; None for most."""
    if card.needs_ruling:
        return current_theme().warn
    return current_theme().good if card.is_live else None


def _paint_frame(painter: QPainter, body: QRectF, card: MatchCard) -> None:
    theme, color = current_theme(), accent(card)
    painter.setBrush(theme.panel)
    painter.setPen(QPen(color or theme.line, 2.5 if color else 1.5))
    radius = _RADIUS
    painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), radius, radius)
    painter.setPen(QPen(theme.line, 1))
    painter.drawLine(
        QPointF(body.left() + _PADDING, body.center().y()), QPointF(body.right() - _PADDING, body.center().y())
    )


def _paint_caption(painter: QPainter, area: QRectF, card: MatchCard) -> None:
    """Paint the court of a live match on a plate, then the id of the match and what is special about it."""
    theme = current_theme()
    left = area.left()
    if card.court:
        left = _paint_plate(painter, area, card) + 8
    parts = (card.note,) if card.court and card.note else (card.id, card.note)
    text = " · ".join(part for part in parts if part)
    ink = theme.warn if card.needs_ruling else theme.quiet
    rest = QRectF(left + (0 if card.court else 2), area.top(), area.right() - left, area.height() - 2)
    draw_text(painter, rest, text, TextStyle(fonts.digits(14, QFont.Weight.DemiBold), ink, LEFT))


def _paint_plate(painter: QPainter, area: QRectF, card: MatchCard) -> float:
    """Paint where the match is; return its right end. It is filled while the match is played."""
    theme, font = current_theme(), fonts.digits(15, QFont.Weight.Bold)
    text = card.court if card.status == "playing" else t("{court}, called", court=card.court)
    plate = QRectF(area.left() + _RADIUS, area.top(), 0, area.height() + 1)
    plate.setWidth(
        min(text_width(font, text) + 2 * _PADDING, area.width() * (_PLATE_BESIDE_NOTE if card.note else _WIDEST_PLATE))
    )
    is_filled = card.status == "playing"
    painter.setPen(QPen(theme.good, 1.5))
    painter.setBrush(theme.good if is_filled else theme.ground)
    painter.drawRect(plate.adjusted(0, 1, 0, 0))
    ink = theme.ink_on(theme.good) if is_filled else theme.good
    draw_text(painter, plate.adjusted(_PADDING, 0, -_PADDING + 1, 0), text, TextStyle(font, ink))
    return plate.right()


def _paint_side(painter: QPainter, row: QRectF, side: CardSide, detail: Detail) -> None:
    """Paint a name and its points; the winner is bold and has a marker that points to the next match."""
    theme = current_theme()
    is_winner = side.result == "winner"
    ink = theme.quiet if side.result in {"loser", "unknown"} else theme.ink
    inside = row.adjusted(_PADDING, 0, -_PADDING, 0)
    if detail == "full" and side.seed is not None:
        draw_text(
            painter,
            QRectF(inside.left() - 3, row.top(), _SEED_WIDTH - 5, row.height()),
            str(side.seed),
            TextStyle(fonts.digits(15), theme.quiet, RIGHT),
        )
        inside.setLeft(inside.left() + _SEED_WIDTH)
    if is_winner:
        _paint_marker(painter, row)
    inside.setRight(inside.right() - _MARKER)
    if detail == "full":
        inside.setRight(_paint_points(painter, inside, side, TextStyle(fonts.digits(20), ink, RIGHT)))
    name = TextStyle(_name_font(side, detail, inside.width()), ink, LEFT)
    draw_text(painter, inside, local_name(side.name), name)


def _name_font(side: CardSide, detail: Detail, width: float) -> QFont:
    """Return the font of a name: bold for a winner, small for where somebody comes from, smaller for a long one."""
    pixels, small = (20, 15) if detail == "full" else (31, 20)
    if side.result == "unknown":
        return fonts.digits(small)
    weight = QFont.Weight.Bold if side.result == "winner" else QFont.Weight.Medium
    shorter = fonts.digits(int(pixels * _LONG_NAME), weight)
    return fitting_font((fonts.digits(pixels, weight), shorter), local_name(side.name), width)


def _paint_points(painter: QPainter, inside: QRectF, side: CardSide, style: TextStyle) -> float:
    """Paint the points of the games from the right; return where they begin."""
    right = inside.right()
    for points in reversed(side.points[-_MOST_GAMES:]):
        draw_text(
            painter, QRectF(right - _POINTS_WIDTH, inside.top(), _POINTS_WIDTH, inside.height()), str(points), style
        )
        right -= _POINTS_WIDTH
    return right - (4 if side.points else 0)


def _paint_marker(painter: QPainter, row: QRectF) -> None:
    tip = QPointF(row.right() - _PADDING + 3, row.center().y())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().good)
    painter.drawPolygon(
        QPolygonF([tip, tip + QPointF(-_MARKER, -_MARKER * 0.62), tip + QPointF(-_MARKER, _MARKER * 0.62)])
    )


def _paint_bars(painter: QPainter, area: QRectF, card: MatchCard) -> None:
    """Paint two bars, bright for a winner and faint for who has lost; one block of color while it is played."""
    theme, color = current_theme(), accent(card)
    painter.setPen(Qt.PenStyle.NoPen)
    if color is not None:
        painter.setBrush(color)
        painter.drawRect(area.adjusted(-12, -4, 12, 4))
        return
    half = area.height() / 2
    inks = {"winner": theme.ink, "undecided": theme.quiet, "loser": _faint(theme.quiet), "unknown": theme.line}
    for index, side in enumerate(card.sides):
        painter.setBrush(inks[side.result])
        painter.drawRect(QRectF(area.left(), area.top() + index * half + 3, area.width(), half - 6))


def _faint(color: QColor) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(_FAINT)
    return faint
