"""SVG drawing of a bracket: where its boxes, lines and headings stand, in units of the drawing.

Only attributes, no style: a page's policy allows no inline style. An SVG text does not wrap, so a long name is drawn
narrower, and one that is longer still is cut.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.text.tournament_words import last_rounds, round_title, stage_title
from goat_kiosk.tournament.brackets.bracket import LoserOf
from goat_kiosk.tournament.brackets.layout import BracketLayout, LayoutSection, lay_out_bracket
from goat_kiosk.tournament.brackets.match_ids import MatchId, in_stage
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.tournament import Division

CARD_WIDTH, CARD_HEIGHT = 196, 48
COLUMN_WIDTH, ROW_HEIGHT = 236, 76
LABEL_HEIGHT = 18
"""Above a card, for its id and its court."""
NAME_WIDTH = 138
_LETTER_WIDTH = 7.0
"""The mean width of a letter of a name."""
_NARROWEST = 0.72
"""How much narrower than it is a name may be drawn."""


class FittedName(NamedTuple):
    """A name as it is drawn; `width` is the length to draw it in, None for its own."""

    text: str
    width: int | None


class DrawnMatch(NamedTuple):
    """A match of the drawing: the corner of its card, and where its sides go."""

    id: MatchId
    x: float
    y: float
    winner_to: MatchId
    """The next match that is drawn, for the road of its winner; empty after the last one."""
    loser_to: MatchId


class DrawnLine(NamedTuple):
    """A line from a match to the next one."""

    source: MatchId
    target: MatchId
    path: str


class RoundHeading(NamedTuple):
    """The name of a round above its column."""

    text: str
    x: float
    y: float


class Drawing(NamedTuple):
    """A bracket, ready to be drawn."""

    width: float
    height: float
    matches: dict[MatchId, DrawnMatch]
    lines: list[DrawnLine]
    headings: list[RoundHeading]
    stage: int = 1
    title: str = ""
    """The name of its stage, where a division has several brackets."""


def draw_brackets(division: Division, matches: Mapping[MatchId, Match]) -> list[Drawing]:
    """Return the drawings of a division's brackets; none before the draw, and where there is none."""
    return [_draw_bracket(division, stage, matches) for stage in division.bracket_stages]


def _draw_bracket(division: Division, stage: int, matches: Mapping[MatchId, Match]) -> Drawing:
    layout = lay_out_bracket(stage_brackets(division)[stage], matches)
    return Drawing(
        layout.columns * COLUMN_WIDTH - (COLUMN_WIDTH - CARD_WIDTH),
        layout.rows * ROW_HEIGHT,
        _drawn_matches(layout),
        list(_lines(layout)),
        [heading for section in layout.sections for heading in _headings(section, division, stage, matches)],
        stage,
        stage_title(division, stage) if len(division.bracket_stages) > 1 else "",
    )


def fit_name(name: str) -> FittedName:
    """Return a name as it fits a card."""
    width = len(name) * _LETTER_WIDTH
    if width <= NAME_WIDTH:
        return FittedName(name, None)
    most = int(NAME_WIDTH / _LETTER_WIDTH / _NARROWEST)
    shown = name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
    return FittedName(shown, NAME_WIDTH)


def _drawn_matches(layout: BracketLayout) -> dict[MatchId, DrawnMatch]:
    winner_to = {line.source: line.target for line in layout.connections}
    loser_to = {
        origin.match: placed.id
        for placed in layout.matches.values()
        for origin in placed.origins
        if isinstance(origin, LoserOf)
    }
    return {
        match: DrawnMatch(
            match,
            placed.column * COLUMN_WIDTH,
            placed.row * ROW_HEIGHT + LABEL_HEIGHT,
            winner_to.get(match, ""),
            loser_to.get(match, ""),
        )
        for match, placed in layout.matches.items()
    }


def _lines(layout: BracketLayout) -> Iterator[DrawnLine]:
    for source, target, side in layout.connections:
        start, end = layout.matches[source], layout.matches[target]
        x, end_x = start.column * COLUMN_WIDTH + CARD_WIDTH, end.column * COLUMN_WIDTH
        y = start.row * ROW_HEIGHT + LABEL_HEIGHT + CARD_HEIGHT / 2
        end_y = end.row * ROW_HEIGHT + LABEL_HEIGHT + CARD_HEIGHT * (0.25 if side == 1 else 0.75)
        middle = end_x - (COLUMN_WIDTH - CARD_WIDTH) / 2
        yield DrawnLine(source, target, f"M{x:g} {y:g}H{middle:g}V{end_y:g}H{end_x:g}")


def _headings(
    section: LayoutSection, division: Division, stage: int, matches: Mapping[MatchId, Match]
) -> Iterator[RoundHeading]:
    last, is_double = last_rounds(matches)[in_stage(stage, section.side)], division.stage(stage).format == "double"
    above = 0.5 if section.side in {"F", "T"} else 1.0
    y = (section.first_row - above) * ROW_HEIGHT + ROW_HEIGHT / 2 * above
    columns = section.rounds[:1] if section.side == "F" else section.rounds
    for round_number, column in columns:
        title = round_title(section.side, round_number, last, is_double=is_double)
        yield RoundHeading(title, column * COLUMN_WIDTH, y)
