"""Layout of tables: in columns, down first; a table that is longer than a column goes on in the next one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from goat_kiosk.gui.widgets.standings.table_painter import GAP, HEADING, TablePart, row_height
from goat_kiosk.text.standings_view import PoolTable

_FEWEST_ROWS = 3
"""Of a table that begins at the foot of a column."""


class PlacedTable(NamedTuple):
    """A part of a table: on which page, in which column, and how many rows below its top."""

    part: TablePart
    page: int
    column: int
    top: float


def lay_out_pages(tables: Iterable[PoolTable], columns: int, lines: float) -> Iterator[PlacedTable]:
    """Yield the parts of tables on pages of `columns`, each as high as `lines` rows."""
    page = column = 0
    top = 0.0
    for table in tables:
        first = 0
        while first < len(table.rows):
            whole = TablePart(table, first)
            last = _last_that_fits(whole, lines - top)
            is_whole = last == len(table.rows)
            if top and not is_whole and (whole.height <= lines or last - first < _FEWEST_ROWS):
                page, column, top = _next_column(page, column, columns)
                continue
            part = TablePart(table, first, max(last, first + 1))
            yield PlacedTable(part, page, column, top)
            first, top = first + len(part.rows), top + part.height + GAP
            if first < len(table.rows):
                page, column, top = _next_column(page, column, columns)


def _last_that_fits(part: TablePart, room: float) -> int:
    """Return the row after the last one of a part that fits into a height."""
    height = HEADING
    for index, row in enumerate(part.rows, start=part.first):
        height += row_height(row)
        if height > room:
            return index
    return part.first + len(part.rows)


def _next_column(page: int, column: int, columns: int) -> tuple[int, int, float]:
    return (page, column + 1, 0.0) if column + 1 < columns else (page + 1, 0, 0.0)


def lay_out_columns(tables: Sequence[PoolTable], columns: int) -> list[PlacedTable]:
    """Return whole tables, each in the column that is the shortest so far."""
    heights = [0.0] * columns
    placed = []
    for table in tables:
        column = heights.index(min(heights))
        part = TablePart(table)
        placed.append(PlacedTable(part, 0, column, heights[column]))
        heights[column] += part.height + GAP
    return placed
