"""The rail of courts: games of several courts, their order, and which game the window shows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    BagThrown,
    GameCanceled,
    GameConceded,
    GameSetAside,
    GameStarted,
    PlayerJoined,
)
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.host.clock import DAY_MS
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, throw

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def courts(scorekeeper: Scorekeeper) -> tuple[int, int]:
    game1, game2 = create(scorekeeper), create(scorekeeper, "Court 2")
    for game_id in (game1, game2):
        scorekeeper.record(game_id, GameStarted())
    return game1, game2


def test_two_courts_can_be_scored_at_once(
    open_window: OpenWindow, scorekeeper: Scorekeeper, courts: tuple[int, int]
) -> None:
    window, (game1, game2) = open_window(scorekeeper), courts
    press(window, "1", CONTROL)
    press(window, "q")
    click(window.rail.entries[1])
    press(window, "u")
    assert [bag.result for bag in scorekeeper.history(game1).game.bags] == ["hole"]
    assert [bag.team for bag in scorekeeper.history(game2).game.bags] == [2]
    assert [entry.isChecked() for entry in window.rail.entries] == [False, True]


def test_the_other_court_stays_live(open_window: OpenWindow, scorekeeper: Scorekeeper, courts: tuple[int, int]) -> None:
    window, (game1, game2) = open_window(scorekeeper), courts
    window.show_game(game2)
    throw(scorekeeper, game1, "hole", *("off",) * 7)
    assert window.rail.entries[0].accessibleName() == "Court 1: Hawks 3, Owls 0, round 2"
    assert window.play.columns[1].score.score == 0
    window.show_game(game1)
    assert window.play.columns[1].score.score == 3


@pytest.mark.usefixtures("courts")
def test_a_game_created_by_phone_appears_in_the_rail_without_being_opened(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    window = open_window(scorekeeper)
    create(scorekeeper, "Court 3")
    assert [entry.accessibleName().split(":")[0] for entry in window.rail.entries] == ["Court 1", "Court 2", "Court 3"]
    assert window.play.isVisible()


def test_a_new_window_on_the_same_log_shows_the_same_mid_round(
    open_window: OpenWindow, scorekeeper: Scorekeeper, courts: tuple[int, int], tmp_path: Path
) -> None:
    throw(scorekeeper, courts[0], *("board",) * 8, "hole", "off", "foul")
    first = open_window(scorekeeper)
    with EventLog(tmp_path / "events.db") as log:
        later = SteppingClock()
        later.now += 60_000
        again = Scorekeeper(log, "Patio", later)
        again.open()
        second = open_window(again)
        assert second.play.isVisible()
        game1, game2 = (
            [window.play.summary.accessibleName(), window.play.board.accessibleName()]
            + [column.score.accessibleName() for column in window.play.columns.values()]
            for window in (first, second)
        )
        assert game1 == game2
        assert game2[1] == "The board: bag 1 Hawks hole, bag 2 Owls off, bag 3 Hawks foul"


def test_a_finished_game_is_not_in_the_rail_of_a_new_window(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    scorekeeper.record(create(scorekeeper), GameConceded(1))
    window = open_window(scorekeeper)
    assert window.rail.entries == []
    assert window.new_game.isVisible()


def test_an_old_game_loaded_on_demand_does_not_take_its_court_back(
    open_window: OpenWindow, log: EventLog, clock: SteppingClock
) -> None:
    old = create(Scorekeeper(log, "Patio", clock))
    scorekeeper = Scorekeeper(log, "Patio", clock)
    new = create(scorekeeper)
    window = open_window(scorekeeper)
    scorekeeper.snapshot(old)
    assert [entry.game_id for entry in window.rail.entries] == [new]


def test_a_name_of_two_alphabets_is_reported_in_the_window(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_game(game_id)
    scorekeeper.record(game_id, PlayerJoined(2, "D\u0435e"))
    assert "mixes letters of two alphabets" in window.message.text


def test_the_lobby_shows_who_joins(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_game(game_id)
    scorekeeper.record(game_id, PlayerJoined(2, "Dee"))
    assert [seat.name.text() for seat in window.lobby.teams[2].seats[:2]] == ["Cy", "Dee"]
    assert window.message.text == "Dee joined Owls."
    click(window.lobby.teams[2].seats[1].remove)
    assert [seat.name.text() for seat in window.lobby.teams[2].seats[:2]] == ["Cy", "Open spot"]


def test_a_coin_tossed_in_the_lobby_decides_who_is_due(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_game(game_id)
    click(window.lobby.teams[2].throws_first)
    click(window.lobby.start)
    assert scorekeeper.history(game_id).game.next_team == 2
    assert window.play.columns[2].score.is_due
    scorekeeper.record(game_id, BagThrown(2, "off"))
    assert window.play.columns[1].score.is_due


def test_an_empty_window_shows_the_first_game_that_is_created(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    assert window.lobby.isVisible()
    scorekeeper.record(game_id, GameStarted())
    assert window.play.isVisible()


@pytest.mark.parametrize("typed", ["", "Hawks"])
def test_a_form_that_was_opened_or_filled_in_stays_open(
    window: MainWindow, scorekeeper: Scorekeeper, typed: str
) -> None:
    if typed:
        window.new_game.teams[1].name.setText(typed)
    else:
        click(window.rail.button)
    create(scorekeeper)
    assert window.new_game.isVisible()


def test_courts_are_sorted_by_name(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    for court in ("Court 10", "Court 2", "Annex"):
        create(scorekeeper, court)
    assert [entry.accessibleName().split(":")[0] for entry in window.rail.entries] == ["Annex", "Court 2", "Court 10"]
    press(window, "3", CONTROL)
    assert window.rail.entries[2].isChecked()


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768)], ids=str)
def test_six_courts_and_a_game_set_aside_fit_without_scrolling(
    open_window: OpenWindow, scorekeeper: Scorekeeper, size: tuple[int, int]
) -> None:
    for number in range(1, 7):
        scorekeeper.record(create(scorekeeper, f"Court {number}"), GameStarted())
    aside = create(scorekeeper, "Court 7")
    scorekeeper.record(aside, GameSetAside())
    window = open_window(scorekeeper)
    window.resize(*size)
    QApplication.processEvents()
    bottoms = [entry.mapTo(window, entry.rect().bottomLeft()).y() for entry in window.rail.entries]
    tops = [entry.mapTo(window, entry.rect().topLeft()).y() for entry in window.rail.entries]
    assert all(bottom < top for bottom, top in zip(bottoms[:-1], tops[1:], strict=True))
    assert bottoms[-1] < window.rail.unfinished.mapTo(window, window.rail.unfinished.rect().topLeft()).y()


def test_one_line_counts_the_unfinished_games_and_opens_their_list(
    open_window: OpenWindow, scorekeeper: Scorekeeper, courts: tuple[int, int], clock: SteppingClock, qtbot: QtBot
) -> None:
    window = open_window(scorekeeper)
    rail = window.rail
    assert not rail.unfinished.isVisible(), "games that are played need no line"
    scorekeeper.record(courts[0], GameSetAside())
    assert rail.unfinished.text() == "1 unfinished"
    clock.now += DAY_MS
    rail.show_ages()
    assert rail.unfinished.text() == "2 unfinished"
    click(rail.unfinished)
    page = window.pages.section("History")
    assert isinstance(page, HistoryPage)
    assert page.isVisible()
    qtbot.waitUntil(lambda: {game.game_id for game in page.games.list.games.games} == set(courts))
    throw(scorekeeper, courts[1], "hole")
    scorekeeper.record(courts[0], GameCanceled())
    assert not rail.unfinished.isVisible()


def test_unfinished_games_are_counted_at_the_start_of_the_program(
    open_window: OpenWindow, scorekeeper: Scorekeeper, courts: tuple[int, int], clock: SteppingClock
) -> None:
    assert len(courts) == 2
    clock.now += 3 * DAY_MS
    window = open_window(scorekeeper)
    assert (window.rail.unfinished.text(), window.rail.unfinished.isVisible()) == ("2 unfinished", True)
