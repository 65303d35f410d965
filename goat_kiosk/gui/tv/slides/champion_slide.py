"""Champions on the TV: who has won a division, and who came next."""

from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import CENTER, TextStyle, draw_text
from goat_kiosk.gui.tv.slides.slide import fit, font_of
from goat_kiosk.gui.widgets.bracket.trophy import trophy_path
from goat_kiosk.tournament.division_places import division_places, is_division_over
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Tournament

_MOST_PLACES = 4


class ChampionSlide(NamedTuple):
    """The best of a division."""

    title: str
    division: int
    champions: str
    next_places: list[tuple[int, str]]
    is_pair: bool

    @property
    def key(self) -> str:
        """The name of the slide."""
        return f"champions-{self.division}"

    @property
    def heading(self) -> str:
        """What they are."""
        return t("Champions") if self.is_pair else t("Champion")

    @property
    def text(self) -> str:
        """The places in words."""
        return "; ".join(
            [
                f"{self.title}: {self.heading} {self.champions}",
                *(f"{place}. {name}" for place, name in self.next_places),
            ]
        )

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the cup, the name as large as it fits, and the next places below."""
        theme, height = current_theme(), area.height()
        inside = area.adjusted(height * 0.06, height * 0.05, -height * 0.06, -height * 0.03)
        _paint_row(painter, QRectF(inside.left(), inside.top(), inside.width(), height * 0.07), self.title)
        cup = QRectF(0, 0, height * 0.2, height * 0.23)
        cup.moveCenter(inside.center())
        cup.moveTop(inside.top() + height * 0.1)
        painter.fillPath(trophy_path(cup), theme.warn)
        heading = QRectF(inside.left(), cup.bottom() + height * 0.01, inside.width(), height * 0.09)
        draw_text(painter, heading, self.heading, TextStyle(font_of(height * 0.065), theme.warn, CENTER))
        name = QRectF(inside.left(), heading.bottom(), inside.width(), height * 0.22)
        draw_text(painter, name, self.champions, TextStyle(fit(self.champions, height * 0.19, name.width()), theme.ink))
        for index, (place, entry) in enumerate(self.next_places):
            row = QRectF(inside.left(), name.bottom() + index * height * 0.08, inside.width(), height * 0.075)
            _paint_row(painter, row, f"{place}.  {entry}")


def champion_slide(tournament: Tournament, division: Division) -> ChampionSlide | None:
    """Return the best of a division whose matches are all over; None before.

    Open play has no last match, so it is over when the tournament is closed.
    """
    matches = resolve(tournament, division)
    if division.is_open_play and not tournament.is_closed:
        return None
    if not is_division_over(tournament, division):
        return None
    places = division_places(tournament, division, matches)
    first = [place.entry for place in places if place.place == 1]
    if not first:
        return None
    others = [(p.place, tournament.entry_name(p.entry)) for p in places if 1 < p.place <= _MOST_PLACES]
    title = tournament.name if len(tournament.divisions) == 1 else f"{tournament.name} · {division.name}"
    is_pair = len(first) > 1 or len(tournament.entries[first[0]].players) > 1
    champions = " / ".join(tournament.entry_name(entry) for entry in first)
    return ChampionSlide(title, division.number, champions, others[: _MOST_PLACES - 1], is_pair)


def _paint_row(painter: QPainter, row: QRectF, text: str) -> None:
    font = fit(text, row.height() * 0.76, row.width(), QFont.Weight.DemiBold)
    draw_text(painter, row, text, TextStyle(font, current_theme().quiet))
