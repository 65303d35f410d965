"""The page of finished games, by mouse and keyboard, with thousands of games."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QDate, QLocale, Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    Confirmed,
    Count,
    GameCanceled,
    GameConceded,
    GameSetAside,
    GameStarted,
    RoundCorrected,
    Undone,
)
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.statistics.landings import Landing, heat_grid
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


def open_page(window: MainWindow, qtbot: QtBot, count: int) -> HistoryPage:
    press(window, Qt.Key.Key_F7)
    page = window.pages.section("History")
    assert isinstance(page, HistoryPage)
    assert page.isVisible()
    wait_for_count(page, qtbot, count)
    return page


@pytest.fixture
def page(
    request: pytest.FixtureRequest, open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> HistoryPage:
    request.getfixturevalue("many_games")
    return open_page(open_window(scorekeeper), qtbot, MANY)


def shown_ids(page: HistoryPage) -> list[int]:
    return [row.game_id for row in page.games.list.games.games]


def wait_for_count(page: HistoryPage, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: page.games.list.games.count == count and not page.games.export_bar.remark.text())


def test_games_are_loaded_while_scrolling(page: HistoryPage, qtbot: QtBot) -> None:
    assert shown_ids(page) == list(range(FIRST_ID + MANY - 1, FIRST_ID + MANY - 1 - PAGE, -1))
    page.games.list.setFocus()
    press(page.games.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(shown_ids(page)) == 2 * PAGE)
    assert len(set(shown_ids(page))) == 2 * PAGE
    assert shown_ids(page)[-1] == FIRST_ID + MANY - 2 * PAGE


def test_games_are_filtered_by_text_court_and_date(page: HistoryPage, qtbot: QtBot, log: EventLog) -> None:
    type_in(page.filters.text, "jose a")
    qtbot.waitUntil(lambda: page.games.list.games.count < MANY)
    assert page.games.list.games.games
    assert all("José" in " ".join(game_id.names) for game_id in page.games.list.games.games)
    page.filters.text.selectAll()
    press(page.filters.text, Qt.Key.Key_Delete)
    wait_for_count(page, qtbot, MANY)
    press(page.filters.court, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, MANY // 8)
    assert {game_id.court for game_id in page.games.list.games.games} == {"Court 1"}
    press(page.filters.court, Qt.Key.Key_Up)
    press(page.filters.period, Qt.Key.Key_Down)
    press(page.filters.period, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, 6)
    press(page.filters.period, Qt.Key.Key_End)
    assert page.filters.since.isVisible()
    day = page.filters.since.date()
    page.filters.since.setDate(day.addDays(-10))
    page.filters.until.setDate(day.addDays(-8))
    wait_for_count(page, qtbot, 3)
    assert log.events(shown_ids(page)[0])
    page.filters.since.setDate(QDate(2001, 1, 1))
    page.filters.until.setDate(QDate(2001, 1, 2))
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.sentence.text() == "No game at that court and time."
    assert not page.games.isVisible()
    click(page.empty.clear)
    wait_for_count(page, qtbot, MANY)
    assert page.games.isVisible()
    type_in(page.filters.text, "<b>nobody")
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.sentence.text() == "No game matches “<b>nobody”."


def test_canceled_games_are_found_and_excluded_from_statistics(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    first, second = create(scorekeeper), create(scorekeeper, "Court 2")
    scorekeeper.record(first, GameConceded(1))
    scorekeeper.record(second, GameCanceled())
    page = open_page(open_window(scorekeeper), qtbot, 1)
    assert shown_ids(page) == [first]
    click(page.filters.kinds.buttons["canceled"])
    qtbot.waitUntil(lambda: shown_ids(page) == [second])


def test_disputed_results_are_found(open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot) -> None:
    first, second = create(scorekeeper), create(scorekeeper, "Court 2")
    results = {one: scorekeeper.record(one, GameConceded(1)).result for one in (first, second)}
    scorekeeper.record(second, Confirmed(2, "Cy", results[second], right=False))
    page = open_page(open_window(scorekeeper), qtbot, 2)
    click(page.filters.kinds.buttons["disputed"])
    wait_for_count(page, qtbot, 1)
    assert shown_ids(page) == [second]
    assert "disputed" in page.games.list.games.data(page.games.list.games.index(0))
    scorekeeper.record(second, Confirmed(2, "Cy", results[second]))
    page.reload()
    qtbot.waitUntil(lambda: not shown_ids(page))


def test_player_statistics_are_sorted_and_searched(page: HistoryPage, qtbot: QtBot) -> None:
    click(page.view.buttons["players"])
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
    page = open_page(open_window(scorekeeper), qtbot, 1)
    sheet = page.games.detail
    qtbot.waitUntil(lambda: sheet.teams[1].name.accessibleName() == "Hawks won")
    assert [line.score.text() for line in sheet.teams.values()] == ["24", "0"]
    assert sheet.result_text.text() == "First to 21, after 2 rounds"
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
    click(page.games.detail.json)
    file = exports / f"game-{FIRST_ID + MANY - 1}.json"
    qtbot.waitUntil(lambda: window.message.text == f"1 game saved to {file}")
    assert msgspec.json.decode(file.read_bytes())["games"][0]["game_id"] == FIRST_ID + MANY - 1
    click(page.games.detail.json)
    qtbot.waitUntil(lambda: window.message.text.endswith(" (2).json"))
    press(page.filters.court, Qt.Key.Key_Down)
    wait_for_count(page, qtbot, MANY // 8)
    click(page.games.export_bar.csv)
    qtbot.waitUntil(lambda: window.message.text.startswith(f"{MANY // 8} games saved to"))
    (table,) = exports.glob("*.csv")
    assert len(table.read_text().splitlines()) == 1 + MANY // 8 * 4


def test_a_csv_has_the_separators_of_the_window_s_locale(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("es_ES"))
    try:
        click(page.games.detail.csv)
    finally:
        QLocale.setDefault(before)
    qtbot.waitUntil(lambda: bool(list(exports.glob("*.csv"))))
    (table,) = exports.glob("*.csv")
    assert table.read_bytes().startswith(b'\xef\xbb\xbf"game";"court";')


def test_a_file_that_cannot_be_written_is_reported(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    exports.write_text("in the way")
    click(page.games.detail.csv)
    qtbot.waitUntil(lambda: "cannot be written" in window.message.text)


@pytest.mark.usefixtures("many_games")
def test_reopening_an_old_game_first_names_the_round_that_it_removes(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    scorekeeper.record(create(scorekeeper, f"Court {(MANY - 1) % 8 + 1}"), GameStarted())
    window = open_window(scorekeeper)
    page = open_page(window, qtbot, MANY)
    newest = FIRST_ID + MANY - 1
    click(page.games.detail.reopen)
    assert window.message.text.startswith("Reopening takes back “Round 2: +12 for ")
    assert window.message.text.endswith("has another game that is not over.")
    click(window.message.answers[1])
    assert scorekeeper.history(newest).game.status == "finished"
    click(page.games.detail.reopen)
    click(window.message.answers[0])
    assert scorekeeper.history(newest).game.status == "live"
    assert window.play.isVisible()
    assert page.isHidden()
    open_page(window, qtbot, MANY - 1)


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
    open_page(window, qtbot, MANY + 1)
    assert shown_ids(page)[0] == game_id


def test_disputed_and_corrected_games_are_marked_in_words(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    game_id = create(scorekeeper)
    for event in (*rounds_won_by(1), RoundCorrected(1, Count(3, 1), Count(0, 0), "recount")):
        scorekeeper.record(game_id, event)
    result = scorekeeper.snapshot(game_id).result
    scorekeeper.record(game_id, Confirmed(2, "Cy", result, right=False))
    page = open_page(open_window(scorekeeper), qtbot, 1)
    model = page.games.list.games
    assert model.data(model.index(0)).endswith(", disputed, corrected")
    height = page.games.list.visualRect(model.index(0)).height()
    detail = page.games.detail
    qtbot.waitUntil(lambda: detail.corrections.text() == "Corrected: round 1 (recount)")
    assert detail.dispute.text() == "Disputed: Cy says that it is wrong"
    click(page.filters.kinds.buttons["corrected"])
    wait_for_count(page, qtbot, 1)
    click(page.filters.kinds.buttons["canceled"])
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.sentence.text() == "No game was canceled."
    scorekeeper.record(game_id, Confirmed(2, "Cy", result))
    scorekeeper.record(game_id, Undone())
    click(page.filters.kinds.buttons["finished"])
    wait_for_count(page, qtbot, 1)
    assert page.games.list.visualRect(model.index(0)).height() < height
    qtbot.waitUntil(detail.corrections.isHidden)
    assert detail.dispute.isHidden()


def test_an_unfinished_game_is_listed_with_its_age_and_gone_on_with(
    open_window: OpenWindow, scorekeeper: Scorekeeper, clock: SteppingClock, qtbot: QtBot
) -> None:
    game_id = create(scorekeeper)
    for event in (GameStarted(), *rounds_won_by(1, rounds=1), GameSetAside()):
        scorekeeper.record(game_id, event)
    clock.now += 3 * DAY
    window = open_window(scorekeeper)
    window.show_new_game()
    page = open_page(window, qtbot, 0)
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.sentence.text() == "No game is over yet. Games appear here when they end."
    assert page.filters.kinds.buttons["unfinished"].text() == "Unfinished  1"
    click(page.filters.kinds.buttons["unfinished"])
    wait_for_count(page, qtbot, 1)
    model = page.games.list.games
    assert model.data(model.index(0)).endswith("round 2 · 3 days old")
    qtbot.waitUntil(lambda: page.games.detail.result_text.text() == "Unfinished, round 2, set aside")
    assert page.games.detail.resume.isVisible()
    assert not page.games.detail.reopen.isVisible()
    click(page.games.detail.resume)
    assert page.isHidden()
    assert window.current.game_id == game_id
    assert window.message.answers, "it needs a court"


def test_several_games_are_selected_and_saved_to_one_file(page: HistoryPage, qtbot: QtBot, exports: Path) -> None:
    games, bar = page.games.list, page.games.export_bar
    games.setFocus()
    assert bar.caption.text() == f"Save {MANY:,} as"
    press(games, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert bar.caption.text() == "Save 2 as"
    assert bar.remark.text() == "2 selected"
    assert bar.json.accessibleName() == "Save 2 as JSON"
    click(bar.json)
    qtbot.waitUntil(lambda: len(list(exports.glob("games-*.json"))) == 1)
    (file,) = exports.glob("games-*.json")
    qtbot.waitUntil(lambda: not page.games.export_task.is_running)
    assert [game["game_id"] for game in msgspec.json.decode(file.read_bytes())["games"]] == shown_ids(page)[:2]


def test_games_are_selected_by_touch_alone(page: HistoryPage) -> None:
    games, bar = page.games.list, page.games.export_bar
    click(bar.several)
    for row in (1, 2):
        click(games.viewport(), games.visualRect(games.games.index(row)).center())
    assert games.selected_ids == shown_ids(page)[:3]
    click(games.viewport(), games.visualRect(games.games.index(0)).center())
    assert games.selected_ids == shown_ids(page)[1:3]
    click(bar.several)
    assert len(games.selected_ids) == 1


def test_a_players_games_are_shown(page: HistoryPage, qtbot: QtBot) -> None:
    click(page.view.buttons["players"])
    qtbot.waitUntil(lambda: page.player_detail.games.isVisible() and bool(page.player_detail.name.text()))
    assert page.filters.kinds.isHidden()
    player = page.table.player
    assert player is not None
    click(page.player_detail.games)
    wait_for_count(page, qtbot, player.games)
    assert page.games.isVisible()
    assert page.filters.text.text() == player.name


def test_a_chosen_player_is_found_alone(open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot) -> None:
    for court, name in (("Court 1", "Ann"), ("Court 2", "Anna")):
        teams = NewTeam("Hawks", [name]), NewTeam("Owls", ["Cy"])
        game_id = scorekeeper.create(NewGame(court, "acl", *teams).to_event()).game_id
        scorekeeper.record(game_id, GameConceded(1))
    window = open_window(scorekeeper)
    page = open_page(window, qtbot, 2)
    completer = page.filters.completer
    qtbot.waitUntil(lambda: len(window._services.roster.find_players("ann")) == 2)
    type_in(page.filters.text, "ann")
    row = [text.split()[0] for text in completer.suggestion_texts].index("Ann")
    for _ in range(row + 1):
        press(page.filters.text, Qt.Key.Key_Down)
    press(page.filters.text, Qt.Key.Key_Return)
    wait_for_count(page, qtbot, 1)
    assert [game.court for game in page.games.list.games.games] == ["Court 1"]
    click(page.filters.kinds.buttons["disputed"])
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.sentence.text() == "No such game of Ann."
    click(page.filters.kinds.buttons["finished"])
    page.filters.text.setFocus()
    type_in(page.filters.text, " ")
    wait_for_count(page, qtbot, 2)


def test_the_heat_map_is_upright(page: HistoryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.games.detail.map.isVisible)
    heat_map = page.games.detail.map
    assert heat_map.height() > heat_map.width()
    bag = Landing(12.0, 47.0, "board")
    heat_map.show_bags([bag], heat_grid([bag]), 1, "#ff8a1f")
    image = heat_map.grab().toImage()
    reddest = max(
        ((x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)),
        key=lambda place: image.pixelColor(*place).red() - image.pixelColor(*place).blue(),
    )
    assert abs(reddest[0] - image.width() / 2) < image.width() / 8
    assert reddest[1] < image.height() / 2, "the back of the board is at the top"


def test_the_figures_of_every_player_fit_the_smallest_window(page: HistoryPage, qtbot: QtBot) -> None:
    page.window().resize(1280, 720)
    click(page.view.buttons["players"])
    qtbot.waitUntil(lambda: bool(page.table.players.players))
    for column in range(1, page.table.players.columnCount()):
        needed = page.table.sizeHintForIndex(page.table.players.index(0, column)).width()
        assert page.table.columnWidth(column) >= needed


def test_a_lobby_shows_no_bags_of_the_game_before(
    open_window: OpenWindow, scorekeeper: Scorekeeper, qtbot: QtBot
) -> None:
    game_id = create(scorekeeper)
    for event in (GameStarted(), *landed_throws([("board", 12.0, 30.0)] * 3)):
        scorekeeper.record(game_id, event)
    scorekeeper.create(NewGame("Court 2", "acl", NewTeam(""), NewTeam("")).to_event())
    page = open_page(open_window(scorekeeper), qtbot, 0)
    click(page.filters.kinds.buttons["unfinished"])
    wait_for_count(page, qtbot, 2)
    detail, games = page.games.detail, page.games.list
    click(games.viewport(), games.visualRect(games.games.index(1)).center())
    qtbot.waitUntil(lambda: detail.map.summary == "2 bags.")
    click(games.viewport(), games.visualRect(games.games.index(0)).center())
    qtbot.waitUntil(lambda: detail.map.summary.startswith("No bags"))
    assert detail.result_text.text() == "Not begun yet"
