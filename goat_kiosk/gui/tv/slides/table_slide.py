"""Tables on the TV: those of all pools beside each other, as large as they fit; many take several slides."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.tv.slides.slide import HEADER, MARGIN, paint_header
from goat_kiosk.gui.widgets.standings.table_layout import PlacedTable, lay_out_pages
from goat_kiosk.gui.widgets.standings.table_painter import CUT, HEADING, TablePainter
from goat_kiosk.text.standings_view import PoolTable, stage_tables
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.stage_matches import is_stage_over
from goat_kiosk.tournament.tournament import Division, Tournament

_LARGEST, _SMALLEST = 0.085, 0.046
"""Height of a row in shares of the screen's: its text is 0.62 of it."""
_SMALLEST_TEXT = 0.026
_COLUMNS = (1, 2, 3)
_NARROWEST_COLUMN = 11.0
"""In heights of a row."""
_ASPECT = 16 / 9
_GAP = 0.02
"""Between columns, in shares of the height."""


class _Measure(NamedTuple):
    """How the tables of a slide show are drawn."""

    columns: int
    row: float
    """In shares of the screen's height."""


class TableSlide(NamedTuple):
    """A page of tables."""

    title: str
    division: int
    number: int
    slides: int
    placed: list[PlacedTable]
    measure: _Measure

    @property
    def key(self) -> str:
        """The name of the slide."""
        return f"table-{self.division}-{self.number}"

    @property
    def text(self) -> str:
        """The tables in words."""
        lines = [
            f"{placed.part.table.title}: "
            + ", ".join(f"{row.place}. {row.name} {row.record}" for row in placed.part.rows)
            for placed in self.placed
        ]
        return "; ".join([self.title, *lines])

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the tables below the title."""
        detail = t("{number} of {parts}", number=self.number, parts=self.slides) if self.slides > 1 else ""
        rest, gap = paint_header(painter, area, self.title, detail), area.height() * _GAP
        width = (rest.width() + gap) / self.measure.columns
        row = area.height() * self.measure.row
        tables = TablePainter(painter, row, area.height() * _SMALLEST_TEXT)
        for placed in self.placed:
            corner = QPointF(rest.left() + placed.column * width, rest.top() + placed.top * row)
            tables.paint(placed.part, corner, width - gap)


def table_slides(tournament: Tournament, division: Division, *, with_earlier: bool = True) -> list[TableSlide]:
    """Return the slides of a division's tables; none where it has none.

    `with_earlier`: also those of a stage that is over while a bracket is played.
    """
    stages = [stage for stage in stage_brackets(division) if division.has_table(stage)]
    if not with_earlier and division.bracket_stages:
        matches = resolve(tournament, division)
        stages = [stage for stage in stages if not is_stage_over(tournament.entries, division, stage, matches)]
    with use_window_language():
        tables = [table for stage in stages for table in stage_tables(tournament, division, stage) if table.rows]
    title = tournament.name if len(tournament.divisions) == 1 else f"{tournament.name} · {division.name}"
    return _slides(title, division.number, tables) if tables else []


def _slides(title: str, division: int, tables: Sequence[PoolTable]) -> list[TableSlide]:
    measure = _measure(tables)
    placed = list(_lay_out(tables, measure))
    slides = placed[-1].page + 1
    return [
        TableSlide(title, division, page + 1, slides, list(parts), measure)
        for page, parts in groupby(placed, key=lambda part: part.page)
    ]


def _measure(tables: Sequence[PoolTable]) -> _Measure:
    """Return the largest rows with which all tables fit one slide; else the smallest ones."""
    best = _Measure(_COLUMNS[-1], _SMALLEST)
    for columns in _COLUMNS:
        widest = (_ASPECT - 2 * MARGIN) / columns / _NARROWEST_COLUMN
        row = min(_LARGEST, widest)
        while row > best.row:
            measure = _Measure(columns, row)
            if all(part.page == 0 for part in _lay_out(tables, measure)):
                best = measure
            row -= 0.002
    return best


def _lay_out(tables: Sequence[PoolTable], measure: _Measure) -> list[PlacedTable]:
    lines = (1 - HEADER - MARGIN) / measure.row
    if len(tables) == 1:  # in columns of the same length
        lines = min(lines, HEADING + CUT + math.ceil(len(tables[0].rows) / measure.columns))
    return list(lay_out_pages(tables, measure.columns, lines))
