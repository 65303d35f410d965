"""Queue on the TV: where each match is now, who is missing, and who gets ready."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from goat_kiosk.gui.text.dates import format_time
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import CENTER, LEFT, RIGHT, TextStyle, draw_text, text_width
from goat_kiosk.gui.tv.slides.slide import fit, font_of, paint_header, paint_label
from goat_kiosk.text.clock_words import clock_words
from goat_kiosk.text.money_words import pot_words
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.pace import forecast
from goat_kiosk.tournament.queue import QueuedMatch, QueueStatus, court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.round_clock import read_round_clocks
from goat_kiosk.tournament.tournament import MatchKey, Tournament

_MOST_NEXT = 4
_LABEL, _ROW, _MOST_ROW, _NEXT_ROW, _GAP = 0.05, 0.09, 0.15, 0.105, 0.014
"""Shares of the height: a label, the smallest and the largest row of a court, a row of who is next, a gap."""
_ONE_LINE, _WITH_TIME = 7.5, 4.5
"""Widths of a row, in heights, from which both sides stand in one line, and from which a time stands beside two."""


class CourtLine(NamedTuple):
    """A match of the queue."""

    match: MatchKey
    court: str
    sides: tuple[str, str]
    status: QueueStatus
    detail: str
    """Since when it is played, or that it is called, or next."""
    missing: tuple[str, ...] = ()
    """The sides that are not at the court, if the desk has said so."""
    score: tuple[int, int] | None = None
    """Of the game that is played, if it is scored on this computer."""

    @property
    def note(self) -> str:
        """What stands beside the names."""
        if self.missing:
            return t("Missing: {names}", names=", ".join(self.missing))
        return self.detail if self.score is None else f"{self.score[0]}–{self.score[1]}"

    @property
    def text(self) -> str:
        """The match in one line."""
        facts = (self.court, t("{first} against {second}", first=self.sides[0], second=self.sides[1]), self.note)
        return ", ".join(fact for fact in facts if fact)


class QueueSlide(NamedTuple):
    """The queue at one time."""

    title: str
    end: str
    now: list[CourtLine]
    next: list[CourtLine]

    @property
    def key(self) -> str:
        """The name of the slide."""
        return "queue"

    @property
    def text(self) -> str:
        """The queue in words."""
        return "; ".join([self.title, *(line.text for line in (*self.now, *self.next))])

    def with_scores(self, scores: Mapping[MatchKey, tuple[int, int]]) -> "QueueSlide":
        """Return the slide with the score of each match that is scored."""
        return self._replace(now=[line._replace(score=scores.get(line.match)) for line in self.now])

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint what is now above what is next."""
        rest, height = paint_header(painter, area, self.title, self.end), area.height()
        if not self.now and not self.next:
            words = t("No match waits.")
            draw_text(painter, rest, words, TextStyle(fit(words, height * 0.09, rest.width()), current_theme().quiet))
            return
        rows = math.ceil(len(self.next) / 2)
        bottom = (_LABEL + _GAP + rows * _NEXT_ROW) * height if self.next else 0.0
        if self.now:
            self._paint_now(painter, rest.adjusted(0, 0, 0, -bottom), height)
        if self.next:
            below = QRectF(rest.left(), rest.bottom() - bottom + _GAP * height, rest.width(), bottom - _GAP * height)
            self._paint_next(painter, below, height)

    def _paint_now(self, painter: QPainter, area: QRectF, height: float) -> None:
        paint_label(
            painter, QRectF(area.left(), area.top(), area.width(), _LABEL * height), t("Now"), current_theme().good
        )
        grid = area.adjusted(0, _LABEL * height, 0, 0)
        columns = next(
            columns
            for columns in range(1, len(self.now) + 1)
            if grid.height() / math.ceil(len(self.now) / columns) >= _ROW * height or columns == len(self.now)
        )
        rows, gap = math.ceil(len(self.now) / columns), _GAP * height
        pitch = min(grid.height() / rows, _MOST_ROW * height)
        width = (grid.width() + gap) / columns
        for index, line in enumerate(self.now):
            column, row = divmod(index, rows)
            cell = QRectF(grid.left() + column * width, grid.top() + row * pitch, width - gap, pitch - gap)
            _paint_court(painter, cell, line)

    def _paint_next(self, painter: QPainter, area: QRectF, height: float) -> None:
        theme, label = current_theme(), _LABEL * height
        paint_label(painter, QRectF(area.left(), area.top(), area.width(), label), t("On deck: stay near"), theme.warn)
        gap = _GAP * height
        width = (area.width() + gap) / 2
        for index, line in enumerate(self.next):
            row, column = divmod(index, 2)
            top = area.top() + label + row * _NEXT_ROW * height
            _paint_next_line(
                painter, QRectF(area.left() + column * width, top, width - gap, _NEXT_ROW * height - gap), line
            )


