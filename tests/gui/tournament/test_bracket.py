"""The bracket in the window: what its cards say, what is painted again, and how one moves in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QHelpEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.tournament.bracket.navigation import neighbor
from goat_kiosk.gui.tournament.bracket.page import BracketPage
from goat_kiosk.gui.tournament.bracket.view import BracketView
from goat_kiosk.gui.tournament.desk.page import DeskPage
from goat_kiosk.gui.widgets.bracket.drawing import BracketDrawing
from goat_kiosk.gui.widgets.bracket.match_card import card_text
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.match_events import MatchHeld
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, DOUBLE, SINGLE, Night


def drawn(entries: int, stage: Stage = SINGLE) -> Night:
    night = Night(entries, stage)
    night.draw()
    return night


def drawing_of(night: Night) -> BracketDrawing:
    drawing = BracketDrawing()
    drawing.update(night.state, night.state.divisions[DIVISION])
    return drawing


def show(view: BracketView, night: Night) -> None:
    view.show_division(night.state, night.state.divisions[DIVISION])


@pytest.fixture
def view(qtbot: QtBot) -> BracketView:
    view = BracketView()
    qtbot.addWidget(view)
    view.resize(1280, 600)
    view.show()
    return view


def test_a_card_says_who_won_where_it_is_played_and_what_is_special() -> None:
    night = drawn(8)
    night.win("W1-1", 2)
    night.call("W1-2", "Board 2")
    night.add(MatchHeld(DIVISION, "W1-3", held=True))
    cards = drawing_of(night).cards
    assert card_text(cards["W1-1"]) == "W1-1: P1 14 against P8 21, P8 won"
    assert card_text(cards["W1-2"]) == "W1-2: P4 against P5, called to Board 2"
    assert card_text(cards["W1-3"]) == "W1-3: P2 against P7, on hold"
    assert card_text(cards["W2-2"]) == "W2-2: winner of W1-3 against winner of W1-4"
    assert [side.seed for side in cards["W1-1"].sides] == [1, 8]


def test_a_match_that_a_correction_puts_out_of_line_needs_a_ruling() -> None:
    night = drawn(4)
    for match in ("W1-1", "W1-2"):
        night.win(match, 1)
    night.call("W2-1")
    night.win("W1-1", 2, "wrong side")
    card = drawing_of(night).cards["W2-1"]
    assert (card.needs_ruling, card.note) == (True, "needs a ruling")


def test_only_what_has_changed_is_painted_again() -> None:
    night = drawn(128, DOUBLE)
    drawing = drawing_of(night)
    assert drawing.update(night.state, night.state.divisions[DIVISION]) == []
    night.call("W1-1")
    (area,) = drawing.update(night.state, night.state.divisions[DIVISION]) or []
    assert area.contains(drawing.card_rect("W1-1"))
    assert not area.intersects(drawing.card_rect("W1-3"))


def test_a_result_paints_the_match_and_those_it_leads_to() -> None:
    night = drawn(8, DOUBLE)
    drawing = drawing_of(night)
    night.win("W1-1", 1)
    areas = drawing.update(night.state, night.state.divisions[DIVISION])
    assert areas is not None
    touched = {match for match in drawing.cards if any(area.contains(drawing.card_rect(match)) for area in areas)}
    assert touched == {"W1-1", "W2-1", "L1-1"}


def test_a_new_match_lays_out_everything_again() -> None:
    night = drawn(2, DOUBLE)
    drawing = drawing_of(night)
    night.win("W1-1", 1)
    drawing.update(night.state, night.state.divisions[DIVISION])
    night.win("F-1", 2)
    assert drawing.update(night.state, night.state.divisions[DIVISION]) is None
    assert "F-2" in drawing.cards


def test_the_champion_stands_behind_the_final() -> None:
    night = drawn(4)
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    drawing = drawing_of(night)
    assert drawing.champion == "P1"
    area = QRectF(0, 0, drawing.size.width(), drawing.size.height())
    assert area.contains(drawing.champion_rect())
    assert not any(drawing.champion_rect().intersects(drawing.card_rect(match)) for match in drawing.cards)


@pytest.mark.parametrize("scale", [0.1, 0.4, 1.0])
@pytest.mark.usefixtures("qapp")
def test_something_of_each_card_is_painted_at_every_scale(scale: float) -> None:
    drawing = drawing_of(drawn(8, DOUBLE))
    image = QImage((drawing.size * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    painter.scale(scale, scale)
    drawing.paint(painter, QRectF(QPointF(), drawing.size), scale)
    painter.end()
    for match in drawing.cards:
        card = drawing.card_rect(match)
        quarter = QPointF(card.left() + card.width() / 4, card.top() + card.height() * 0.65) * scale
        assert image.pixelColor(quarter.toPoint()) != QColor(Qt.GlobalColor.magenta)


@pytest.mark.usefixtures("qapp")
def test_names_of_rounds_stay_in_sight_when_they_are_scrolled_out() -> None:
    drawing = drawing_of(drawn(32, DOUBLE))
    titles = {section.titles[0].text: section for section in drawing.headings}
    losers = titles["Losers bracket"].rounds[0].area.top()
    for top, is_painted in ((0.0, False), (400.0, True), (losers - 10, False), (losers + 100, True)):
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.magenta)
        painter = QPainter(image)
        painter.translate(0, -top)
        drawing.paint_strip(painter, QRectF(0, top, 400, 300), 1)
        painter.end()
        assert (image.pixelColor(399, 1) != QColor(Qt.GlobalColor.magenta)) == is_painted


def test_arrows_walk_along_the_tree(view: BracketView) -> None:
    show(view, drawn(8, DOUBLE))
    assert view.selected == "W1-1"
    expected = {Qt.Key.Key_Right: "W2-1", Qt.Key.Key_Down: "W2-2", Qt.Key.Key_Left: "W1-3", Qt.Key.Key_Up: "W1-2"}
    for key, match in expected.items():
        QTest.keyClick(view, key)
        assert view.selected == match
    assert neighbor(view.drawing, "W1-4", "down") == "L1-1", "below the winners bracket is the losers bracket"
    assert neighbor(view.drawing, "F-1", "right") is None


def test_enter_opens_the_selected_match(view: BracketView, qtbot: QtBot) -> None:
    show(view, drawn(8))
    with qtbot.waitSignal(view.match_chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [DIVISION, "W1-1"]


def test_a_double_click_opens_a_match(view: BracketView, qtbot: QtBot) -> None:
    show(view, drawn(8))
    area = view.drawing.card_rect("W2-2")
    point = ((area.center() - view.origin) * view.scale).toPoint()
    with qtbot.waitSignal(view.match_chosen) as chosen:
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert chosen.args == [DIVISION, "W2-2"]


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_resting_mouse_says_a_match_in_full(view: BracketView) -> None:
    show(view, drawn(8))
    point = ((view.drawing.card_rect("W1-2").center() - view.origin) * view.scale).toPoint()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == "W1-2: P4 against P5"
    QToolTip.hideText()


def test_the_selected_match_is_described(view: BracketView) -> None:
    show(view, drawn(8))
    assert view.accessibleDescription() == "W1-1: P1 against P8"


def test_a_small_bracket_is_shown_whole_and_a_large_one_readable(view: BracketView) -> None:
    show(view, drawn(8))
    seen = QRectF(view.origin, view.size() / view.scale)
    assert all(seen.contains(view.drawing.card_rect(match)) for match in view.drawing.cards)
    other = BracketView()
    other.resize(view.size())
    show(other, drawn(64))
    assert other.zoom >= 0.7
    QTest.keyClick(other, Qt.Key.Key_0)
    seen = QRectF(other.origin, other.size() / other.scale)
    assert all(seen.contains(other.drawing.card_rect(match)) for match in other.drawing.cards)
    other.deleteLater()


def test_a_large_bracket_opens_at_the_match_that_is_played(view: BracketView) -> None:
    night = drawn(64)
    night.call("W1-30")
    show(view, night)
    assert view.selected == "W1-30"
    assert QRectF(view.origin, view.size() / view.scale).contains(view.drawing.card_rect("W1-30"))


def test_zoom_by_keys_and_by_the_wheel(view: BracketView) -> None:
    show(view, drawn(64, DOUBLE))
    view.select("L3-5")
    before = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > before
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(before)
    under = view.origin + QPointF(400, 300) / view.scale
    turn_wheel(view, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > before
    assert (view.origin + QPointF(400, 300) / view.scale - under).manhattanLength() < 1, "the point stays"


def turn_wheel(view: BracketView, modifiers: Qt.KeyboardModifier) -> None:
    position, turned = QPointF(400, 300), QPoint(0, 120)
    phase = Qt.ScrollPhase.NoScrollPhase
    buttons = Qt.MouseButton.NoButton
    QApplication.sendEvent(view, QWheelEvent(position, position, QPoint(), turned, buttons, modifiers, phase, False))  # noqa: FBT003  Qt's


def test_a_drag_moves_the_bracket(view: BracketView) -> None:
    show(view, drawn(64))
    before = view.origin
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(600, 500))
    QTest.mouseMove(view, QPoint(560, 400))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(560, 400))
    assert view.origin.y() > before.y()


def test_a_press_on_the_small_picture_goes_there(view: BracketView) -> None:
    show(view, drawn(64))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 20, view.height() - 20))
    assert view.origin.y() + view.height() / view.scale == pytest.approx(view.drawing.size.height())


def test_the_page_opens_the_match_at_the_desk(window: MainWindow) -> None:
    night = drawn(8)
    window.tournament.tournament, window.tournament.tournament_id = night.state, 1
    window.open_section("Bracket")
    page = page_of(window)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert window.pages.section_name == "Desk"
    desk = window.pages.section("Desk")
    assert isinstance(desk, DeskPage)
    assert desk.state.match_key == (DIVISION, "W1-1")


def test_the_list_has_every_match(window: MainWindow) -> None:
    night = drawn(8)
    window.tournament.tournament, window.tournament.tournament_id = night.state, 1
    window.open_section("Bracket")
    page = page_of(window)
    page.as_list.click()
    assert [page.list.item(row).text() for row in range(page.list.count())][:2] == [
        "W1-1: P1 against P8",
        "W1-2: P4 against P5",
    ]
    assert page.list.currentRow() == 0, "the match that is selected in the tree"
    night.win("W1-1", 1)
    window.tournament.tournament = night.state
    window.tournament.changed.emit()
    assert page.list.item(0).text() == "W1-1: P1 21 against P8 14, P1 won"


def test_open_play_says_that_it_has_no_bracket(window: MainWindow) -> None:
    night = Night(2, Stage("open"))
    window.tournament.tournament, window.tournament.tournament_id = night.state, 1
    window.open_section("Bracket")
    assert page_of(window).empty.text() == "Friday: open play has no bracket."


class OpenedFiles(QObject):
    """Takes the place of the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.files.append(Path(url.toLocalFile()))


