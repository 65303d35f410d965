"""Layout of a bracket: a column and a row for each match that is shown, so that all who draw it draw the same.

A match without matches before it takes the next free row, and every other one stands halfway between those that its
sides come from. A bye is no match: the slot behind it is as if its entry had come from where the bye was. So a bracket
has no gaps, and no two matches of a column are closer than one row.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.tournament.brackets.bracket import Bracket, Origin, Side, WinnerOf
from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage, in_stage, stage_of
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.slots import ByeSlot

_HEADING_ROWS = 1.0
_THIRD_PLACE_BELOW = 1.5
"""Rows from the final to the match for third place, which has a heading between the two."""


class PlacedMatch(NamedTuple):
    """Where a match stands: it fills `row` to `row` + 1 of its column."""

    id: MatchId
    section: Side
    column: int
    """From 0."""
    row: float
    """A whole number, a half, a quarter, …: exact."""
    origins: tuple[Origin | None, Origin | None]
    """Where its sides come from, byes left out. A winner comes by a line; of a loser the drawing says "loser of W1-3";
    a seed is written before the name."""


class Connection(NamedTuple):
    """A line: the winner of a match goes on to a side of another one, in a later column."""

    source: MatchId
    target: MatchId
    side: MatchSide


class LayoutSection(NamedTuple):
    """The winners bracket (or the only one), the losers bracket, the final, or the match for third place."""

    side: Side
    first_row: float
    """Above it one row is free for the headings; half a row in the final and the match for third place."""
    last_row: float
    rounds: tuple[tuple[int, int], ...]
    """Each round that has a match, and its column."""


class BracketLayout(NamedTuple):
    """A drawn bracket without its drawing; it fills `columns` × `rows`, headings included."""

    matches: dict[MatchId, PlacedMatch]
    connections: tuple[Connection, ...]
    sections: tuple[LayoutSection, ...]
    columns: int
    rows: float


def lay_out_bracket(bracket: Bracket, matches: Mapping[MatchId, Match]) -> BracketLayout:
    """Return the layout of the tree of a stage (`stage_bracket`) as `resolve` gives its matches.

    Shown is every match that is played or may be; the if-necessary game only when the final has made it necessary.
    """
    layout = _Layout(bracket, matches)
    layout.place_section("W")
    layout.place_section("L")
    layout.place_finals()
    return layout.build()


class _Layout:
    """One computation of a layout, section by section from the top."""

    def __init__(self, bracket: Bracket, matches: Mapping[MatchId, Match]) -> None:
        self._bracket, self._matches = bracket, matches
        self._shown = [match for match in bracket.matches if self._is_shown(match)]
        self._origins = {match: self._match_origins(match) for match in self._shown}
        self._placed: dict[MatchId, PlacedMatch] = {}
        self._next_row = 0.0

    def place_section(self, side: Side) -> None:
        """Place the matches of the winners or the losers bracket below what is placed already."""
        shown = [match for match in self._shown if self._bracket.matches[match].side == side]
        if not shown:
            return
        rounds = sorted({self._bracket.matches[match].round for match in shown})
        self._next_row += _HEADING_ROWS
        rows: dict[MatchId, float] = {}
        targets = {child: match for match in shown for child in self._children(match)}
        for root in (match for match in shown if targets.get(match) is None):
            self._place_tree(root, side, rows)
        for match in shown:
            self._place(match, rounds.index(self._bracket.matches[match].round), rows[match])

    def place_finals(self) -> None:
        """Place the final behind both brackets, or the match for third place below the final."""
        for match in self._shown:
            side = self._bracket.matches[match].side
            if side == "F":
                rows = [self._placed[child].row for child in self._children(match)]
                self._place(match, self._column_after(), sum(rows) / len(rows))
            elif side == "T":
                final = max(self._placed.values(), key=lambda placed: placed.column)
                self._place(match, final.column, final.row + _THIRD_PLACE_BELOW)

    def build(self) -> BracketLayout:
        placed = {match: self._placed[match] for match in self._shown}
        connections = tuple(
            Connection(origin.match, match, side)
            for match, origins in self._origins.items()
            for side, origin in _sides(origins)
            if isinstance(origin, WinnerOf)
        )
        rows = max((match.row for match in placed.values()), default=-1) + 1
        return BracketLayout(placed, connections, tuple(_sections(placed, self._bracket)), self._column_after(), rows)

    def _is_shown(self, match: MatchId) -> bool:
        status = self._matches[match].status
        final = in_stage(stage_of(match), "F-1")
        is_final_over = id_in_stage(match) != "F-2" or status != "waiting" or self._matches[final].status == "over"
        return status != "not-needed" and is_final_over

    def _match_origins(self, match: MatchId) -> tuple[Origin | None, Origin | None]:
        first, second = self._bracket.matches[match].origins
        return self._without_byes(first), self._without_byes(second)

    def _without_byes(self, origin: Origin) -> Origin | None:
        """Return where a side comes from if matches with a bye are left out; None if there was nobody at all."""
        while isinstance(origin, WinnerOf) and self._matches[origin.match].status == "not-needed":
            sides = self._matches[origin.match].sides
            real = 1 if isinstance(sides[0], ByeSlot) else 0
            if isinstance(sides[real], ByeSlot):
                return None
            origin = self._bracket.matches[origin.match].origins[real]
        return origin

    def _children(self, match: MatchId) -> list[MatchId]:
        """Return the matches whose winners play in `match`; each of them once, also where both sides come from it."""
        return list(dict.fromkeys(o.match for o in self._origins[match] if isinstance(o, WinnerOf)))

    def _place_tree(self, match: MatchId, side: Side, rows: dict[MatchId, float]) -> None:
        """Give a row to each match of the tree before `match`, from the top, and then to itself."""
        children = self._children(match)
        for child in children:
            self._place_tree(child, side, rows)
        if children:
            rows[match] = sum(rows[child] for child in children) / len(children)
        else:
            rows[match] = self._next_row
            self._next_row += 1

    def _place(self, match: MatchId, column: int, row: float) -> None:
        side = self._bracket.matches[match].side
        self._placed[match] = PlacedMatch(match, side, column, row, self._origins[match])

    def _column_after(self) -> int:
        return max((match.column for match in self._placed.values()), default=-1) + 1


def _sides(origins: tuple[Origin | None, Origin | None]) -> tuple[tuple[MatchSide, Origin | None], ...]:
    return (1, origins[0]), (2, origins[1])


def _sections(placed: Mapping[MatchId, PlacedMatch], bracket: Bracket) -> Iterator[LayoutSection]:
    sections: tuple[Side, ...] = ("W", "L", "F", "T")
    for side in sections:
        matches = [match for match in placed.values() if match.section == side]
        if matches:
            rows = [match.row for match in matches]
            yield LayoutSection(side, min(rows), max(rows), tuple(_rounds(matches, bracket)))


def _rounds(matches: Iterable[PlacedMatch], bracket: Bracket) -> Iterable[tuple[int, int]]:
    return sorted({(bracket.matches[match.id].round, match.column) for match in matches})