def queue_slide(tournament: Tournament, now: int) -> QueueSlide:
    """Return the queue at `now` (milliseconds since 1970 UTC)."""
    with use_window_language():
        queue = court_queue(tournament, now)
        matches = {
            (match.division, match.id): match for all_ in resolve_all(tournament).values() for match in all_.values()
        }
        courts = {court: place for place, court in enumerate(tournament.courts)}
        running = [queued for queued in queue if queued.status in {"playing", "called"}]
        running.sort(key=lambda queued: courts.get(queued.court or "", len(courts)))
        return QueueSlide(
            tournament.name,
            _end(tournament, now, queue),
            [_line(tournament, queued, matches[queued.division, queued.match]) for queued in running],
            list(_next_lines(tournament, queue, matches)),
        )


def _next_lines(
    tournament: Tournament, queue: list[QueuedMatch], matches: dict[tuple[int, str], Match]
) -> Iterator[CourtLine]:
    """Yield the matches that get a free court now, then those on deck."""
    due = [q for q in queue if q.status == "on-deck" or (q.status == "ready" and q.court is not None)]
    for queued in due[:_MOST_NEXT]:
        yield _line(tournament, queued, matches[queued.division, queued.match])


def _line(tournament: Tournament, queued: QueuedMatch, match: Match) -> CourtLine:
    decisions = tournament.divisions[queued.division].decisions(queued.match)
    first, second = (side_name(tournament, slot) for slot in match.sides)
    missing = tuple((first, second)[side - 1] for side in decisions.missing) if queued.status == "called" else ()
    return CourtLine(
        (queued.division, queued.match),
        queued.court or "",
        (first, second),
        queued.status,
        _detail(queued.status, decisions.started_at),
        missing,
    )


def _detail(status: QueueStatus, started_at: int | None) -> str:
    if status == "playing":
        return t("since {time}", time=format_time(started_at)) if started_at is not None else ""
    return t("Go there now") if status == "called" else ""


def _end(tournament: Tournament, now: int, queue: Sequence[QueuedMatch]) -> str:
    """Return what the round clocks say; without one, when the night ends and what it pays."""
    if clocks := read_round_clocks(tournament, now):
        return " · ".join(clock_words(clock) for clock in clocks)
    ends = None if tournament.is_closed else forecast(tournament, now, queue).ends
    end = "" if ends is None else t("Ends {first}–{last}", first=format_time(ends[0]), last=format_time(ends[1]))
    return " · ".join(filter(None, (end, pot_words(tournament))))


def _paint_court(painter: QPainter, cell: QRectF, line: CourtLine) -> None:
    """Paint a court on a plate, then the two sides; a match that is called has a frame, a missing side a warning."""
    theme, is_playing = current_theme(), line.status == "playing"
    color = theme.warn if line.missing else theme.good
    radius = cell.height() * 0.1
    painter.setBrush(theme.panel)
    painter.setPen(Qt.PenStyle.NoPen if is_playing else QPen(color, max(2.0, cell.height() * 0.03)))
    painter.drawRoundedRect(cell, radius, radius)
    plate = QRectF(cell.left(), cell.top(), min(cell.width() * 0.24, cell.height() * 2.4), cell.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.line if is_playing else color)
    painter.drawRoundedRect(plate, radius, radius)
    inside = plate.adjusted(radius, 0, -radius, 0)
    ink = theme.ink if is_playing else theme.ink_on(color)
    draw_text(
        painter, inside, line.court, TextStyle(_court_font(line.court, cell.height(), inside.width()), ink, CENTER)
    )
    body = cell.adjusted(plate.width() + cell.height() * 0.2, 0, -cell.height() * 0.2, 0)
    if body.width() / cell.height() >= _ONE_LINE:
        used = _paint_note(painter, body, line)
        _paint_sides(painter, body.adjusted(0, 0, -used - body.height() * 0.15, 0), line.sides, body.height() * 0.5)
    else:
        _paint_two_lines(painter, body, line)


