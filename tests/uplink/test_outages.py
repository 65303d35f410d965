"""Redis outages: absent, killed, emptied, frozen, slow, full, locked or read-only; each is reported and recovers."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from goat_kiosk.uplink import link
from goat_kiosk.uplink.protocol import connection
from tests.end2end.program import free_port
from tests.uplink.kiosks import Peer, game_id_of, kiosk, kiosks, until
from tests.uplink.proxy import Proxy, proxy
from tests.uplink.redis_server import RedisServer, redis_server
from tests.uplink.screen import follow_game

NOTICED_WITHIN_S = 15
"""Seconds within which an outage must be noticed."""


def is_increasing(ids: list[str]) -> bool:
    """Whether the event numbers in these ids increase strictly."""
    numbers = [int(event_id.rpartition("-")[2]) for event_id in ids]
    return numbers == sorted(set(numbers))


async def play(peer: Peer, game: str, bags: int) -> int:
    """Throw `bags` bags, and return the number of the last event."""
    for _ in range(bags):
        state = await peer.state(game)
        assert state is not None
        await peer.throw(game, state["next"]["team"], "off")
    state = await peer.state(game)
    assert state is not None
    return int(state["seq"])


@pytest.mark.logs_warnings
async def test_sharing_starts_when_a_redis_absent_at_the_start_appears(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis", port=free_port())
    async with (
        kiosk(tmp_path / "Patio", "Patio", server.url) as patio_kiosk,
        kiosk(tmp_path / "Hall", "Hall", server.url) as hall_kiosk,
    ):
        status_text = await patio_kiosk.wait_for_link("down", "does not answer")
        assert status_text.startswith(f"Redis at 127.0.0.1:{server.port} does not answer.")
        game = await patio_kiosk.new_game()
        seq = await play(patio_kiosk, game, 9)
        try:
            server.start()
            await hall_kiosk.wait_for_seq(game, seq)
        finally:
            server.kill()


@pytest.mark.logs_warnings
async def test_games_are_stored_again_in_a_redis_that_was_killed_and_is_empty(
    tmp_path: Path, own_redis: RedisServer
) -> None:
    async with kiosks(tmp_path, own_redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        game_at_hall = await hall_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        await patio_kiosk.wait_for_seq(game_at_hall, 1)
        async with follow_game(hall_kiosk, game) as far, follow_game(patio_kiosk, game) as near:
            seq = 1
            for _ in range(3):
                own_redis.kill()
                await asyncio.gather(patio_kiosk.wait_for_link("down"), hall_kiosk.wait_for_link("down"))
                seq = await play(patio_kiosk, game, 3)
                assert near.states[-1].endswith(f"-{seq}")
                own_redis.start()
                await hall_kiosk.wait_for_seq(game, seq)
                await patio_kiosk.wait_for_seq(game_at_hall, 1)
            assert is_increasing(far.states)
            assert is_increasing(near.states)
            assert len(near.states) == seq
        with own_redis.client() as client:
            assert client.xlen(f"game:{game.rpartition('/')[2]}:log") == seq


@pytest.fixture
async def redis_proxy(own_redis: RedisServer) -> AsyncIterator[Proxy]:
    async with proxy(own_redis.port) as running_proxy:
        yield running_proxy


def test_the_timeouts_add_up_to_the_promised_limit() -> None:
    assert link.PING_INTERVAL_S + connection.REPLY_TIMEOUT_S + connection.CONNECT_TIMEOUT_S <= NOTICED_WITHIN_S
    assert link.SILENCE_TIMEOUT_S + connection.CONNECT_TIMEOUT_S <= NOTICED_WITHIN_S


@pytest.mark.logs_warnings
async def test_a_connection_that_answers_nothing_is_noticed(
    tmp_path: Path, own_redis: RedisServer, redis_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "SILENCE_TIMEOUT_S", link.SILENCE_TIMEOUT_S / 4)
    monkeypatch.setattr(link, "PING_INTERVAL_S", link.PING_INTERVAL_S / 4)
    async with (
        kiosk(tmp_path / "Patio", "Patio", redis_proxy.url) as patio_kiosk,
        kiosk(tmp_path / "Hall", "Hall", own_redis.url) as hall_kiosk,
    ):
        await asyncio.gather(patio_kiosk.wait_for_link("up", "1 other kiosk"), hall_kiosk.wait_for_link("up"))
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        async with follow_game(hall_kiosk, game) as far, follow_game(patio_kiosk, game) as near:
            redis_proxy.is_stalled = True
            seq = await play(patio_kiosk, game, 5)
            await patio_kiosk.wait_for_link("down", "does not answer")
            assert len(near.states) == seq
            assert patio_kiosk.sharing.peers()[0].away_since is not None
            redis_proxy.is_stalled = False
            await hall_kiosk.wait_for_seq(game, seq)
            own_redis.freeze()
            await asyncio.gather(patio_kiosk.wait_for_link("down"), hall_kiosk.wait_for_link("down"))
            status, problem = await hall_kiosk.call("POST", f"{game}/undo", {})
            place = f"{patio_kiosk.url}/game/{game_id_of(game)}"
            assert (status, problem["detail"]) == (409, f"This game is scored at kiosk Patio: {place}"), "not: away"
            seq = await play(patio_kiosk, game, 3)
            own_redis.thaw()
            await hall_kiosk.wait_for_seq(game, seq)
            await far.wait_for_state(near.states[-1])
            assert is_increasing(far.states)


async def test_a_slow_redis_does_not_slow_the_kiosk(tmp_path: Path, own_redis: RedisServer, redis_proxy: Proxy) -> None:
    redis_proxy.delay = 0.15
    async with (
        kiosk(tmp_path / "Patio", "Patio", redis_proxy.url) as patio_kiosk,
        kiosks(tmp_path, own_redis.url, "Hall") as (hall_kiosk,),
    ):
        await patio_kiosk.wait_for_link("up")
        game = await patio_kiosk.new_game()
        async with follow_game(patio_kiosk, game) as near:
            seq = await play(patio_kiosk, game, 30)
            assert len(near.states) == seq
        await hall_kiosk.wait_for_seq(game, seq)
        assert patio_kiosk.counts()["conflated"] > 0
        assert hall_kiosk.counts()["shown"] < seq


@pytest.mark.logs_warnings
async def test_a_redis_without_memory_is_reported_and_recovers(tmp_path: Path, own_redis: RedisServer) -> None:
    async with kiosks(tmp_path, own_redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        with own_redis.client() as client:
            client.config_set("maxmemory", "1mb")
            seq = await play(patio_kiosk, game, 4)
            status_text = await patio_kiosk.wait_for_link("refused", "no memory left")
            assert status_text.endswith("The other kiosks do not see these scores.")
            client.config_set("maxmemory", "0")
        await hall_kiosk.wait_for_seq(game, seq)
        await patio_kiosk.wait_for_link("up")


@pytest.mark.logs_warnings
async def test_a_read_only_replica_is_reported_until_it_is_promoted(tmp_path: Path, own_redis: RedisServer) -> None:
    (tmp_path / "copy").mkdir()
    with own_redis.client() as client:
        client.config_set("repl-diskless-sync-delay", "0")
    with (
        redis_server(tmp_path / "copy", "--replicaof", f"127.0.0.1 {own_redis.port}") as replica,
        replica.client() as client,
    ):
        await until(lambda: client.info("replication")["master_link_status"] == "up")
        async with (
            kiosks(tmp_path, own_redis.url, "Hall") as (hall_kiosk,),
            kiosk(tmp_path / "Patio", "Patio", replica.url) as patio_kiosk,
        ):
            game = await hall_kiosk.new_game()
            status_text = await patio_kiosk.wait_for_link("refused", "is a read-only copy")
            assert "Point --redis to the one that takes writes" in status_text
            await patio_kiosk.wait_for_seq(game, 1)
            game_at_patio = await patio_kiosk.new_game()
            client.replicaof("NO", "ONE")
            await patio_kiosk.wait_for_link("up")
            await until(lambda: client.exists(f"game:{game_at_patio.rpartition('/')[2]}:state") == 1)


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:{}", "redis://:wr0ng@127.0.0.1:{}", "redis://eve:wr0ng@127.0.0.1:{}"]
)
async def test_a_wrong_password_is_reported_without_showing_it(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "redis").mkdir()
    with redis_server(tmp_path / "redis", "--requirepass", "s3same") as server:
        async with kiosk(tmp_path / "Patio", "Patio", url.format(server.port)) as patio_kiosk:
            status_text = await patio_kiosk.wait_for_link("down", "refuses the user or the password")
            assert "wr0ng" not in status_text + caplog.text


@pytest.mark.logs_warnings
async def test_phones_show_that_the_other_kiosks_cannot_be_reached(tmp_path: Path, own_redis: RedisServer) -> None:
    async with kiosks(tmp_path, own_redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        await until(lambda: bool(hall_kiosk.sharing.peers()))
        async with follow_game(hall_kiosk, game) as far:
            own_redis.kill()
            await until(lambda: bool(far.named("kiosk")))
            assert json.loads(far.named("kiosk")[-1])["away_since"] is not None
            own_redis.start()
            await until(lambda: json.loads(far.named("kiosk")[-1])["away_since"] is None)
            assert len(far.states) == 1
