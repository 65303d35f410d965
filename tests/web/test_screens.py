"""Register of screens: which reports it accepts, its limits, and real walls that follow orders."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from goat_kiosk.errors import InvalidValue, NotFound
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.web.live.screens import (
    GONE_AFTER_S,
    MAX_MESSAGE_LENGTH,
    MAX_SCREENS,
    MAX_SCREENS_PER_ADDRESS,
    Order,
    ReportReply,
    Scene,
    ScreenReport,
    Screens,
)
from goat_kiosk.web.pages.render import assets
from tests.waiting import TIMEOUT_MS, TIMEOUT_S
from tests.web.kiosk import Kiosk, running
from tests.web.state_server import StateServer, serve_states

PAGE = Scene("page")


class Desk:
    """A register with a manual clock, and the orders that it sent."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sent: list[dict[str, Any]] = []
        self.screens = Screens(lambda order: self.sent.append(msgspec.json.decode(order)), lambda: self.now)

    def report(
        self, screen: str, address: str = "10.0.0.1", run: str = "0" * 8, done: str = "", name: str = ""
    ) -> ReportReply:
        report = ScreenReport(screen, run, "wall", 1920, 1080, "/display", PAGE, {"7": "c0ffee00-12"}, name, done)
        return self.screens.report(report, address)


@pytest.fixture
def desk() -> Desk:
    return Desk()


ONE, TWO = "1" * 16, "2" * 16


def orders(answer: ReportReply) -> list[dict[str, Any]]:
    return [msgspec.json.decode(order) for order in answer.orders]


def test_a_screen_that_stops_reporting_is_removed(desk: Desk) -> None:
    desk.report(ONE, name="Bar")
    desk.now += GONE_AFTER_S
    desk.report(TWO)
    assert [screen.name for screen in desk.screens.snapshot()] == ["Bar", "Wall 2222"]
    desk.now += 1
    assert [screen.id for screen in desk.screens.snapshot()] == [TWO]
    assert desk.screens.snapshot()[0].shows == {"7": "c0ffee00-12"}


def test_an_order_is_sent_at_once_and_repeated_until_it_is_done(desk: Desk) -> None:
    desk.report(ONE)
    assert desk.screens.order(ONE, Order("identify")).pending_orders == 1
    desk.screens.order(ONE, Order("show", scene=Scene("court", " Court\u202e 3 ")))
    first, second = desk.sent
    assert first == {"screen": ONE, "order": first["order"], "do": "identify"}
    assert second["scene"] == {"show": "court", "court": "Court 3"}
    assert orders(desk.report(ONE)) == [first, second]
    assert orders(desk.report(ONE, done=first["order"])) == [second]
    assert orders(desk.report(ONE, done="deadbeef-1")) == [second]
    assert orders(desk.report(ONE, done=second["order"])) == []
    desk.report(TWO)
    assert orders(desk.report(TWO)) == []


def test_two_pages_with_one_id_are_distinguished(desk: Desk) -> None:
    desk.report(ONE, run="a" * 8)
    assert not desk.report(ONE, run="b" * 8).taken
    assert desk.report(ONE, run="a" * 8).taken
    assert not desk.report(ONE, run="b" * 8).taken


def test_the_number_of_screens_is_limited_in_total_and_per_address(desk: Desk) -> None:
    for number in range(MAX_SCREENS):
        desk.report(f"{number:016x}", f"10.0.{number // MAX_SCREENS_PER_ADDRESS}.1")
    with pytest.raises(AtCapacity):
        desk.report("f" * 16, "10.9.9.9")
    desk.report(f"{3:016x}", "10.0.0.1")  # one of those known is heard all the same
    desk.now += GONE_AFTER_S + 1
    for number in range(MAX_SCREENS_PER_ADDRESS):
        desk.report(f"{number:016x}")
    with pytest.raises(AtCapacity):
        desk.report("f" * 16)
    for _ in range(100):
        desk.screens.order(f"{1:016x}", Order("identify"))
    assert len(desk.report(f"{1:016x}").orders) <= 8


@pytest.mark.parametrize(
    "order",
    [
        Order("rename"),
        Order("rename", "\u200b"),
        Order("identify", "name"),
        Order("reload", scene=PAGE),
        Order("show"),
        Order("show", scene=Scene("court")),
        Order("show", scene=Scene("message")),
        Order("show", scene=Scene("all", "Court 1")),
        Order("show", scene=Scene("tournament")),
        Order("show", scene=Scene("all", tournament_id=7)),
        Order("show", scene=Scene("all", view="bracket")),
    ],
)
def test_an_order_that_says_too_little_or_too_much_is_refused(desk: Desk, order: Order) -> None:
    desk.report(ONE)
    with pytest.raises(InvalidValue):
        desk.screens.order(ONE, order)
    with pytest.raises(NotFound):
        desk.screens.order(TWO, Order("identify"))
    assert desk.sent == []


# ---------------------------------------------------------------------------------------------------- over HTTP


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


REPORT = {
    "id": ONE, "run": "0" * 8, "kind": "wall", "width": 1920, "height": 1080, "page": "/display",
    "scene": {"show": "page"}, "shows": {"7": "c0ffee00-12"}, "name": "Bar", "done": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"}, {"id": "A" * 16}, {"run": ""}, {"kind": "toaster"}, {"width": 0}, {"height": 1 << 20},
        {"page": "javascript:"}, {"page": "/" * 400}, {"scene": {"show": "film"}}, {"shows": {"x": "c0ffee00-1"}},
        {"shows": {str(n): "-1" for n in range(65)}}, {"shows": {"7": "<script>"}}, {"name": "x" * 33},
        {"done": "x"}, {"more": 1}, {"scene": {"show": "message", "text": "x" * (MAX_MESSAGE_LENGTH + 1)}},
    ],
)  # fmt: skip
async def test_a_report_is_read_strictly(kiosk: Kiosk, wrong: dict[str, object]) -> None:
    status, received = await kiosk.call("POST", "/screens", REPORT | wrong, key=None)
    assert status in {400, 422}
    assert received["detail"]
    assert kiosk.server.screens() == []