def _court_font(court: str, height: float, width: float) -> QFont:
    """Return the font of a court's name, which is never cut: it is what everybody looks for."""
    font = font_of(height * 0.5)
    return font_of(height * 0.5 * min(1.0, width / max(1.0, text_width(font, court))))


def _paint_two_lines(painter: QPainter, body: QRectF, line: CourtLine) -> None:
    """Paint one side below the other, a missing one in another color and in words."""
    theme, half = current_theme(), body.height() * 0.46
    is_wide = body.width() / body.height() >= _WITH_TIME
    has_note = not line.missing and (is_wide or line.score is not None)
    used = _paint_note(painter, body, line) if has_note else 0.0
    room = body.width() - used - (body.height() * 0.15 if has_note else 0)
    for index, side in enumerate(line.sides):
        row = QRectF(body.left(), body.top() + body.height() * 0.04 + index * half, room, half)
        is_missing = side in line.missing
        text = t("{name}: missing", name=side) if is_missing else side
        ink = theme.warn if is_missing else theme.ink
        draw_text(painter, row, text, TextStyle(fit(text, half * 0.82, room), ink, LEFT))


def _paint_note(painter: QPainter, body: QRectF, line: CourtLine) -> float:
    """Paint the score large, or who is missing, or a quiet time; return its width."""
    theme, room = current_theme(), body.width() * 0.4
    area = QRectF(body.right() - room, body.top(), room, body.height())
    if line.missing:
        share, ink, weight = 0.3, theme.warn, QFont.Weight.Bold
    elif line.score is not None:
        share, ink, weight = 0.5, theme.ink, QFont.Weight.Bold
    else:
        share, ink, weight = 0.28, theme.quiet, QFont.Weight.DemiBold
    return draw_text(
        painter, area, line.note, TextStyle(fit(line.note, body.height() * share, room, weight), ink, RIGHT)
    )


def _paint_sides(painter: QPainter, area: QRectF, sides: tuple[str, str], pixels: float) -> None:
    """Paint both names in one line, each with half of the room at most, and a quiet word between them."""
    theme, word = current_theme(), t("vs")
    between = font_of(pixels * 0.62, QFont.Weight.DemiBold)
    gap = pixels * 1.3
    room = (area.width() - gap) / 2
    first = TextStyle(fit(sides[0], pixels, room), theme.ink, LEFT)
    used = draw_text(painter, QRectF(area.left(), area.top(), room, area.height()), sides[0], first)
    draw_text(
        painter, QRectF(area.left() + used, area.top(), gap, area.height()), word, TextStyle(between, theme.quiet)
    )
    left = area.left() + used + gap
    second = TextStyle(fit(sides[1], pixels, area.right() - left), theme.ink, LEFT)
    draw_text(painter, QRectF(left, area.top(), area.right() - left, area.height()), sides[1], second)


def _paint_next_line(painter: QPainter, cell: QRectF, line: CourtLine) -> None:
    theme, radius = current_theme(), cell.height() * 0.1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(cell, radius, radius)
    inside = cell.adjusted(cell.height() * 0.25, 0, -cell.height() * 0.25, 0)
    used = 0.0
    if line.court:
        ink = TextStyle(fit(line.court, cell.height() * 0.4, inside.width() * 0.25), theme.quiet, RIGHT)
        used = draw_text(painter, inside, line.court, ink) + cell.height() * 0.2
    _paint_sides(painter, inside.adjusted(0, 0, -used, 0), line.sides, cell.height() * 0.46)
