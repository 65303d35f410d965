"""Phones over real sockets: slow, asleep, reset, half-open, with any event id. Others are not affected."""

import asyncio
import fcntl
import random
import struct
import termios
import threading
import time
from collections.abc import AsyncIterator

import pytest

from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import ABORT_AFTER_S
from goat_kiosk.hub.subscriber import Subscriber
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import running
from tests.web.phone import Phone
from tests.web.streaming import HubServer, is_increasing, serve_hub

MEMORY_PER_PHONE = 64 * 1024
"""Bytes: what a phone that takes nothing may cost, here and in the kernel."""


@pytest.fixture
async def hub_server() -> AsyncIterator[HubServer]:
    async with serve_hub() as server:
        yield server


async def fill_connection(hub_server: HubServer, phone: Subscriber) -> None:
    """Publish until the phone's connection accepts no more bytes."""
    async with asyncio.timeout(TIMEOUT_S):
        while phone.behind_since == 0:
            hub_server.publish()
            await asyncio.sleep(0)


def memory_per_phone(phone: Subscriber) -> int:
    """Return the bytes buffered for a phone, in this process and in the kernel."""
    waiting = fcntl.ioctl(phone.descriptor, termios.TIOCOUTQ, struct.pack("i", 0))
    transport = phone.transport
    assert isinstance(transport, asyncio.Transport)
    return transport.get_write_buffer_size() + int(struct.unpack("i", waiting)[0])


@pytest.mark.parametrize("encoding", Encoding)
async def test_a_phone_that_never_reads_costs_little_memory_and_is_disconnected(
    hub_server: HubServer, encoding: Encoding
) -> None:
    await hub_server.phone(encoding, receive_buffer=2048)
    await hub_server.wait_for_subscribers(1)
    (subscriber,) = hub_server.subscribers()
    await fill_connection(hub_server, subscriber)
    for _ in range(200):
        hub_server.publish()
    assert memory_per_phone(subscriber) < MEMORY_PER_PHONE
    hub_server.hub.tick(time.monotonic() + ABORT_AFTER_S - 1, time.time())
    assert hub_server.hub.counts.aborted == 0
    hub_server.hub.tick(time.monotonic() + ABORT_AFTER_S + 1, time.time())
    await hub_server.wait_for_subscribers(0)
    assert (hub_server.hub.counts.aborted, hub_server.hub.slots.in_use) == (1, 0)


async def test_other_phones_miss_nothing_beside_one_that_never_reads(hub_server: HubServer) -> None:
    await hub_server.phone(receive_buffer=2048)
    other = await hub_server.phone(Encoding.GZIP)
    await hub_server.wait_for_subscribers(2)
    published = [hub_server.newest]
    for _ in range(300):
        published.append(hub_server.publish())
        await other.read_until(hub_server.newest)
    assert other.ids == published
    assert sum(subscriber.behind_since > 0 for subscriber in hub_server.subscribers()) == 1


async def test_a_phone_that_reads_very_slowly_ends_with_the_newest_state_and_never_goes_back(
    hub_server: HubServer,
) -> None:
    slow = await hub_server.phone(receive_buffer=2048)
    await hub_server.wait_for_subscribers(1)
    (subscriber,) = hub_server.subscribers()
    await fill_connection(hub_server, subscriber)
    for _ in range(300):
        await slow.read(1)
        hub_server.publish()
    ids = await slow.read_until(hub_server.newest)
    assert is_increasing(ids)
    assert ids[-1] == hub_server.newest
    assert len(ids) < hub_server.seq / 2
    assert hub_server.hub.counts.conflated >= 1


async def test_a_phone_that_wakes_up_continues_the_same_gzip_stream(hub_server: HubServer) -> None:
    sleeper = await hub_server.phone(Encoding.GZIP, receive_buffer=2048)
    await hub_server.wait_for_subscribers(1)
    for _ in range(3):
        (subscriber,) = hub_server.subscribers()
        subscriber.behind_since = 0
        await fill_connection(hub_server, subscriber)
        for _ in range(50):
            hub_server.publish()
        await sleeper.read_until(hub_server.newest)
        for _ in range(5):
            await sleeper.read_until(hub_server.publish())
    assert is_increasing(sleeper.ids)
    assert sleeper.ids[-5:] == [f"c0ffee00-{n}" for n in range(hub_server.seq - 4, hub_server.seq + 1)]


