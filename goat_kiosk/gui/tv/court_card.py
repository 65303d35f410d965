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
_LEAST_LINES = 3
"""Lines of a lobby's names that share the height: one name is no larger than one of three."""
_TINT_ALPHA = 26
"""Of a side's color behind its score, of 255."""
_LOSER_OPACITY = 0.6
"""Opacity of the losing team."""


def paint_court(painter: QPainter, area: QRectF, game: Game, *, is_alone: bool) -> None:
    """Paint `game` into `area`; `is_alone` if it has the screen to itself and needs no frame."""
    if not is_alone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().panel)
        painter.drawRoundedRect(area, area.height() * 0.03, area.height() * 0.03)
    rows = (0.09, 0.81, 0.065, 0.035) if is_alone else (0.13, 0.77, 0.10, 0.0)
    top, sides, headline_row, footer_row = _split_rows(area, rows)
    _paint_top(painter, top, game)
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


def _paint_top(painter: QPainter, area: QRectF, game: Game) -> None:
    """Paint the court on a plate, since one looks for it first, and the progress of its game."""
    padding, plate_font, theme = area.width() * 0.02, _font(area, 0.78), current_theme()
    inside = area.adjusted(padding, 0, -padding, 0)
    progress = TextStyle(_font(area, 0.56), theme.quiet, Qt.AlignmentFlag.AlignRight)
    room = inside.width() - draw_text(painter, inside, _progress_text(game), progress) - 2 * padding
    width = min(QFontMetricsF(plate_font).horizontalAdvance(game.court), room)
    plate, is_over = QRectF(area.left(), area.top(), width + 2 * padding, area.height()), game.is_over
    painter.fillRect(plate, theme.line if is_over else theme.ink)
    name = TextStyle(plate_font, theme.ink if is_over else theme.ground, Qt.AlignmentFlag.AlignLeft)
    draw_text(painter, plate.adjusted(padding, 0, 1 - padding, 0), game.court, name)


def _progress_text(game: Game) -> str:
    if game.is_set_aside and not game.is_over:
        return t("Set aside")
    live = " · ".join([t("to {points}", points=game.rules.target), t("Round {round}", round=game.round_number)])
    return {"lobby": t("Lobby"), "live": live, "finished": t("Final"), "canceled": t("Canceled")}[game.status]


def _paint_side(painter: QPainter, area: QRectF, game: Game, team: Team) -> None:
    name, digits, bags = _split_rows(area, (0.12, 0.78, 0.10))
    color = current_theme().team(game.side(team).color)
    painter.fillRect(area, QColor(color.red(), color.green(), color.blue(), _TINT_ALPHA))
    has_lost = game.winner is not None and game.winner != team
    painter.save()
    painter.setOpacity(_LOSER_OPACITY if has_lost else 1)
    _paint_name(painter, name, game, team, color)
    if game.status == "lobby":
        _paint_roster(painter, digits, game, team)
    else:
        _paint_score(painter, digits, game, team, color)
    if game.status == "live":
        _paint_bags(painter, bags, game, team, color)
    painter.restore()
    if team in {game.next_team, game.winner}:
        line = area.height() * 0.016
        painter.fillRect(QRectF(area.left(), area.bottom() - line, area.width(), line), color)


def _paint_name(painter: QPainter, area: QRectF, game: Game, team: Team, color: QColor) -> None:
    """Paint a band of the team's color with its shape and its name, as large as fits."""
    ink = current_theme().ink_on(color)
    painter.fillRect(area, color)
    name, shape = local_name(game.side(team).name), min(area.height() * 0.45, area.width() * 0.1)
    max_width = area.width() - shape * 1.6
    font = _fit_font(name, area, 0.78, max_width)
    width = min(max_width, QFontMetricsF(font).horizontalAdvance(name))
    left = area.center().x() - (width + shape * 1.6) / 2
    draw_shape(painter, team, QRectF(left, area.center().y() - shape / 2, shape, shape), ink)
    draw_text(
        painter,
        QRectF(left + shape * 1.6, area.top(), width + 1, area.height()),
        name,
        TextStyle(font, ink),
    )


def _paint_roster(painter: QPainter, area: QRectF, game: Game, team: Team) -> None:
    """Paint who is in the lobby, and the open spots: no score has begun."""
    players = [local_name(player.name) for player in game.side(team).players]
    lines = [*players, *[t("Open spot")] * (game.team_size - len(players))]
    for index, text in enumerate(lines):
        height = area.height() / max(len(lines), _LEAST_LINES)
        _paint_text(
            painter,
            QRectF(area.left(), area.top() + index * height, area.width(), height),
            text,
            0.5,
            current_theme().ink,
        )


def _paint_score(painter: QPainter, area: QRectF, game: Game, team: Team, color: QColor) -> None:
    score, share = game.score[team - 1], 0.58 if max(game.score) >= _LONG_SCORE else 0.98
    font = fonts.digits(max(1, int(min(area.height() * 1.36, area.width() * share))))
    digits = str(score)
    painter.setFont(font)
    painter.setPen(color)
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
