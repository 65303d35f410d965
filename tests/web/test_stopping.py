"""Stopping the server lets go of everybody, also of who has just come and of who has only said half a word."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.games import game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import running
from tests.web.secured import SecureKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def knock(port: int) -> list[socket.socket]:
    """Connect as often as can be, until the kiosk takes nobody any more."""
    knocked: list[socket.socket] = []
    while True:
        one = socket.socket()
        one.settimeout(TIMEOUT_S)
        try:
            one.connect(("127.0.0.1", port))
        except ConnectionError:
            one.close()
            return knocked
        knocked.append(one)


def ends(connection: socket.socket) -> bool:
    """Whether a connection has been let go of; it is closed here too.

    Linux says nothing to whom it had no room to accept when a server stops listening: only who sends something learns.
    """
    with connection:
        try:
            connection.send(b"G")
            while connection.recv(65_536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
    return True


async def test_who_knocks_while_the_kiosk_stops_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        knocking = asyncio.create_task(asyncio.to_thread(knock, kiosk.port))
        await kiosk.call("GET", "/healthz")
    knocked = await knocking
    assert knocked
    assert all(await asyncio.to_thread(lambda: [ends(one) for one in knocked]))


async def test_half_a_handshake_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        phone = socket.create_connection(("127.0.0.1", SecureKiosk(kiosk, tmp_path).port), TIMEOUT_S)
        phone.sendall(b"\x16\x03\x01")
        await kiosk.call("GET", "/healthz")
    assert await asyncio.to_thread(ends, phone)


async def test_a_phone_that_never_says_goodbye_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        secure = SecureKiosk(kiosk, tmp_path)
        plain = socket.create_connection(("127.0.0.1", secure.port), TIMEOUT_S)
        phone = await asyncio.to_thread(secure.client_context.wrap_socket, plain, server_hostname="127.0.0.1")
        phone.sendall(b"GET /game/%d/events HTTP/1.1\r\nHost: localhost\r\n\r\n" % game_id)
        assert (await asyncio.to_thread(phone.recv, 65_536)).startswith(b"HTTP/1.1 200")
    beneath = socket.socket(fileno=phone.detach())
    beneath.settimeout(TIMEOUT_S)
    assert await asyncio.to_thread(ends, beneath)
