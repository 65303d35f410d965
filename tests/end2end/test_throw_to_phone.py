"""From throw to phone: the real window under a real X server, a real browser, and a power cut in mid-round."""

import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.play.team.throw_button import ThrowButton
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from tests.end2end.program import Program, call_api, free_port, kiosk_options, run_program, virtual_screen
from tests.gui.window_services import make_services
from tests.waiting import TIMEOUT_S

TEAMS = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}

DESK_TIMEOUT = 503


def throw(program: Program, game: int, team: int, result: str) -> dict[str, Any]:
    state: dict[str, Any] = call_api(program, "POST", f"/api/games/{game}/throws", {"team": team, "result": result})
    return state


def button_center(qtbot: QtBot, folder: Path, name: str, size: tuple[int, int]) -> QPoint:
    """Return the center of a throw button, from a window of the same log and size in this process."""
    file = folder / "events.db"
    with EventLog(file) as log, Devices(file) as devices, HistoryWorker(file) as history_worker:
        scorekeeper = Scorekeeper(log, "Test", lambda: 0)
        scorekeeper.open()
        window = MainWindow(make_services(scorekeeper, Pairing(devices, lambda: 0), history_worker))
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        button = next(button for button in window.findChildren(ThrowButton) if button.accessibleName() == name)
        return button.mapTo(window, button.rect().center())


def xdotool(display: str, *words: str) -> str:
    return subprocess.run(
        ["xdotool", *words], env={"DISPLAY": display}, capture_output=True, text=True, check=True, timeout=TIMEOUT_S
    ).stdout


def click_button(qtbot: QtBot, display: str, folder: Path, name: str) -> None:
    window = xdotool(display, "search", "--sync", "--onlyvisible", "--name", "GOaT Kiosk").split()[-1]
    geometry = dict(line.split("=") for line in xdotool(display, "getwindowgeometry", "--shell", window).split())
    place = button_center(qtbot, folder, name, (int(geometry["WIDTH"]), int(geometry["HEIGHT"])))
    xdotool(display, "mousemove", "--window", window, str(place.x()), str(place.y()), "click", "1")


def expect_score(page: Page, one: int, two: int) -> None:
    expect(page.get_by_test_id("score-1")).to_have_text(str(one), timeout=TIMEOUT_S * 1000)
    expect(page.get_by_test_id("score-2")).to_have_text(str(two), timeout=TIMEOUT_S * 1000)


def open_page(browser: Browser, url: str) -> Page:
    """Open a page once the desk has time to answer: on a busy machine a window that opens keeps it for long."""
    page = browser.new_page()
    while (response := page.goto(url)) is None or response.status == DESK_TIMEOUT:
        pass
    return page


def test_bags_from_the_window_and_over_http_reach_a_phone_and_survive_a_power_cut(
    qtbot: QtBot, tmp_path: Path, browser: Browser
) -> None:
    port = free_port()
    words = ["run", *kiosk_options(tmp_path, port)]
    with virtual_screen() as display:
        with run_program(*words, DISPLAY=display) as program:
            game = call_api(program, "POST", "/api/games", TEAMS)["game_id"]
            call_api(program, "POST", f"/api/games/{game}/start")
            phone = open_page(browser, f"{program.url}/game/{game}")
            phone.evaluate("window.loadedOnce = true")
            expect_score(phone, 0, 0)

            click_button(qtbot, display, tmp_path, "Orange: Hole")
            expect(phone.locator(".sides .bag.team-1[data-result=hole]")).to_have_count(1)
            for team, result in zip([2, 1, 2, 1, 2, 1, 2], ["board", *["off"] * 6], strict=True):
                throw(program, game, team, result)
            expect_score(phone, 2, 0)
            assert phone.evaluate("window.loadedOnce") is True

            second = open_page(browser, f"{program.url}/game/{game}")
            expect_score(second, 2, 0)

            throw(program, game, 1, "hole")
            throw(program, game, 2, "hole")
            program.kill()
        expect(phone.get_by_test_id("link")).not_to_have_text("Live", timeout=TIMEOUT_S * 1000)

        with run_program(*words, DISPLAY=display) as program:
            state = call_api(program, "GET", f"/api/games/{game}")
            assert [bag["result"] for bag in state["bags"]] == ["hole", "hole"]
            for team, result in zip([1, 2, 1, 2, 1, 2], ["hole", *["off"] * 5], strict=True):
                throw(program, game, team, result)
            for page in (phone, second):
                expect_score(page, 5, 0)
                expect(page.get_by_test_id("link")).to_have_text("Live")
            assert phone.evaluate("window.loadedOnce") is True


def test_the_window_stops_on_sigterm_without_an_error(tmp_path: Path) -> None:
    with virtual_screen() as display, run_program("run", *kiosk_options(tmp_path), DISPLAY=display) as program:
        xdotool(display, "search", "--sync", "--onlyvisible", "--name", "GOaT Kiosk")
        assert program.terminate() == 0
        assert program.process.stderr is not None
        assert program.process.stderr.read() == ""
