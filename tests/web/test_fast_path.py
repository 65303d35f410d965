"""Fast path for streams: it answers as aiohttp does, and leaves unusual requests to aiohttp."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.hub.admission import THIS_MACHINE
from goat_kiosk.web.fast_path import StreamRequest, parse_stream_request
from goat_kiosk.web.http.rate_limit import BURST, CONNECTION_COST, TOKENS_PER_SECOND
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running
from tests.web.mutations import differences
from tests.web.raw import head

pytestmark = pytest.mark.asyncio(loop_scope="session")

BROWSER = (
    "Host: localhost:8080",
    "Connection: keep-alive",
    'sec-ch-ua-platform: "Android"',
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
    "Accept: text/event-stream",
    "Cache-Control: no-cache",
    "Sec-Fetch-Site: same-origin",
    "Referer: http://localhost:8080/game/1",
    "Accept-Encoding: gzip, deflate",
    "Accept-Language: es-MX,es;q=0.9",
)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    async with running(tmp_path_factory.mktemp("door")) as kiosk:
        await kiosk.new_game()
        yield kiosk


async def responses_of(port: int, request: bytes) -> tuple[bytes, bytes]:
    """Return the head of the answer without its date, and the body or the first chunk of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(TIMEOUT_S):
        response_head = await reader.readuntil(b"\r\n\r\n")
        if b"chunked" in response_head:
            body = await reader.readexactly(int(await reader.readline(), 16))
        elif length := re.search(rb"Content-Length: (\d+)", response_head):
            body = await reader.readexactly(int(length[1]))
        else:
            body = await reader.readuntil(b"data: ")
    writer.close()
    return re.sub(rb"Date: [^\r]*\r\n", b"", response_head), body


PLAIN = ("Host: localhost",)
REQUESTS = {
    "browser": ("/game/{id}/events", BROWSER),
    "program": ("/game/{id}/events", PLAIN),
    "venue": ("/venue/events", BROWSER),
    "current, by header": ("/game/{id}/events", (*BROWSER, "Last-Event-ID: {seen}")),
    "current, by query": ("/game/{id}/events?last_event_id={seen}", BROWSER),
    "both, the header counts": ("/game/{id}/events?last_event_id={seen}", (*PLAIN, "Last-Event-ID: x-1")),
    "an empty header": ("/game/{id}/events?last_event_id={seen}", (*PLAIN, "Last-Event-ID:")),
    "an empty query": ("/game/{id}/events?last_event_id=", PLAIN),
    "absurd": ("/game/{id}/events", (*PLAIN, "Last-Event-ID: ☃".encode().decode("latin-1"))),
    "in other cases": ("/game/{id}/events", ("HOST: LocalHost", "accept-ENCODING: GZIP")),
    "no space, many spaces": ("/game/{id}/events", ("Host:localhost", "Accept-Encoding:  \t gzip \t")),
    "no gzip": ("/game/{id}/events", (*PLAIN, "Accept-Encoding: gzip;q=0, br")),
    "gzip twice": ("/game/{id}/events", (*PLAIN, "Accept-Encoding: br", "Accept-Encoding: gzip")),
    "no such tournament": ("/tournament/99/events", PLAIN),
    "no changes of a game": ("/game/{id}/changes", PLAIN),
    "no such game": ("/game/99/events", PLAIN),
    "too large a number": ("/game/12345678901/events", PLAIN),
    "a selection": ("/venue/events?games={id}", PLAIN),
    "another's name": ("/game/{id}/events", ("Host: evil.example",)),
    "no name": ("/game/{id}/events", ("Accept: */*",)),
    "two names": ("/game/{id}/events", ("Host: localhost", "Host: localhost")),
    "a name with a user": ("/game/{id}/events", ("Host: me@localhost",)),
    "encoded": ("/game/{id}%2Fevents", PLAIN),
    "a slash too many": ("/game/{id}/events/", PLAIN),
    "last century": ("/game/{id}/events", PLAIN),
    "a body of nothing": ("/game/{id}/events", (*PLAIN, "Content-Length: 0")),
    "a space before the colon": ("/game/{id}/events", ("Host : localhost",)),
    "folded": ("/game/{id}/events", ("Host: localhost", "X-Long: one", " two")),
}


@pytest.mark.parametrize("request_bytes", REQUESTS)
async def test_the_fast_path_and_aiohttp_answer_the_same(kiosk: Kiosk, request_bytes: str) -> None:
    (game_id,) = kiosk.scorekeeper.game_ids()
    path, headers = REQUESTS[request_bytes]
    given_ = {"id": game_id, "seen": kiosk.scorekeeper.snapshot(game_id).event_id}
    version = "HTTP/1.0" if request_bytes == "last century" else "HTTP/1.1"
    request = head(path.format(**given_), *(header.format(**given_) for header in headers), version=version)
    long_way = b"\r\n" + request  # an empty line first, which aiohttp has to forgive (RFC 9112, section 2.2)
    assert parse_stream_request(long_way) is None
    assert await responses_of(kiosk.port, request) == await responses_of(kiosk.port, long_way)


