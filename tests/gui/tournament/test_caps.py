"""Caps in the window: who is too strong is not signed up, and not drawn."""

from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.tournament.people.page import PeoplePage
from goat_kiosk.gui.tournament.tab import PEOPLE
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.division_events import Cap, DivisionAdded
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.stage import Stage
from tests.finished_games import game_between, rounds_won_by
from tests.gui.tournament.test_draw import draw
from tests.gui.tournament.test_people import enter, teams


def open_people(window: MainWindow, cap: Cap) -> PeoplePage:
    window.tournament.create(
        TournamentCreated("Social", ("Board 1",)),
        lambda _: [DivisionAdded(1, "Main", "singles", (Stage("double"),), cap=cap)],
    )
    window.open_section(PEOPLE)
    page = window.pages.section(PEOPLE)
    assert isinstance(page, PeoplePage)
    return page


def test_who_is_rated_too_high_is_not_signed_up(window: MainWindow, scorekeeper: Scorekeeper, qtbot: QtBot) -> None:
    for _ in range(5):
        game_id = scorekeeper.create(game_between("Court 1", ("Hawks", "Ann"), ("Owls", "Bob"))).game_id
        for played in rounds_won_by(1):
            scorekeeper.record(game_id, played)
    page = open_people(window, Cap(rating=25.0))
    ratings = page.sign_up._ratings
    qtbot.waitUntil(lambda: ratings.table.find("Ann") is not None)
    enter(page, "Ann")
    assert page.sign_up.problem.text().endswith("above the 25.0 that Main lets in.")
    page.sign_up.line.clear()
    enter(page, "Bob", "Cy")
    assert teams(page) == ["Bob", "Cy"]


def test_who_is_graded_too_high_is_not_drawn(window: MainWindow) -> None:
    page = open_people(window, Cap(grade="B"))
    enter(page, "Bob", "Cy")
    page.current.record(lambda tournament: [PlayerSignedUp(tournament.next_player(), "Ace", "A")])
    draw(page)
    assert teams(page) == ["Bob", "Cy"]
