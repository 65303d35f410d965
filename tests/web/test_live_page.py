"""Live pages in a real browser: scores update by themselves, and a line shows the state of the connection."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, BrowserContext, Page, expect

from goat_kiosk.domain.events import (
    AnyEvent,
    BagThrown,
    Count,
    GameCanceled,
    GameSetAside,
    GameStarted,
    RoundCorrected,
    RoundEntered,
    Undone,
)
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.text.i18n import catalogs
from goat_kiosk.web.live.games import JoinBody
from tests.waiting import TIMEOUT_S
from tests.web.venue import EVERY_GAME, Venue, frame, run_venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOUR_HOLES = RoundEntered(Count(4, 0), Count(0, 2))
SIZES = [(320, 640), (360, 740), (740, 360), (1366, 768), (1920, 1080)]

LATE_AFTER_MS = 12_000
NETWORK = "Failed to load resource"
"""What the browser says when a test takes the kiosk away."""


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page that fails its test when the browser's console has a message."""
    page = await context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [text for text in complaints if not text.startswith(NETWORK)] == []


async def open_page(page: Page, venue: Venue, game: int) -> None:
    """Load the game's page and set a marker in it, which is lost when the page is loaded again."""
    await page.goto(f"{venue.url}/game/{game}")
    await venue.wait_for_streams(game)
    await page.evaluate("window.marker = 'same page'")


async def is_same(page: Page) -> bool:
    return bool(await page.evaluate("window.marker === 'same page'"))


def new_live_game(venue: Venue) -> int:
    game = venue.new_game()
    venue.record(game, GameStarted())
    return game


def kiosk(log: str, away_since: str | None) -> bytes:
    """Return the stream's event for another kiosk that goes away or returns."""
    note = json.dumps({"kiosk": "Patio", "log": log, "url": "", "away_since": away_since})
    return f"event: kiosk\ndata: {note}\n\n".encode()


async def expect_texts(page: Page, **texts: str) -> None:
    for testid, text in texts.items():
        await expect(page.get_by_test_id(testid.replace("_", "-"))).to_have_text(text)


async def record_texts(page: Page, testid: str) -> Callable[[], Awaitable[list[str]]]:
    """Record every text of the element from now on, however briefly it is shown; return a function that gets them."""
    await page.get_by_test_id(testid).evaluate("""one => {
        window.written = [];
        const changes = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => window.written.push(one.textContent)).observe(one, changes);
    }""")

    async def written_texts() -> list[str]:
        texts: list[str] = await page.evaluate("window.written")
        return texts

    return written_texts


