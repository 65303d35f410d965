"""Stopping the server closes every connection, also new ones and those with half a request."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.games import game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import running
from tests.web.secured import SecureKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def connect_repeatedly(port: int) -> list[socket.socket]:
    """Connect again and again until the kiosk accepts no more connections."""
    connected: list[socket.socket] = []
    while True:
        client = socket.socket()
        client.settimeout(TIMEOUT_S)
        try:
            client.connect(("127.0.0.1", port))
        except ConnectionError:
            client.close()
            return connected
        connected.append(client)


def is_closed(connection: socket.socket) -> bool:
    """Return whether the server has closed a connection, and close this end too.

    Linux sends nothing to a client in a full accept queue when the server stops listening; the client learns it only
    when it sends.
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


async def test_a_client_that_connects_while_the_kiosk_stops_is_disconnected(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        connecting = asyncio.create_task(asyncio.to_thread(connect_repeatedly, kiosk.port))
        await kiosk.call("GET", "/healthz")
    connected = await connecting
    assert connected
    assert all(await asyncio.to_thread(lambda: [is_closed(connection) for connection in connected]))


async def test_an_unfinished_tls_handshake_is_closed(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        phone = socket.create_connection(("127.0.0.1", SecureKiosk(kiosk, tmp_path).port), TIMEOUT_S)
        phone.sendall(b"\x16\x03\x01")
        await kiosk.call("GET", "/healthz")
    assert await asyncio.to_thread(is_closed, phone)


async def test_a_phone_that_never_closes_its_tls_connection_is_closed(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        secure = SecureKiosk(kiosk, tmp_path)
        plain = socket.create_connection(("127.0.0.1", secure.port), TIMEOUT_S)
        phone = await asyncio.to_thread(secure.client_context.wrap_socket, plain, server_hostname="127.0.0.1")
        phone.sendall(b"GET /game/%d/events HTTP/1.1\r\nHost: localhost\r\n\r\n" % game_id)
        assert (await asyncio.to_thread(phone.recv, 65_536)).startswith(b"HTTP/1.1 200")
    beneath = socket.socket(fileno=phone.detach())
    beneath.settimeout(TIMEOUT_S)
    assert await asyncio.to_thread(is_closed, beneath)