async def test_a_browsers_request_takes_the_fast_path(kiosk: Kiosk) -> None:
    (game_id,) = kiosk.scorekeeper.game_ids()
    served = kiosk.server._runner.server
    assert served is not None
    before = served.requests_count
    await responses_of(kiosk.port, head(f"/game/{game_id}/events", *BROWSER))
    assert served.requests_count == before
    await responses_of(kiosk.port, b"\r\n" + head(f"/game/{game_id}/events", *BROWSER))
    assert served.requests_count == before + 1


async def test_a_stream_request_is_parsed() -> None:
    request_bytes = head("/game/7/events?last_event_id=a-1", *BROWSER)
    assert parse_stream_request(request_bytes) == StreamRequest("game/7", "localhost:8080", "gzip, deflate", "a-1")
    assert parse_stream_request(head("/venue/events", *PLAIN)) == StreamRequest("venue", "localhost", "", None)
    changes = parse_stream_request(head("/tournament/7/changes?last_event_id=a-1", *PLAIN))
    assert changes == StreamRequest("tournament/7/changes", "localhost", "", "a-1")


@pytest.mark.parametrize(
    "request_bytes",
    [
        head("/game/7/events", *PLAIN)[:-1],
        head("/game/7/events", *PLAIN) * 2,
        head("/game/7/events", *PLAIN) + b"x",
        head("/game/7/events", *PLAIN, *PLAIN),
        head("/game/7/events", *PLAIN, "Last-Event-ID: a-1", "last-event-id: a-2"),
        head("/game/7/events", *PLAIN, "Connection: close"),
        head("/game/7/events", *PLAIN, "Connection: keep-alive", "Connection: keep-alive"),
        head("/game/7/events", *PLAIN, "Transfer-Encoding: chunked"),
        head("/game/7/events", *PLAIN, "Content-Length: 3"),
        head("/game/7/events", *PLAIN, "Upgrade: h2c"),
        head("/game/7/events", *PLAIN, "Expect: 100-continue"),
        head("/game/7/events", *PLAIN, f"X: {'x' * 4_096}"),
        head("/game/7/events", *PLAIN, "X: é"),
        head("/game/\u0667/events".encode().decode("latin-1"), *PLAIN),
        head("/game/7/events", *PLAIN).replace(b"\r\n", b"\n"),
        head("/game/7/events", *PLAIN).replace(b"GET", b"POST"),
        head("/game/7/events", *PLAIN).replace(b"GET", b"get"),
    ],
)
async def test_an_unusual_request_is_left_to_aiohttp(request_bytes: bytes) -> None:
    assert parse_stream_request(request_bytes) is None


@given(st.binary(max_size=200), st.integers(0, 400))
async def test_random_bytes_do_not_break_the_fast_path(noise: bytes, at: int) -> None:
    plain = head("/game/7/events", *BROWSER)
    parsed = parse_stream_request(plain[:at] + noise + plain[at:])
    assert parsed is None or parsed.topic.startswith("game/")


async def test_aiohttp_reads_every_request_that_the_fast_path_accepts_the_same() -> None:
    """It tries ten thousand mutated requests; `make bench` tries a million."""
    compared = list(differences(20_261_129, 10_000, asyncio.get_running_loop()))
    assert [request for request, is_same in compared if not is_same] == []
    assert len(compared) > 1_000


async def test_a_full_hub_refuses_the_stream(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game = (await kiosk.new_game()).removeprefix("/api/games")
        kiosk.server._hub.slots.limit = 0
        response_head, body = await responses_of(kiosk.port, head(f"/game{game}/events", *BROWSER))
        assert response_head.startswith(b"HTTP/1.1 503")
        assert b"Retry-After" in response_head
        assert b"no place left" in body


async def test_an_address_over_its_rate_is_left_to_aiohttp(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game = (await kiosk.new_game()).removeprefix("/api/games")
        server, rate_limit = kiosk.server._runner.server, kiosk.server._buckets
        assert server is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
        await kiosk.call("GET", "/healthz")  # the connection before has entered by now
        before = server.requests_count
        rate_limit.charge(THIS_MACHINE, BURST + TOKENS_PER_SECOND)
        rate_limit.charge("192.0.2.1", CONNECTION_COST)
        writer.write(head(f"/game{game}/events", *BROWSER))
        assert (await asyncio.wait_for(reader.readline(), TIMEOUT_S)) == b"HTTP/1.1 200 OK\r\n"
        writer.close()
        assert server.requests_count == before + 1
