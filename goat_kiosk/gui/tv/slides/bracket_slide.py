"""Bracket on the TV: all of a small one; of a large one the parts in which something is played, one after the other."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.slides.slide import HEADER, paint_header
from goat_kiosk.gui.widgets.bracket.card_painter import MARGIN, ROW_PITCH
from goat_kiosk.gui.widgets.bracket.drawing import BracketDrawing
from goat_kiosk.gui.widgets.bracket.headings import STRIP_HEIGHT
from goat_kiosk.gui.widgets.bracket.match_card import card_text
from goat_kiosk.text.tournament_words import stage_title
from goat_kiosk.tournament.brackets.match_ids import in_stage
from goat_kiosk.tournament.tournament import Division, Tournament

_ROWS = 7.2
"""Rows of matches on the screen: a name is then 3 % of its height."""
_SMALLEST_WHOLE = 0.68
"""The smallest share of that size in which a bracket is shown as a whole rather than in parts."""
_LARGEST_WHOLE = 1.35
_ASPECT = 16 / 9
_BEFORE = 0.3
"""Share of a part's width to the left of what is played: one sees where it leads rather than where it came from."""


class BracketSlide(NamedTuple):
    """A part of a division's bracket."""

    title: str
    part: QRectF
    """What is seen of the drawing; larger than it where all is seen."""
    number: int
    parts: int
    drawing: BracketDrawing
    division: int
    stage: int = 1

    @property
    def key(self) -> str:
        """The name of the slide."""
        return f"bracket-{self.division}-{in_stage(self.stage, str(self.number))}"

    @property
    def text(self) -> str:
        """The matches that are played now, in words."""
        live = [card_text(card) for card in self.drawing.cards.values() if card.is_live]
        return "; ".join([self.title, *live])

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the part below the title."""
        detail = t("{number} of {parts}", number=self.number, parts=self.parts) if self.parts > 1 else ""
        paint_header(painter, area, self.title, detail)
        stage = area.adjusted(0, area.height() * HEADER, 0, 0)
        scale = min(stage.width() / self.part.width(), stage.height() / self.part.height())
        shown = QSizeF(stage.width() / scale, stage.height() / scale)
        left = self.part.left() - (shown.width() - self.part.width()) / 2
        painter.save()
        painter.setClipRect(stage)
        painter.translate(stage.topLeft())
        painter.scale(scale, scale)
        painter.translate(-left, -self.part.top())
        seen = QRectF(QPointF(left, self.part.top()), shown)
        self.drawing.paint(painter, seen, scale)
        self.drawing.paint_strip(painter, seen, scale)
        painter.restore()


def bracket_slides(tournament: Tournament, division: Division) -> list[BracketSlide]:
    """Return the parts of a division's brackets that are worth looking at now; none before the draw."""
    return [slide for stage in division.bracket_stages for slide in _stage_slides(tournament, division, stage)]


def _stage_slides(tournament: Tournament, division: Division, stage: int) -> Iterator[BracketSlide]:
    drawing = BracketDrawing()
    drawing.update(tournament, division, stage)
    if drawing.size.isEmpty():
        return
    names = [tournament.name, division.name if len(tournament.divisions) > 1 else ""]
    if len(division.bracket_stages) > 1:
        names.append(stage_title(division, stage))
    parts = list(_parts(drawing))
    for number, part in enumerate(parts, start=1):
        title = " · ".join(filter(None, names))
        yield BracketSlide(title, part, number, len(parts), drawing, division.number, stage)


def _parts(drawing: BracketDrawing) -> Iterator[QRectF]:
    size, seen = drawing.size, _seen()
    whole = max(size.width() / seen.width(), size.height() / seen.height())
    if whole <= 1 / _SMALLEST_WHOLE:
        whole = max(whole, 1 / _LARGEST_WHOLE)
        width, height = max(size.width(), seen.width() * whole), max(size.height(), seen.height() * whole)
        yield QRectF((size.width() - width) / 2, (size.height() - height) / 2, width, height)
        return
    left = [drawing.card_rect(match) for match in _matches_to_show(drawing)]
    while left:
        part = _part_around(left, size, seen)
        yield part
        left = [rect for rect in left if not part.contains(rect)]


def _seen() -> QSizeF:
    """Return how much of a drawing fits below the title at the size that can be read across a room."""
    height = _ROWS * ROW_PITCH
    return QSizeF(height / (1 - HEADER) * _ASPECT, height)


def _matches_to_show(drawing: BracketDrawing) -> list[str]:
    """Return what is played or called; if nothing is, what can be played; after all, the last match."""
    cards = drawing.cards.values()
    for statuses in ({"playing", "called"}, {"ready", "reported"}):
        found = [card.id for card in cards if card.status in statuses]
        if found:
            return found
    return [card.id for card in cards][-1:]


def _part_around(rects: list[QRectF], size: QSizeF, seen: QSizeF) -> QRectF:
    """Return a part with the first of `rects` and as many others as fit with it, never beyond the drawing."""
    together = rects[0].adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    for rect in rects[1:]:
        wider = together.united(rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        if wider.width() <= seen.width() and wider.height() <= seen.height():
            together = wider
    free = seen.width() - together.width()
    x = _within(together.left() - free * _BEFORE, size.width() - seen.width())
    y = _within(_row_above(together.center().y() - seen.height() / 2), size.height() - seen.height())
    return QRectF(QPointF(x, y), seen)


def _row_above(y: float) -> float:
    """Return where the nearest row begins, so that the first cards are not cut; above it are the names of rounds."""
    return MARGIN + round((y - MARGIN) / ROW_PITCH) * ROW_PITCH - STRIP_HEIGHT


def _within(value: float, most: float) -> float:
    return most / 2 if most < 0 else min(max(0.0, value), most)
