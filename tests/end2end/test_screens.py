"""Screens after a crash: a wall and an overlay reconnect and keep their names."""

from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.end2end.program import Program, call_api, free_port, kiosk_options, run_program
from tests.waiting import TIMEOUT_S, wait_until
from tests.web.conftest import ARGS, CHROMIUM

ROUND = {"team1": {"in": 2, "on": 0}, "team2": {"in": 0, "on": 1}}


def names(program: Program) -> list[str]:
    return [screen["name"] for screen in call_api(program, "GET", "/api/screens")]


def test_screens_survive_a_power_cut(tmp_path: Path) -> None:
    words = ["serve", *kiosk_options(tmp_path, free_port())]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        wall, overlay = browser.new_page(), browser.new_page()
        with run_program(*words) as program:
            game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
            wall.goto(f"{program.url}/display")
            overlay.goto(f"{program.url}/overlay/{game}")
            wait_until(lambda: len(names(program)) == 2)
            for screen in call_api(program, "GET", "/api/screens"):
                call_api(
                    program, "POST", f"/api/screens/{screen['id']}", {"do": "rename", "name": f"My {screen['kind']}"}
                )
            wait_until(lambda: names(program) == ["My overlay", "My wall"])
            program.kill()
        expect(wall.get_by_test_id("link")).to_contain_text("Away since", timeout=TIMEOUT_S * 1000)
        with run_program(*words) as program:
            call_api(program, "POST", f"/api/games/{game}/rounds", ROUND)
            for page in (wall, overlay):
                expect(page.get_by_test_id("score-1")).to_have_text("5", timeout=TIMEOUT_S * 1000)
            wait_until(lambda: names(program) == ["My overlay", "My wall"])
            for screen in call_api(program, "GET", "/api/screens"):
                assert str(game) in screen["shows"]
        browser.close()
