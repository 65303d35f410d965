"""Score before and after a correction, as large as there is room."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.scoring import PointsPair
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.score_digits import DIGIT_HEIGHT
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.changed_fact import draw_card

_MOST_PIXELS, _LEAST_HEIGHT = 150, 84


class ScoreChange(QWidget):
    """Shows the score of the game now, and after the correction if that is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: PointsPair = (0, 0)
        self._after: PointsPair = (0, 0)
        self._colors = ("#ffffff", "#ffffff")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Room for digits that are larger than those of the list."""
        return QSize(px(300), px(_LEAST_HEIGHT))

    @property
    def text(self) -> str:
        """The score, or the old and the new score with an arrow."""
        before, after = (f"{first}–{second}" for first, second in (self._before, self._after))
        return after if before == after else f"{before} → {after}"

    def show_scores(self, before: Game, after: Game) -> None:
        """Show the score of the game before and after the correction."""
        self._before, self._after = before.score, after.score
        self._colors = (after.sides[0].color, after.sides[1].color)
        names = zip(after.sides, self._after, strict=True)
        result = ", ".join(t("{team}: {score:point|points}", team=side.name, score=score) for side, score in names)
        self.setAccessibleName(f"{self.text}. {result}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card with the scores in its middle."""
        painter, area = painter_on(self)
        draw_card(painter, area, has_changed=self._before != self._after)
        parts = self._parts()
        pixels = _fitting_pixels("".join(text for text, _ in parts), area)
        font = fonts.digits(pixels, QFont.Weight.Bold)
        metrics = QFontMetricsF(font)
        left = area.center().x() - sum(metrics.horizontalAdvance(text) for text, _ in parts) / 2
        painter.setFont(font)
        for text, color in parts:
            painter.setPen(color)
            painter.drawText(QPointF(left, area.center().y() + pixels * DIGIT_HEIGHT / 2), text)
            left += metrics.horizontalAdvance(text)

    def _parts(self) -> list[tuple[str, QColor]]:
        """Return the pieces of the line with their colors: what is no longer so is quiet."""
        now = current_theme()
        colors = [now.team(color) for color in self._colors]
        after = [(str(self._after[0]), colors[0]), ("–", now.quiet), (str(self._after[1]), colors[1])]
        if self._before == self._after:
            return after
        return [(f"{self._before[0]}–{self._before[1]}", now.quiet), (" → ", now.warn), *after]


def _fitting_pixels(text: str, area: QRectF) -> int:
    pixels = min(_MOST_PIXELS, int((area.height() - 28) / DIGIT_HEIGHT))
    width = QFontMetricsF(fonts.digits(pixels, QFont.Weight.Bold)).horizontalAdvance(text)
    return int(pixels * min(1.0, (area.width() - 48) / width))
