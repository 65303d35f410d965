"""List of payouts: the places of each pot with who has them and what they get, large enough to be read out."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import CENTER, LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.tournament.people.column_list import CellDelegate, ColumnList, Index, RowModel
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.text.money_words import format_amount
from goat_kiosk.tournament.payouts import MoneyTotals, PotPayouts
from goat_kiosk.tournament.tournament import Tournament

_ROW_HEIGHT, _LEAST_WIDTH, _PLACE_WIDTH, _AMOUNT_WIDTH = 58, 400, 54, 130


class PayoutRow(NamedTuple):
    """A place, or the name of a pot (without a place)."""

    place: int
    name: str
    amount: str


def payout_rows(tournament: Tournament, totals: MoneyTotals) -> list[PayoutRow]:
    """Return the places of each pot; with several pots, the name of each before its places."""
    return [row for pot in totals.pots for row in _pot_rows(tournament, pot, has_name=len(totals.pots) > 1)]


def _pot_rows(tournament: Tournament, paid: PotPayouts, *, has_name: bool) -> Iterator[PayoutRow]:
    currency, prizes = tournament.money.currency, {"cash": "", "tab": t("as a tab"), "goods": t("in goods")}
    if has_name:
        words = " · ".join(filter(None, (paid.pot.name or t("Pot"), prizes[paid.pot.prize])))
        yield PayoutRow(0, words, format_amount(paid.amount, currency))
    for place, amount, entry in paid.payouts:
        name = t("not known yet") if entry is None else tournament.entry_name(entry)
        yield PayoutRow(place, name, format_amount(amount, currency))


class PayoutModel(RowModel[PayoutRow]):
    """The payouts."""

    def in_words(self, row: PayoutRow) -> str:
        """Return a payout as text."""
        place = t("place {place}", place=row.place) if row.place else ""
        return ", ".join(filter(None, (place, row.name, row.amount)))


class PayoutDelegate(CellDelegate):
    """Draws one place."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the place, the name, and the amount; a pot's name stands above its places."""
        model, now = index.model(), current_theme()
        if not isinstance(model, PayoutModel) or not 0 <= index.row() < len(model.rows):
            return
        row = model.rows[index.row()]
        with canvas(painter, option.rect) as whole:
            area = whole.adjusted(0, 1, -10, -3)
            if row.place:
                draw_row(painter, option, area)
            inside = area.adjusted(10, 4, -12, -4)
            ink = now.ink if row.place else now.quiet
            amount = QRectF(inside.right() - _AMOUNT_WIDTH, inside.top(), _AMOUNT_WIDTH, inside.height())
            draw_text(painter, amount, row.amount, TextStyle(fonts.digits(28 if row.place else 20), ink, RIGHT))
            name = inside.adjusted(0, 0, -_AMOUNT_WIDTH - 8, 0)
            if row.place:
                place = QRectF(inside.left(), inside.top(), _PLACE_WIDTH, inside.height())
                draw_text(painter, place, str(row.place), TextStyle(fonts.digits(28), now.quiet, CENTER))
                name = name.adjusted(_PLACE_WIDTH + 8, 0, 0, 0)
            draw_text(painter, name, row.name, TextStyle(fonts.text(19, QFont.Weight.DemiBold), ink, LEFT))


class PayoutList(ColumnList):
    """The list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("What each place gets"), QSize(_LEAST_WIDTH, _ROW_HEIGHT), parent)
        self.payouts = PayoutModel()
        self.setModel(self.payouts)
        self.setItemDelegate(PayoutDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def columns(self) -> int:
        """One column: the places are read from top to bottom."""
        return 1
