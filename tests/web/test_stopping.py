"""Stopping the server lets go of everybody, also of who has just come and of who has only said half a word."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from goat_kiosk.certificates import authority
from goat_kiosk.certificates.authority import Authority
from tests.games import created
from tests.web.kiosk import Kiosk, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

STILL_OPEN = 5
"""Seconds until a connection without an end counts as left behind."""


def knock(port: int) -> list[socket.socket]:
    """Connect as often as can be, until the kiosk takes nobody any more."""
    knocked: list[socket.socket] = []
    while True:
        one = socket.socket()
        one.settimeout(STILL_OPEN)
        try:
            one.connect(("127.0.0.1", port))
        except ConnectionError:
            one.close()
            return knocked
        knocked.append(one)


def ends(connection: socket.socket) -> bool:
    """Whether a connection has been let go of; it is closed here too."""
    with connection:
        try:
            while connection.recv(65_536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
    return True


def secured(kiosk: Kiosk, folder: Path) -> int:
    """Have the kiosk serve over https too, and return the port."""
    authority.make(folder, "Patio", [], ["192.168.1.20"])
    return kiosk.server.start_secure("127.0.0.1", 0, Authority(folder, [], lambda: ["192.168.1.20"]))


async def test_who_knocks_while_the_kiosk_stops_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        knocking = asyncio.create_task(asyncio.to_thread(knock, kiosk.port))
        await kiosk.call("GET", "/healthz")
    knocked = await knocking
    assert knocked
    assert all(await asyncio.to_thread(lambda: [ends(one) for one in knocked]))


async def test_half_a_handshake_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        phone = socket.create_connection(("127.0.0.1", secured(kiosk, tmp_path)), STILL_OPEN)
        phone.sendall(b"\x16\x03\x01")
        await kiosk.call("GET", "/healthz")
    assert await asyncio.to_thread(ends, phone)


async def test_a_phone_that_never_says_goodbye_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(created()).game_id
        address = ("127.0.0.1", secured(kiosk, tmp_path))
        phone = ssl._create_unverified_context().wrap_socket(socket.create_connection(address, STILL_OPEN))  # noqa: S323  it only listens
        phone.sendall(b"GET /game/%d/events HTTP/1.1\r\nHost: localhost\r\n\r\n" % game_id)
        assert (await asyncio.to_thread(phone.recv, 65_536)).startswith(b"HTTP/1.1 200")
    beneath = socket.socket(fileno=phone.detach())
    beneath.settimeout(STILL_OPEN)
    assert await asyncio.to_thread(ends, beneath)
