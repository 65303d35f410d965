"""Court entry of the rail: the court's name, the teams with their score, and the progress of the game."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.history import History
from goat_kiosk.gui.courts.game_age import is_left_behind, progress_text, since_text
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus, draw_shape
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.uplink.peers.peers import CourtSide, Peer, PeerCourt

_HEIGHT, _MIN_HEIGHT, _SET_ASIDE_HEIGHT = 88, 56, 44
_HEAD, _EDGE = 19, 2
_LARGEST_SCORE = 27
_DIGIT_SHARE = 1.1
"""The largest font of a score in pixels, and its share of a line: digits have nothing below the baseline."""
_THIS_KIOSK = Peer("", "", "")


class CourtEntry(QAbstractButton):
    """A game to switch to. Entries get lower where there are many; a game that is set aside has two lines."""

    def __init__(self, game_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.game_id = game_id
        self._court: PeerCourt | None = None
        self._needs_desk = self._is_set_aside = self._is_left_behind = False
        self._since = ""
        self._shown: tuple[object, ...] = ()
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Room for three lines, or for two."""
        return QSize(px(160), px(_SET_ASIDE_HEIGHT if self._is_set_aside else _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The lines close together."""
        return QSize(px(160), px(_SET_ASIDE_HEIGHT if self._is_set_aside else _MIN_HEIGHT))

    def show_game(self, history: History, number: int, age: int = 0) -> None:
        """Show a game, entry `number` of the rail (from 1); `age` is the milliseconds since its last change."""
        game = history.game
        self._needs_desk = game.needs_desk
        self._is_set_aside = game.is_set_aside and not game.is_over and not game.needs_desk
        self._is_left_behind = is_left_behind(game, age)
        self._since = since_text(age, history.at)
        side1, side2 = (
            CourtSide(side.name, side.color, score) for side, score in zip(game.sides, game.score, strict=True)
        )
        court = PeerCourt(self.game_id, game.court, progress_text(game, age), (side1, side2), _THIS_KIOSK)
        self._show(court, f" (Ctrl+{number})" if number <= 9 else "")

    def show_court(self, court: PeerCourt) -> None:
        """Show a game of another kiosk."""
        self._show(court, ", " + t("at kiosk {name}", name=court.owner.name))

    def _show(self, court: PeerCourt, suffix: str) -> None:
        since = self._since if self._is_set_aside or self._is_left_behind else ""
        shown = court, suffix, since, self._needs_desk, self._is_set_aside, self._is_left_behind
        if shown == self._shown:
            return
        self._court, self._shown = court, shown
        summary = ", ".join([*(f"{local_name(side.name)} {side.score}" for side in court.sides), court.progress])
        self.setAccessibleName(f"{court.name}: {summary}")
        self.setToolTip(plain_tooltip(f"{court.name}: {summary}{suffix}"))
        self.updateGeometry()
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
            painter.drawRoundedRect(QRectF(0, 12, 4, area.height() - 24), 2, 2)
        inside = area.adjusted(14, _EDGE, -10, -_EDGE)
        head = QRectF(inside.left(), inside.top(), inside.width(), _HEAD)
        self._paint_head(painter, self._court, head)
        if self._is_set_aside:
            self._paint_summary(painter, self._court, inside.adjusted(0, _HEAD, 0, 0))
        else:
            line_height = (inside.height() - _HEAD) / len(TEAMS)
            for team, side in zip(TEAMS, self._court.sides, strict=True):
                top = head.bottom() + (team - 1) * line_height
                _paint_team(painter, team, side, QRectF(inside.left(), top, inside.width(), line_height))
        if self.hasFocus():
            draw_focus(painter, area, 10)

    def _paint_head(self, painter: QPainter, court: PeerCourt, line: QRectF) -> None:
        now = current_theme()
        if self._needs_desk:
            used_width = _paint_badge(painter, line, court.progress)
        else:
            progress = self._since if self._is_set_aside else court.progress
            ink = now.warn if self._is_left_behind else now.quiet
            used_width = draw_text(painter, line, progress, TextStyle(fonts.text(13), ink, RIGHT))
        name = TextStyle(fonts.text(15, QFont.Weight.DemiBold), now.ink, LEFT)
        draw_text(painter, line.adjusted(0, 0, -6 - used_width, 0), court.name, name)

    @staticmethod
    def _paint_summary(painter: QPainter, court: PeerCourt, line: QRectF) -> None:
        """Paint the score and the teams of a game that is set aside."""
        side1, side2 = court.sides
        summary = f"{side1.score}–{side2.score}  {local_name(side1.name)} – {local_name(side2.name)}"
        draw_text(painter, line, summary, TextStyle(fonts.text(13), current_theme().quiet, LEFT))


def _paint_team(painter: QPainter, team: Team, side: CourtSide, line: QRectF) -> None:
    color, mark = current_theme().team(side.color), 13
    draw_shape(painter, team, QRectF(line.left(), line.center().y() - mark / 2, mark, mark), color)
    score = fonts.digits(min(_LARGEST_SCORE, round(line.height() * _DIGIT_SHARE)))
    used_width = draw_text(painter, line, str(side.score), TextStyle(score, color, RIGHT))
    name = TextStyle(fonts.text(14), current_theme().ink, LEFT)
    draw_text(painter, line.adjusted(21, 0, -used_width - 8, 0), local_name(side.name), name)


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
