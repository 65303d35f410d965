"""The page of finished games, by mouse and keyboard, with thousands of games."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QDate, QLocale, Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Confirmed, GameCanceled, GameConceded, GameStarted
from goat_kiosk.gui.history.game_list import PAGE
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import (
    DAY,
    FIRST_ID,
    add_finished_games,
    game_between,
    game_rows,
    landed_throws,
    rounds_won_by,
)
from tests.games import AT
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, type_in

MANY = 1200


@pytest.fixture
def many_games(log: EventLog, clock: SteppingClock) -> None:
    """Many finished games, one a day, the newest yesterday."""
    add_finished_games(log, MANY)
    clock.now = AT + MANY * DAY


def open_page(window: MainWindow, qtbot: QtBot, count: str) -> HistoryPage:
    press(window, Qt.Key.Key_F7)
    page = window.pages.section("History")
    assert isinstance(page, HistoryPage)
    assert page.isVisible()
    qtbot.waitUntil(lambda: page.count.text() == count)
    return page


@pytest.fixture
def page(
    request: pytest.FixtureRequest, open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> HistoryPage:
    request.getfixturevalue("many_games")
    return open_page(open_window(scorekeeper), qtbot, f"{MANY:,} games")


def shown_ids(page: HistoryPage) -> list[int]:
    return [row.game_id for row in page.list.games.games]


def wait_for_count(page: HistoryPage, qtbot: QtBot, count: str) -> None:
    qtbot.waitUntil(lambda: page.count.text() == count)


def test_games_are_loaded_while_scrolling(page: HistoryPage, qtbot: QtBot) -> None:
    assert shown_ids(page) == list(range(FIRST_ID + MANY - 1, FIRST_ID + MANY - 1 - PAGE, -1))
    page.list.setFocus()
    press(page.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(shown_ids(page)) == 2 * PAGE)
    assert len(set(shown_ids(page))) == 2 * PAGE
    assert shown_ids(page)[-1] == FIRST_ID + MANY - 2 * PAGE


def test_games_are_filtered_by_text_court_and_date(page: HistoryPage, qtbot: QtBot, log: EventLog) -> None:
    type_in(page.filters.text, "jose a")
    qtbot.waitUntil(lambda: page.list.games.count < MANY)
    assert page.list.games.games
    assert all("José" in " ".join(game_id.names) for game_id in page.list.games.games)
    page.filters.text.selectAll()
    press(page.filters.text, Qt.Key.Key_Delete)
    wait_for_count(page, qtbot, f"{MANY:,} games")
    press(page.filters.court, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, f"{MANY // 8} games")
    assert {game_id.court for game_id in page.list.games.games} == {"Court 1"}
    press(page.filters.court, Qt.Key.Key_Up)
    press(page.filters.period, Qt.Key.Key_Down)
    press(page.filters.period, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, "6 games")
    press(page.filters.period, Qt.Key.Key_End)
    assert page.filters.since.isVisible()
    day = page.filters.since.date()
    page.filters.since.setDate(day.addDays(-10))
    page.filters.until.setDate(day.addDays(-8))
    wait_for_count(page, qtbot, "3 games")
    assert log.events(shown_ids(page)[0])
    page.filters.since.setDate(QDate(2001, 1, 1))
    page.filters.until.setDate(QDate(2001, 1, 2))
    wait_for_count(page, qtbot, "No game is found")
    assert not page.game_detail.isVisible()


def test_canceled_games_are_found_and_excluded_from_statistics(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    first, second = create(scorekeeper), create(scorekeeper, "Court 2")
    scorekeeper.record(first, GameConceded(1))
    scorekeeper.record(second, GameCanceled())
    page = open_page(open_window(scorekeeper), qtbot, "1 game")
    assert shown_ids(page) == [first]
    click(page.filters.canceled)
    qtbot.waitUntil(lambda: shown_ids(page) == [second])


def test_disputed_results_are_found(open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot) -> None:
    first, second = create(scorekeeper), create(scorekeeper, "Court 2")
    results = {one: scorekeeper.record(one, GameConceded(1)).result for one in (first, second)}
    scorekeeper.record(second, Confirmed(2, "Cy", results[second], right=False))
    page = open_page(open_window(scorekeeper), qtbot, "2 games")
    click(page.filters.disputed)
    wait_for_count(page, qtbot, "1 game")
    assert shown_ids(page) == [second]
    assert "disputed" in page.list.games.data(page.list.games.index(0))
    scorekeeper.record(second, Confirmed(2, "Cy", results[second]))
    page.reload()
    qtbot.waitUntil(lambda: not shown_ids(page))


def test_player_statistics_are_sorted_and_searched(page: HistoryPage, qtbot: QtBot) -> None:
    click(page.players_button)
    table = page.table.players
    qtbot.waitUntil(lambda: len(table.players) == 40)
    assert sum(games_of_one.games for games_of_one in table.players) == 2 * MANY
    values = [games_of_one.stats.ppr for games_of_one in table.players]
    assert values == sorted(values, reverse=True)
    header = page.table.horizontalHeader()
    column = header.sectionViewportPosition(1) + header.sectionSize(1) // 2
    for _ in range(2):
        click(header.viewport(), header.viewport().rect().center().__class__(column, header.height() // 2))
    games = [games_of_one.games for games_of_one in table.players]
    assert games in (sorted(games), sorted(games, reverse=True))
    page.filters.text.setFocus()
    type_in(page.filters.text, "zoe b")
    qtbot.waitUntil(lambda: [games_of_one.name for games_of_one in table.players] == ["Zoë B."])
    qtbot.waitUntil(lambda: page.player_detail.name.text() == "Zoë B.")
    assert "won" in page.player_detail.streak.text()


def test_a_game_is_opened_read_only_with_its_rounds_figures_and_heat(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, qtbot: QtBot
) -> None:
    bags = landed_throws([("hole", 12.0, 39.0), ("off", 30.0, 50.0)] * 4)
    log.append_all(
        game_rows(
            1, AT, game_between("Court 1", ("Hawks", "Ann"), ("Owls", "Cy")), [*bags, *rounds_won_by(1, rounds=1)]
        )
    )
    page = open_page(open_window(scorekeeper), qtbot, "1 game")
    sheet = page.game_detail
    qtbot.waitUntil(lambda: sheet.winner.text() == "Hawks")
    assert sheet.result_text.text() == "24–0, first to 21, after 2 rounds"
    assert sheet.players.figures("Ann")["PPR"] == "12.00"
    assert sheet.rounds.rounds.rowCount() == 2
    qtbot.waitUntil(lambda: sheet.map.summary == "4 bags.")
    before = sheet.map.grab().toImage()
    press(sheet.player_choice, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: sheet.map.grab().toImage() != before)
    assert log.events(1)[-1].seq == 10


def test_games_are_written_to_files(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    click(page.game_detail.json)
    file = exports / f"game-{FIRST_ID + MANY - 1}.json"
    qtbot.waitUntil(lambda: window.message.text == f"1 game saved to {file}")
    assert msgspec.json.decode(file.read_bytes())["games"][0]["game_id"] == FIRST_ID + MANY - 1
    click(page.game_detail.json)
    qtbot.waitUntil(lambda: window.message.text.endswith(" (2).json"))
    press(page.filters.court, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, f"{MANY // 8} games")
    click(page.export_button)
    qtbot.waitUntil(lambda: window.message.text.startswith(f"{MANY // 8} games saved to"))
    (table,) = exports.glob("*.csv")
    assert len(table.read_text().splitlines()) == 1 + MANY // 8 * 4


def test_a_csv_has_the_separators_of_the_window_s_locale(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("es_ES"))
    try:
        click(page.game_detail.csv)
    finally:
        QLocale.setDefault(before)
    qtbot.waitUntil(lambda: bool(list(exports.glob("*.csv"))))
    (table,) = exports.glob("*.csv")
    assert table.read_bytes().startswith(b'\xef\xbb\xbf"game";"court";')


def test_a_file_that_cannot_be_written_is_reported(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    exports.write_text("in the way")
    click(page.game_detail.csv)
    qtbot.waitUntil(lambda: "cannot be written" in window.message.text)


@pytest.mark.usefixtures("many_games")
def test_reopening_an_old_game_first_names_the_round_that_it_removes(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    scorekeeper.record(create(scorekeeper, f"Court {(MANY - 1) % 8 + 1}"), GameStarted())
    window = open_window(scorekeeper)
    page = open_page(window, qtbot, f"{MANY:,} games")
    newest = FIRST_ID + MANY - 1
    click(page.game_detail.reopen)
    assert window.message.text.startswith("Reopening takes back “Round 2: +12 for ")
    assert window.message.text.endswith("has another game that is not over.")
    click(window.message.answers[1])
    assert scorekeeper.history(newest).game.status == "finished"
    click(page.game_detail.reopen)
    click(window.message.answers[0])
    assert scorekeeper.history(newest).game.status == "live"
    assert window.play.isVisible()
    assert page.isHidden()
    open_page(window, qtbot, f"{MANY - 1:,} games")


def test_a_game_that_ends_meanwhile_is_there_when_the_page_is_opened_again(
    page: HistoryPage, qtbot: QtBot, scorekeeper: Scorekeeper
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    press(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    game_id = create(scorekeeper)
    for event in rounds_won_by(2):
        scorekeeper.record(game_id, event)
    open_page(window, qtbot, f"{MANY + 1:,} games")
    assert shown_ids(page)[0] == game_id
