"""Draw on the TV, by person: with whom one plays, against whom, and where. It stands until all have begun to play."""

import math
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text
from goat_kiosk.gui.tv.slides.slide import fit, paint_header
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.first_matches import FirstMatch, first_matches
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Tournament

_ROWS, _COLUMNS, _FEW = 8, 3, 16
"""Rows and columns of a full slide; up to how many people stand in two columns."""
_GAP = 0.012


class DrawLine(NamedTuple):
    """A person's first match."""

    name: str
    partner: str
    """With whom, if not alone."""
    opponent: str
    court: str

    @property
    def detail(self) -> str:
        """Partner and opponent."""
        return " · ".join(part for part in (self.partner, self.opponent) if part)


class DrawSlide(NamedTuple):
    """Some of the people, by name."""

    title: str
    lines: list[DrawLine]
    number: int
    slides: int

    @property
    def key(self) -> str:
        """The name of the slide."""
        return f"draw-{self.number}"

    @property
    def text(self) -> str:
        """The draw in words."""
        return "; ".join(
            [self.title, *(", ".join(filter(None, (line.name, line.detail, line.court))) for line in self.lines)]
        )

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the people in columns, down first."""
        letters = f"{self.lines[0].name[:1]}–{self.lines[-1].name[:1]}" if self.slides > 1 else ""
        rest, gap = paint_header(painter, area, self.title, letters), area.height() * _GAP
        is_short = self.slides == 1 and len(self.lines) <= _FEW
        columns = 2 if is_short else _COLUMNS
        rows = max(_ROWS - 2, math.ceil(len(self.lines) / columns)) if is_short else _ROWS
        width, height = (rest.width() + gap) / columns, (rest.height() + gap) / rows
        for index, line in enumerate(self.lines):
            column, row = divmod(index, rows)
            cell = QRectF(rest.left() + column * width, rest.top() + row * height, width - gap, height - gap)
            _paint_line(painter, cell, line)


def draw_slides(tournament: Tournament, now: int) -> list[DrawSlide]:
    """Return the draw, some people on each slide; nothing as soon as all first matches have begun."""
    firsts = first_matches(tournament, now)
    if all(first.has_begun for first in firsts):
        return []
    with use_window_language():
        lines = [_line(tournament, first) for first in firsts]
    most = _ROWS * _COLUMNS
    slides = math.ceil(len(lines) / most)
    each = math.ceil(len(lines) / slides)
    title = t("The draw: who plays whom")
    return [
        DrawSlide(title, lines[start : start + each], number, slides)
        for number, start in enumerate(range(0, len(lines), each), start=1)
    ]


def _line(tournament: Tournament, first: FirstMatch) -> DrawLine:
    partners = [player for player in tournament.entries[first.entry].players if player != first.player]
    names = " & ".join(tournament.players[player].name for player in partners)
    name = side_name(tournament, first.opponent)
    is_known = entry_of(first.opponent) is not None
    opponent = t("against {name}", name=name) if is_known else t("waits for {name}", name=name)
    return DrawLine(
        tournament.players[first.player].name, t("with {name}", name=names) if names else "", opponent, first.court
    )


def _paint_line(painter: QPainter, cell: QRectF, line: DrawLine) -> None:
    theme, radius = current_theme(), cell.height() * 0.1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(cell, radius, radius)
    inside = cell.adjusted(cell.height() * 0.2, cell.height() * 0.08, -cell.height() * 0.2, -cell.height() * 0.08)
    half = inside.height() / 2
    used = _paint_court(painter, inside, line.court)
    name = QRectF(inside.left(), inside.top(), inside.width() - used, half)
    draw_text(painter, name, line.name, TextStyle(fit(line.name, half * 0.92, name.width()), theme.ink, LEFT))
    detail = QRectF(inside.left(), inside.top() + half, inside.width() - used, half)
    font = fit(line.detail, half * 0.7, detail.width(), QFont.Weight.Medium)
    draw_text(painter, detail, line.detail, TextStyle(font, theme.quiet, LEFT))


def _paint_court(painter: QPainter, inside: QRectF, court: str) -> float:
    """Paint where the match is on a plate at the right; return the width that it takes."""
    if not court:
        return 0
    theme, room = current_theme(), inside.width() * 0.26
    plate = QRectF(inside.right() - room, inside.top() + inside.height() * 0.12, room, inside.height() * 0.76)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.good)
    painter.drawRoundedRect(plate, plate.height() * 0.14, plate.height() * 0.14)
    text = plate.adjusted(plate.height() * 0.15, 0, -plate.height() * 0.15, 0)
    ink = theme.ink_on(theme.good)
    draw_text(painter, text, court, TextStyle(fit(court, plate.height() * 0.6, text.width()), ink))
    return room + inside.height() * 0.15
