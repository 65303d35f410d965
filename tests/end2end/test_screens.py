"""Pages of a kiosk that crashes or freezes: no old score is called live, and each is right again by itself."""

import re
import signal
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.end2end.program import Program, call_api, free_port, kiosk_options, run_program
from tests.waiting import TIMEOUT_S, wait_until
from tests.web.chromium import ARGS, CHROMIUM

LATE_AFTER_MS = 12_000
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


def test_a_kiosk_that_freezes_or_dies_is_late_or_away_on_every_page(tmp_path: Path) -> None:
    words = ["serve", *kiosk_options(tmp_path, free_port())]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = browser.new_context()
        context.clock.install()
        with run_program(*words) as program:
            game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
            call_api(program, "POST", f"/api/games/{game}/start", {})
            paths = [
                "/",
                f"/game/{game}",
                f"/score/{game}",
                "/display",
                f"/display/{game}",
                f"/overlay/{game}?line=off",
            ]
            pages = [context.new_page() for _ in paths]
            for page, path in zip(pages, paths, strict=True):
                page.goto(program.url + path)
            expect_live(pages, "0")
            program.process.send_signal(signal.SIGSTOP)
            for page in pages:
                page.clock.fast_forward(LATE_AFTER_MS)
            expect_dim(pages, "^(Late: nothing new|Away) since")
            program.process.send_signal(signal.SIGCONT)
            expect_live(pages, "0")
            program.kill()
        expect_dim(pages, "^Away since")
        with run_program(*words) as program:
            call_api(program, "POST", f"/api/games/{game}/rounds", ROUND)
            expect_live(pages, "5")
        browser.close()


def expect_live(pages: list[Page], score: str) -> None:
    for page in pages:
        expect(page.locator(".team-1 :is(.digits, .score)").first).to_have_text(score, timeout=TIMEOUT_S * 1000)
        expect(page.locator(".link")).to_have_attribute("data-link", "live", timeout=TIMEOUT_S * 1000)
        expect(page.locator("html.stale")).to_have_count(0)


def expect_dim(pages: list[Page], words: str) -> None:
    for page in pages:
        expect(page.locator("html.stale")).to_have_count(1, timeout=TIMEOUT_S * 1000)
        expect(page.locator(".link")).to_have_text(re.compile(words))
        digits = page.locator(".team-1 :is(.digits, .score)").first
        assert float(digits.evaluate("one => getComputedStyle(one).opacity")) < 1
