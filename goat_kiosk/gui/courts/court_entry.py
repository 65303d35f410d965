"""Court entry of the rail: the court's name, the teams with their score, and the progress of the game."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus, draw_shape
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.host.clock import DAY_MS, HOUR_MS, MINUTE_MS
from goat_kiosk.uplink.peers.peers import CourtSide, Peer, PeerCourt

_HEIGHT = 86
_THIS_KIOSK = Peer("", "", "")


class CourtEntry(QAbstractButton):
    """A game to switch to."""

    def __init__(self, game_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.game_id = game_id
        self._court: PeerCourt | None = None
        self._needs_desk = self._is_set_aside = False
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Room for three lines."""
        return QSize(px(160), px(_HEIGHT))

    def show_game(self, game: Game, number: int, age: int = 0) -> None:
        """Show `game`, entry `number` of the rail (from 1); `age` is the milliseconds since its last change."""
        self._needs_desk = game.needs_desk
        self._is_set_aside = game.is_set_aside and not game.is_over
        side1, side2 = (
            CourtSide(side.name, side.color, score) for side, score in zip(game.sides, game.score, strict=True)
        )
        court = PeerCourt(self.game_id, game.court, _progress(game, age), (side1, side2), _THIS_KIOSK)
        self._show(court, f" (Ctrl+{number})" if number <= 9 else "")

    def show_court(self, court: PeerCourt) -> None:
        """Show a game of another kiosk."""
        self._show(court, ", " + t("at kiosk {name}", name=court.owner.name))

    def _show(self, court: PeerCourt, suffix: str) -> None:
        self._court = court
        summary = ", ".join([*(f"{local_name(side.name)} {side.score}" for side in court.sides), court.progress])
        self.setAccessibleName(f"{court.name}: {summary}")
        self.setToolTip(plain_tooltip(f"{court.name}: {summary}{suffix}"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the entry."""
        if self._court is None:
            return
        painter, area = painter_on(self)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().ground)
            painter.drawRoundedRect(area, 10, 10)
        if self.isChecked():
            painter.setBrush(current_theme().ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(0, 14, 4, _HEIGHT - 28), 2, 2)
        self._paint_head(painter, self._court, area)
        for team, side in zip(TEAMS, self._court.sides, strict=True):
            self._paint_team(painter, team, side, area.adjusted(14, 3 + 26 * team, -10, 0))
        if self.hasFocus():
            draw_focus(painter, area, 10)

    def _paint_head(self, painter: QPainter, court: PeerCourt, area: QRectF) -> None:
        line = area.adjusted(14, 6, -10, 26 - _HEIGHT)
        if self._is_set_aside and not self._needs_desk:
            # It is on no court, and its age needs the whole line.
            draw_text(painter, line, court.progress, TextStyle(fonts.text(13), current_theme().quiet, LEFT))
            return
        used_width = (
            _paint_badge(painter, line, court.progress)
            if self._needs_desk
            else draw_text(painter, line, court.progress, TextStyle(fonts.text(13), current_theme().quiet, RIGHT))
        )
        name_area = area.adjusted(14, 6, -16 - used_width, 26 - _HEIGHT)
        draw_text(
            painter, name_area, court.name, TextStyle(fonts.text(15, QFont.Weight.DemiBold), current_theme().ink, LEFT)
        )

    def _paint_team(self, painter: QPainter, team: Team, side: CourtSide, area: QRectF) -> None:
        line = QRectF(area.left(), area.top(), area.width(), 26)
        color = current_theme().team(side.color)
        draw_shape(painter, team, QRectF(line.left(), line.top() + 6, 14, 14), color)
        used_width = draw_text(painter, line, str(side.score), TextStyle(fonts.digits(26), color, RIGHT))
        draw_text(
            painter,
            line.adjusted(22, 0, -used_width - 8, 0),
            local_name(side.name),
            TextStyle(fonts.text(14), current_theme().ink, LEFT),
        )


def _paint_badge(painter: QPainter, line: QRectF, text: str) -> float:
    """Paint what needs the desk as a badge at the right end of the line, and return its width."""
    font = fonts.text(13, QFont.Weight.DemiBold)
    width = QFontMetricsF(font).horizontalAdvance(text) + 14
    badge = QRectF(line.right() - width, line.top(), width, line.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().warn)
    painter.drawRoundedRect(badge, 6, 6)
    draw_text(painter, badge, text, TextStyle(font, current_theme().ground))
    return width


def _progress(game: Game, age: int) -> str:
    if game.help is not None:
        return t("help")
    if game.is_set_aside and not game.is_over:
        return _aside_text(age)
    if not game.is_over and age >= DAY_MS:
        days = age // DAY_MS
        return t("1 day old") if days == 1 else t("{count} days old", count=days)
    if not game.is_over and age >= HOUR_MS:
        return t("idle {count} h", count=age // HOUR_MS)
    live, final = t("round {round}", round=game.round_number), t("disputed") if game.is_disputed else t("final")
    return {"lobby": t("lobby"), "live": live, "finished": final, "canceled": t("canceled")}[game.status]


def _aside_text(age: int) -> str:
    """Return since when a game is set aside."""
    if age < MINUTE_MS:
        return t("set aside")
    if age < HOUR_MS:
        return t("set aside {count} min ago", count=age // MINUTE_MS)
    if age < DAY_MS:
        return t("set aside {count} h ago", count=age // HOUR_MS)
    days = age // DAY_MS
    return t("set aside 1 day ago") if days == 1 else t("set aside {count} days ago", count=days)
