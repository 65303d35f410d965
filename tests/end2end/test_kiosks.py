"""Several kiosks on one Redis, as processes that are killed while games continue."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end2end.program import call_api, kiosk_options, run_program, run_to_exit, virtual_screen
from tests.end2end.test_throw_to_phone import TEAMS, xdotool
from tests.uplink.chaos import play_with_faults
from tests.uplink.process_venue import run_venue
from tests.uplink.redis_server import redis_server
from tests.waiting import TIMEOUT_S, wait_until


async def test_after_random_kills_every_hub_has_the_owners_newest_states(tmp_path: Path) -> None:
    breaks = ["redis", "kiosk", "freeze", "relay"]
    async with run_venue(tmp_path, 20, ("Patio", "Hall")) as venue:
        report = await play_with_faults(venue, courts=6, events_a_second=20, faults=breaks, between=0.3)
    assert venue.thrown > 0, report
    assert venue.thrown_without_redis > 0, report
    assert sorted(venue.kills) == sorted(breaks)


def test_a_court_continues_at_another_kiosk_when_its_own_is_killed_mid_round(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "redis").mkdir()
    words = ["--host", "127.0.0.1", "--port", "0", "--kiosk-name"]
    with redis_server(tmp_path / "redis") as redis, redis.client() as client:
        shared = ["--redis", redis.url, "--data-dir"]
        with run_program("serve", *words, "Hall", *shared, str(tmp_path / "Hall")) as hall_kiosk:
            with run_program("serve", *words, "Patio", *shared, str(tmp_path / "Patio")) as patio_kiosk:
                game = call_api(patio_kiosk, "POST", "/api/games", TEAMS)["game_id"]
                for team, result in ((1, "hole"), (2, "board")):
                    call_api(patio_kiosk, "POST", f"/api/games/{game}/throws", {"team": team, "result": result})
                before = call_api(patio_kiosk, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
                wait_until(lambda: call_api(hall_kiosk, "GET", "/api/games") == [before])
                wait_until(lambda: call_api(patio_kiosk, "GET", "/api/kiosks") != [])
                phone = browser.new_page()
                phone.goto(f"{patio_kiosk.url}/game/{game}")
                expect(phone.get_by_test_id("link")).to_have_text("Live")
                expect(phone.get_by_test_id("elsewhere")).to_be_hidden()
                patio_kiosk.kill()
            client.delete("goat:kiosk:Patio", f"goat:log:{before['log']}")  # as fifteen seconds would
            wait_until(lambda: any(peer["away_since"] for peer in call_api(hall_kiosk, "GET", "/api/kiosks")))
            taken = call_api(hall_kiosk, "POST", f"/api/games/{game}/take-over", {})
            assert (taken["bags"], taken["seq"]) == (before["bags"], before["seq"])
            after = call_api(hall_kiosk, "POST", f"/api/games/{game}/throws", {"team": 2, "result": "off"})
            phone.get_by_test_id("elsewhere").get_by_role("link", name="Hall").click(timeout=TIMEOUT_S * 1000)
            expect(phone.get_by_test_id("link")).to_have_text("Live")
            expect(phone.locator(".sides .bag[data-result=off]")).to_have_count(1)
            with run_program("serve", *words, "Patio", *shared, str(tmp_path / "Patio")) as patio_kiosk:
                wait_until(lambda: call_api(patio_kiosk, "GET", f"/api/games/{game}") == after)
                with pytest.raises(AssertionError, match="This game is scored at kiosk Hall"):
                    call_api(patio_kiosk, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
            assert call_api(hall_kiosk, "GET", f"/api/games/{game}") == after


def test_the_window_of_a_kiosk_that_shares_games_prints_no_error(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    words = ["--host", "127.0.0.1", "--port", "0", "--log-level", "warning", "--kiosk-name"]
    with redis_server(tmp_path / "redis") as redis, virtual_screen() as display:
        shared = ["--redis", redis.url, "--data-dir"]
        with (
            run_program("serve", *words, "Patio", *shared, str(tmp_path / "Patio")) as patio_kiosk,
            run_program("run", *words, "Hall", *shared, str(tmp_path / "Hall"), DISPLAY=display) as hall_kiosk,
        ):
            games = [call_api(patio_kiosk, "POST", "/api/games", TEAMS)]
            wait_until(lambda: call_api(hall_kiosk, "GET", "/api/games") == games)
            xdotool(display, "search", "--sync", "--onlyvisible", "--name", "GOaT Kiosk")
            time.sleep(2)  # in each second of which the window looks at the other kiosks
            assert call_api(hall_kiosk, "GET", "/healthz")["uplink"]["words"] == "Connected to 1 other kiosk."
            assert hall_kiosk.terminate() == 0
            assert hall_kiosk.process.stderr is not None
            assert hall_kiosk.process.stderr.read() == ""


def test_a_relay_needs_a_redis_address() -> None:
    result = run_to_exit("relay", "--port", "0")
    assert (result.returncode, result.stderr) == (
        2,
        "A relay needs to know where the kiosks meet: --redis redis://host:6379.\n",
    )


def test_an_invalid_redis_address_ends_the_start(tmp_path: Path) -> None:
    result = run_to_exit("serve", *kiosk_options(tmp_path), "--redis", "http://:s3same@host")
    assert (result.returncode, "must look like redis://host:6379" in result.stderr) == (2, True)
    assert "s3same" not in result.stderr


def test_a_kiosk_whose_redis_is_absent_starts_scores_and_stops(tmp_path: Path) -> None:
    with run_program("serve", *kiosk_options(tmp_path), "--redis", "redis://:s3same@127.0.0.1:1") as program:
        game = call_api(program, "POST", "/api/games", {})["game_id"]
        call_api(program, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
        assert call_api(program, "GET", "/healthz")["uplink"]["line"] == "down"
        assert program.terminate() == 0
        assert program.process.stderr is not None
        stderr = program.process.stderr.read()
        assert stderr.count("Redis at 127.0.0.1:1 does not answer.") == 1
        assert "s3same" not in stderr
