"""Headings of a drawn bracket: its name, and the names of its rounds, which stay in sight when it is scrolled."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.widgets.bracket.card_painter import CARD_WIDTH, COLUMN_PITCH, MARGIN, ROW_PITCH, Detail
from goat_kiosk.text.tournament_words import round_title, stage_title
from goat_kiosk.tournament.brackets.bracket import Side
from goat_kiosk.tournament.brackets.layout import BracketLayout, LayoutSection
from goat_kiosk.tournament.match_rules import best_of
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division

_TITLE_HEIGHT, _ROUND_HEIGHT, STRIP_HEIGHT = 44.0, 24.0, 30.0
"""Of the name of a bracket, of the names of its rounds, and of these when they stay at the top."""
_FAR_TITLE, _TITLES_FROM = 20.0, 0.07
"""Where cards are bars: pixels of a bracket's title on the screen, and the smallest scale at which it has one."""


class BracketHeading(NamedTuple):
    """A line of text above a bracket or a round."""

    area: QRectF
    text: str
    is_title: bool
    far_right: float = 0
    """For the title of a bracket: the right end of its last round."""


class SectionHeadings(NamedTuple):
    """The headings of the winners bracket, the losers bracket or the finals."""

    titles: list[BracketHeading]
    rounds: list[BracketHeading]
    bottom: float
    """Where the last match of the section ends."""


def make_headings(layout: BracketLayout, division: Division, stage: int) -> list[SectionHeadings]:
    """Return the headings of each section of the layout of a stage."""
    is_double = any(section.side == "F" for section in layout.sections)
    return [_headings(section, division, stage, is_double=is_double) for section in layout.sections]


def paint_heading(painter: QPainter, heading: BracketHeading, detail: Detail, scale: float) -> None:
    """Paint a heading; a pixel of the drawing is `scale` pixels of the screen."""
    if detail == "bars":
        _paint_far_title(painter, heading, scale)
    elif heading.is_title:
        draw_text(painter, heading.area, heading.text, TextStyle(fonts.digits(28), current_theme().ink, LEFT))
    else:
        draw_text(painter, heading.area, heading.text, _round_style(detail))


def paint_strip(painter: QPainter, seen: QRectF, sections: list[SectionHeadings], detail: Detail) -> None:
    """Paint the names of the rounds at the top of what is `seen`, if they have been scrolled out of it."""
    section = next((section for section in sections if _is_scrolled_out(section, seen.top())), None)
    if section is None or detail == "bars":
        return
    painter.fillRect(QRectF(seen.left(), seen.top(), seen.width(), STRIP_HEIGHT), current_theme().ground)
    for heading in section.rounds:
        area = QRectF(heading.area.left(), seen.top(), heading.area.width(), STRIP_HEIGHT)
        draw_text(painter, area, f"{section.titles[0].text} · {heading.text}", _round_style(detail))


def _is_scrolled_out(section: SectionHeadings, top: float) -> bool:
    return bool(section.rounds) and section.rounds[0].area.top() < top < section.bottom - ROW_PITCH


def _headings(section: LayoutSection, division: Division, stage: int, *, is_double: bool) -> SectionHeadings:
    top = MARGIN + section.first_row * ROW_PITCH
    bottom = MARGIN + (section.last_row + 1) * ROW_PITCH
    if section.side in {"F", "T"}:
        return SectionHeadings(
            [_final_heading(section, column, number, top) for number, column in section.rounds], [], bottom
        )
    title = t("Losers bracket") if section.side == "L" else _winners_title(division, stage, is_double=is_double)
    far_right = MARGIN + section.rounds[-1][1] * COLUMN_PITCH + CARD_WIDTH
    title_area = QRectF(MARGIN, top - ROW_PITCH, 3 * COLUMN_PITCH, _TITLE_HEIGHT)
    rounds = _rounds(section, division.stage(stage), top - ROW_PITCH + _TITLE_HEIGHT, is_double=is_double)
    return SectionHeadings([BracketHeading(title_area, title, True, far_right)], list(rounds), bottom)  # noqa: FBT003  a field


def _winners_title(division: Division, stage: int, *, is_double: bool) -> str:
    if is_double:
        return t("Winners bracket")
    if len(division.bracket_stages) == 1:
        return division.name
    with use_window_language():
        return stage_title(division, stage)


def _rounds(section: LayoutSection, stage: Stage, top: float, *, is_double: bool) -> Iterator[BracketHeading]:
    last = section.rounds[-1][0]
    for number, column in section.rounds:
        area = QRectF(MARGIN + column * COLUMN_PITCH, top, CARD_WIDTH, _ROUND_HEIGHT)
        text = _round_name(section.side, number, last, is_double=is_double)
        games = best_of(stage, f"{section.side}{number}-1")
        facts = f"{text} · {t('best of {games}', games=games)}" if games > 1 else text
        yield BracketHeading(area, facts, is_title=False)


def _final_heading(section: LayoutSection, column: int, number: int, top: float) -> BracketHeading:
    text = t("Third place") if section.side == "T" else t("Final") if number == 1 else t("Second final")
    return BracketHeading(QRectF(MARGIN + column * COLUMN_PITCH, top - 32, CARD_WIDTH, 32), text, is_title=True)


def _round_name(side: Side, number: int, last: int, *, is_double: bool) -> str:
    """Return the name of a round below the title of its bracket."""
    if is_double and number:
        return t("Round {number}", number=number)
    with use_window_language():
        return round_title(f"{side}{number}-1", number, last, is_double=False)


def _round_style(detail: Detail) -> TextStyle:
    return TextStyle(fonts.digits(17 if detail == "full" else 24, QFont.Weight.DemiBold), current_theme().quiet, LEFT)


def _paint_far_title(painter: QPainter, heading: BracketHeading, scale: float) -> None:
    """Paint the title of a bracket where there is room for it: at the top right, above its last rounds."""
    if heading.far_right and scale >= _TITLES_FROM:
        height = _FAR_TITLE / scale
        area = QRectF(heading.far_right - 40 * height, heading.area.top(), 40 * height, height * 1.3)
        draw_text(painter, area, heading.text, TextStyle(fonts.digits(int(height)), current_theme().ink, RIGHT))
