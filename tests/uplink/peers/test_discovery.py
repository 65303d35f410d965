"""Discovery of kiosks over real multicast on the loopback interface, which every machine has."""

import asyncio
from pathlib import Path

import pytest

from goat_kiosk.errors import InvalidValue
from goat_kiosk.uplink.peers.discovery import Confirmation, find
from goat_kiosk.uplink.protocol.connection import RedisUrl
from tests.end2end.program import call_api, run_program
from tests.uplink.kiosks import until
from tests.uplink.redis_server import RedisServer


async def test_a_kiosk_set_to_discover_others_shares_games_with_them(tmp_path: Path, redis: RedisServer) -> None:
    common, name = ["--port", "0", "--host", "127.0.0.1", "--kiosk-name"], f"Patio {redis.port}"
    with (
        run_program("serve", "--data-dir", str(tmp_path / "a"), *common, name, "--redis", redis.url) as patio_kiosk,
        run_program(
            "serve", "--data-dir", str(tmp_path / "b"), *common, "Hall", "--redis", f"find:{name}"
        ) as hall_kiosk,
    ):
        game = call_api(patio_kiosk, "POST", "/api/games", {})
        confirmation = f"A kiosk of this network says that scores are shared through {redis.url}."
        await until(lambda: confirmation in call_api(hall_kiosk, "GET", "/healthz")["uplink"]["words"])
        assert call_api(hall_kiosk, "GET", "/api/games") == []
        call_api(hall_kiosk, "POST", "/api/uplink", {"redis": redis.url})
        await until(
            lambda: call_api(hall_kiosk, "GET", "/api/games") == [game],
            lambda: str(call_api(hall_kiosk, "GET", "/healthz")),
        )
        assert [hall_kiosk.terminate(), patio_kiosk.terminate()] == [0, 0]


@pytest.mark.parametrize(
    ("url", "announced"),
    [
        ("redis://:s3same@localhost:7000/2", "redis://192.168.1.20:7000/2"),
        ("rediss://kiosk:s3same@redis.venue", "rediss://redis.venue:6379"),
        ("unix:///run/redis.sock", ""),
    ],
)
def test_the_announced_address_has_no_password_and_is_not_a_loopback_address(url: str, announced: str) -> None:
    assert RedisUrl(url).url_for_peers("192.168.1.20") == announced


async def test_discovery_without_multicast_keeps_waiting_without_an_error() -> None:
    search = asyncio.ensure_future(find("192.0.2.1"))
    done, _ = await asyncio.wait([search], timeout=0.2)
    assert not done
    search.cancel()


async def test_only_a_waiting_address_can_be_confirmed_and_it_is_remembered(tmp_path: Path) -> None:
    confirmation = Confirmation(tmp_path / "redis.found")
    waiting = asyncio.ensure_future(confirmation.wait("redis://192.168.1.9:6379"))
    await asyncio.sleep(0)
    with pytest.raises(InvalidValue, match="has named that address"):
        confirmation.confirm("redis://10.0.0.66:6379")
    assert (confirmation.confirmed, waiting.done()) == ("", False)
    confirmation.confirm("redis://192.168.1.9:6379")
    await waiting
    assert Confirmation(tmp_path / "redis.found").confirmed == "redis://192.168.1.9:6379"
    with pytest.raises(InvalidValue, match="has named that address"):
        confirmation.confirm("redis://192.168.1.9:6379")
