"""Tables on the TV: what they say, when they are shown, and that everything fits."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from goat_kiosk.gui.tv.slides.show import ShownTournament, tournament_slides
from goat_kiosk.gui.tv.slides.table_slide import TableSlide, table_slides
from goat_kiosk.gui.widgets.inputs.scene_form import TournamentScene
from goat_kiosk.tournament.stage import Stage, StageSource
from tests.tournament.night import Night

BRACKET = Stage("single", seeding="standings", source=StageSource(1, pool_places=(1, 2)))


def pools_night(entries: int, pools: int) -> Night:
    night = Night(entries, Stage("round-robin", pools=pools), *([BRACKET] if pools > 1 else []))
    night.draw()
    return night


def keys(night: Night, scene: TournamentScene) -> list[str]:
    return [
        slide.key for slide in tournament_slides(ShownTournament(scene, night.state, has_live_games=False), night.now)
    ]


def slides_of(night: Night) -> list[TableSlide]:
    return table_slides(night.state, night.division)


def test_a_slide_says_the_tables() -> None:
    night = pools_night(4, 1)
    night.win("R1-1", 1)
    (slide,) = slides_of(night)
    first, second = night.sides("R1-1")
    assert slide.text.startswith(f"Friday; Round robin: 1. P{first} 1–0")
    assert f"P{second} 0–1" in slide.text


def test_tables_take_turns_until_the_bracket_is_played() -> None:
    night = pools_night(8, 2)
    assert "table-1-1" in keys(night, "all")
    while ready := night.ready:
        first, second = night.sides(ready[0].id)
        night.record(ready[0], 1 if first < second else 2)
    night.draw_stage(2)
    assert "table-1-1" not in keys(night, "all")
    assert keys(night, "tables") == ["table-1-1"]


def test_a_tournament_without_tables_has_none() -> None:
    night = Night(4)
    night.draw()
    assert slides_of(night) == []
    assert keys(night, "tables") == ["queue"]


@pytest.mark.parametrize(("entries", "pools"), [(3, 1), (8, 2), (20, 4), (32, 1), (64, 16)])
@pytest.mark.usefixtures("qapp")
def test_every_row_is_within_the_screen(entries: int, pools: int) -> None:
    slides = slides_of(pools_night(entries, pools))
    shown = [row.entry for slide in slides for placed in slide.placed for row in placed.part.rows]
    assert sorted(shown) == list(range(1, entries + 1))
    for slide in slides:
        for placed in slide.placed:
            bottom = (placed.top + placed.part.height) * slide.measure.row
            assert placed.column < slide.measure.columns
            assert bottom <= 1


@pytest.mark.parametrize("size", [(1280, 720), (3840, 2160)])
@pytest.mark.usefixtures("qapp")
def test_a_slide_paints_every_column(size: tuple[int, int]) -> None:
    (slide,) = slides_of(pools_night(12, 3))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    slide.paint(painter, QRectF(0, 0, *size))
    painter.end()
    columns = slide.measure.columns
    for column in range(columns):
        x = int(size[0] * (column + 0.5) / columns)
        assert any(image.pixelColor(x, y).lightness() > 0 for y in range(size[1] // 4, size[1]))
