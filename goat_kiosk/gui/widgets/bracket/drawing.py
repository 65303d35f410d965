"""Drawing of a division's bracket: its layout in pixels, and the cards, lines and headings painted into it.

A pixel of the drawing is one of a small laptop's screen at zoom 1. What has not changed need not be painted again, so
`update` returns the areas that have.
"""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, break_lines, draw_lines, draw_text
from goat_kiosk.gui.widgets.bracket.card_painter import (
    CAPTION_HEIGHT,
    CARD_HEIGHT,
    CARD_WIDTH,
    COLUMN_PITCH,
    MARGIN,
    ROW_PITCH,
    Detail,
    detail_at,
    paint_card,
)
from goat_kiosk.gui.widgets.bracket.headings import SectionHeadings, make_headings, paint_heading, paint_strip
from goat_kiosk.gui.widgets.bracket.match_card import MatchCard, match_cards
from goat_kiosk.gui.widgets.bracket.trophy import trophy_path
from goat_kiosk.tournament.brackets.layout import BracketLayout, PlacedMatch, lay_out_bracket
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.places import bracket_places
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_bracket import stage_bracket
from goat_kiosk.tournament.stage_matches import stage_matches
from goat_kiosk.tournament.tournament import Division, Tournament

_CHAMPION_WIDTH, _CHAMPION_HEIGHT = 330.0, 150.0


class BracketDrawing:
    """The bracket of one division; empty before the draw, and where there is none."""

    def __init__(self) -> None:
        self.layout: BracketLayout | None = None
        self.cards: dict[MatchId, MatchCard] = {}
        self.champion = ""
        """The name of the winner, once it is known."""
        self.headings: list[SectionHeadings] = []
        self._rects: dict[MatchId, QRectF] = {}

    @property
    def size(self) -> QSizeF:
        """The size of the drawing at zoom 1; zero if there is nothing to draw."""
        if self.layout is None or not self.layout.matches:
            return QSizeF(0, 0)
        champion = _CHAMPION_WIDTH + 20 if self.champion else 0.0
        width = (self.layout.columns - 1) * COLUMN_PITCH + CARD_WIDTH + champion
        bottom = max(rect.bottom() for rect in self._rects.values())
        return QSizeF(width + 2 * MARGIN, bottom + MARGIN)

    def update(self, tournament: Tournament, division: Division, stage: int | None = None) -> list[QRectF] | None:
        """Take over the division as it stands; return what has to be painted again, None for everything.

        `stage` is the number of a stage that is an elimination; None: the first one that is drawn.
        """
        number = next(iter(division.bracket_stages), 0) if stage is None else stage
        bracket, matches = stage_bracket(division, number), resolve(tournament, division)
        layout = lay_out_bracket(bracket, matches) if bracket is not None else None
        cards = match_cards(tournament, division, matches, layout.matches) if layout else {}
        champion = _champion(tournament, stage_matches(matches, number)) if layout else ""
        is_same = (layout, champion) == (self.layout, self.champion)
        changed = [card.id for card in cards.values() if self.cards.get(card.id) != card] if is_same else []
        self.layout, self.cards, self.champion = layout, cards, champion
        if is_same:
            return [self._with_lines(match) for match in changed]
        self._rects = {match.id: _card_rect(match) for match in layout.matches.values()} if layout else {}
        self.headings = make_headings(layout, division, number) if layout else []
        return None

    def card_rect(self, match: MatchId) -> QRectF:
        """Return where a match is drawn, its caption included."""
        return self._rects[match]

    def match_at(self, point: QPointF) -> MatchId | None:
        """Return the match that is drawn at a point."""
        return next((match for match, rect in self._rects.items() if rect.contains(point)), None)

    def paint(self, painter: QPainter, exposed: QRectF, scale: float) -> None:
        """Paint the part of the drawing in `exposed`; a pixel of it is `scale` pixels of the screen."""
        if self.layout is None:
            return
        detail = detail_at(scale)
        self._paint_lines(painter, exposed, detail)
        for section in self.headings:
            for heading in (*section.titles, *section.rounds):
                paint_heading(painter, heading, detail, scale)
        for match, rect in self._rects.items():
            if rect.intersects(exposed):
                paint_card(painter, rect, self.cards[match], detail)
        if self.champion:
            _paint_champion(painter, self.champion_rect(), self.champion)

    def paint_strip(self, painter: QPainter, seen: QRectF, scale: float) -> None:
        """Paint the names of the rounds at the top of what is `seen`, where they have been scrolled out of it."""
        paint_strip(painter, seen, self.headings, detail_at(scale))

    def champion_rect(self) -> QRectF:
        """Return where the winner is drawn: behind the match that decided it."""
        last = max(self._rects.values(), key=lambda rect: (rect.left(), -rect.top()))
        center = last.center().y() + CAPTION_HEIGHT / 2
        top = max(MARGIN, center - _CHAMPION_HEIGHT / 2)
        return QRectF(last.right() + 20, top, _CHAMPION_WIDTH, _CHAMPION_HEIGHT)

    def _paint_lines(self, painter: QPainter, exposed: QRectF, detail: Detail) -> None:
        theme, layout = current_theme(), self.layout
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for connection in layout.connections if layout else ():
            path_area = _line_area(self._rects[connection.source], self._rects[connection.target])
            if path_area.intersects(exposed):
                is_decided = self.cards[connection.source].status == "over"
                width = 2.0 if detail == "full" else 3.5
                painter.setPen(QPen(theme.quiet if is_decided else theme.line, width))
                painter.drawPath(_line(self._rects[connection.source], self._rects[connection.target]))

    def _with_lines(self, match: MatchId) -> QRectF:
        """Return the area of a match and of the line from it, whose color says whether it is decided."""
        rect = self._rects[match].adjusted(-12, -12, 12, 12)
        for connection in self.layout.connections if self.layout else ():
            if connection.source == match:
                rect = rect.united(_line_area(self._rects[match], self._rects[connection.target]))
        return rect


