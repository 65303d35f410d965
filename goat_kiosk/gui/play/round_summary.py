"""Summary line of the round in progress: what each team would gain if it ended now, in words.

The projection changes a lot from bag to bag (+12, then +2), so it is smaller than the score and apart from it.
"""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.events import Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds import scoring
from goat_kiosk.domain.rounds.bags import RoundFacts, tally
from goat_kiosk.domain.rounds.scoring import PointsPair
from goat_kiosk.gui.text.describe import SIGNS
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, elide

_HEIGHT = 40
_GAP = 8


class TextPart(NamedTuple):
    """A part of the line."""

    text: str
    style: TextStyle


def projected_points(game: Game) -> PointsPair:
    """Return the points each team would score if the round ended now."""
    played = RoundFacts((tally(game.bags, 1), tally(game.bags, 2)), 0, game.bags, game.awards)
    points1, points2 = scoring.bag_points(game.rules, played)
    return points1 + scoring.awarded_points(played, 1), points2 + scoring.awarded_points(played, 2)


class RoundSummary(QWidget):
    """The projected points of the round in progress, such as “This round +5 Orange”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gains: list[tuple[Team, str, str, int]] = []
        self.points: PointsPair = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line of large digits."""
        return QSize(px(300), px(_HEIGHT))

    def show_game(self, game: Game, left_team: Team) -> None:
        """Show the round in progress of `game`, with the points of `left_team` first."""
        self.points = projected_points(game)
        sides = [(team, game.side(team), self.points[team - 1]) for team in (left_team, opponent(left_team))]
        before = self._gains
        self._gains = [(team, local_name(side.name), side.color, gain) for team, side, gain in sides if gain]
        gains = [f"{name} +{gain}" for _, name, _, gain in self._gains]
        name = t(
            "Round {round}. This round as it stands: {points}",
            round=game.round_number,
            points=", ".join(gains) or t("nothing"),
        )
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.setToolTip(t("What this round would bring if it ended now"))
        if before != self._gains:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line in the middle; names are elided where there is no room."""
        painter, area = painter_on(self)
        room = area.width()
        parts = self._parts(None)
        if (excess := _width(parts) - room) > 0 and self._gains:
            names = sum(_text_width(part) for part in parts if part.style.ink == current_theme().ink)
            parts = self._parts(max(0.0, names - excess) / len(self._gains))
        left = area.center().x() - _width(parts) / 2
        for part in parts:
            painter.setFont(part.style.font)
            painter.setPen(part.style.ink)
            width = _text_width(part)
            painter.drawText(QRectF(left, 0, width + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, part.text)
            left += width + _GAP

    def _parts(self, name_width: float | None) -> list[TextPart]:
        """Return the words and figures of the line, each name elided to `name_width` if that is given."""
        theme, figures, names = current_theme(), fonts.digits(30), fonts.text(18, QFont.Weight.DemiBold)
        parts = [TextPart(t("This round"), TextStyle(fonts.text(18), theme.quiet))]
        if not self._gains:
            return [*parts, TextPart("0", TextStyle(figures, theme.quiet))]
        for team, name, color, gain in self._gains:
            ink = theme.team(color)
            shown = name if name_width is None else elide(names, name, "", name_width)
            parts += [
                TextPart(f"+{gain}", TextStyle(figures, ink)),
                TextPart(SIGNS[team], TextStyle(names, ink)),
                TextPart(shown, TextStyle(names, theme.ink)),
            ]
        return parts


def _text_width(part: TextPart) -> float:
    return QFontMetricsF(part.style.font).horizontalAdvance(part.text)


def _width(parts: list[TextPart]) -> float:
    return sum(map(_text_width, parts)) + _GAP * (len(parts) - 1)
