"""Slide show of a tournament: which slides the TV shows, in which order, and which one it shows now."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goat_kiosk.gui.text.dates import format_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.slides.bracket_slide import bracket_slides
from goat_kiosk.gui.tv.slides.champion_slide import champion_slide
from goat_kiosk.gui.tv.slides.draw_slide import draw_slides
from goat_kiosk.gui.tv.slides.queue_slide import queue_slide
from goat_kiosk.gui.tv.slides.slide import TvSlide
from goat_kiosk.gui.tv.slides.table_slide import table_slides
from goat_kiosk.gui.widgets.inputs.scene_form import TournamentScene
from goat_kiosk.tournament.round_clock import read_round_clocks
from goat_kiosk.tournament.tournament import Tournament


class CourtsSlide(NamedTuple):
    """The courts with their scores, as without a tournament."""

    key: str = "courts"


class MessageSlide(NamedTuple):
    """A sentence."""

    text: str
    key: str = "message"


AnySlide = TvSlide | CourtsSlide | MessageSlide


class ShownTournament(NamedTuple):
    """What a slide show is made from."""

    scene: TournamentScene
    tournament: Tournament
    has_live_games: bool
    """Whether there are scores to show in between."""


class SlideShow:
    """Shows one slide after the other. While the tournament goes on, the slide that is seen stays."""

    def __init__(self) -> None:
        self._source: ShownTournament | None = None
        self._slides: Sequence[AnySlide] = ()
        self._place = 0

    @property
    def current(self) -> AnySlide | None:
        """The slide that is seen now; None before `update`."""
        return self._slides[self._place] if self._slides else None

    @property
    def count(self) -> int:
        """How many slides take turns."""
        return len(self._slides)

    def update(self, source: ShownTournament, now: int) -> None:
        """Show a tournament as it stands at `now` (milliseconds since 1970 UTC); cheap if it has not changed.

        While a round is played by a clock, its seconds change.
        """
        is_same = self._source is not None and source.tournament is self._source.tournament and source == self._source
        if not is_same or read_round_clocks(source.tournament, now):
            self._source = source
            self._make(source, now)

    def advance(self, now: int) -> None:
        """Show the next slide."""
        if self._source is not None:
            self._place += 1
            key = self._slides[self._place % len(self._slides)].key
            self._make(self._source, now, key)

    def _make(self, source: ShownTournament, now: int, key: str | None = None) -> None:
        shown = key or (self.current.key if self.current else "")
        self._slides = list(tournament_slides(source, now))
        keys = [slide.key for slide in self._slides]
        self._place = keys.index(shown) if shown in keys else self._place % len(keys)


def tournament_slides(source: ShownTournament, now: int) -> Iterator[AnySlide]:
    """Yield at least one slide.

    The champions of each division come first. Of a pause only its text is shown.
    """
    tournament, scene = source.tournament, source.scene
    if tournament.pause is not None:
        yield MessageSlide(_pause_text(tournament))
        return
    divisions = tournament.divisions.values()
    champions = [slide for division in divisions if (slide := champion_slide(tournament, division))]
    is_over = tournament.is_closed or len(champions) == len(divisions) > 0
    slides: list[AnySlide] = [*champions]
    if scene in {"all", "queue"} and not is_over:
        slides.append(queue_slide(tournament, now))
    if scene in {"all", "draw"} and not is_over:
        slides += draw_slides(tournament, now)
    if scene in {"all", "tables"}:
        every = scene == "tables" or is_over
        slides += [slide for division in divisions for slide in table_slides(tournament, division, with_earlier=every)]
    if scene in {"all", "bracket"}:
        slides += [slide for division in divisions for slide in bracket_slides(tournament, division)]
    if scene == "all" and source.has_live_games and not is_over:
        slides.append(CourtsSlide())
    yield from slides or [_nothing_else(tournament, now)]


def _nothing_else(tournament: Tournament, now: int) -> AnySlide:
    """Return what is shown where there is no draw or no bracket to show."""
    return MessageSlide(t("This tournament is closed.")) if tournament.is_closed else queue_slide(tournament, now)


def _pause_text(tournament: Tournament) -> str:
    pause = tournament.pause
    text = (pause.text if pause else "") or t("A break")
    until = pause.until if pause else None
    return text if until is None else t("{text}, until {time}", text=text, time=format_time(until))
