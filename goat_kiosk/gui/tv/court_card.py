"""Painter for one court on the TV, in the same proportions as the wall displays, so that all screens look alike.

Every size is relative to the card, so one court alone and nine in a grid use the same code.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.describe import match_line, thrower_name
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_shape
from goat_kiosk.gui.theme.score_digits import DIGIT_HEIGHT
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text

_LONG_SCORE = 100
"""A score of three digits gets a smaller font."""
_MIN_SHRINK = 0.4
"""Smallest share of the font size for a long name; if that is too large, the name is elided."""
_LOSER_OPACITY = 0.6
"""Opacity of the losing team."""


def paint_court(painter: QPainter, area: QRectF, game: Game, *, is_alone: bool) -> None:
    """Paint `game` into `area`; `is_alone` if it has the screen to itself and needs no frame."""
    if not is_alone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().panel)
        painter.drawRoundedRect(area, area.height() * 0.03, area.height() * 0.03)
    rows = (0.08, 0.75, 0.10, 0.07) if is_alone else (0.13, 0.76, 0.11, 0.0)
    top, sides, headline_row, footer_row = _split_rows(area, rows)
    _paint_top(painter, top, game, is_alone=is_alone)
    for team in TEAMS:
        half = QRectF(sides.left() + (team - 1) * sides.width() / 2, sides.top(), sides.width() / 2, sides.height())
        _paint_side(painter, half.adjusted(area.width() * 0.02, 0, -area.width() * 0.02, 0), game, team)
    _paint_text(painter, headline_row, headline(game), 0.72, current_theme().ink)
    if is_alone:
        _paint_text(painter, footer_row, footer(game), 0.6, current_theme().quiet)


def headline(game: Game) -> str:
    """Return who throws next, or the status of the game."""
    if game.status == "lobby":
        return t("About to start")
    if game.winner is not None:
        return t("{team} won", team=game.side(game.winner).name)
    if game.is_over or game.is_set_aside:
        return _progress_text(game)
    return (
        t("{player} throws next", player=thrower_name(game, game.next_team))
        if game.next_team
        else t("A coin decides who throws first")
    )


def footer(game: Game) -> str:
    """Return the small line: the match, and the last correction until the round after it has ended."""
    parts, correction = [match_line(game)], game.correction
    if correction is not None:
        score = f"{correction.after[0]}–{correction.after[1]}"
        parts.append(
            t(
                "Round {round} was corrected: {reason}, now {score}",
                round=correction.round,
                reason=correction.reason,
                score=score,
            )
            if correction.reason
            else t("Round {round} was corrected, now {score}", round=correction.round, score=score)
        )
    return " · ".join(part for part in parts if part)


def _split_rows(area: QRectF, shares: tuple[float, ...]) -> list[QRectF]:
    parts, y = [], area.top()
    for share in shares:
        parts.append(QRectF(area.left(), y, area.width(), share * area.height()))
        y += share * area.height()
    return parts


def _paint_top(painter: QPainter, area: QRectF, game: Game, *, is_alone: bool) -> None:
    text = _progress_text(game)
    if is_alone:
        _paint_text(painter, area, text, 0.7, current_theme().quiet)
        return
    inside = area.adjusted(area.width() * 0.03, 0, -area.width() * 0.03, 0)
    font = _font(inside, 0.6)
    width = draw_text(painter, inside, text, TextStyle(font, current_theme().quiet, Qt.AlignmentFlag.AlignRight))
    court_area = inside.adjusted(0, 0, -width - area.width() * 0.03, 0)
    draw_text(painter, court_area, game.court, TextStyle(font, current_theme().ink, Qt.AlignmentFlag.AlignLeft))


def _progress_text(game: Game) -> str:
    if game.is_set_aside and not game.is_over:
        return t("Set aside")
    live = t("Round {round}", round=game.round_number)
    return {"lobby": t("Lobby"), "live": live, "finished": t("Final"), "canceled": t("Canceled")}[game.status]


def _paint_side(painter: QPainter, area: QRectF, game: Game, team: Team) -> None:
    name, digits, bags = _split_rows(area, (0.21, 0.62, 0.17))
    color = current_theme().team(game.side(team).color)
    has_lost = game.winner is not None and game.winner != team
    painter.save()
    painter.setOpacity(_LOSER_OPACITY if has_lost else 1)
    _paint_name(painter, name, game, team, color)
    _paint_score(painter, digits, game, team, color)
    if game.status == "live":
        _paint_bags(painter, bags, game, team, color)
    painter.restore()
    if team in {game.next_team, game.winner}:
        line = area.height() * 0.016
        painter.fillRect(QRectF(area.left(), area.bottom() - line, area.width(), line), color)


def _paint_name(painter: QPainter, area: QRectF, game: Game, team: Team, color: QColor) -> None:
    """Paint the team's shape and its name, as large as fits."""
    name, shape = local_name(game.side(team).name), min(area.height() * 0.45, area.width() * 0.1)
    max_width = area.width() - shape * 1.6
    font = _fit_font(name, area, 0.78, max_width)
    width = min(max_width, QFontMetricsF(font).horizontalAdvance(name))
    left = area.center().x() - (width + shape * 1.6) / 2
    draw_shape(painter, team, QRectF(left, area.center().y() - shape / 2, shape, shape), color)
    draw_text(
        painter,
        QRectF(left + shape * 1.6, area.top(), width + 1, area.height()),
        name,
        TextStyle(font, current_theme().ink),
    )


