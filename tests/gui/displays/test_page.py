"""The page of screens on the real server: screens get orders and names, and lagging ones are marked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.widgets.inputs.scene_form import SceneRequest
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.tournament.events import TournamentCreated
from tests.gui.conftest import SteppingClock, bring_to_front, click, create, press, throw, type_in
from tests.gui.display_simulator import DisplaySimulator, run_display_simulator
from tests.gui.window_services import ADDRESS, make_services

pytestmark = pytest.mark.usefixtures("short_polls")


@pytest.fixture
def displays(scorekeeper: Scorekeeper, pairing: Pairing) -> Iterator[DisplaySimulator]:
    with run_display_simulator(scorekeeper, pairing) as simulator:
        yield simulator


@pytest.fixture
def game(scorekeeper: Scorekeeper) -> int:
    game_id = create(scorekeeper)
    scorekeeper.record(game_id, GameStarted())
    return game_id


@pytest.fixture
def window(
    qtbot: QtBot,
    displays: DisplaySimulator,
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    history_worker: HistoryWorker,
    game: int,
) -> MainWindow:
    assert scorekeeper.game_ids() == [game]
    window = MainWindow(make_services(scorekeeper, pairing, history_worker, audience=displays.audience))
    bring_to_front(qtbot, window)
    return window


@pytest.fixture
def page(window: MainWindow) -> ScreensPage:
    press(window, Qt.Key.Key_F9)
    page = window.pages.section("Walls and overlays")
    assert isinstance(page, ScreensPage)
    assert page.isVisible()
    return page


def rows(page: ScreensPage) -> list[str]:
    model = page.list.screens
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def newest(scorekeeper: Scorekeeper, game: int) -> dict[int, str]:
    return {game: scorekeeper.snapshot(game).event_id}


def choose(page: ScreensPage, row: int) -> None:
    click(page.list.viewport(), page.list.visualRect(page.list.screens.index(row)).center())


def test_without_a_screen_the_page_explains_how_to_connect_one(page: ScreensPage) -> None:
    assert page.summary.text() == "No screen is connected."
    assert f"{ADDRESS}/display" in page.empty_label.text()
    assert not page.detail.isVisible()
    assert not page.identify_all.isEnabled()


def test_a_connected_screen_appears_with_its_content(
    page: ScreensPage, displays: DisplaySimulator, scorekeeper: Scorekeeper, game: int, qtbot: QtBot
) -> None:
    throw(scorekeeper, game, "hole", "board")
    displays.report(1, newest(scorekeeper, game))
    qtbot.waitUntil(lambda: bool(rows(page)))
    assert rows(page) == ["TV 1, Its own page /display, Court 1: round 1, bag 2, newest, wall 1920×1080"]
    assert page.summary.text() == "1 of 1 screen shows the newest state."
    assert page.detail.title.text() == "TV 1"


def test_a_lagging_screen_is_named_on_the_page_and_in_the_server_bar(
    page: ScreensPage,
    window: MainWindow,
    displays: DisplaySimulator,
    scorekeeper: Scorekeeper,
    game: int,
    clock: SteppingClock,
    qtbot: QtBot,
) -> None:
    throw(scorekeeper, game, "hole")
    displays.report(1, newest(scorekeeper, game))
    displays.report(2, newest(scorekeeper, game))
    throw(scorekeeper, game, "off")
    displays.report(2, newest(scorekeeper, game))
    clock.now += 10_000
    qtbot.waitUntil(lambda: page.summary.text() == "1 of 2 screens show the newest state.")
    assert rows(page)[0].startswith("TV 1, Its own page /display, Still Court 1: round 1, bag 1, behind")
    qtbot.waitUntil(lambda: "TV 1 is behind (F9)" in window.status_bar.hub.text())
    displays.report(1, newest(scorekeeper, game))
    qtbot.waitUntil(lambda: page.summary.text() == "2 of 2 screens show the newest state.")
    qtbot.waitUntil(lambda: "behind" not in window.status_bar.hub.text())


def test_a_screen_that_shows_another_log_is_behind(
    page: ScreensPage,
    displays: DisplaySimulator,
    scorekeeper: Scorekeeper,
    game: int,
    clock: SteppingClock,
    qtbot: QtBot,
) -> None:
    seq = scorekeeper.history(game).seq
    displays.report(1, {game: f"00000000-{seq}", 77: "00000000-1"})
    clock.now += 10_000
    qtbot.waitUntil(lambda: bool(rows(page)) and "Still an older score: reload it, behind" in rows(page)[0])


def test_a_screen_is_renamed_and_identified_and_reloaded(
    page: ScreensPage, displays: DisplaySimulator, qtbot: QtBot
) -> None:
    displays.report(1)
    page.refresh()
    page.detail.name.setFocus()
    page.detail.name.selectAll()
    type_in(page.detail.name, "Bar TV")
    press(page.detail.name, Qt.Key.Key_Return)
    click(page.detail.identify)
    click(page.detail.reload)
    assert "being told" in rows(page)[0]
    assert [order["do"] for order in displays.report(1)] == ["rename", "identify", "reload"]
    qtbot.waitUntil(lambda: rows(page)[0].startswith("Bar TV, ") and "being told" not in rows(page)[0])


def test_an_invalid_name_is_refused_in_the_message_line(
    page: ScreensPage, window: MainWindow, displays: DisplaySimulator
) -> None:
    displays.report(1)
    page.refresh()
    page.detail.name.clear()
    click(page.detail.rename)
    assert window.message.text == "A name needs at least one letter or digit."
    assert displays.report(1) == []


def test_the_content_of_a_screen_is_chosen(
    page: ScreensPage, displays: DisplaySimulator, scorekeeper: Scorekeeper
) -> None:
    create(scorekeeper, "Court 2")
    displays.report(1)
    page.refresh()
    form = page.detail.scene
    assert [form.choice.itemText(row) for row in range(form.choice.count())] == [
        "Its own page", "All courts", "Court 1", "Court 2", "A message"
    ]  # fmt: skip
    for _ in range(3):
        press(form.choice, Qt.Key.Key_Down)
    click(form.button)
    press(form.choice, Qt.Key.Key_Down)
    assert form.text.isVisible()
    type_in(form.text, "Finals at nine")
    press(form.text, Qt.Key.Key_Return)
    scenes = [order["scene"] for order in displays.report(1)]
    assert scenes == [{"show": "court", "court": "Court 2"}, {"show": "message", "text": "Finals at nine"}]
    page.refresh()
    assert "“Finals at nine”" in rows(page)[0]


def test_a_tournament_is_chosen_for_a_screen(
    page: ScreensPage, displays: DisplaySimulator, scorekeeper: Scorekeeper
) -> None:
    tournament = scorekeeper.director.create(TournamentCreated("Friday")).tournament_id
    displays.report(1)
    page.refresh()
    page.detail.scene.choice.choose(SceneRequest("tournament", tournament_id=tournament, view="bracket"))
    assert page.detail.scene.choice.currentText() == "Friday: bracket"
    click(page.detail.scene.button)
    [order] = displays.report(1)
    assert order["scene"] == {"show": "tournament", "tournament": tournament, "view": "bracket"}


def test_an_empty_message_is_refused(page: ScreensPage, window: MainWindow, displays: DisplaySimulator) -> None:
    displays.report(1)
    page.refresh()
    press(page.detail.scene.choice, Qt.Key.Key_End)
    click(page.detail.scene.button)
    assert "“message” with a text" in window.message.text


def test_all_screens_get_an_order_at_once(page: ScreensPage, window: MainWindow, displays: DisplaySimulator) -> None:
    for number in (1, 2, 3):
        displays.report(number)
    page.refresh()
    click(page.identify_all)
    assert window.message.text == "3 screens show their names."
    click(page.reload_all)
    type_in(page.message, "Last call")
    press(page.message, Qt.Key.Key_Return)
    assert page.message.text() == ""
    click(page.pages_all)
    for number in (1, 2, 3):
        orders = displays.report(number)
        assert [order["do"] for order in orders] == ["identify", "reload", "show", "show"]
        assert [order["scene"] for order in orders[2:]] == [{"show": "message", "text": "Last call"}, {"show": "page"}]


def test_input_and_selection_stay_while_the_list_changes(
    page: ScreensPage, displays: DisplaySimulator, qtbot: QtBot
) -> None:
    displays.report(2)
    displays.report(3)
    page.refresh()
    choose(page, 1)
    assert page.detail.title.text() == "TV 3"
    page.detail.name.setFocus()
    page.detail.name.selectAll()
    type_in(page.detail.name, "Patio wa")
    press(page.detail.scene.choice, Qt.Key.Key_Down)
    displays.report(1)
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    displays.report(3, width=1280)
    qtbot.waitUntil(lambda: "1280" in page.detail.size_label.text())
    assert page.detail.title.text() == "TV 3"
    assert page.list.currentIndex().row() == 2
    assert page.detail.name.text() == "Patio wa"
    assert page.detail.scene.choice.currentText() == "All courts"


def test_a_hidden_page_sends_no_requests(
    short_polls: int, page: ScreensPage, window: MainWindow, displays: DisplaySimulator, qtbot: QtBot
) -> None:
    press(page, Qt.Key.Key_Escape)
    assert window.play.isVisible()
    displays.report(1)
    qtbot.wait(5 * short_polls)
    assert rows(page) == []
    press(window, Qt.Key.Key_F9)
    assert len(rows(page)) == 1
