"""One court as a TV shows it, in the proportions of the walls' pages: a hall has one look, whatever the screen is.

Every size is a share of the card's own, so one court alone and nine in a grid are painted by the same lines.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.gui.text.describe import match_line, thrower_name
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_bag, draw_shape
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import TextStyle, draw_text

_CAP = 0.7
"""Height of a digit of the face, in parts of its size."""
_LONG = 100
"""A score of three digits is set smaller."""
_LEAST = 0.4
"""How much smaller a long name may be written before it is cut."""
_LOST = 0.6
"""How much of a side that has lost is still seen."""


def paint_court(painter: QPainter, place: QRectF, game: Game, *, alone: bool) -> None:
    """Paint `game` into `place`; `alone` when it has the screen to itself, so that nothing need frame it."""
    if not alone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().panel)
        painter.drawRoundedRect(place, place.height() * 0.03, place.height() * 0.03)
    rows = (0.08, 0.75, 0.10, 0.07) if alone else (0.13, 0.76, 0.11, 0.0)
    top, sides, now, more = _rows(place, rows)
    _paint_top(painter, top, game, alone=alone)
    for team in TEAMS:
        half = QRectF(sides.left() + (team - 1) * sides.width() / 2, sides.top(), sides.width() / 2, sides.height())
        _paint_side(painter, half.adjusted(place.width() * 0.02, 0, -place.width() * 0.02, 0), game, team)
    _write(painter, now, headline(game), 0.72, current_theme().ink)
    if alone:
        _write(painter, more, footer(game), 0.6, current_theme().quiet)


def headline(game: Game) -> str:
    """Return who throws next, or how it stands with the game."""
    if game.status == "lobby":
        return t("About to start")
    if game.winner is not None:
        return t("{team} wins", team=game.side(game.winner).name)
    if game.is_over or game.aside:
        return _progress(game)
    return (
        t("{player} throws next", player=thrower_name(game, game.next_team))
        if game.next_team
        else t("A coin decides who throws first")
    )


def footer(game: Game) -> str:
    """Return what is said small: the match, and a correction until the round after it is over."""
    told, fixed = [match_line(game)], game.correction
    if fixed is not None:
        score = f"{fixed.after[0]}–{fixed.after[1]}"
        told.append(
            t("Round {round} was corrected: {reason}, now {score}", round=fixed.round, reason=fixed.reason, score=score)
            if fixed.reason
            else t("Round {round} was corrected, now {score}", round=fixed.round, score=score)
        )
    return " · ".join(part for part in told if part)


def _rows(place: QRectF, shares: tuple[float, ...]) -> list[QRectF]:
    told, y = [], place.top()
    for share in shares:
        told.append(QRectF(place.left(), y, place.width(), share * place.height()))
        y += share * place.height()
    return told


def _paint_top(painter: QPainter, place: QRectF, game: Game, *, alone: bool) -> None:
    words = _progress(game)
    if alone:
        _write(painter, place, words, 0.7, current_theme().quiet)
        return
    inside = place.adjusted(place.width() * 0.03, 0, -place.width() * 0.03, 0)
    font = _font(inside, 0.6)
    wide = draw_text(painter, inside, words, TextStyle(font, current_theme().quiet, Qt.AlignmentFlag.AlignRight))
    room = inside.adjusted(0, 0, -wide - place.width() * 0.03, 0)
    draw_text(painter, room, game.court, TextStyle(font, current_theme().ink, Qt.AlignmentFlag.AlignLeft))


def _progress(game: Game) -> str:
    if game.aside and not game.is_over:
        return t("Set aside")
    live = t("Round {round}", round=game.round_number)
    return {"lobby": t("Lobby"), "live": live, "finished": t("Final"), "canceled": t("Canceled")}[game.status]


def _paint_side(painter: QPainter, place: QRectF, game: Game, team: Team) -> None:
    name, digits, bags = _rows(place, (0.21, 0.62, 0.17))
    color = current_theme().team(game.side(team).color)
    lost = game.winner is not None and game.winner != team
    painter.save()
    painter.setOpacity(_LOST if lost else 1)
    _paint_name(painter, name, game, team, color)
    _paint_score(painter, digits, game, team, color)
    if game.status == "live":
        _paint_bags(painter, bags, game, team, color)
    painter.restore()
    if team in {game.next_team, game.winner}:
        line = place.height() * 0.016
        painter.fillRect(QRectF(place.left(), place.bottom() - line, place.width(), line), color)


def _paint_name(painter: QPainter, place: QRectF, game: Game, team: Team, color: QColor) -> None:
    """Write the team's name as large as there is room for, its shape before it."""
    name, shape = game.side(team).name, min(place.height() * 0.45, place.width() * 0.1)
    room = place.width() - shape * 1.6
    font = _fit_font(name, place, 0.78, room)
    wide = min(room, QFontMetricsF(font).horizontalAdvance(name))
    left = place.center().x() - (wide + shape * 1.6) / 2
    draw_shape(painter, team, QRectF(left, place.center().y() - shape / 2, shape, shape), color)
    draw_text(
        painter,
        QRectF(left + shape * 1.6, place.top(), wide + 1, place.height()),
        name,
        TextStyle(font, current_theme().ink),
    )


def _paint_score(painter: QPainter, place: QRectF, game: Game, team: Team, color: QColor) -> None:
    score, share = game.score[team - 1], 0.58 if max(game.score) >= _LONG else 0.84
    font = fonts.digits(max(1, int(min(place.height() * 1.2, place.width() * share))))
    words = str(score)
    painter.setFont(font)
    painter.setPen(current_theme().line if game.status == "lobby" else color)
    left = place.center().x() - QFontMetricsF(font).horizontalAdvance(words) / 2
    painter.drawText(QPointF(left, place.center().y() + font.pixelSize() * _CAP / 2), words)


def _paint_bags(painter: QPainter, place: QRectF, game: Game, team: Team, color: QColor) -> None:
    side = min(place.height() * 0.68, place.width() * 0.11)
    step = side * 1.2
    own = [bag for bag in game.bags if bag.team == team]
    left = place.center().x() - (step * (BAGS_PER_SIDE - 1) + side) / 2
    for n in range(BAGS_PER_SIDE):
        square = QRectF(left + n * step, place.top() + (place.height() * 0.88 - side) / 2, side, side)
        if n < len(own):
            draw_bag(painter, team, own[n].result, square, color)
        else:
            _paint_slot(painter, square, color)


def _paint_slot(painter: QPainter, square: QRectF, color: QColor) -> None:
    """Draw the place of a bag still to be thrown, seen from as far as the bags are."""
    painter.save()
    painter.setOpacity(painter.opacity() * 0.4)
    painter.setPen(QPen(color, max(1.5, square.width() / 18)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(2, 2, -2, -2), square.width() * 0.24, square.width() * 0.24)
    painter.restore()


def _write(painter: QPainter, place: QRectF, words: str, share: float, ink: QColor) -> None:
    inside = place.adjusted(place.width() * 0.03, 0, -place.width() * 0.03, 0)
    draw_text(painter, inside, words, TextStyle(_fit_font(words, place, share, inside.width()), ink))


def _fit_font(words: str, place: QRectF, share: float, room: float) -> QFont:
    """Return the face in which `words` fit into `room`; smaller than `_LEAST` they are cut instead."""
    font = _font(place, share)
    wide = QFontMetricsF(font).horizontalAdvance(words)
    return font if wide <= room else _font(place, share * max(_LEAST, room / wide))


def _font(place: QRectF, share: float) -> QFont:
    return fonts.digits(max(1, int(place.height() * share)), QFont.Weight.DemiBold)
