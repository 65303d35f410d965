"""Navigation in a bracket by keys: along its lines, and up and down its columns."""

from typing import Literal

from goat_kiosk.gui.widgets.bracket.drawing import BracketDrawing
from goat_kiosk.tournament.brackets.match_ids import MatchId

Direction = Literal["left", "right", "up", "down"]


def first_match(drawing: BracketDrawing) -> MatchId | None:
    """Return the match to look at first: one that is played, or called, or can be played, or the last of all."""
    for status in ("playing", "called", "reported", "ready"):
        for card in drawing.cards.values():
            if card.status == status:
                return card.id
    return next(reversed(drawing.cards), None)


def neighbor(drawing: BracketDrawing, match: MatchId, direction: Direction) -> MatchId | None:
    """Return the next match in a direction; None if there is none.

    To the right is where the winner goes, to the left where the sides come from, up and down is the same column.
    """
    if drawing.layout is None:
        return None
    if direction in {"left", "right"}:
        return _along_the_lines(drawing, match, direction)
    placed = drawing.layout.matches[match]
    column = sorted((m.row, m.id) for m in drawing.layout.matches.values() if m.column == placed.column)
    place = column.index((placed.row, match)) + (1 if direction == "down" else -1)
    return column[place][1] if 0 <= place < len(column) else None


def _along_the_lines(drawing: BracketDrawing, match: MatchId, direction: Direction) -> MatchId | None:
    for connection in drawing.layout.connections if drawing.layout else ():
        if direction == "right" and connection.source == match:
            return connection.target
        if direction == "left" and connection.target == match:
            return connection.source
    return None
