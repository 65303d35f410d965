"""Sheets of a bracket: a drawing cut into pieces that a sheet of paper takes at a size that can be read.

They lie edge to edge, so a large bracket is taped together. Sheets on which nothing is drawn are left out.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from goat_kiosk.exports.bracket_drawing import (
    CARD_HEIGHT,
    CARD_WIDTH,
    COLUMN_WIDTH,
    LABEL_HEIGHT,
    ROW_HEIGHT,
    Drawing,
    DrawnLine,
    DrawnMatch,
    RoundHeading,
)
from goat_kiosk.tournament.brackets.match_ids import id_in_stage

_COLUMNS, _ROWS = 5, 11
"""Of a sheet in landscape: a name is then printed in 9 points."""
MARGIN = 4.0


class BracketSheet(NamedTuple):
    """A piece of a drawing, in its units, and what is seen there."""

    x: float
    y: float
    width: float
    height: float
    matches: list[DrawnMatch]
    lines: list[DrawnLine]
    headings: list[RoundHeading]


def cut_sheets(drawing: Drawing) -> list[BracketSheet]:
    """Return the sheets of a drawing, from the left to the right and then down."""
    return [sheet for sheet in _all_sheets(drawing) if sheet.matches]


def _all_sheets(drawing: Drawing) -> Iterator[BracketSheet]:
    columns = list(_cut(0, drawing.width, COLUMN_WIDTH, _COLUMNS))
    for top, bottom in pairwise((0.0, *_losers_bracket(drawing), drawing.height)):
        for y, height in _cut(top, bottom, ROW_HEIGHT, _ROWS):
            for x, width in columns:
                yield _sheet(drawing, x, y, width + MARGIN, height + MARGIN)


def _losers_bracket(drawing: Drawing) -> list[float]:
    """Return where the losers bracket begins, with its headings, if it has sheets of its own."""
    tops = [match.y for match in drawing.matches.values() if id_in_stage(match.id).startswith("L")]
    is_cut = tops and drawing.height > _ROWS * ROW_HEIGHT
    return [min(tops) - LABEL_HEIGHT - ROW_HEIGHT] if is_cut else []


def _cut(start: float, end: float, step: float, most: int) -> Iterator[tuple[float, float]]:
    """Yield the beginning and length of pieces that are about equally long, of `most` whole steps at most."""
    steps = ceil((end - start) / step)
    each = ceil(steps / ceil(steps / most)) * step
    while start < end:
        yield start, min(each, end - start)
        start += each


def _sheet(drawing: Drawing, x: float, y: float, width: float, height: float) -> BracketSheet:
    def is_seen(left: float, top: float, right: float, bottom: float) -> bool:
        return left < x + width and right > x and top < y + height and bottom > y

    matches = drawing.matches
    return BracketSheet(
        x,
        y,
        width,
        height,
        [m for m in matches.values() if is_seen(m.x, m.y - LABEL_HEIGHT, m.x + CARD_WIDTH, m.y + CARD_HEIGHT)],
        [line for line in drawing.lines if is_seen(*_line_box(matches[line.source], matches[line.target]))],
        [
            heading
            for heading in drawing.headings
            if is_seen(heading.x, heading.y - 14, heading.x + CARD_WIDTH, heading.y)
        ],
    )


def _line_box(source: DrawnMatch, target: DrawnMatch) -> tuple[float, float, float, float]:
    top, bottom = sorted((source.y, target.y))
    return source.x + CARD_WIDTH, top, target.x, bottom + CARD_HEIGHT
