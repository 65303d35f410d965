"""Tables in the window: what they say, how one moves in them, and how a tie is decided."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.tournament.bracket.page import BracketPage
from goat_kiosk.gui.tournament.bracket.tables_view import TablesView, row_text
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.text.standings_view import stage_tables
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import Tournament
from tests.tournament.night import Night

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ROUND_ROBIN = Stage("round-robin")
BRACKET = Stage("single", seeding="standings", source=StageSource(1, pool_places=(1, 2)))


def circle() -> Night:
    """Return a night on which 1 has beaten 2, 2 has beaten 3 and 3 has beaten 1."""
    night = Night(3, ROUND_ROBIN)
    night.draw()
    for match in list(night.matches.values()):
        first, second = night.sides(match.id)
        night.record(match, 1 if (first, second) in {(1, 2), (2, 3), (3, 1)} else 2)
    return night


@pytest.fixture
def view(qtbot: QtBot) -> TablesView:
    view = TablesView()
    qtbot.addWidget(view)
    view.resize(1000, 500)
    view.show_tables(stage_tables(circle().state, circle().division, 1))
    view.show()
    return view


@pytest.fixture
def page(window: MainWindow, scorekeeper: Scorekeeper) -> BracketPage:
    night = circle()
    created = scorekeeper.director.create(night.first)
    scorekeeper.director.record(created.tournament_id, lambda _: [event for event, _ in night.log])
    window.open_section("Bracket")
    page = window.pages.findChild(BracketPage)
    assert isinstance(page, BracketPage)
    return page


def places(page: BracketPage) -> list[tuple[str, str]]:
    return [(row.place, row.name) for row in page.tables.canvas.rows]


def tournament_of(page: BracketPage) -> Tournament:
    assert page.current.tournament is not None
    return page.current.tournament


def test_arrows_select_a_row_and_the_bar_says_why_it_is_there(view: TablesView) -> None:
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    assert view.bar.reason.text() == "P2: It shares its place with P1 and P3: nothing has decided between them."
    assert view.canvas.accessibleDescription().startswith("1. P2: 1–1, 0.")
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    assert view.canvas.selected == 1


def test_a_press_selects_a_row(view: TablesView) -> None:
    point = view.canvas.row_area(3).center().toPoint()
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert view.canvas.selected == 3
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert view.canvas.selected == 3


def test_a_resting_mouse_says_a_row_in_words(view: TablesView) -> None:
    point = view.canvas.row_area(2).center().toPoint()
    QApplication.sendEvent(view.canvas, QHelpEvent(QEvent.Type.ToolTip, point, view.canvas.mapToGlobal(point)))
    assert QToolTip.text() == row_text(view.canvas.rows[1])
    QToolTip.hideText()


def test_wide_windows_show_pools_beside_each_other(view: TablesView) -> None:
    night = Night(8, Stage("round-robin", pools=2))
    night.draw()
    view.show_tables(stage_tables(night.state, night.division, 1))
    entries = [night.sides(match)[0] for match in ("P1R1-1", "P2R1-1")]
    first, second = (view.canvas.row_area(entry) for entry in entries)
    assert first.right() < second.left()
    view.resize(500, 500)
    assert view.canvas.row_area(entries[1]).left() == first.left()


def test_a_coin_decides_a_tie(page: BracketPage) -> None:
    page.tables.canvas.select(1)
    page.tables.bar.coin.click()
    assert sorted(place for place, _ in places(page)) == ["1", "2", "3"]
    assert tournament_of(page).divisions[1].ties[0].how == "coin"
    assert page.tables.bar.coin.isHidden()


def test_a_play_off_is_entered_from_the_first_to_the_last(page: BracketPage) -> None:
    page.tables.canvas.select(1)
    page.tables.bar.play_off.click()
    assert [button.text() for button in page.tables.bar.names] == ["P1", "P2", "P3"]
    page.tables.bar.names[2].click()
    assert page.tables.bar.reason.text() == "Who is number 2 of the play-off?"
    page.tables.bar.names[0].click()
    assert places(page) == [("1", "P3"), ("2", "P1"), ("3", "P2")]
    assert [tie.how for tie in tournament_of(page).divisions[1].ties] == ["play-off"]
    assert page.tables.bar.names == []


def test_the_list_has_the_rounds_of_a_table(page: BracketPage) -> None:
    assert page.tables.isVisible()
    assert page.live.isHidden()
    page.as_list.click()
    texts = [page.list.item(row).text() for row in range(page.list.count())]
    assert len(texts) == 3
    assert texts[0].startswith("R1-1: ")


def test_tables_and_brackets_of_a_division_can_be_chosen(window: MainWindow) -> None:
    night = Night(8, Stage("round-robin", pools=2), BRACKET)
    night.draw()
    night.draw_stage(2)
    window.tournament.tournament, window.tournament.tournament_id = night.state, 1
    window.open_section("Bracket")
    page = window.pages.findChild(BracketPage)
    assert isinstance(page, BracketPage)
    assert [page.division_choice.itemText(row) for row in range(page.division_choice.count())] == [
        "Open: Pools",
        "Open: Bracket",
    ]
    assert page.tables.isVisible()
    page.division_choice.setCurrentIndex(1)
    page.division_choice.activated.emit(1)
    assert page.view.isVisible()
