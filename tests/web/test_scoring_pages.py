"""Scorer page in a real browser against a real kiosk: pairing, taps, refusals and lost responses."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, Route, expect

from tests.web.kiosk import KEY, Kiosk
from tests.web.quiet_page import quiet_page
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

RESULTS = ("Hole", "Board", "Off")
NOTHING_WAITS = "() => !Object.keys(localStorage).some((name) => name.startsWith('press '))"
MINE = "localStorage.getItem('scorer-key')"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone's page that must not complain, of the Content-Security-Policy say."""
    async with quiet_page(browser, viewport={"width": 320, "height": 640}, has_touch=True) as page:
        yield page


async def open_scoring_page(page: Page, kiosk: Kiosk) -> str:
    """Open a game, pair the phone and choose the game; return the game's path in the API."""
    game = await kiosk.new_game()
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return game


async def test_the_scores_in_the_list_of_courts_are_dim_when_no_newer_list_comes(kiosk: Kiosk, page: Page) -> None:
    await kiosk.new_game(court="Court 3")
    await page.clock.install()
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    status = page.locator(".link")
    await expect(status).to_have_text("Live")
    await page.route("**/score/games", lambda route: route.fulfill(status=204))
    await page.clock.fast_forward(12_000)
    await expect(status).to_contain_text("Late: nothing new since")
    await expect(page.locator("html.stale")).to_have_count(1)
    await page.unroute("**/score/games")
    await page.clock.fast_forward(5_000)
    await expect(status).to_have_text("Live")
    await expect(page.locator("html.stale")).to_have_count(0)


async def saved_bags(page: Page, kiosk: Kiosk, game: str) -> list[tuple[int, str]]:
    """Return the round's bags as the scorekeeper has them. The page shows a bag before it has sent it, so wait."""
    await page.wait_for_function(NOTHING_WAITS)
    _, state = await kiosk.call("GET", game)
    return [(bag["team"], bag["result"]) for bag in state["bags"]]


async def expect_texts(page: Page, **texts: str) -> None:
    for testid, text in texts.items():
        await expect(page.get_by_test_id(testid.replace("_", "-"))).to_have_text(text)


async def test_pairing_saves_the_key_and_removes_it_from_the_url(kiosk: Kiosk, page: Page) -> None:
    await kiosk.new_game(court="Court 3")
    await page.goto(f"{kiosk.url}/pair#key=%73esame")
    await expect(page.get_by_role("heading")).to_have_text("This phone may keep score")
    await expect(page).to_have_url(f"{kiosk.url}/pair")
    assert await page.evaluate(MINE) == KEY
    await expect(page.locator(".game-link")).to_contain_text("Court 3")
    await page.reload()
    await tap(page, "Stop keeping score on this phone")
    await expect(page.get_by_text("A pairing link does it too")).to_be_visible()
    assert await page.evaluate(MINE) is None


async def test_a_link_opened_over_the_page_pairs_and_a_broken_one_does_not(kiosk: Kiosk, page: Page) -> None:
    await page.goto(f"{kiosk.url}/pair#key=s%C3%A9same")
    await expect(page.get_by_test_id("said")).to_contain_text("This link is not whole")
    await expect(page).to_have_url(f"{kiosk.url}/pair")
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await expect(page.get_by_role("heading")).to_have_text("This phone may keep score")
    await expect(page.get_by_text("No game is open here yet")).to_be_visible()
    await kiosk.new_game(court="Court 4")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".game-link")).to_contain_text("Court 4")


async def test_without_a_key_the_page_says_how_to_get_one(kiosk: Kiosk, page: Page) -> None:
    game = await kiosk.new_game()
    await page.goto(f"{kiosk.url}/score/{game.rpartition('/')[2]}")
    await expect(page.get_by_text("Scan the code in the kiosk's window")).to_be_visible()
    await expect(page.get_by_role("button")).to_have_count(0)


