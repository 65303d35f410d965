"""Lobby pages in a real browser against a real kiosk: waiting, accepted, declined, and leaving."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from goat_kiosk.domain.events import GameStarted
from tests.web.kiosk import Kiosk, running

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def approving_kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path, approve=True) as kiosk:
        yield kiosk


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    yield context
    await context.close()


async def open_lobby(phone: BrowserContext, kiosk: Kiosk) -> tuple[Page, int]:
    """Open the lobby of a new game, and return it with the game's number."""
    game_id = int((await kiosk.new_game()).rpartition("/")[2])
    page = await phone.new_page()
    await page.goto(f"{kiosk.url}/game/{game_id}")
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return page, game_id


async def join(page: Page, name: str, team: str = "Orange") -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name=f"Join {team}").tap()


async def players(kiosk: Kiosk, game_id: int, team: int = 1) -> list[str]:
    _, state = await kiosk.call("GET", f"/api/games/{game_id}")
    return [player["name"] for player in state[f"team{team}"]["players"]]


async def test_a_player_waits_is_accepted_and_leaves(approving_kiosk: Kiosk, phone: BrowserContext) -> None:
    page, game_id = await open_lobby(phone, approving_kiosk)
    await join(page, "Eve")
    seats = page.get_by_role("group", name="Joined from this phone")
    await expect(seats).to_contain_text("Eve waits for the scorekeeper to say yes.")
    assert await players(approving_kiosk, game_id) == ["Ann"]
    approving_kiosk.lobby.approve(game_id, 1)
    await expect(seats).to_contain_text("Eve plays for Orange.")
    assert await players(approving_kiosk, game_id) == ["Ann", "Eve"]
    other = await phone.browser.new_page() if phone.browser else page
    await other.goto(f"{approving_kiosk.url}/game/{game_id}")
    await expect(other.get_by_role("group", name="Joined from this phone")).to_have_count(0)
    await other.close()
    await page.reload()
    await page.get_by_role("button", name="Leave Eve").tap()
    await expect(seats).to_have_count(0)
    assert await players(approving_kiosk, game_id) == ["Ann"]


async def test_a_declined_player_is_informed_and_a_waiting_one_can_withdraw(
    approving_kiosk: Kiosk, phone: BrowserContext
) -> None:
    page, game_id = await open_lobby(phone, approving_kiosk)
    await join(page, "Eve")
    seats = page.get_by_role("group", name="Joined from this phone")
    await expect(seats).to_contain_text("Eve waits")
    await join(page, "Zoe", "Blue")
    await expect(seats).to_contain_text("Zoe waits")
    approving_kiosk.lobby.refuse(game_id, 1)
    await expect(seats).to_contain_text("The scorekeeper has not let Eve in.")
    await page.get_by_role("button", name="OK Eve").tap()
    await page.get_by_role("button", name="Withdraw Zoe").tap()
    await expect(seats).to_have_count(0)
    assert approving_kiosk.lobby.pending_joins(game_id) == []


async def test_scripts_cannot_read_the_seat_and_it_is_sent_to_no_other_game(
    approving_kiosk: Kiosk, phone: BrowserContext
) -> None:
    page, game_id = await open_lobby(phone, approving_kiosk)
    await join(page, "Eve")
    await expect(page.get_by_text("Eve waits")).to_be_visible()
    (cookie,) = await phone.cookies(f"{approving_kiosk.url}/game/{game_id}")
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("seats", True, "Strict")
    assert await phone.cookies(f"{approving_kiosk.url}/game/{game_id + 1}") == []
    assert await page.evaluate("document.cookie") == ""
    assert cookie["value"] not in await page.content()


async def test_when_the_game_starts_the_phone_shows_the_score(approving_kiosk: Kiosk, phone: BrowserContext) -> None:
    page, game_id = await open_lobby(phone, approving_kiosk)
    await join(page, "Eve")
    await expect(page.get_by_text("Eve waits")).to_be_visible()
    approving_kiosk.scorekeeper.record(game_id, GameStarted())
    await expect(page.get_by_test_id("score-1")).to_be_visible()


async def test_without_script_a_player_joins_and_leaves(approving_kiosk: Kiosk, browser: Browser) -> None:
    game_id = int((await approving_kiosk.new_game()).rpartition("/")[2])
    phone = await browser.new_context(java_script_enabled=False)
    page = await phone.new_page()
    await page.goto(f"{approving_kiosk.url}/game/{game_id}")
    await page.get_by_label("Your name").fill("Eve")
    await page.get_by_role("button", name="Join Orange").click()
    await expect(page.get_by_text("Eve waits")).to_be_visible()
    await page.get_by_role("button", name="Withdraw Eve").click()
    await expect(page.get_by_text("Eve waits")).to_have_count(0)
    assert page.url == f"{approving_kiosk.url}/game/{game_id}"
    await phone.close()


async def test_a_malformed_seat_cookie_is_ignored(approving_kiosk: Kiosk) -> None:
    game = (await approving_kiosk.new_game()).replace("/api/games", "/game")
    for value in ("x" * 3000, "....", "a.b.c.d.e.f.g", '"é"'):
        async with approving_kiosk.session.get(
            approving_kiosk.url + game, headers={"Cookie": f"seats={value}"}
        ) as answer:
            assert answer.status == 200
            assert "Joined from this phone" not in await answer.text()
    async with approving_kiosk.session.post(f"{approving_kiosk.url}{game}/leave", data={"seat": "x"}) as answer:
        assert answer.status == 200
