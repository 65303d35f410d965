"""Streams over real sockets: the snapshot, the order of events, disconnects, and stopping."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest

from goat_kiosk.domain.events import BagThrown, GameConceded, GameStarted
from goat_kiosk.domain.games.game import ACTIVE_MS
from tests.games import AT, game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def next_event(stream: aiohttp.ClientResponse) -> dict[str, str]:
    """Return the fields of the next event, skipping heartbeats and blocks without data."""
    fields: dict[str, str] = {}
    while True:
        line = (await asyncio.wait_for(stream.content.readline(), TIMEOUT_S)).decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields.get("event") == "ping":
            fields.clear()
        elif "data" in fields:
            return fields


async def test_the_newest_state_comes_at_once_and_every_event_after_it_in_order(kiosk: Kiosk) -> None:
    game_id = kiosk.scorekeeper.create(game_created()).game_id
    async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as stream:
        assert (stream.status, stream.content_type) == (200, "text/event-stream")
        assert (stream.headers["Cache-Control"], stream.headers["X-Accel-Buffering"]) == ("no-cache", "no")
        first = await next_event(stream)
        assert (first["retry"], first["event"], first["id"][-2:]) == ("2000", "state", "-1")
        changes = [kiosk.scorekeeper.record(game_id, GameStarted())]
        changes += [kiosk.scorekeeper.record(game_id, BagThrown(1, "hole")) for _ in range(4)]
        seen = [await next_event(stream) for _ in range(6)]
    assert [event["event"] for event in seen] == ["state", "refresh", "state", "state", "state", "state"]
    states = [event for event in seen if event["event"] == "state"]
    assert [event["id"] for event in states] == [change.event_id for change in changes]
    assert [event["data"].encode() for event in states] == [change.state for change in changes]
    assert seen[1]["data"] == "game-started"


async def test_a_current_client_gets_no_event_twice(kiosk: Kiosk) -> None:
    change = kiosk.scorekeeper.create(game_created())
    url = f"{kiosk.url}/game/{change.game_id}/events"
    async with kiosk.session.get(url, headers={"Last-Event-ID": change.event_id}) as stream:
        change = kiosk.scorekeeper.record(change.game_id, BagThrown(1, "off"))
        assert (await next_event(stream))["id"] == change.event_id
    async with kiosk.session.get(url, params={"last_event_id": change.event_id}) as stream:
        change = kiosk.scorekeeper.record(change.game_id, BagThrown(2, "off"))
        assert (await next_event(stream))["id"] == change.event_id


async def test_an_old_or_absurd_id_gets_the_snapshot(kiosk: Kiosk) -> None:
    change = kiosk.scorekeeper.create(game_created())
    for last_event_id in ("0", f"{change.event_id}0", "ffffffff-1", "☃"):
        url = f"{kiosk.url}/game/{change.game_id}/events"
        async with kiosk.session.get(url, params={"last_event_id": last_event_id}) as stream:
            assert msgspec.json.decode((await next_event(stream))["data"]) == msgspec.json.decode(change.state)


async def test_a_client_that_leaves_is_unsubscribed(kiosk: Kiosk) -> None:
    game_id = kiosk.scorekeeper.create(game_created()).game_id
    async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as stream:
        await next_event(stream)
        assert (await kiosk.call("GET", "/healthz"))[1]["subscribers"] == 1
    async with asyncio.timeout(TIMEOUT_S):
        while (await kiosk.call("GET", "/healthz"))[1]["subscribers"]:
            await asyncio.sleep(0.01)
    assert (await kiosk.call("GET", "/healthz"))[1]["subscribers"] == 0


async def test_an_http_1_0_proxy_gets_the_stream_without_chunks(kiosk: Kiosk) -> None:
    game_id = kiosk.scorekeeper.create(game_created()).game_id
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    writer.write(b"GET /game/%d/events HTTP/1.0\r\n\r\n" % game_id)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT_S)
    assert b"chunked" not in head
    assert (await asyncio.wait_for(reader.readline(), TIMEOUT_S)) == b"retry: 2000\n"
    writer.close()


async def test_stopping_ends_open_streams_in_order_and_soon(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        streams = [await kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") for _ in range(50)]
        for stream in streams:
            await next_event(stream)
        stopping = asyncio.create_task(asyncio.to_thread(kiosk.server.stop))
        remaining = [await asyncio.wait_for(stream.content.read(), TIMEOUT_S) for stream in streams]
        await stopping
        assert all(re.fullmatch(rb"(event: ping\ndata: \d+\n\n)*retry: \d+\n\n", end) for end in remaining)
        kiosk.server.stop = lambda: None  # type: ignore[method-assign]  # it has been stopped here


async def test_a_game_of_last_week_can_be_followed(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        kiosk.scorekeeper.record(game_id, GameConceded(1))
    async with running(tmp_path, AT + ACTIVE_MS + 1) as kiosk:
        assert await kiosk.call("GET", "/api/games") == (200, [])
        async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as stream:
            assert (await next_event(stream))["event"] == "state"
