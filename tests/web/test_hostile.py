"""Hostile clients on the real server: each kind is disconnected, and all others are served.

Hostile connections come from 127.0.0.1, the others from 127.0.0.2: separate addresses, as at a venue. The timeouts
are shortened; tests/bench measures the real ones.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from goat_kiosk.hub.admission import THIS_MACHINE
from goat_kiosk.web import connections, server
from goat_kiosk.web.http import body, rate_limit
from goat_kiosk.web.http.rate_limit import (
    ACTIVE_FOR_S,
    BURST,
    ERROR_COST,
    MAX_DEBT,
    MAX_DELAY_S,
    TOKENS_PER_SECOND,
    TokenBuckets,
)
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.raw import Response, get, send

GOOD, OTHER = "127.0.0.2", "127.0.0.3"


@pytest.fixture
async def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kiosk]:
    """A kiosk with much shorter timeouts than at a venue."""
    monkeypatch.setattr(server, "REQUEST_TIMEOUT_S", 2.0)  # twice what a busy machine takes to send a head
    monkeypatch.setattr(server, "LINGERING_S", 0.2)
    monkeypatch.setattr(server, "SEND_BUFFER_BYTES", 8_192)
    monkeypatch.setattr(body, "BODY_TIMEOUT_S", 0.8)
    monkeypatch.setattr(connections, "SWEEP_INTERVAL_S", 1.0)
    monkeypatch.setattr(connections, "MAX_DELAY_S", 0.5)
    monkeypatch.setattr(rate_limit, "MAX_DELAY_S", 0.5)
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def good(kiosk: Kiosk, path: str = "/healthz") -> Response:
    return await send(kiosk.port, get(path), source=GOOD)


async def read_until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, drip: bytes = b"") -> bytes:
    """Send `drip` repeatedly, and return the bytes received until the kiosk closes the connection."""
    received = b""
    async with asyncio.timeout(TIMEOUT_S):
        with contextlib.suppress(ConnectionError):
            while True:
                try:
                    async with asyncio.timeout(0.1):
                        if not (piece := await reader.read(4096)):
                            break
                        received += piece
                except TimeoutError:
                    writer.write(drip)
    writer.close()
    return received


HEAD = b"POST /api/pair HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n"
SLOW = {
    "says nothing": (b"", b"", b""),
    "a head without end": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: 1\r\n", b""),
    "a line without end": (b"GET /", b"a", b""),
    "half a head": (b"GET / HTTP/1.1\r\nHo", b"", b""),
    "a body without end": (HEAD + b"\r\n", b" ", b"HTTP/1.1 408"),
    "half a body": (HEAD + b"\r\n{", b"", b"HTTP/1.1 408"),
    "a body without end, in chunks": (
        HEAD.replace(b"Content-Length: 5000", b"Transfer-Encoding: chunked") + b"\r\n", b"1\r\n \r\n", b"HTTP/1.1 408",
    ),
    "a body without end where none is read": (HEAD.replace(b"/api/pair", b"/nothing") + b"\r\n", b" ", b"HTTP/1.1 404"),
    "a body without end, and no key": (HEAD.replace(b"/pair", b"/games") + b"\r\n", b" ", b"HTTP/1.1 401"),
    "a form without end": (HEAD.replace(b"/api/pair", b"/preferences") + b"\r\n", b"a", b"HTTP/1.1 408"),
    "one request and no other": (get("/healthz").replace(b"Connection: close\r\n", b""), b"", b"HTTP/1.1 200"),
}  # fmt: skip


async def test_a_client_that_sends_its_request_slowly_is_disconnected(kiosk: Kiosk) -> None:
    async def ask(begin: bytes, drip: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
        writer.write(begin)
        return await read_until_closed(reader, writer, drip)

    answers = await asyncio.gather(*(ask(begin, drip) for begin, drip, _ in SLOW.values()))
    for name, answer, (_, _, status_line) in zip(SLOW, answers, SLOW.values(), strict=True):
        assert answer.split(b"\r\n")[0].startswith(status_line), name
    assert (await good(kiosk)).status == 200


LARGE = "/static/score.js"


async def test_a_client_that_reads_a_page_byte_by_byte_is_disconnected(kiosk: Kiosk) -> None:
    """Further requests meanwhile do not count as reading; the kernel's buffers are full long before."""
    inside = kiosk.server._connections._transports
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        slow.setblocking(False)  # noqa: FBT003  the name of what it sets
        await asyncio.get_running_loop().sock_connect(slow, ("127.0.0.1", kiosk.port))
        slow.send(get(LARGE).replace(b"Connection: close\r\n", b"") * 20)
        async with asyncio.timeout(TIMEOUT_S):
            while not inside:
                await asyncio.sleep(0.01)
            while inside:
                await asyncio.sleep(0.05)
                with contextlib.suppress(OSError):
                    slow.recv(1)
    assert (await good(kiosk)).status == 200


