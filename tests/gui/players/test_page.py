"""Players page: names are renamed, merged, separated and hidden; the games keep the names as they were entered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.gui.players.page import PlayersPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import DAY, game_between, game_rows, rounds_won_by
from tests.games import AT
from tests.gui.conftest import OpenWindow, SteppingClock, click, press, type_in


@pytest.fixture
def page(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, clock: SteppingClock, qtbot: QtBot
) -> PlayersPage:
    log.append_all(game_rows(1, AT, game_between("Court 1", ("Hawks", "Jon", "Ann"), ("Owls", "Cy")), rounds_won_by(1)))
    log.append_all(game_rows(2, AT + DAY, game_between("Court 1", ("Crows", "John"), ("Owls", "Cy")), rounds_won_by(2)))
    clock.now = AT + 2 * DAY
    window = open_window(scorekeeper)
    press(window, Qt.Key.Key_F8)
    page = window.pages.section("Players")
    assert isinstance(page, PlayersPage)
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    return page


def names(page: PlayersPage) -> list[str]:
    return [entry.name for entry in page.list.names.entries]


def choose(page: PlayersPage, name: str) -> None:
    index = page.list.visualRect(page.list.names.index(names(page).index(name))).center()
    click(page.list.viewport(), index)
    assert page.detail.title.text() == name


def retype(page: PlayersPage, name: str) -> None:
    page.detail.field.setFocus()
    page.detail.field.selectAll()
    type_in(page.detail.field, name)
    if page.detail.completion.is_open:
        press(page.detail.field, Qt.Key.Key_Escape)
    assert page.isVisible()


def test_players_are_listed_last_seen_first_with_team_and_games(page: PlayersPage) -> None:
    assert set(names(page)[:2]) == {"Cy", "John"}
    row = page.list.names.index(names(page).index("Cy"))
    assert str(page.list.names.data(row)).startswith("Cy, Owls, 2 games, last ")


def test_two_spellings_are_merged_and_separated_again(
    page: PlayersPage, qtbot: QtBot, log: EventLog, scorekeeper: Scorekeeper
) -> None:
    choose(page, "Jon")
    before = log.events(1)
    retype(page, "john")
    assert page.detail.rename_hint.text() == "Jon is John: 2 games count for John from now on."
    assert page.detail.rename.text() == "Merge"
    click(page.detail.rename)
    qtbot.waitUntil(lambda: sorted(names(page)) == ["Ann", "Cy", "John"])
    assert log.events(1) == before
    assert [(player.original, player.as_key) for player in scorekeeper.aliases.all()] == [("Jon", "john")]
    qtbot.waitUntil(lambda: page.detail.games.text().startswith("2 games"))
    (separate,) = (
        button for button in page.detail.findChildren(QPushButton) if button.accessibleName().startswith("Unmerge Jon")
    )
    click(separate)
    qtbot.waitUntil(lambda: len(names(page)) == 4)


def test_a_suggested_name_can_be_chosen(page: PlayersPage, qtbot: QtBot) -> None:
    choose(page, "Jon")
    page.detail.field.setFocus()
    page.detail.field.selectAll()
    type_in(page.detail.field, "joh")
    qtbot.waitUntil(lambda: page.detail.completion.is_open)
    assert page.detail.completion.suggestion_texts == ["John  ·  Crows"]
    press(page.detail.field, Qt.Key.Key_Down)
    press(page.detail.field, Qt.Key.Key_Return)
    assert page.detail.field.text() == "John"
    assert page.detail.rename.text() == "Merge"


def test_a_player_is_renamed_and_the_figures_follow(
    page: PlayersPage, qtbot: QtBot, scorekeeper: Scorekeeper, history_worker: HistoryWorker
) -> None:
    choose(page, "Ann")
    retype(page, "Anna  Lee")
    press(page.detail.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Anna Lee" in names(page))
    window = page.window()
    assert isinstance(window, MainWindow)
    press(window, Qt.Key.Key_F7)
    assert window.pages.section("History").isVisible()
    players = history_worker.ask(lambda records: records.players(GameFilter())).result(20).value
    assert {game.name for game in players} == {"Anna Lee", "Jon", "John", "Cy"}
    assert {player.name for side in scorekeeper.history(1).game.sides for player in side.players} == {
        "Jon",
        "Ann",
        "Cy",
    }


@pytest.mark.parametrize("nothing", [" ", "!?"])
def test_a_name_needs_a_visible_character(page: PlayersPage, nothing: str, scorekeeper: Scorekeeper) -> None:
    choose(page, "Ann")
    retype(page, nothing)
    assert page.detail.rename_hint.text() == "A name needs at least one letter or digit."
    press(page.detail.field, Qt.Key.Key_Return)
    assert scorekeeper.aliases.all() == []


def test_a_team_is_forgotten(page: PlayersPage, qtbot: QtBot) -> None:
    click(page.teams)
    assert sorted(names(page)) == ["Crows", "Hawks", "Owls"]
    choose(page, "Hawks")
    assert page.detail.context.text() == "Jon & Ann"
    click(page.detail.forget)
    qtbot.waitUntil(lambda: sorted(names(page)) == ["Crows", "Owls"])
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.message.text.startswith("Hawks is not offered any more")


def test_names_are_found(page: PlayersPage) -> None:
    type_in(page.search, "jo")
    assert sorted(names(page)) == ["John", "Jon"]
    type_in(page.search, "x")
    assert names(page) == []
    assert not page.detail.isVisible()


def test_a_failed_save_is_reported(page: PlayersPage, log: EventLog) -> None:
    choose(page, "Ann")
    log.writing_connection.pragma("query_only", "on")
    click(page.detail.forget)
    log.writing_connection.pragma("query_only", "off")
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.message.text.startswith("Not saved: the data folder is read-only.")


def test_a_log_that_cannot_be_read_is_reported_in_a_sentence(page: PlayersPage, log: EventLog, qtbot: QtBot) -> None:
    log.close()
    with qtbot.waitSignal(page.refused) as refused:
        choose(page, "Jon")
    assert refused.args[0].startswith("The names cannot be read: ")
    with qtbot.waitSignal(page.refused) as refused:
        page.name_import.show_names()
    assert "cannot be read" in refused.args[0]


def test_the_figures_of_a_player_and_of_a_team_are_beside_the_name(page: PlayersPage, qtbot: QtBot) -> None:
    def figures() -> dict[str, str]:
        return {name.text(): number.text() for number, name in page.detail.figures.labels if name.text()}

    choose(page, "Cy")
    qtbot.waitUntil(lambda: (figures().get("finished games"), figures().get("games won")) == ("2", "1"))
    assert {"PPR", "DPR", "in %"} <= figures().keys()
    click(page.teams)
    qtbot.waitUntil(lambda: "Hawks" in names(page))
    choose(page, "Hawks")
    qtbot.waitUntil(lambda: figures() == {"finished games": "1", "games won": "1"})