@pytest.fixture
def opened_files() -> Iterator[OpenedFiles]:
    opened = OpenedFiles()
    QDesktopServices.setUrlHandler("file", opened, "open")  # type: ignore[arg-type]  # PySide6 takes only text
    yield opened
    QDesktopServices.unsetUrlHandler("file")


def test_print_opens_a_page_with_the_bracket_and_without_money(
    window: MainWindow, scorekeeper: Scorekeeper, opened_files: OpenedFiles
) -> None:
    night = drawn(4)
    created = scorekeeper.director.create(night.first)
    scorekeeper.director.record(created.tournament_id, lambda _: [event for event, _ in night.log])
    window.open_section("Bracket")
    page_of(window).print.click()
    (file,) = opened_files.files
    text = file.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "W1-1" in text
    assert "Not paid yet" not in text


def test_a_page_that_cannot_be_written_is_refused_in_a_sentence(
    window: MainWindow, scorekeeper: Scorekeeper, tmp_path: Path, qtbot: QtBot
) -> None:
    created = scorekeeper.director.create(drawn(4).first)
    scorekeeper.director.record(created.tournament_id, lambda _: [event for event, _ in drawn(4).log])
    blocked = tmp_path / "file"
    blocked.write_text("")
    page = BracketPage(window.tournament, lambda: "Patio", blocked / "folder")
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.refused) as refused:
        page.print.click()
    assert "cannot be written" in refused.args[0]


def page_of(window: MainWindow) -> BracketPage:
    page = window.pages.findChild(BracketPage)
    assert page is not None
    return page
