"""Malformed requests to every route of the real server: refused with a 4xx or ignored, never an internal error.

The routes come from the router's own table, so one that is added is tried as well.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import hdrs

from goat_kiosk.web.http import rate_limit
from goat_kiosk.web.http.rate_limit import ERROR_COST, REQUEST_COST
from tests.fuzz import requests
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running
from tests.web.raw import get, send
from tests.web.test_request_guard import routes

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVERY = 307
"""Of some hundred thousand, all parts and values of each route in turn; tests/bench tries more."""
AT_A_TIME = 16


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    async with running(tmp_path_factory.mktemp("malformed")) as kiosk:
        await kiosk.new_game()
        yield kiosk


async def status(kiosk: Kiosk, sent: bytes) -> int:
    """Return the status of the response, or 0 if the connection was closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    try:
        writer.write(sent)
        async with asyncio.timeout(TIMEOUT_S):
            line = await reader.readline()
            while line.startswith(b"HTTP/1.1 100"):
                await reader.readline()
                line = await reader.readline()
        return int(line.split()[1]) if line else 0
    except ConnectionError:
        return 0
    finally:
        writer.close()


async def find_wrong_responses(kiosk: Kiosk, every: int) -> dict[str, int]:
    """Send malformed requests; return those whose response was neither a 4xx nor a success."""
    unexpected = {}
    waiting = requests.malformed_requests(routes(kiosk), every)

    async def work() -> None:
        for received, sent in waiting:
            if not 200 <= (answered := await status(kiosk, sent)) < 500:
                unexpected[received] = answered

    await asyncio.gather(*(work() for _ in range(AT_A_TIME)))
    return unexpected


async def test_no_malformed_request_is_a_bug(kiosk: Kiosk) -> None:
    """None is logged as an error either (`tests/conftest.py`), which would write a crash report."""
    assert await find_wrong_responses(kiosk, EVERY) == {}


@pytest.mark.logs_warnings
async def test_a_request_that_causes_an_error_costs_rate_limit_tokens(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[float] = []
    monkeypatch.setattr(kiosk.server._buckets, "charge", lambda _source, cost: spent.append(cost))
    monkeypatch.setattr(kiosk.server._routes.allowed_hosts, "is_own_origin", None)
    answer = await send(kiosk.port, get("/preferences", "localhost", "Origin: http://localhost", method="POST"))
    assert (answer.status, spent[-2:]) == (500, [REQUEST_COST, ERROR_COST])


async def test_only_wrong_requests_cost_tokens_and_not_those_to_retry() -> None:
    assert all(rate_limit.costs_extra(status) for status in (400, 404, 429, 500, 504))
    assert not any(rate_limit.costs_extra(status) for status in (200, 304, 409, 412, 422, 503))


async def test_an_unknown_expect_header_is_refused_with_a_sentence(kiosk: Kiosk) -> None:
    answer = await send(kiosk.port, get("/", "localhost", "Expect: a-miracle"))
    assert (answer.status, answer.headers["content-type"]) == (417, "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = get("/preferences", "localhost", "Expect: 100-Continue", "Content-Length: 1", method="POST") + b"a"
    assert (await send(kiosk.port, body)).status == 100


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_refusal_shown_as_a_page_keeps_its_headers(kiosk: Kiosk, accept: str) -> None:
    request = get("/api/devices", "localhost", f"Accept: {accept}")
    assert (await send(kiosk.port, request)).headers["www-authenticate"] == "Bearer"
    not_taken = await send(kiosk.port, get("/preferences", "localhost", f"Accept: {accept}"))
    assert (not_taken.status, not_taken.headers["allow"]) == (405, "POST")
    kiosk.server._hub.slots.limit, places = 0, kiosk.server._hub.slots.limit
    full = await send(kiosk.port, get("/venue/events", "localhost", f"Accept: {accept}"))
    kiosk.server._hub.slots.limit = places
    assert (full.status, full.headers[hdrs.RETRY_AFTER.lower()].isdigit()) == (503, True)
    assert full.headers["content-type"].startswith("text/html") == (accept == "text/html")