def _champion(tournament: Tournament, matches: Iterable[Match]) -> str:
    first = [place.entry for place in bracket_places({match.id: match for match in matches}) if place.place == 1]
    return " / ".join(tournament.entry_name(entry) for entry in first)


def _card_rect(match: PlacedMatch) -> QRectF:
    top = MARGIN + match.row * ROW_PITCH
    return QRectF(MARGIN + match.column * COLUMN_PITCH, top, CARD_WIDTH, CAPTION_HEIGHT + CARD_HEIGHT)


def _middle(rect: QRectF) -> float:
    return rect.top() + CAPTION_HEIGHT + CARD_HEIGHT / 2


def _line(source: QRectF, target: QRectF) -> QPainterPath:
    """Return the way from the right of a card to the left of the next one, with one bend up or down."""
    bend = target.left() - (COLUMN_PITCH - CARD_WIDTH) / 2
    path = QPainterPath(QPointF(source.right(), _middle(source)))
    path.lineTo(bend, _middle(source))
    path.lineTo(bend, _middle(target))
    path.lineTo(target.left(), _middle(target))
    return path


def _line_area(source: QRectF, target: QRectF) -> QRectF:
    top, bottom = sorted((_middle(source), _middle(target)))
    return QRectF(source.right(), top - 4, target.left() - source.right(), bottom - top + 8)


def _paint_champion(painter: QPainter, area: QRectF, name: str) -> None:
    theme = current_theme()
    painter.setPen(QPen(theme.warn, 3))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(area, 12, 12)
    cup = QRectF(area.left() + 18, area.top() + 18, 50, 56)
    painter.fillPath(trophy_path(cup), theme.warn)
    label = QRectF(cup.right() + 14, area.top() + 14, area.right() - cup.right() - 28, 60)
    title = t("Champions") if "&" in name else t("Champion")
    draw_text(painter, label, title, TextStyle(fonts.digits(26, QFont.Weight.DemiBold), theme.warn, LEFT))
    font, width = fonts.digits(34), area.width() - 36
    lines = break_lines(font, local_name(name), width, 2)
    below = QRectF(area.left() + 18, cup.bottom(), width, area.bottom() - cup.bottom() - 6)
    draw_lines(painter, below, lines, TextStyle(font, theme.ink, LEFT))