def _paint_score(painter: QPainter, area: QRectF, game: Game, team: Team, color: QColor) -> None:
    score, share = game.score[team - 1], 0.58 if max(game.score) >= _LONG_SCORE else 0.84
    font = fonts.digits(max(1, int(min(area.height() * 1.2, area.width() * share))))
    digits = str(score)
    painter.setFont(font)
    painter.setPen(current_theme().line if game.status == "lobby" else color)
    left = area.center().x() - QFontMetricsF(font).horizontalAdvance(digits) / 2
    painter.drawText(QPointF(left, area.center().y() + font.pixelSize() * DIGIT_HEIGHT / 2), digits)


def _paint_bags(painter: QPainter, area: QRectF, game: Game, team: Team, color: QColor) -> None:
    side = min(area.height() * 0.68, area.width() * 0.11)
    pitch = side * 1.2
    bags = [bag for bag in game.bags if bag.team == team]
    left = area.center().x() - (pitch * (BAGS_PER_SIDE - 1) + side) / 2
    for index in range(BAGS_PER_SIDE):
        square = QRectF(left + index * pitch, area.top() + (area.height() * 0.88 - side) / 2, side, side)
        if index < len(bags):
            draw_bag(painter, team, bags[index].result, square, color)
        else:
            _paint_slot(painter, square, color)


def _paint_slot(painter: QPainter, square: QRectF, color: QColor) -> None:
    """Draw an empty slot, visible from as far away as the bags."""
    painter.save()
    painter.setOpacity(painter.opacity() * 0.4)
    painter.setPen(QPen(color, max(1.5, square.width() / 18)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(2, 2, -2, -2), square.width() * 0.24, square.width() * 0.24)
    painter.restore()


def _paint_text(painter: QPainter, area: QRectF, text: str, share: float, ink: QColor) -> None:
    inside = area.adjusted(area.width() * 0.03, 0, -area.width() * 0.03, 0)
    draw_text(painter, inside, text, TextStyle(_fit_font(text, area, share, inside.width()), ink))


def _fit_font(text: str, area: QRectF, share: float, max_width: float) -> QFont:
    """Return the font in which `text` fits into `max_width`; below `_MIN_SHRINK` it is elided instead."""
    font = _font(area, share)
    width = QFontMetricsF(font).horizontalAdvance(text)
    return font if width <= max_width else _font(area, share * max(_MIN_SHRINK, max_width / width))


def _font(area: QRectF, share: float) -> QFont:
    return fonts.digits(max(1, int(area.height() * share)), QFont.Weight.DemiBold)
