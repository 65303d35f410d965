"""List of a draw by person: with whom, against whom, and where, large enough to be read over a shoulder."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from goat_kiosk.domain.names.sanitizing import search_key
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.tournament.people.column_list import CellDelegate, ColumnList, Index, RowModel
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.first_matches import FirstMatch, first_matches
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Tournament

_ROW_HEIGHT, _LEAST_WIDTH, _COURT_WIDTH = 66, 430, 120


class DrawRow(NamedTuple):
    """A person, and their first match."""

    name: str
    partner: str
    opponent: str
    court: str
    """Where the match is, or would be called now; empty while no court is free for it."""
    match: str

    @property
    def detail(self) -> str:
        """Partner and opponent."""
        return " · ".join(filter(None, (self.partner, self.opponent)))


def draw_rows(tournament: Tournament, now: int, text: str = "") -> list[DrawRow]:
    """Return everybody in the draw whose name, or whose partner's, has `text` in it, by name."""
    key = search_key(text.strip())
    with use_window_language():
        rows = [_row(tournament, first) for first in first_matches(tournament, now)]
    return [row for row in rows if key in search_key(row.name) or key in search_key(row.partner)]


def _row(tournament: Tournament, first: FirstMatch) -> DrawRow:
    others = (player for player in tournament.entries[first.entry].players if player != first.player)
    names = " & ".join(tournament.players[player].name for player in others)
    name = side_name(tournament, first.opponent)
    opponent = (
        t("against {name}", name=name) if entry_of(first.opponent) is not None else t("waits for {name}", name=name)
    )
    partner = t("with {name}", name=names) if names else ""
    return DrawRow(tournament.players[first.player].name, partner, opponent, first.court, first.match)


class DrawModel(RowModel[DrawRow]):
    """The people of the draw."""

    def in_words(self, row: DrawRow) -> str:
        """Return a person as text."""
        return ", ".join(filter(None, (row.name, row.partner, row.opponent, row.court or row.match)))


class DrawDelegate(CellDelegate):
    """Draws one person."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the name, partner and opponent below it, and the court."""
        model, now = index.model(), current_theme()
        if not isinstance(model, DrawModel) or not 0 <= index.row() < len(model.rows):
            return
        row = model.rows[index.row()]
        with canvas(painter, option.rect) as whole:
            area = whole.adjusted(0, 1, -10, -3)
            draw_row(painter, option, area)
            inside = area.adjusted(10, 5, -10, -5)
            court = QRectF(inside.right() - _COURT_WIDTH, inside.top(), _COURT_WIDTH, inside.height())
            if row.court:
                draw_text(painter, court, row.court, TextStyle(fonts.digits(26), now.ink, RIGHT))
            else:
                draw_text(painter, court, row.match, TextStyle(fonts.text(15), now.quiet, RIGHT))
            names, half = inside.adjusted(0, 0, -_COURT_WIDTH - 8, 0), inside.height() / 2
            large = TextStyle(fonts.text(20, QFont.Weight.DemiBold), now.ink, LEFT)
            draw_text(painter, names.adjusted(0, 0, 0, -half + 3), row.name, large)
            draw_text(
                painter, names.adjusted(0, half + 2, 0, 0), row.detail, TextStyle(fonts.text(15), now.quiet, LEFT)
            )


class DrawList(ColumnList):
    """The list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("The draw by person"), QSize(_LEAST_WIDTH, _ROW_HEIGHT), parent)
        self.draw = DrawModel()
        self.setModel(self.draw)
        self.setItemDelegate(DrawDelegate(self))