async def test_the_score_changes_without_a_reload(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await expect_texts(page, score_1="0", score_2="0", round="1", link="Live")
    await venue.play(game, BagThrown(1, "hole"), BagThrown(2, "board"))
    await expect(page.locator('.sides .bag[data-result="hole"]')).to_have_count(1)
    await expect(page.locator(".headline")).to_have_text("Anna throws next")
    await venue.play(game, Undone(), Undone(), FOUR_HOLES)
    await expect_texts(page, score_1="10", score_2="0", round="2", status="In play")
    await expect(page.locator(".rounds li")).to_have_count(1)
    await expect(page.locator("[aria-live]")).to_have_text("Orange 10, Blue 0, round 2")
    await venue.play(game, RoundCorrected(1, Count(4, 0), Count(0, 0), "Miscounted."), FOUR_HOLES)
    await expect_texts(page, score_1="22", status="Final score")
    await expect(page.locator(".headline")).to_have_text("Orange won")
    await venue.play(game, Undone())
    await expect_texts(page, score_1="12", status="In play")
    assert await is_same(page)


async def test_a_game_of_a_kiosk_that_is_away_is_not_called_live(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await expect_texts(page, link="Live", owner="")
    log = venue.scorekeeper.log_name
    await venue.send(game, kiosk("c0ffee00", "2026-11-24T20:13:00Z"))
    await venue.send(game, kiosk(log, "2026-11-24T20:14:00Z"))
    await expect(page.get_by_test_id("owner")).to_have_text(
        re.compile(r"^Kiosk Patio has been away since \d{1,2}:14\s[AP]M\.$")
    )
    await expect_texts(page, link="Waiting")
    await venue.send(game, kiosk(log, None))
    await expect_texts(page, link="Live", owner="")
    assert await is_same(page)


async def test_an_older_state_is_never_shown_and_a_state_of_another_log_replaces_it(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    older = venue.scorekeeper.record(game, FOUR_HOLES)
    await open_page(page, venue, game)
    await venue.play(game, Undone())
    await expect_texts(page, score_1="0")
    written_texts = await record_texts(page, "score-1")
    await venue.send(game, frame(older))
    await venue.play(game, BagThrown(1, "hole"))
    await expect(page.locator('.sides .bag[data-result="hole"]')).to_have_count(1)
    assert await written_texts() == []
    restored = older.state.replace(venue.scorekeeper.log_name.encode(), b"0ddba11e")
    await venue.send(game, b"event: state\ndata: %s\n\n" % restored)
    await expect_texts(page, score_1="10")


@pytest.mark.parametrize("language", list(catalogs()))
async def test_a_page_has_the_same_text_with_and_without_its_script(
    venue: Venue, browser: Browser, page: Page, language: str
) -> None:
    doubles = NewGame("Court 3", "best-of-3", NewTeam(players=["Ann", "Bob"]), NewTeam("Blau", ["Cat", "Dan"]))
    singles = [NewGame(f"Court {n}", rules) for n, rules in ((4, "backyard"), (5, "virtual"), (6, "acl"), (7, "acl"))]
    games = [new_live_game(venue), *map(venue.new_game, [doubles, *singles])]
    venue.record(
        games[1], FOUR_HOLES, RoundEntered(Count(1, 0), Count(0, 3)), RoundCorrected(2, Count(1, 1), Count(0, 3))
    )
    venue.record(games[1], BagThrown(1, "hole"), BagThrown(2, "foul"), BagThrown(1, "off"))
    venue.record(games[2], FOUR_HOLES, FOUR_HOLES, RoundEntered(Count(2, 0), Count(0, 0)))
    venue.record(games[3], *[RoundEntered(Count(3, 0), Count(0, 2))] * 10)
    venue.record(games[4], FOUR_HOLES, GameCanceled())
    venue.record(games[5], FOUR_HOLES, GameSetAside())
    plain = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    for context in (plain, page.context):
        await context.add_cookies([{"name": "language", "value": language, "url": venue.url}])
    silent = await plain.new_page()
    for game in games:
        await silent.goto(f"{venue.url}/game/{game}")
        await open_page(page, venue, game)
        await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
        assert await visible_text(page) == await visible_text(silent)
        assert await page.locator("html").get_attribute("lang") == language
    await plain.close()


async def visible_text(page: Page) -> str:
    """Return all text of the page except the connection status, and what is there only with or without a script."""
    no_script = await page.locator(".no-script").all_inner_texts()
    text = await page.locator("body").inner_text()
    for only_with_script in await page.locator("#chart, #share, .replay").all_inner_texts():
        text = text.replace(only_with_script, "", 1) if only_with_script else text
    link = await page.get_by_test_id("link").inner_text()
    drawn = await page.locator("body .bag").evaluate_all("bags => bags.map(bag => bag.dataset.result).join()")
    return re.sub(r"\s+", " ", text.replace(link, "", 1).replace("".join(no_script), "", 1)).strip() + str(drawn)


async def test_a_page_that_follows_a_game_shows_what_a_new_page_shows(
    venue: Venue, browser: Browser, page: Page
) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    plain = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    silent = await plain.new_page()
    for event in EVENTS:
        await venue.play(game, event)
        await silent.goto(f"{venue.url}/game/{game}")
        expected = await drawn(silent)
        async with asyncio.timeout(TIMEOUT_S):
            # The statistics come a moment after the round.
            while (shown := await drawn(page)) != expected:
                await asyncio.sleep(0.05)
        assert shown == expected
    await plain.close()
    assert await is_same(page)


EVENTS: list[AnyEvent] = [
    *(BagThrown(1, "hole"), BagThrown(2, "board", 8.5, 30.0), Undone(), Undone()),
    *(RoundEntered(Count(1, 0), Count(0, 2)), BagThrown(1, "foul")),
    *(RoundCorrected(1, Count(0, 0), Count(3, 1), "Miscounted."), Undone(), Undone(), FOUR_HOLES, FOUR_HOLES),
]


async def drawn(page: Page) -> tuple[str, object]:
    """Return all text of a game's page, and what its drawings and marks show."""
    return await visible_text(page), await page.evaluate(DRAWN)


DRAWN = """() => {
    const all = (selector, values) => [...document.querySelectorAll(selector)].map(values);
    return [
        document.querySelector(".game").dataset.status,
        all(".side", (side) => [side.hasAttribute("data-turn"), side.hasAttribute("data-winner")]),
        all("#board:not([hidden]) .placed:not([data-result=none])", ({ x, y }) => [x.baseVal.value, y.baseVal.value]),
        all(".game [hidden]:not(.speak):not(.replay)", ({ id, className }) => id || className),
    ];
}"""


async def test_a_page_without_events_is_late_until_the_next_event(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await page.clock.install()
    await open_page(page, venue, game)
    await venue.send(game, b"event: ping\ndata: 1\n\n")
    await expect_texts(page, link="Live")
    venue.refuse_streams = True
    await page.clock.fast_forward(LATE_AFTER_MS)
    await expect(page.get_by_test_id("link")).to_have_text(re.compile(r"^(Late: nothing new|Away) since \d"))
    venue.refuse_streams = False
    await page.clock.fast_forward(16_000)
    await venue.wait_for_streams(game)
    await expect_texts(page, link="Live")


async def test_a_page_without_events_shows_since_when(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await page.clock.install()
    await open_page(page, venue, game)
    await expect_texts(page, link="Live")
    written_texts = await record_texts(page, "link")
    await page.clock.fast_forward(LATE_AFTER_MS)
    await page.wait_for_function("() => window.written.length > 1 && window.written.slice(-1)[0] === 'Live'")
    late, *_, live_again = await written_texts()
    assert re.match(r"Late: nothing new since \d\d?:\d\d:\d\d\s[AP]M", late)
    assert live_again == "Live"
    await venue.wait_for_streams(game, streams=1)


async def test_pings_keep_a_game_without_events_live(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await page.clock.install()
    await open_page(page, venue, game)
    streams = len(venue.seen)
    for _ in range(5):
        await page.clock.fast_forward(9_000)
        await venue.send(game, b"event: ping\ndata: 1\n\n")
        await page.wait_for_function("() => document.querySelector('.link').textContent === 'Live'")
    assert len(venue.seen) == streams


async def test_a_page_with_a_broken_stream_is_away_and_reconnects_with_its_last_event_id(
    venue: Venue, page: Page
) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await venue.play(game, FOUR_HOLES)
    await expect_texts(page, score_1="10", link="Live")
    venue.refuse_streams = True
    venue.cut()
    await expect(page.get_by_test_id("link")).to_have_text(re.compile(r"^Away since \d.*, trying again$"))
    venue.record(game, RoundEntered(Count(3, 0), Count(0, 0)))
    venue.refuse_streams = False
    await expect_texts(page, score_1="19", link="Live")
    assert venue.seen[-1] == f"{venue.scorekeeper.log_name}-3"
    await venue.wait_for_streams(game, streams=1)
    assert await is_same(page)


async def test_a_page_is_live_only_after_its_first_state(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await expect_texts(page, link="Live")
    written_texts = await record_texts(page, "link")
    venue.states_released.clear()
    venue.cut()
    await page.wait_for_function("() => window.written.length > 0")
    requests = len(venue.seen)
    venue.record(game, FOUR_HOLES)
    while len(venue.seen) == requests:
        await asyncio.sleep(0.01)
    await expect(page.get_by_test_id("link")).to_have_text(re.compile("^Away since"))
    await expect(page.locator("html")).to_have_class("stale")
    assert "Live" not in await written_texts()
    venue.states_released.set()
    await expect_texts(page, score_1="10", link="Live")


async def test_a_page_reconnects_to_a_kiosk_that_was_killed_and_restarted(tmp_path: Path, page: Page) -> None:
    now = int(time.time() * 1000)
    async with run_venue(tmp_path, now) as before:
        game = new_live_game(before)
        await open_page(page, before, game)
        await before.play(game, BagThrown(1, "hole"))
        await expect(page.locator('.sides .bag[data-result="hole"]')).to_have_count(1)
        port = int(before.url.rpartition(":")[2])
    await expect(page.get_by_test_id("link")).to_have_text(re.compile("^Away"))
    async with run_venue(tmp_path, now, port) as after:
        await after.wait_for_streams(game)
        await expect_texts(page, link="Live")
        await after.play(game, BagThrown(2, "board"))
        await expect(page.locator('.sides .bag[data-result="board"]')).to_have_count(1)
        assert await is_same(page)


async def test_a_page_closes_its_stream_when_it_is_left_and_opens_one_when_it_is_shown_again(
    venue: Venue, page: Page
) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    await venue.wait_for_streams(game, streams=0)
    venue.record(game, FOUR_HOLES)
    await page.evaluate("for (const _ of [1, 2]) dispatchEvent(new PageTransitionEvent('pageshow'))")
    await expect_texts(page, score_1="10")
    await venue.wait_for_streams(game, streams=1)


async def test_a_change_that_only_the_server_renders_reloads_the_page(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    await open_page(page, venue, game)
    await venue.play(game, Undone())
    await expect_texts(page, status="Waiting for players")
    await venue.play(game, BagThrown(1, "hole"))
    await expect_texts(page, status="In play")


async def test_the_lobby_page_shows_new_players_and_becomes_the_game_page(venue: Venue, page: Page) -> None:
    game = venue.new_game()
    await open_page(page, venue, game)
    await page.get_by_label("Your name").fill("Half a na")
    await venue.join(game, JoinBody("Carla", 2), "")
    await expect(page.get_by_text("Carla")).to_be_visible()
    await expect(page.get_by_label("Your name")).to_have_value("Half a na")
    assert await is_same(page)
    await venue.play(game, BagThrown(1, "hole"))
    await expect_texts(page, status="In play")


async def test_a_lobby_page_that_missed_a_change_is_current_after_reconnecting(venue: Venue, page: Page) -> None:
    game = venue.new_game()
    await open_page(page, venue, game)
    venue.record(game, BagThrown(1, "hole"))
    venue.cut()
    await expect_texts(page, status="In play")


async def test_joining_from_the_page(venue: Venue, page: Page) -> None:
    game = venue.new_game()
    await open_page(page, venue, game)
    name = page.get_by_label("Your name")
    await name.fill("ANNA")
    await page.get_by_role("button", name="Join Blue").click()
    await expect(page.get_by_role("alert")).to_have_text(
        "ANNA is already in this game. Add a letter to tell the two apart."
    )
    await expect(name).to_have_value("ANNA")
    await name.fill("<b>Carla</b>")
    await name.press("Enter")
    await page.get_by_role("button", name="Join Blue").click()
    await expect(page.get_by_text("<b>Carla</b> is in.")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="Carla")).to_be_visible()
    await expect(name).to_have_value("")
    await expect(page.get_by_text("All places taken")).to_be_visible()
    assert await is_same(page)
    await venue.wait_for_streams(game, streams=1)


async def test_the_venue_page_follows_every_court(venue: Venue, page: Page) -> None:
    await page.goto(venue.url)
    await page.evaluate("window.marker = 'same page'")
    await expect(page.get_by_text("No game yet")).to_be_visible()
    await venue.wait_for_streams(EVERY_GAME)
    game = venue.new_game(NewGame("Court 7", team1=NewTeam(color="#ff00ff")))
    await venue.play(game, FOUR_HOLES)
    await expect(page.get_by_role("link", name="Court 7")).to_contain_text("10")
    await expect(page.locator(".colors")).to_have_count(1)
    await expect(page.locator(".card .team-1 .score")).to_have_css("color", "rgb(255, 0, 255)")
    await expect_texts(page, link="Live")
    assert await is_same(page)


async def test_followed_players_and_courts_come_first_and_are_remembered(venue: Venue, page: Page) -> None:
    for court, player in (("Court 1", "Ada"), ("Court 2", "Mabel"), ("Court 3", "Otis")):
        venue.record(venue.new_game(NewGame(court, team1=NewTeam(players=[player]))), FOUR_HOLES)
    cards = page.locator(".cards [data-text=court]")
    await page.goto(venue.url)
    await expect(cards).to_have_text(["Court 1", "Court 2", "Court 3"])
    await page.get_by_role("button", name="Follow Court 3").click()
    await expect(cards).to_have_text(["Court 3", "Court 1", "Court 2"])
    await page.get_by_label("Follow a player").fill(" mabel ")
    await page.get_by_role("button", name="Follow", exact=True).click()
    await page.get_by_label("Follow a player").fill("Nobody <b>")
    await page.keyboard.press("Enter")
    await expect(page.locator("#followed li")).to_have_text([re.compile("Nobody <b>.*not playing"), "mabel", "Court 3"])
    await page.reload()
    await expect(cards).to_have_text(["Court 2", "Court 3", "Court 1"])
    await page.get_by_role("button", name="Stop following mabel").click()
    await page.get_by_role("button", name="Follow Court 3").click()
    await expect(page.locator("#followed li")).to_have_count(1)
    await expect(page.locator("[data-followed]")).to_have_count(0)


async def test_the_venue_page_updates_from_its_stream_and_requests_the_list_only_when_a_card_changes(
    venue: Venue, page: Page
) -> None:
    requested_paths: list[str] = []
    page.on("request", lambda request: requested_paths.append(request.url) if "/courts" in request.url else None)
    game = new_live_game(venue)
    await page.goto(venue.url)
    await venue.wait_for_streams(EVERY_GAME)
    await venue.play(game, FOUR_HOLES)
    await expect(page.locator(".card .team-1 .score")).to_have_text("10")
    await venue.play(game, BagThrown(1, "hole"))
    await expect(page.locator(".card .now")).to_have_text("Bert throws next")
    assert requested_paths == []
    await venue.play(game, Undone(), FOUR_HOLES, FOUR_HOLES)
    await expect(page.locator(".card .state")).to_have_text("Final score")
    await venue.wait_for_streams(EVERY_GAME)


@pytest.mark.parametrize(("scheme", "letters"), [("dark", "normal"), ("light", "large")])
async def test_no_text_is_cut_at_any_size(venue: Venue, browser: Browser, scheme: str, letters: str) -> None:
    wide = NewGame("C" * 32, "virtual", NewTeam("W" * 32, ["M" * 32]), NewTeam("m" * 32, ["W" * 32]))
    game, lobby = venue.new_game(wide), venue.new_game(replace(wide, court="D" * 32))
    venue.record(game, *[RoundEntered(Count(4, 0), Count(4, 0))] * 9, BagThrown(1, "hole"))
    context = await browser.new_context(color_scheme="light" if scheme == "light" else "dark")
    await context.add_cookies([{"name": "print", "value": letters, "url": venue.url}])
    page = await context.new_page()
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for path in (f"/game/{game}", f"/game/{lobby}", "/"):
            await page.goto(venue.url + path)
            assert await page.evaluate(CUT) == [], f"{path} at {width} x {height}"
    await context.close()


CUT = """() => [...document.querySelectorAll('body *')]
    .filter(one => !one.closest('.hidden, .sprite') && one.getClientRects().length)
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
    .map(one => one.outerHTML.slice(0, 90))"""


async def test_a_wall_shows_large_digits(venue: Venue, page: Page) -> None:
    game = new_live_game(venue)
    venue.record(game, FOUR_HOLES)
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await open_page(page, venue, game)
    size = await page.get_by_test_id("score-1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert 0.25 <= size * CAP_HEIGHT / 1080 <= 0.45


CAP_HEIGHT = 0.7
"""Of Barlow Condensed, in parts of its size: how tall a digit is."""