async def test_a_round_by_taps_reaches_the_scorekeeper(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await tap(page, "Start game")
    await expect_texts(page, headline="Ann throws first")
    await tap(page, "Hole")
    await expect_texts(page, headline="Bob throws next")
    await tap(page, "Throw for Orange")
    await tap(page, "Board")
    await expect(page.locator('.sides .bag[data-result="board"]:not([data-sending])')).to_have_count(1)
    assert await saved_bags(page, kiosk, game) == [(1, "hole"), (1, "board")]
    await tap(page, "Undo")
    await expect(page.locator('.sides .bag[data-result="board"]')).to_have_count(0)
    await tap(page, "Foul")
    await expect_texts(page, headline="Ann throws next")
    assert await saved_bags(page, kiosk, game) == [(1, "hole"), (2, "foul")]


async def test_events_of_other_clients_are_shown_and_the_last_round_can_be_undone(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    shut_out = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
    await kiosk.call("POST", f"{game}/rounds", shut_out)
    await expect_texts(page, score_1="12")
    await kiosk.call("POST", f"{game}/rounds", shut_out)
    await expect_texts(page, score_1="24", headline="Orange won")
    names = [await button.inner_text() for button in await page.get_by_role("button").all()]
    assert names == ["Players", "Help", "Undo", "Redo"]
    await tap(page, "Undo")
    await expect_texts(page, score_1="12", headline="Ann throws first")


async def test_a_refusal_shows_its_sentence_and_changes_nothing(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    fifth = {"team": 1, "result": "hole"}
    for _ in range(4):
        await kiosk.call("POST", f"{game}/throws", fifth)
    status, refused = await kiosk.call("POST", f"{game}/throws", fifth)
    assert status == 409
    await tap(page, "Throw for Orange")
    await tap(page, "Hole")
    await expect_texts(page, message=refused["detail"], headline="Bob throws next")
    assert await saved_bags(page, kiosk, game) == [(1, "hole")] * 4


async def test_a_wrong_key_is_reported_and_forgotten(kiosk: Kiosk, page: Page) -> None:
    await kiosk.new_game()
    await page.goto(f"{kiosk.url}/pair#key=abracadabra")
    await expect_texts(page, said="This is not the scorer key of this kiosk. Pair again from its window.")
    assert await page.evaluate(MINE) is None


async def test_a_press_on_an_outdated_page_is_refused_and_the_page_updated(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)

    async def score_before_phone(route: Route) -> None:
        await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "off"})
        await route.continue_()

    await page.route("**/throws", score_before_phone)
    await tap(page, "Hole")
    await expect_texts(
        page, message="The game has moved on since you looked. Look at the newest score, then try again."
    )
    await expect_texts(page, headline="Bob throws next")
    assert await saved_bags(page, kiosk, game) == [(1, "off")]


async def test_a_press_whose_response_was_lost_is_sent_again_and_counts_once(kiosk: Kiosk, page: Page) -> None:
    game, sent = await open_scoring_page(page, kiosk), []

    async def lose_first_response(route: Route, request: Request) -> None:
        sent.append(request.headers["idempotency-key"])
        if len(sent) > 1:
            await route.continue_()
            return
        await route.fetch()
        await route.abort()

    await page.route("**/throws", lose_first_response)
    await tap(page, "Hole")
    await expect_texts(page, message="", headline="Bob throws next")
    await page.wait_for_function(NOTHING_WAITS)
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert await saved_bags(page, kiosk, game) == [(1, "hole")]


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 740)])
async def test_every_target_fits_a_thumb_and_the_screen(kiosk: Kiosk, page: Page, width: int, height: int) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    await open_scoring_page(page, kiosk)
    for then in ("Bob throws next", "Ann throws next"):
        boxes = [await button.bounding_box() for button in await page.get_by_role("button").all()]
        assert all(box and box["height"] >= 48 and box["y"] + box["height"] <= height for box in boxes)
        throws = [await page.get_by_role("button", name=name, exact=True).bounding_box() for name in RESULTS]
        assert all(box and box["height"] >= 96 for box in throws)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await tap(page, "Hole")
        await expect_texts(page, headline=then)


async def test_the_longest_names_do_not_widen_the_page(kiosk: Kiosk, page: Page) -> None:
    team1, team2 = ({"name": letter * 32, "players": [letter * 32]} for letter in "WM")
    game = await kiosk.new_game(court="W" * 32, team1=team1, team2=team2)
    for path in (f"/score/{game.rpartition('/')[2]}", f"/pair#key={KEY}", f"/score/{game.rpartition('/')[2]}"):
        await page.goto(kiosk.url + path)
        await expect(page.locator("main")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
