"""Slides of a tournament on the TV: what they say, in which order they take turns, and that they can be read."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from goat_kiosk.desk.fixtures import new_game_of
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Fixture, Result
from goat_kiosk.gui.tv.page import TvPage
from goat_kiosk.gui.tv.scoreboard import Scoreboard
from goat_kiosk.gui.tv.slides.bracket_slide import bracket_slides
from goat_kiosk.gui.tv.slides.champion_slide import ChampionSlide
from goat_kiosk.gui.tv.slides.draw_slide import draw_slides
from goat_kiosk.gui.tv.slides.queue_slide import queue_slide
from goat_kiosk.gui.tv.slides.show import (
    AnySlide,
    CourtsSlide,
    MessageSlide,
    ShownTournament,
    SlideShow,
    tournament_slides,
)
from goat_kiosk.gui.tv.tv import TOURNAMENT_SCENES, Tv
from goat_kiosk.gui.widgets.inputs.scene_form import TournamentScene
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.events import TournamentClosed, TournamentPaused
from goat_kiosk.tournament.match_events import MatchAdded, MatchStarted, SidesMissing
from goat_kiosk.tournament.stage import Stage
from tests.gui.conftest import throw
from tests.tournament.night import DIVISION, DOUBLE, SINGLE, Night

ALL_OFF: list[Result] = ["off"] * 7
SIZES = [(1280, 720), (3840, 2160), (1024, 768)]


def drawn(entries: int, stage: Stage = SINGLE) -> Night:
    night = Night(entries, stage)
    night.draw()
    return night


def begin(night: Night, match: str, court: str = "Board 1") -> None:
    night.call(match, court)
    night.add(MatchStarted(DIVISION, match))


def slides(night: Night, scene: TournamentScene = "all", *, has_live_games: bool = False) -> list[AnySlide]:
    return list(tournament_slides(ShownTournament(scene, night.state, has_live_games), night.now))


def keys(night: Night, scene: TournamentScene = "all", *, has_live_games: bool = False) -> list[str]:
    return [slide.key for slide in slides(night, scene, has_live_games=has_live_games)]


def test_the_queue_says_what_is_now_who_is_missing_and_who_is_next() -> None:
    night = drawn(16)
    begin(night, "W1-2", "Board 2")
    night.call("W1-1", "Board 1")
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    slide = queue_slide(night.state, night.now)
    assert [(line.court, line.sides, line.missing) for line in slide.now] == [
        ("Board 1", ("P1", "P16"), ("P16",)),
        ("Board 2", ("P8", "P9"), ()),
    ]
    assert [line.sides for line in slide.next] == [("P4", "P13"), ("P5", "P12")]
    assert "Board 1, P1 against P16, Missing: P16" in slide.text


def test_the_draw_is_shown_until_all_first_matches_have_begun() -> None:
    night = drawn(4)
    assert keys(night)[:2] == ["queue", "draw-1"]
    begin(night, "W1-1")
    assert "draw-1" in keys(night)
    begin(night, "W1-2", "Board 2")
    assert keys(night) == ["queue", "bracket-1-1"]


def test_the_draw_has_everybody_by_name() -> None:
    first, second = draw_slides(drawn(32).state, 0)
    assert [line.name for line in first.lines][:3] == ["P1", "P10", "P11"]
    assert len(first.lines) + len(second.lines) == 32
    assert first.lines[0].detail == "against P32"


def test_the_bracket_shows_the_parts_where_something_is_played() -> None:
    night = drawn(128, DOUBLE)
    begin(night, "W1-1")
    begin(night, "W1-60", "Board 2")
    parts = bracket_slides(night.state, night.state.divisions[DIVISION])
    assert len(parts) == 2
    for part, match in zip(parts, ("W1-1", "W1-60"), strict=True):
        assert part.part.contains(part.drawing.card_rect(match))


def test_a_small_bracket_is_shown_whole() -> None:
    (slide,) = bracket_slides(drawn(8, DOUBLE).state, drawn(8, DOUBLE).state.divisions[DIVISION])
    assert all(slide.part.contains(slide.drawing.card_rect(match)) for match in slide.drawing.cards)


def test_the_champions_come_at_the_end() -> None:
    night = drawn(4)
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    (champion, bracket) = slides(night, has_live_games=True)
    assert isinstance(champion, ChampionSlide)
    assert champion.text == "Friday: Champion P1; 2. P2; 3. P4; 3. P3"
    assert bracket.key == "bracket-1-1"


def test_the_scores_of_the_courts_take_turns_while_there_are_games() -> None:
    night = drawn(4)
    assert keys(night, has_live_games=True)[-1] == "courts"
    assert keys(night, "bracket", has_live_games=True) == ["bracket-1-1"]


@pytest.mark.parametrize("scene", ["all", "queue", "tables", "bracket", "draw"])
def test_every_scene_shows_something_before_the_draw(scene: TournamentScene) -> None:
    assert keys(Night(4), scene) == ["queue"]


def test_a_closed_tournament_shows_what_there_was() -> None:
    night = drawn(4)
    night.add(TournamentClosed())
    assert keys(night) == ["bracket-1-1"]
    assert slides(night, "queue") == [MessageSlide("This tournament is closed.")]


def test_open_play_has_champions_only_when_the_tournament_is_closed() -> None:
    night = Night(2, Stage("open"))
    night.add(MatchAdded(DIVISION, "O-1", (1, 2)))
    night.win("O-1", 2)
    assert keys(night) == ["queue"]
    night.add(TournamentClosed())
    assert [slide.text for slide in slides(night) if isinstance(slide, ChampionSlide)] == ["Friday: Champion P2; 2. P1"]


def test_a_pause_is_the_only_thing_shown() -> None:
    night = drawn(4)
    night.add(TournamentPaused("Raffle"))
    assert slides(night) == [MessageSlide("Raffle")]


def test_the_slide_that_is_seen_stays_while_the_tournament_goes_on() -> None:
    night, show = drawn(4), SlideShow()
    show.update(ShownTournament("all", night.state, has_live_games=False), night.now)
    show.advance(night.now)
    assert show.current is not None
    assert show.current.key == "draw-1"
    begin(night, "W1-1")
    show.update(ShownTournament("all", night.state, has_live_games=False), night.now)
    assert show.current.key == "draw-1"
    show.advance(night.now)
    show.advance(night.now)
    assert show.current.key == "queue", "after the last slide the first one"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("qapp")
def test_every_slide_is_painted_at_every_size(size: tuple[int, int]) -> None:
    night = drawn(16, DOUBLE)
    begin(night, "W1-1")
    over = drawn(2)
    over.win("W1-1", 1)
    for slide in (*slides(night), *slides(over)):
        assert not isinstance(slide, CourtsSlide | MessageSlide)
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        slide.paint(painter, QRectF(image.rect()))
        painter.end()
        assert any(image.pixel(x, y) & 0xFFFFFF for x in range(0, size[0], 16) for y in range(0, size[1], 16))


def tv_of(window: MainWindow, night: Night) -> Tv:
    window.tournament.tournament, window.tournament.tournament_id = night.state, 1
    window.tournament.changed.emit()
    return window.tv


def test_the_tv_shows_the_tournament_and_follows_it(window: MainWindow) -> None:
    night = drawn(4)
    tv = tv_of(window, night)
    tv.choose_scene(next(scene for scene in TOURNAMENT_SCENES if scene.tournament == "queue"))
    tv.toggle()
    board = tv.board
    assert isinstance(board, Scoreboard)
    assert "P1 against P4" in board.accessibleName()
    begin(night, "W1-1")
    tv_of(window, night)
    assert board.accessibleName().startswith("Friday; Board 1, P1 against P4, since ")
    tv.toggle()


def test_the_queue_has_the_score_of_a_match_that_is_scored_here(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = drawn(4)
    begin(night, "W1-1")
    number = scorekeeper.director.create(night.first).tournament_id
    scorekeeper.director.record(number, lambda _: [event for event, _ in night.log])
    game = new_game_of(scorekeeper.director.tournament(number), Fixture(number, DIVISION, "W1-1"))
    game_id = scorekeeper.create(game).game_id
    window.tv.choose_scene(next(scene for scene in TOURNAMENT_SCENES if scene.tournament == "queue"))
    window.tv.toggle()
    assert window.tv.board is not None
    assert "Board 1, P1 against P4, 0–0" in window.tv.board.accessibleName()
    throw(scorekeeper, game_id, "hole", *ALL_OFF)
    assert "Board 1, P1 against P4, 3–0" in window.tv.board.accessibleName()
    window.tv.toggle()


def test_without_a_tournament_the_tv_shows_the_courts(window: MainWindow) -> None:
    tv = window.tv
    tv.choose_scene(next(iter(TOURNAMENT_SCENES)))
    board = Scoreboard()
    tv.fill(board)
    assert board.slide is None
    board.deleteLater()


def test_the_choice_of_a_tournament_is_saved(window: MainWindow) -> None:
    window.tv.choose_scene(next(iter(TOURNAMENT_SCENES)))
    window.tv.scene = window.tv.scene._replace(tournament=None)
    window.tv.restore()
    assert window.tv.scene.tournament == "all"


def test_the_tournament_can_be_chosen_while_there_is_one(window: MainWindow) -> None:
    window.open_section("TV")
    page = window.pages.section("TV")
    assert isinstance(page, TvPage)
    form = page.scene
    assert form.choice.findText("Tournament: the queue") == -1
    tv_of(window, drawn(4))
    assert form.choice.findText("Tournament: the queue") > 0