async def test_the_desk_lists_screens_and_sends_orders_over_http_and_from_its_thread(kiosk: Kiosk) -> None:
    assert await kiosk.call("POST", "/screens", REPORT, key=None) == (
        200,
        {"orders": [], "taken": False, "build": assets.fingerprint()},
    )
    assert (await kiosk.call("GET", "/api/screens", key=None))[0] == 401
    status, screens = await kiosk.call("GET", "/api/screens")
    assert (status, screens[0]["name"], screens[0]["address"]) == (200, "Bar", "127.0.0.1")
    path = f"/api/screens/{ONE}"
    assert (await kiosk.call("POST", path, {"do": "identify"}, key="wrong"))[0] == 403
    assert (await kiosk.call("POST", path, {"do": "explode"}))[0] == 422
    assert (await kiosk.call("POST", path, {"do": "rename"}))[0] == 422
    assert (await kiosk.call("POST", f"/api/screens/{TWO}", {"do": "identify"}))[0] == 404
    async with kiosk.session.get(f"{kiosk.url}/venue/events") as stream:
        assert (await kiosk.call("POST", path, {"do": "rename", "name": "Door"}))[0] == 200
        assert kiosk.server.send_order(ONE, Order("reload")).pending_orders == 2
        received = b""
        while b"reload" not in received:
            received += await stream.content.readany()
    assert b"event: order\n" in received
    assert [screen.name for screen in kiosk.server.screens()] == ["Bar"]
    _, answer = await kiosk.call("POST", "/screens", REPORT, key=None)
    assert [order["do"] for order in answer["orders"]] == ["rename", "reload"]


# ---------------------------------------------------------------------------------------------- in a real browser


@pytest_asyncio.fixture(loop_scope="session")
async def state_server() -> AsyncIterator[StateServer]:
    async with serve_states() as server:
        server.publish(1, 5)
        server.publish(2, 6)
        yield server


async def screen_of(state_server: StateServer, page: Page) -> str:
    """Wait until the wall has reported, and return its id."""
    async with page.expect_response("**/screens", timeout=TIMEOUT_MS):
        pass
    async with asyncio.timeout(TIMEOUT_S):  # one that has just learned that its id is taken reports another one soon
        while (found := await page.evaluate(SCREEN_ID)) not in [one.id for one in state_server.screens.snapshot()]:
            await asyncio.sleep(0.02)
    return str(found)


SCREEN_ID = "JSON.parse(sessionStorage.getItem('screen') ?? localStorage.getItem('screen')).id"


def reported(state_server: StateServer) -> tuple[str, int, str, dict[str, str]]:
    """Return the name, the pending orders, the page and the states that the screen has reported."""
    screen = state_server.screens.snapshot()[0]
    return screen.name, screen.pending_orders, screen.page, screen.shows


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wall_executes_orders_of_the_desk_and_remembers_them(
    browser: Browser, state_server: StateServer
) -> None:
    context = await browser.new_context()
    wall = await context.new_page()
    await wall.goto(f"{state_server.url}/display")
    name = await screen_of(state_server, wall)
    await expect(wall.locator(".court-card")).to_have_count(2)

    state_server.screens.order(name, Order("show", scene=Scene("court", "Court 2")))
    await expect(wall.locator(".court-card")).to_have_count(1)
    await expect(wall.get_by_test_id("score-1")).to_have_text("6")
    await wall.reload()
    await expect(wall.locator(".court-card")).to_have_count(1)  # until its script runs, it has the server's own cards
    await expect(wall.get_by_test_id("score-1")).to_have_text("6")

    state_server.screens.order(name, Order("show", scene=Scene("message", text="<b>Pizza</b> at nine")))
    await expect(wall.locator("#message")).to_have_text("<b>Pizza</b> at nine")
    state_server.screens.order(name, Order("rename", "Bar"))
    await expect(wall.locator("#identify")).to_have_text("Bar")
    state_server.screens.order(name, Order("show", scene=Scene("all")))
    await expect(wall.locator(".court-card")).to_have_count(2)

    await wall.evaluate("window.marker = 'same page'")
    state_server.screens.order(name, Order("reload"))
    await wall.wait_for_function("() => window.marker === undefined")
    shows = {"1": "c0ffee00-1", "2": "c0ffee00-1"}
    async with asyncio.timeout(TIMEOUT_S):  # reports from before the orders, and from before the states, come first
        while reported(state_server) != ("Bar", 0, "/display", shows):
            await asyncio.sleep(0.02)
    await context.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_a_missed_order_is_repeated_and_two_windows_are_two_screens(
    browser: Browser, state_server: StateServer
) -> None:
    context = await browser.new_context()
    first, second = await context.new_page(), await context.new_page()
    await first.goto(f"{state_server.url}/display")
    name = await screen_of(state_server, first)
    state_server.screens._send = lambda _: None
    state_server.screens.order(name, Order("show", scene=Scene("court", "Court 1")))
    state_server.publish(2, 7)
    await expect(first.locator(".court-card")).to_have_count(1)
    await second.goto(f"{state_server.url}/display/2")
    await screen_of(state_server, second)
    state_server.publish(1, 6)
    await first.wait_for_function("() => sessionStorage.getItem('screen') !== null")
    state_server.publish(1, 7)
    await screen_of(state_server, first)
    assert len(state_server.screens.snapshot()) == 2
    await context.close()
