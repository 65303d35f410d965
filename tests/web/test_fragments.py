"""Fragments in a real browser: which responses replace a part of a page, and that user input stays."""

import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, Route, expect

from tests.web.kiosk import KEY, Kiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOGIN = "<html><h1>Welcome to the Wi-Fi</h1><input type=password name=p></html>"
THROW = {"team": 1, "result": "hole"}
ROUND = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 390, "height": 700})
    yield await context.new_page()
    await context.close()


class Fragment(NamedTuple):
    """A part of a page that only the server renders."""

    element: str
    url: str
    """Of its requests."""
    path: str
    """Of its page."""
    change: Callable[[], Awaitable[object]]
    """Makes the page fetch it."""
    text: str
    """What it then says."""


async def venue_list(kiosk: Kiosk, _: Page) -> Fragment:
    numbers = itertools.count(2)
    await kiosk.new_game(court="Court 1")

    async def change() -> None:
        await kiosk.new_game(court=f"Court {next(numbers)}")

    return Fragment("#courts", "**/courts?*", "/", change, "Court 2")


async def games_to_score(kiosk: Kiosk, page: Page) -> Fragment:
    numbers = itertools.count(2)
    await kiosk.new_game(court="Court 1")
    await page.goto(f"{kiosk.url}/pair#key={KEY}")

    async def change() -> None:
        await kiosk.new_game(court=f"Court {next(numbers)}")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    return Fragment("#games", "**/score/games", "/pair", change, "Court 2")


async def teams_of_a_lobby(kiosk: Kiosk, _: Page) -> Fragment:
    players = itertools.count(2)
    game = await kiosk.new_game()

    async def change() -> None:
        number = next(players)
        await kiosk.call("POST", f"{game}/join", {"name": f"Eve {number}", "team": number - 1}, key=None)

    path = game.removeprefix("/api").replace("games", "game")
    return Fragment("#teams", f"**{path}/lobby?*", path, change, "Eve 2")


async def score_after_the_lobby(kiosk: Kiosk, _: Page) -> Fragment:
    game = await kiosk.new_game()

    async def change() -> None:
        await kiosk.call("POST", f"{game}/throws", THROW)

    path = game.removeprefix("/api").replace("games", "game")
    return Fragment("main", f"{kiosk.url}{path}", path, change, "Rounds")


async def figures(kiosk: Kiosk, _: Page) -> Fragment:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/start", {})

    async def change() -> None:
        await kiosk.call("POST", f"{game}/rounds", ROUND)

    path = game.removeprefix("/api").replace("games", "game")
    return Fragment("#figures", f"**{path}/figures", path, change, "12.00")


async def answers(kiosk: Kiosk, _: Page) -> Fragment:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/rounds", ROUND)
    await kiosk.call("POST", f"{game}/rounds", ROUND)
    captains = iter([(1, "Ann"), (2, "Bob")])

    async def change() -> None:
        team, name = next(captains)
        result = (await kiosk.call("GET", game))[1]["receipt"]["hash"]
        await kiosk.call("POST", f"{game}/confirm", {"team": team, "right": True, "hash": result, "name": name})

    path = game.removeprefix("/api").replace("games", "game") + "/receipt"
    return Fragment("#answers", f"**{path}/answers", path, change, "Ann: this is right.")


async def corrected_receipt(kiosk: Kiosk, _: Page) -> Fragment:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/rounds", ROUND)
    await kiosk.call("POST", f"{game}/rounds", ROUND)

    commands = iter([("undo", {}), ("throws", THROW)])

    async def change() -> None:
        command, body = next(commands)
        await kiosk.call("POST", f"{game}/{command}", body)

    path = game.removeprefix("/api").replace("games", "game") + "/receipt"
    return Fragment("main", f"{kiosk.url}{path}", path, change, "12–0")


FRAGMENTS = [
    *(venue_list, games_to_score, teams_of_a_lobby, score_after_the_lobby, figures),
    *(answers, corrected_receipt),
]


async def login_page(route: Route) -> None:
    await route.fulfill(body=LOGIN, content_type="text/html")


async def login_form(route: Route) -> None:
    """A status that htmx puts into a page, and a header by which it leaves the page."""
    await route.fulfill(status=422, body=LOGIN, content_type="text/html", headers={"HX-Redirect": "/guide"})


async def nothing(route: Route) -> None:
    await route.fulfill(status=204)


async def no_answer(route: Route) -> None:
    await route.abort()


async def error_page(route: Route) -> None:
    await route.fulfill(status=500, body=LOGIN, content_type="text/html", headers={"Kiosk-Page": "error"})


async def refusal(route: Route) -> None:
    """The kiosk's own error page, with a status that htmx puts into a page; asking again changes nothing."""
    await route.fulfill(status=422, body=LOGIN, content_type="text/html", headers={"Kiosk-Page": "error"})


FAULTS = [login_page, login_form, nothing, no_answer, error_page, refusal]
COUNT_ANSWERS = "answers = 0; addEventListener('htmx:afterRequest', () => answers++)"
SOON_MS = 1_000
"""Within it every page has fetched what has changed."""
RETRY_MS = 4_000


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("fragment", FRAGMENTS)
async def test_a_fragment_accepts_only_the_kiosks_own_response_and_is_requested_until_it_arrives(
    kiosk: Kiosk,
    page: Page,
    fragment: Callable[[Kiosk, Page], Awaitable[Fragment]],
    fault: Callable[[Route], Awaitable[None]],
) -> None:
    element, url, path, change, text = await fragment(kiosk, page)
    await page.add_init_script(COUNT_ANSWERS)
    await page.clock.install()
    await page.goto(kiosk.url + path)
    before = await text_of(page, element)
    await page.route(url, fault)
    await change()
    await answered(page, SOON_MS)
    assert await text_of(page, element) == before
    await expect(page.locator("input[type=password]")).to_have_count(0)
    assert page.url == kiosk.url + path
    await page.unroute(url)
    if fault is refusal:
        await change()
    await answered(page, SOON_MS if fault is refusal else RETRY_MS)
    await expect(page.locator(element)).to_contain_text(text)


