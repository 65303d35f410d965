"""Public URL of a kiosk or relay behind a proxy: it is what pages show, and no address of the venue's network is."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from goat_kiosk.app.address import follow_address
from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.diagnostics.checks import address
from goat_kiosk.diagnostics.checks.check import CheckContext
from goat_kiosk.host import network
from goat_kiosk.settings.config import InvalidSetting, Settings
from goat_kiosk.settings.loading import load
from tests.end2end.program import run_program
from tests.uplink.conftest import redis, shared_redis  # noqa: F401  fixtures
from tests.uplink.kiosks import kiosk
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S

PUBLIC = "https://scores.example.org"
LAN_ADDRESS = re.compile(r"127\.0\.0\.1|\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+")


async def fetch(port: int, path: str) -> tuple[int, str]:
    """Request a page as the proxy does: with the public name."""
    async with (
        aiohttp.ClientSession(headers={"Host": "scores.example.org"}) as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_a_relay_shows_its_public_url_and_no_address_of_the_venue(
    tmp_path: Path,
    redis: RedisServer,  # noqa: F811  the fixture
) -> None:
    options = ["relay", "--public-url", PUBLIC, "--redis", redis.url, "--port", "0", "--host", "127.0.0.1"]
    async with kiosk(tmp_path, "Patio", redis.url) as patio_kiosk:
        game = await patio_kiosk.new_game()
        with run_program(*options) as relay:
            port = relay.port
            assert relay.ready_line["url"] == PUBLIC
            async with asyncio.timeout(TIMEOUT_S):
                while "Patio" not in (await fetch(port, "/api/kiosks"))[1]:
                    await asyncio.sleep(0.02)
            for path in ("/", "/display", game, f"/display/{game.rpartition('/')[2]}", "/api/kiosks", "/healthz"):
                status, text = await fetch(port, path)
                assert status == 200, path
                assert LAN_ADDRESS.search(text) is None, path
            assert "scores.example.org" in (await fetch(port, "/display"))[1]


async def test_a_kiosk_keeps_its_public_url_whatever_the_network(tmp_path: Path) -> None:
    settings = Settings(host="127.0.0.1", port=0, data_dir=f"{tmp_path}", public_url=PUBLIC)
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    try:
        assert (kiosk.address, kiosk.server.public_url) == (PUBLIC, PUBLIC)
        assert [each.url for each in kiosk.audience.networks()] == [PUBLIC]
        assert (await fetch(kiosk.port, "/"))[0] == 200
    finally:
        await asyncio.to_thread(kiosk.stop)
    stop = asyncio.Event()
    stop.set()
    await follow_address(settings, 0, PUBLIC, pytest.fail, stop)
    check = address.check(CheckContext(settings, 8080))
    assert (check.verdict, PUBLIC in check.summary) == ("well", True)


@pytest.mark.parametrize(
    "url", ["scores.example.org", "https://", "ftp://x", "https://x/scores", "https://a b", "http://x:y"]
)
def test_an_invalid_public_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidSetting, match=r"--public-url cannot be .*: give an address as https://scores"):
        load({"public_url": url}, {}, [])


def test_a_public_url_is_an_allowed_name() -> None:
    settings = load({"public_url": f"{PUBLIC}/", "host_names": "other.example.org"}, {}, [])
    assert settings.public_url == PUBLIC
    assert settings.names == ["other.example.org", "scores.example.org"]


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("http://192.168.1.20:8080", True),
        ("http://[fd00::1]:8080", True),
        ("http://kiosk:8080", True),
        ("http://kiosk.lan:8080", True),
        ("https://scores.example.org", False),
        ("http://8.8.8.8:8080", False),
    ],
)
def test_a_private_url_is_recognized(url: str, is_private: bool) -> None:  # noqa: FBT001  a row of the table
    assert network.is_private_url(url) == is_private
