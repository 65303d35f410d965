"""Receipt pages: the code of a result, its comparison with the log, and the answers of both captains."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.events import Count, PlayerJoined, RoundEntered, Undone
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE
from tests.games import rounds_entered
from tests.web.kiosk import Kiosk
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROUNDS = rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0)))


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    yield page
    await context.close()


def finished_game(venue: Venue) -> tuple[int, str]:
    """Return the number of a finished game, and the hash of its result."""
    game = venue.new_game()
    venue.record(game, *ROUNDS)
    return game, venue.scorekeeper.snapshot(game).result


async def test_a_scanned_code_is_compared_with_the_log(venue: Venue, http: aiohttp.ClientSession) -> None:
    game, result = finished_game(venue)
    before = venue.scorekeeper.events(game)[1].hash
    shown = {
        result: "same", result[:32]: "same", f"{result[:4]} {result[4:16]}".upper(): "same", before: "other",
        "0" * 64: "other", result[:8]: "other", "<script>": "other",
    }  # fmt: skip
    for code, compared in shown.items():
        async with http.get(f"/game/{game}/receipt", params={"hash": code}) as answer:
            text = await answer.text()
        assert f'data-comparison="{compared}"' in text, code
        assert ("is of an earlier moment" in text) == (code == before)
    async with http.get(f"/game/{game}/receipt") as answer:
        assert "data-comparison" not in await answer.text()
    async with http.get(f"/game/{game}/receipt/qr.svg") as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    venue.record(game, Undone())
    async with http.get(f"/game/{game}/receipt/qr.svg") as answer:
        assert answer.status == 404


async def test_both_captains_confirm_and_each_sees_the_other(venue: Venue, page: Page, browser: Browser) -> None:
    game, _ = finished_game(venue)
    context = await browser.new_context(java_script_enabled=False)
    other = await context.new_page()
    await page.goto(f"{venue.url}/game/{game}/receipt")
    await venue.wait_for_streams(game)
    await page.get_by_label("Captain’s name").nth(1).fill("Half a na")
    await page.wait_for_function("() => window.htmx !== undefined")
    await page.evaluate("marker = true")
    await other.goto(f"{venue.url}/game/{game}/receipt")
    await other.get_by_label("Captain’s name").first.fill("Anna")
    await other.get_by_role("button", name="Orange: This is right").click()
    await expect(other.get_by_test_id("said-1")).to_have_text("Anna: this is right.")
    await expect(page.get_by_test_id("said-1")).to_have_text("Anna: this is right.")
    field = page.locator("#name-2")
    await expect(field).to_have_value("Half a na")
    await other.get_by_label("Captain’s name").nth(1).fill("Anna")
    await other.get_by_role("button", name="Blue: This is right").click()
    await expect(other.get_by_role("alert")).to_contain_text("Blue must answer on another phone")
    await field.fill("Bert")
    await page.get_by_role("button", name="Blue: This is right").click()
    await expect(page.get_by_test_id("settled")).to_be_visible()
    assert venue.scorekeeper.history(game).game.is_confirmed
    await venue.wait_for_streams(game)
    await venue.play(game, Undone())
    await expect(page.get_by_test_id("settled")).to_have_count(0)
    await expect(page.get_by_test_id("code")).to_have_count(0)
    await venue.play(game, RoundEntered(Count(4, 0), Count(0, 0)))
    await expect(page.get_by_test_id("code")).to_be_visible()
    assert await page.evaluate("marker"), "it is the same page"
    await context.close()


async def test_a_phone_that_joined_a_team_answers_for_that_team_only(venue: Venue, page: Page) -> None:
    game, _ = finished_game(venue)
    lobby = venue.new_game()
    await page.goto(f"{venue.url}/game/{lobby}")
    await page.get_by_label("Your name").fill("Eve")
    await page.get_by_role("button", name="Join Blue").click()
    await expect(page.get_by_text("Eve is in.")).to_be_visible()
    venue.record(lobby, *ROUNDS)
    await page.goto(f"{venue.url}/game/{lobby}/receipt")
    await expect(page.get_by_role("button")).to_have_text(
        ["Print this page", "Blue: This is right", "Blue: This is wrong"]
    )
    await page.get_by_role("button", name="Blue: This is wrong").click()
    await expect(page.get_by_test_id("said-2")).to_have_text("Eve: this is wrong.")
    assert venue.scorekeeper.history(lobby).game.confirmations[0].seated
    await page.goto(f"{venue.url}/game/{game}/receipt")
    await expect(page.get_by_role("button", name="This is right")).to_have_count(2)


async def test_the_api_confirms_a_result_and_explains_refusals(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(team2={"name": "Blue"})
    seat = (await kiosk.call("POST", f"{game}/join", {"name": "Otis", "team": 2}, key=None))[1]["seat"]
    confirmation = {"team": 2, "right": True, "hash": "0" * 64, "name": "Bob"}
    assert (await kiosk.call("POST", f"{game}/confirm", confirmation, key=None))[0] == 409
    for _ in range(2):
        await kiosk.call("POST", f"{game}/rounds", {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}})
    state = (await kiosk.call("GET", game))[1]
    assert set(state["receipt"]) == {"hash"}
    for invalid, reason in (
        (confirmation, 412),
        (confirmation | {"hash": "short"}, 422),
        (confirmation | {"hash": state["receipt"]["hash"], "name": "\u0007"}, 422),
        (confirmation | {"hash": state["receipt"]["hash"], "name": "Sh1t"}, 422),
        (confirmation | {"team": 3}, 422),
    ):
        status, problem = await kiosk.call("POST", f"{game}/confirm", invalid, key=None)
        assert status == reason, problem
    confirmation |= {"hash": state["receipt"]["hash"], "seat": seat}
    statuses = [
        await kiosk.call("POST", f"{game}/confirm", confirmation, key=None, Idempotency_Key="one") for _ in range(2)
    ]
    assert [(status, state["seq"]) for status, state in statuses] == [(200, 5)] * 2
    state = statuses[-1][1]
    assert state["receipt"]["team2"] == {"name": "Otis", "right": True, "seated": True}
    log = (await kiosk.call("GET", f"{game}/log"))[1]
    assert log["events"][-1]["event"]["type"] == "confirmed"
    assert log["events"][-2]["hash"] == state["receipt"]["hash"] == log["events"][-1]["event"]["hash"]


async def test_confirmations_of_an_address_are_rate_limited(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    confirmation = {"team": 1, "right": True, "hash": "0" * 64, "name": "Ann"}
    statuses = [
        (await kiosk.call("POST", f"{game}/confirm", confirmation, key=None))[0] for _ in range(JOINS_PER_MINUTE + 1)
    ]
    assert statuses == [409] * JOINS_PER_MINUTE + [429]
    assert kiosk.scorekeeper.history(int(game.rpartition("/")[2])).seq == 1


async def test_a_blocked_name_is_refused_with_a_sentence(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(team1={"name": "Shit", "players": ["Ann"]}, team2={"name": "Blue"})
    status, problem = await kiosk.call("POST", f"{game}/join", {"name": "$hit", "team": 2}, key=None)
    assert (status, problem["detail"]) == (
        422,
        "This name has a word that is not shown on the wall here. Please choose another one.",
    )
    assert (await kiosk.call("POST", f"{game}/join", {"name": "$hit", "team": 2}))[0] == 200, "the scorer may"
    assert PlayerJoined(2, "$hit") in [row.event for row in kiosk.scorekeeper.events(int(game.rpartition("/")[2]))]