async def test_a_client_that_reads_a_page_in_time_is_not_disconnected(kiosk: Kiosk) -> None:
    answers = [await good(kiosk, LARGE) for _ in range(3)]
    assert {answer.status for answer in answers} == {200}
    assert {len(answer.body) > 30_000 for answer in answers} == {True}


KINDS: dict[str, Callable[[int], bytes]] = {
    "nothing": lambda _: b"",
    "half a head": lambda _: b"GET / HTTP/1.1\r\nHo",
    "garbage": lambda n: bytes([n % 256, 255, 0, 13, 10]) * 40 + b"\r\n\r\n",
    "half a body": lambda _: HEAD + b"\r\n{",
    "what is not there": lambda n: get(f"/game/{n}").replace(b"Connection: close\r\n", b"") * 5,
    "a wrong key": lambda n: get(f"/api/device?{n}", "localhost", "Authorization: Bearer 1.x") * 2,
}


async def attack_until(kiosk: Kiosk, n: int, stop: asyncio.Event) -> int:
    """Attack repeatedly until `stop` is set; return how often the kiosk closed the connection."""
    cut, kind = 0, list(KINDS.values())[n % len(KINDS)]
    while not stop.is_set():
        with contextlib.suppress(ConnectionError):
            reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
            writer.write(kind(n))
            await read_until_closed(reader, writer)
            cut += 1
    return cut


async def test_sixty_hostile_connections_are_closed_and_the_others_are_served(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    stop = asyncio.Event()
    hostile = [asyncio.create_task(attack_until(kiosk, n, stop)) for n in range(60)]
    body = b'{"team":1,"result":"hole"}'
    lines = (f"Authorization: Bearer {KEY}", "Content-Type: application/json", f"Content-Length: {len(body)}")
    for n in range(8):
        assert (await good(kiosk, "/")).status == 200
        throw_body = body.replace(b'"team":1', b'"team":%d' % (1 + n % 2))
        throw = get(f"{game}/throws", "localhost", *lines, method="POST") + throw_body
        assert (await send(kiosk.port, throw, source=OTHER)).status == 200
    stop.set()
    assert min(await asyncio.gather(*hostile)) >= 1
    assert len(kiosk.scorekeeper.history(int(game.rpartition("/")[2])).game.rounds) == 1


async def test_a_flood_is_delayed_while_other_clients_are_served(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile requests are delayed or refused; those of other addresses and of a paired phone are not."""
    now = 1000.0
    monkeypatch.setattr(kiosk.server._buckets, "_clock", lambda: now)
    for _ in range(int(BURST / ERROR_COST)):
        assert (await send(kiosk.port, get("/nothing"))).status == 404, "alone, it may ask for what it likes"
    assert (await good(kiosk)).status == 200
    kiosk.server._buckets.charge(THIS_MACHINE, MAX_DEBT)
    refused = await send(kiosk.port, get("/"))
    assert (refused.status, refused.headers["retry-after"]) == (429, "10")
    assert (await good(kiosk)).status == 200
    phone = kiosk.pairing.pair(kiosk.pairing.create_code().code, "Pixel")[1]
    assert (await send(kiosk.port, get("/api/device", "localhost", f"Authorization: Bearer {phone}"))).status == 200
    now += MAX_DEBT / TOKENS_PER_SECOND + 1
    assert (await send(kiosk.port, get("/"))).status == 200


def test_rate_limit_tokens_are_spent_and_refilled() -> None:
    now = 0.0
    rate_limit = TokenBuckets(lambda: now)
    rate_limit.charge("a", BURST + TOKENS_PER_SECOND)
    assert rate_limit.retry_after("a") == 0, "nobody else is there"
    rate_limit.charge("b", 1)
    assert rate_limit.retry_after("a") == pytest.approx(1)
    assert rate_limit.retry_after("b") == 0
    rate_limit.charge("a", 100 * MAX_DEBT)
    assert rate_limit.retry_after("a") == pytest.approx(MAX_DEBT / TOKENS_PER_SECOND)
    assert rate_limit.retry_after("a") > MAX_DELAY_S
    now = ACTIVE_FOR_S + 0.1
    assert rate_limit.retry_after("a") == 0, "the other has gone"
    rate_limit.charge("b", 1)
    now += MAX_DEBT / TOKENS_PER_SECOND
    rate_limit.charge("b", 1)
    assert rate_limit.retry_after("a") == 0, "nothing is remembered for ever"


def test_the_number_of_remembered_addresses_is_limited() -> None:
    rate_limit = TokenBuckets(lambda: 0.0)
    for n in range(5_000):
        rate_limit.charge(f"address {n}", 1)
    assert len(rate_limit._buckets) == 1_000
