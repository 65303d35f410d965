"""Hostile names on the real server: escaped or refused, without relying on the Content-Security-Policy."""

import asyncio
import io
import re
from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.waiting import TIMEOUT_S
from tests.web.full_kiosk import FullKiosk
from tests.web.kiosk import Kiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = {
    "script": "<script>document.title='x'</script>",
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "image": "<img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }} ${7*7} {team}",
    "right to left": "\u202eevil\u202c \u2066x\u2069 שלום",
    "control": "a\u0000b\rc\nd\u001be\u0085f\u2028g",
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️ Ann",
    "combining": "Z̸̡̢̛͔a̴̛͓l̵̨͚go" + "\u0301" * 60,
    "wide": "A" + "﷽" * 31,
}
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));"""
BIDI = "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone's page that fails its test if a script in a name runs or the policy is violated."""
    context = await browser.new_context(viewport={"width": 320, "height": 640})
    await context.add_init_script(WATCH)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    assert complaints == []
    await context.close()


async def has_no_violations(page: Page) -> None:
    assert await page.evaluate("window.violations") == []
    text = await page.locator("body").inner_text()
    assert not re.search(BIDI.replace("\u0000-\u001f", "\u0000-\u0008\u000b-\u001f"), text)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_name_is_shown_as_text(kiosk: Kiosk, page: Page, name: str) -> None:
    teams = {
        "team1": {"name": name, "players": [f"1 {name}"]},
        "team2": {"name": f"2 {name}", "players": [f"3 {name}"]},
    }
    status, state = await kiosk.call("POST", "/api/games", {"court": name, **teams})
    assert status == 201, state
    shown_text = state["team1"]["name"]
    at = f"{kiosk.url}/game/{state['game_id']}"
    await page.goto(at)
    await expect(page.get_by_role("heading", name=shown_text, exact=True)).to_be_visible()
    await has_no_violations(page)
    await kiosk.call("POST", f"/api/games/{state['game_id']}/throws", {"team": 1, "result": "hole", "x": 12, "y": 39})
    await expect(page.locator(".sides .team").first).to_have_text(shown_text)
    correction = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
    await kiosk.call("POST", f"/api/games/{state['game_id']}/undo")
    await kiosk.call("POST", f"/api/games/{state['game_id']}/rounds", correction)
    await kiosk.call("PUT", f"/api/games/{state['game_id']}/rounds/1", {**correction, "reason": name})
    await expect(page.locator(".correction")).to_contain_text("Round 1 was corrected")
    await expect(page.locator(".card h3").first).to_contain_text(state["team1"]["players"][0]["name"])
    await has_no_violations(page)
    await page.goto(f"{at}/receipt")
    await has_no_violations(page)
    await page.goto(kiosk.url)
    await has_no_violations(page)


async def test_a_hostile_captain_is_shown_as_text_and_forges_no_event(kiosk: Kiosk, page: Page) -> None:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
    result = (await kiosk.call("GET", game))[1]["receipt"]["hash"]
    at = kiosk.url + game.replace("/api/games/", "/game/")
    async with kiosk.session.get(f"{at}/events", headers={"Accept-Encoding": "identity"}) as stream:
        for number, name in enumerate([*HOSTILE.values(), "Eve\r\n\r\nevent: refresh\r\ndata: forged\n\n"]):
            team = number % 2 + 1  # an address has only so many answers for a side
            confirmation = {"team": team, "right": name != HOSTILE["script"], "hash": result, "name": name}
            status, state = await kiosk.call("POST", f"{game}/confirm", confirmation, key=None)
            assert status == 200, state
            await read_until_seq(stream, state["seq"])
            if name in {HOSTILE["script"], HOSTILE["right to left"], HOSTILE["wide"]}:
                await page.goto(f"{at}/receipt")
                shown_text = state["receipt"][f"team{team}"]["name"]
                await expect(page.get_by_test_id(f"said-{team}")).to_contain_text(f"{shown_text}: this is")
                await has_no_violations(page)


async def read_until_seq(stream: aiohttp.ClientResponse, seq: int) -> None:
    """Read the stream up to the state `seq`; no other event may come before it."""
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            line = (await stream.content.readuntil(b"\n")).rstrip(b"\n")
            name, _, value = line.partition(b": ")
            assert (name, value) == (b"", b"") or name in {b"id", b"retry", b"data"} or value in {b"state", b"ping"}, (
                line
            )
            if name == b"data" and value.startswith(b"{") and msgspec.json.decode(value)["seq"] == seq:
                return


@pytest.mark.parametrize("name", ["\u202e\u200f", "\u0007\u0000", " ", "﷽"])
async def test_a_name_with_nothing_to_read_is_refused(kiosk: Kiosk, name: str) -> None:
    status, reply = await kiosk.call("POST", "/api/games", {"court": "Court 1", "team1": {"players": [name]}})
    assert (status, reply["detail"]) == (422, "A name needs at least one letter or digit.")


async def test_a_name_of_a_megabyte_is_refused(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(team1={"name": "Orange"}, team2={"name": "Blue"})
    body = io.BytesIO(b"team=1&name=" + b"W" * 1_000_000)
    join = f"{kiosk.url}{game.replace('/api/games/', '/game/')}/join"
    async with kiosk.session.post(join, data=body) as answer:
        assert answer.status == 413
    assert (await kiosk.call("GET", game))[1]["team1"]["players"] == []


async def test_no_page_violates_the_policy(full_kiosk: FullKiosk, page: Page) -> None:
    """Each page also has a policy that allows nothing inline and nothing from other origins."""
    for name, path in full_kiosk.pages.items():
        if name == "no such game":
            continue  # the browser itself complains of a 404
        answer = await page.goto(full_kiosk.kiosk.url + path, wait_until="load")
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert {"default-src 'self'", "script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))
        assert "unsafe" not in policy
        assert await page.evaluate("window.violations") == [], name
        others = await page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)")
        assert set(others) <= {full_kiosk.kiosk.url}, name


async def test_a_planted_inline_style_violates_the_policy(full_kiosk: FullKiosk, browser: Browser) -> None:
    """Proves that the tests above can fail: an inline style is a violation, and it is noticed."""
    context = await browser.new_context()
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url)
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    await page.wait_for_timeout(0)
    assert set(await page.evaluate("window.violations")) == {"style-src-attr"}
    await context.close()