async def test_a_thousand_reconnects_with_any_last_event_id_get_the_right_states(hub_server: HubServer) -> None:
    rng = random.Random(11)  # noqa: S311  no secret
    done = asyncio.Event()

    async def play_rounds() -> None:
        while not done.is_set():
            hub_server.publish()
            await asyncio.sleep(0.002)

    async def connect_and_leave() -> None:
        seen: list[str] = []
        for _ in range(50):
            encoding, absurd = rng.choice(list(Encoding)), rng.choice(["0", "-", "c0ffee00-", "x" * 4000, "9" * 99])
            last = rng.choice([None, absurd, hub_server.newest, *seen[-1:]])
            phone = await hub_server.phone(encoding, last_event_id=last)
            ids = await phone.read_events(rng.randint(0, 3))
            assert is_increasing(ids)
            assert [last] != seen[-1:] or is_increasing(seen[-1:] + ids)
            seen += ids
            phone.leave(resets=rng.random() < 0.5)

    playing = asyncio.create_task(play_rounds())
    await asyncio.gather(*(connect_and_leave() for _ in range(20)))
    stayed = [await hub_server.phone(encoding) for encoding in Encoding for _ in range(5)]
    done.set()
    await playing
    hub_server.publish()
    for phone in stayed:
        assert (await phone.read_until(hub_server.newest))[-1] == hub_server.newest
        phone.leave()
    await hub_server.wait_for_subscribers(0)
    assert hub_server.hub.slots.in_use == 0


async def test_joins_during_publishing_see_no_gap_and_no_stale_first_state(hub_server: HubServer) -> None:
    phones: list[Phone] = []
    for turn in range(150):
        newest = hub_server.newest
        phone = await hub_server.phone(list(Encoding)[turn % 3])
        await phone.read_events(1)
        assert int(phone.ids[0].rpartition("-")[2]) >= int(newest.rpartition("-")[2])
        phones.append(phone)
        for _ in range(3):
            hub_server.publish()
        for phone in phones:
            await phone.read_until(hub_server.newest)
    for phone in phones:
        first = int(phone.ids[0].rpartition("-")[2])
        assert phone.ids == [f"c0ffee00-{n}" for n in range(first, hub_server.seq + 1)]


async def test_four_writers_and_twenty_thousand_publishes_never_go_back(hub_server: HubServer) -> None:
    loop, turn = asyncio.get_running_loop(), threading.Semaphore(200)

    def published() -> None:
        hub_server.publish(120)
        turn.release()

    def publish_states() -> None:
        for _ in range(5_000):
            turn.acquire()
            loop.call_soon_threadsafe(published)

    async def follow_stream(encoding: Encoding) -> list[str]:
        phone = await hub_server.phone(encoding)
        ids = await phone.read_until("c0ffee00-20001")
        phone.leave()
        return ids

    following = [asyncio.create_task(follow_stream(list(Encoding)[n % 3])) for n in range(6)]
    await hub_server.wait_for_subscribers(6)
    writers = [threading.Thread(target=publish_states) for _ in range(4)]
    for writer in writers:
        writer.start()
    seen = await asyncio.gather(*following)
    for writer in writers:
        writer.join()
    assert all(is_increasing(ids) for ids in seen)
    assert {ids[-1] for ids in seen} == {"c0ffee00-20001"}


async def test_a_connection_with_half_a_request_is_closed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goat_kiosk.web.server.REQUEST_TIMEOUT_S", 0.5)
    async with running(tmp_path_factory.mktemp("kiosk")) as kiosk:
        for sent in (b"", b"GET / HTTP/1.1\r\nHost: ki"):
            reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
            writer.write(sent)
            assert await asyncio.wait_for(reader.read(), TIMEOUT_S) == b""
            writer.close()


async def test_a_request_sent_byte_by_byte_is_closed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goat_kiosk.web.server.REQUEST_TIMEOUT_S", 0.5)
    async with running(tmp_path_factory.mktemp("kiosk")) as kiosk:
        reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
        reading = asyncio.create_task(reader.read())
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        async with asyncio.timeout(TIMEOUT_S):
            while not reading.done():
                writer.write(b"a")
                await asyncio.sleep(0.05)
        assert await reading == b""
        writer.close()


async def test_a_full_hub_answers_with_retry_after() -> None:
    async with serve_hub(places=2) as hub_server:
        phones = [await hub_server.phone() for _ in range(2)]
        await hub_server.wait_for_subscribers(2)
        refused = await hub_server.phone()
        await refused.read()
        assert refused.head.startswith("HTTP/1.1 503")
        assert "Retry-After: " in refused.head
        phones.pop().leave()
        await hub_server.wait_for_subscribers(1)
        assert await (await hub_server.phone()).read_events(1) == [hub_server.newest]