async def text_of(page: Page, element: str) -> list[str]:
    """Return the words of an element; a fragment that is fetched again may have other spaces around it."""
    return (await page.locator(element).text_content() or "").split()


async def answered(page: Page, within_ms: int) -> None:
    """Wait until htmx has had one more answer."""
    before = await page.evaluate("answers")
    while await page.evaluate("answers") == before:
        await page.clock.run_for(within_ms)


@pytest.fixture
async def other_site() -> AsyncIterator[str]:
    """Another server that any page may read, and that calls itself a kiosk."""

    async def answer(_: web.Request) -> web.Response:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*", "Kiosk-Page": "1"}
        return web.Response(text=LOGIN, content_type="text/html", headers=headers)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("fragment", FRAGMENTS)
async def test_a_fragment_is_not_loaded_through_a_redirect_to_another_site(
    kiosk: Kiosk, page: Page, fragment: Callable[[Kiosk, Page], Awaitable[Fragment]], other_site: str
) -> None:
    element, url, path, change, _ = await fragment(kiosk, page)
    await page.add_init_script(COUNT_ANSWERS)
    await page.clock.install()
    await page.goto(kiosk.url + path)
    before = await text_of(page, element)
    await page.route(url, lambda route: route.fulfill(status=302, headers={"Location": other_site}))
    await change()
    await answered(page, SOON_MS)
    assert await text_of(page, element) == before
    await expect(page.locator("input[type=password]")).to_have_count(0)


async def test_the_venue_list_keeps_focus_and_scroll_position_when_it_is_rendered_again(
    kiosk: Kiosk, page: Page
) -> None:
    for court in range(2, 12):
        await kiosk.new_game(court=f"Court {court}")
    await page.goto(kiosk.url)
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    for focused in (page.locator(".card", has_text="Court 8"), page.get_by_role("button", name="Follow Court 8")):
        await focused.focus()
        top = await focused.evaluate(TOP)
        assert 0 < top < 700
        game = await kiosk.new_game(court="Court 1")
        await expect(page.locator(".card")).to_have_count(11)
        await expect(focused).to_be_focused()
        assert await focused.evaluate(TOP) == pytest.approx(top, abs=1)
        await kiosk.call("POST", f"{game}/cancel", {})
        await expect(page.locator(".card")).to_have_count(10)
        await expect(focused).to_be_focused()
        assert await focused.evaluate(TOP) == pytest.approx(top, abs=1)


async def test_buttons_and_fields_of_the_venue_page_keep_the_focus(kiosk: Kiosk, page: Page) -> None:
    for court in (1, 2, 3):
        await kiosk.new_game(court=f"Court {court}")
    await page.goto(kiosk.url)
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    follow = page.get_by_role("button", name="Follow Court 3", exact=True)
    await follow.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".card .where b").first).to_have_text(re.compile("Court 3"))
    await expect(follow).to_be_focused()
    unfollow = page.get_by_role("button", name="Stop following Court 3")
    await unfollow.focus()
    await kiosk.new_game(court="Court 4")
    await expect(page.locator(".card")).to_have_count(4)
    await expect(unfollow).to_be_focused()
    await expect(page.locator(".card .where b").first).to_have_text(re.compile("Court 3"))


async def test_a_form_without_a_response_says_so_and_keeps_the_name(kiosk: Kiosk, page: Page) -> None:
    _, _, path, _, _ = await teams_of_a_lobby(kiosk, page)
    await page.goto(kiosk.url + path)
    await page.get_by_label("Your name").fill("Eve")
    await page.wait_for_function("() => window.htmx !== undefined")
    for fault in (login_page, no_answer, error_page):
        await page.route("**/join", fault)
        await page.get_by_role("button", name="Join Blue").click()
        await expect(page.get_by_role("alert")).to_have_text("The kiosk does not answer. Try again.")
        await expect(page.get_by_label("Your name")).to_have_value("Eve")
        await expect(page.locator("input[type=password]")).to_have_count(0)
        await page.unroute("**/join")
    await page.get_by_role("button", name="Join Blue").click()
    await expect(page.get_by_text("Eve is in.")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_the_first_bag_turns_the_lobby_into_the_score_in_place_at_a_random_time(kiosk: Kiosk, page: Page) -> None:
    _, _, path, throw, _ = await score_after_the_lobby(kiosk, page)
    await page.clock.install()
    await page.add_init_script("Math.random = () => 0.999")
    await page.goto(kiosk.url + path)
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await page.evaluate("marker = true")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    await throw()
    await page.clock.run_for(100)
    assert kiosk.url + path not in requests
    while not await page.get_by_test_id("score-1").count():
        await page.clock.run_for(SOON_MS)
    await expect(page.get_by_test_id("score-1")).to_be_visible()
    await expect(page.locator(".side.team-1 .bag[data-result=hole]")).to_have_count(1)
    await kiosk.call("POST", f"/api{path.replace('game', 'games')}/throws", {"team": 2, "result": "board"})
    await expect(page.locator(".side.team-2 .bag[data-result=board]")).to_have_count(1)
    assert await page.evaluate("marker"), "it is the same page"


TOP = """async (one) => {
    await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
    return one.getBoundingClientRect().top;
}"""
"""Where an element is on the screen, once the browser has painted."""
