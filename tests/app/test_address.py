"""Address of a kiosk without a window: it follows the network, and everything that shows it changes too."""

import asyncio
import socket
from pathlib import Path

import pytest

from goat_kiosk.app import address
from goat_kiosk.app.address import follow_address
from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.host import network
from goat_kiosk.settings.config import Settings
from tests.waiting import TIMEOUT_S

OLD, NEW = "http://192.168.1.20:8080", "http://192.168.7.9:8080"


async def test_a_new_address_is_announced_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(address, "POLL_INTERVAL_S", 0.001)
    interfaces = [("wlan0", "192.168.1.20")]
    monkeypatch.setattr(network, "_interfaces", lambda family: interfaces if family == socket.AF_INET else [])
    monkeypatch.setattr(network, "_default_route_address", lambda _: None)
    stop, changes = asyncio.Event(), asyncio.Queue[str]()
    following = asyncio.ensure_future(follow_address(Settings(host=""), 8080, OLD, changes.put_nowait, stop))
    await asyncio.sleep(0.01)
    assert changes.empty()
    interfaces[:] = [("wlan0", "192.168.7.9")]
    assert await asyncio.wait_for(changes.get(), TIMEOUT_S) == NEW
    interfaces.clear()
    await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(following, TIMEOUT_S)
    assert changes.empty()
    assert capsys.readouterr().err == f"Spectators: {NEW}\n"


async def test_walls_codes_and_the_window_have_the_new_address(tmp_path: Path) -> None:
    kiosk = Kiosk(Settings(host="127.0.0.1", port=0, data_dir=str(tmp_path)), asyncio.get_running_loop())
    try:
        kiosk.audience.set_address(NEW)
        assert (kiosk.address, kiosk.server.public_url) == (NEW, NEW)
    finally:
        kiosk.stop()


@pytest.mark.parametrize("host", ["::", "0.0.0.0"])  # noqa: S104  what is tried
async def test_every_address_answers_whatever_its_family(tmp_path: Path, host: str) -> None:
    if host == "::" and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    kiosk = Kiosk(Settings(host=host, port=0, data_dir=str(tmp_path)), asyncio.get_running_loop())
    try:
        for local in ("127.0.0.1", *(["::1"] if host == "::" else [])):
            reader, writer = await asyncio.open_connection(local, kiosk.port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert b" 200 " in await asyncio.wait_for(reader.readline(), TIMEOUT_S)
            writer.close()
    finally:
        kiosk.stop()


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
