"""Memory limits of the uplink over simulated weeks."""

import asyncio
from collections.abc import Iterator
from itertools import count, islice

import pytest
from zeroconf import Zeroconf

from goat_kiosk.hub.hub import Hub
from goat_kiosk.uplink.peers import discovery
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import INDEX, MAX_KIOSKS, LocalKiosk, Presence
from goat_kiosk.uplink.protocol.connection import RedisConnection, RedisUrl
from goat_kiosk.uplink.protocol.messages import GAMES
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.outbox import Update
from goat_kiosk.uplink.published.owners import MAX_OWN_LOGS, LogOwners
from goat_kiosk.uplink.published.publisher import Publisher
from goat_kiosk.web.live.peer_games import PeerGames
from tests.uplink.redis_server import RedisServer

HOUR, WEEKS, STEP_HOURS = 3_600.0, 3, 4
GAMES_A_DAY = 120


class UnusedDesk:
    """A desk that the publisher must not call in these tests."""

    async def rows(self, number: int, after: int) -> list[tuple[int, bytes]]:
        raise NotImplementedError

    async def on_taken_over(self, number: int, epoch: int, kiosk: str) -> bool:
        raise NotImplementedError

    async def compare(self, number: int, stored: list[tuple[int, bytes]]) -> tuple[int, int]:
        raise NotImplementedError

    async def restore_lost(self, number: int, stored: list[tuple[int, bytes]]) -> None:
        raise NotImplementedError


def unused_publisher() -> Publisher:
    kiosk, owners = LocalKiosk("Hall", "aaaaaaaa", ""), LogOwners("aaaaaaaa", UplinkCounts())
    return Publisher(GAMES, kiosk, owners, UplinkCounts(), UnusedDesk())


def hourly_times() -> Iterator[float]:
    """Yield the monotonic time at each hour of several weeks."""
    return (hour * HOUR for hour in range(WEEKS * 7 * 24))


def test_sent_games_are_forgotten_after_a_day() -> None:
    publisher, numbers = unused_publisher(), count(1)
    for now in hourly_times():
        for game_id in (next(numbers) for _ in range(GAMES_A_DAY // 24)):
            publisher.offer(Update(game_id, 1, "", b"", at=now))
            publisher.clashes[game_id] = "Patio"
        publisher.outbox.take(1_000)
        assert max(len(publisher._newest), len(publisher.clashes)) <= GAMES_A_DAY + GAMES_A_DAY // 24 + 1


def test_an_unfinished_game_is_not_forgotten() -> None:
    publisher = unused_publisher()
    for now in hourly_times():
        publisher.offer(Update(1, int(now) + 1, "", b"", at=now))
        publisher.offer(Update(int(now) + 2, 1, "", b"", at=now))
    assert 1 in publisher._newest


def test_own_games_are_remembered_for_years_up_to_a_limit() -> None:
    owners = LogOwners("aaaaaaaa", UplinkCounts())
    for game_id in range(1, MAX_OWN_LOGS + 100):
        owners.add_own(game_id)
        owners.add_own(1)
    assert owners.is_own(1)
    assert (len(owners._own), owners.is_own(2), owners.is_own(MAX_OWN_LOGS + 99)) == (MAX_OWN_LOGS, False, True)


async def test_kiosks_that_are_gone_are_forgotten_after_a_day_also_on_screens(
    redis: RedisServer,
) -> None:
    hub, day, now = Hub(), 24 // STEP_HOURS, 0.0
    peer_games, names = PeerGames(hub), count(0x10000000)
    presence = Presence(None, lambda peer: peer_games.update_peer(peer, [1]), lambda: now)
    hub.publish("game/1", "state", b"{}", "a-1")
    async with await RedisConnection.open(RedisUrl(redis.url)) as connection:
        for now in islice(hourly_times(), 0, None, STEP_HOURS):
            await connection.execute("DEL", INDEX)
            for name in [next(names) for _ in range(2)]:
                await connection.execute("ZADD", INDEX, 1_000 + int(now), f"{name:08x} Hall {name}")
            await presence.send_heartbeat(connection)
            for log in presence.forget_old():
                peer_games.forget(log)
            assert max(len(presence.all()), len(hub._notes), len(hub.topic("game/1")._newest)) <= 2 * (day + 1) + 1
    assert len(presence._listed_at) == len(presence.all()) > day


async def test_invented_kiosks_displace_only_the_oldest(redis: RedisServer) -> None:
    presence = Presence(None, lambda _: None)
    async with await RedisConnection.open(RedisUrl(redis.url)) as connection:
        for names in range(4):
            await connection.execute("DEL", INDEX)
            members = [part for n in range(MAX_KIOSKS) for part in (1_000, f"{names:04x}{n:04x} Made up")]
            await connection.execute("ZADD", INDEX, *members)
            await presence.send_heartbeat(connection)
            assert len(presence.forget_old()) == (MAX_KIOSKS if names else 0)
    assert {peer.log[:4] for peer in presence.all()} == {"0003"}


async def test_a_flood_of_announcements_is_resolved_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    listener, release = discovery._KioskListener("Patio"), asyncio.Event()

    async def wait_for_release(_zc: Zeroconf, _type: str, _name: str) -> None:
        await release.wait()

    monkeypatch.setattr(listener, "_ask", wait_for_release)
    for number in range(1_000):
        listener.add_service(None, discovery.SERVICE, f"{number}")  # type: ignore[arg-type]  # asked for nothing
    assert len(listener._asking) == discovery.MAX_QUERIES
    release.set()
    while listener._asking:
        await asyncio.sleep(0)
    listener.first.set_result("redis://localhost")
    listener.add_service(None, discovery.SERVICE, "late")  # type: ignore[arg-type]  # as above
    assert not listener._asking


def test_a_peer_that_returns_after_it_was_forgotten_is_shown_again() -> None:
    hub = Hub()
    peer_games = PeerGames(hub)
    hub.publish("game/1", "state", b"{}", "a-1")
    away = Peer("Patio", "bbbbbbbb", "", 1)
    peer_games.update_peer(away, [1])
    peer_games.forget(away.log)
    assert hub.topic("game/1").newest("kiosk/bbbbbbbb") is None
    peer_games.update_peer(away, [1])
    assert hub.topic("game/1").newest("kiosk/bbbbbbbb") is not None
