"""The compressed stream read by Chromium's EventSource and by curl, across joins and so across keyframes."""

import asyncio
import subprocess

import pytest
from playwright.async_api import Browser

from goat_kiosk.domain.events import BagThrown, GameStarted, Undone
from tests.games import game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTENS = """
    window.ids = []
    window.source = new EventSource(location.pathname + "/events")
    source.addEventListener("state", event => {
        if (JSON.parse(event.data).seq === Number(event.lastEventId.split("-")[1])) ids.push(event.lastEventId)
    })
"""


async def play(kiosk: Kiosk, game_id: int) -> list[str]:
    """Throw a bag and undo it repeatedly while other streams join and leave; return the ids of the states."""
    ids = []
    for turn in range(60):
        ids.append(kiosk.scorekeeper.record(game_id, BagThrown(1, "hole")).event_id)
        ids.append(kiosk.scorekeeper.record(game_id, Undone()).event_id)
        if turn % 5 == 0:
            async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as joined:
                assert joined.headers["Content-Encoding"] == "gzip"
                await joined.content.readline()
    return ids


async def test_chromium_receives_every_state_in_order(kiosk: Kiosk, browser: Browser) -> None:
    game = kiosk.scorekeeper.create(game_created())
    kiosk.scorekeeper.record(game.game_id, GameStarted())
    page = await browser.new_page()
    await page.route(f"**/game/{game.game_id}", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    await page.goto(f"{kiosk.url}/game/{game.game_id}")
    async with page.expect_response("**/events") as answered:
        await page.evaluate(LISTENS)
    assert (await (await answered.value).all_headers())["content-encoding"] == "gzip"
    await page.wait_for_function("() => ids.length === 1")
    ids = await play(kiosk, game.game_id)
    await page.wait_for_function("newest => ids.at(-1) === newest", arg=ids[-1])
    assert (await page.evaluate("ids"))[1:] == ids
    await page.close()


async def test_curl_receives_every_state_in_order(kiosk: Kiosk) -> None:
    game_id = kiosk.scorekeeper.create(game_created()).game_id
    url = f"{kiosk.url}/game/{game_id}/events"
    curl = await asyncio.create_subprocess_exec("curl", "-sN", "--compressed", url, stdout=subprocess.PIPE)
    assert curl.stdout is not None
    assert await asyncio.wait_for(curl.stdout.readline(), TIMEOUT_S) == b"retry: 2000\n"
    ids = await play(kiosk, game_id)
    seen: list[str] = []
    while seen[-1:] != ids[-1:]:
        line = (await asyncio.wait_for(curl.stdout.readline(), TIMEOUT_S)).decode()
        if line.startswith("id: "):
            seen.append(line.removeprefix("id: ").strip())
    curl.terminate()
    await curl.wait()
    assert seen[1:] == ids


async def test_the_venue_stream_has_games_that_are_opened_and_ended(kiosk: Kiosk) -> None:
    kiosk.scorekeeper.create(game_created())
    async with kiosk.session.get(f"{kiosk.url}/venue/events") as wall:
        opened = kiosk.scorekeeper.create(game_created(court="Court 2")).game_id
        status, _ = await kiosk.call("POST", f"/api/games/{opened}/end", {"ended_by": "conceded", "winner": 1})
        assert status == 200
        received = b""
        while b"game-ended" not in received:
            received += await asyncio.wait_for(wall.content.readline(), TIMEOUT_S)
    assert received.count(b"event: state") == 3
    assert received.count(b"event: refresh") == 2
    assert b'"game_id":%d' % opened in received


async def test_a_selection_of_games_on_one_connection(kiosk: Kiosk) -> None:
    first, second, third = (kiosk.scorekeeper.create(game_created(court=f"Court {n}")).game_id for n in (1, 2, 3))
    async with kiosk.session.get(f"{kiosk.url}/venue/events?games={first},{third}") as wall:
        thrown = [kiosk.scorekeeper.record(game_id, BagThrown(1, "off")) for game_id in (second, first, third)]
        received = b""
        while thrown[-1].state not in received:
            received += await asyncio.wait_for(wall.content.readline(), TIMEOUT_S)
    assert b'"game_id":%d' % second not in received
    assert received.count(b'"game_id":%d' % first) == 2


@pytest.mark.parametrize("selection", ["x", "1,", "-1", "1;2", ",".join(map(str, range(65)))])
async def test_an_invalid_selection_of_games_is_refused_with_a_sentence(kiosk: Kiosk, selection: str) -> None:
    status, received = await kiosk.call("GET", f"/venue/events?games={selection}")
    assert status == 422
    assert "games=" in received["detail"]
