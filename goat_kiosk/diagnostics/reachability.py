"""Reachability test with a real phone: does the network let it connect?

Many guest networks isolate devices, and this computer cannot detect that. So a phone opens the test page of the running
kiosk, or of a temporary server on the same port where no kiosk runs.
"""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.diagnostics.checks import phone
from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.diagnostics.checks.port import is_kiosk, local_host
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import network
from goat_kiosk.host.clock import Clock
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.devices import Devices
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server

PATH = "/test"
_POLL_S = 0.5
_TIMEOUT_S = 2.0


class PhoneTest:
    """Client that asks a server for visits to its test page."""

    def __init__(self, host: str, port: int, key: str) -> None:
        """`key` is the venue's scorer key."""
        self._host = host
        self._port = port
        self._key = key

    def fetch_visit(self) -> dict[str, Any] | None:
        """Return the newest visit by another device than this one. Raises `Unavailable` when the kiosk does not say."""
        connection = HTTPConnection(self._host, self._port, timeout=_TIMEOUT_S)
        try:
            connection.request("GET", "/api/visits", headers={"Authorization": f"Bearer {self._key}"})
            response = connection.getresponse()
            visits = json.loads(response.read())
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise Unavailable("The kiosk does not say who has opened the test page: {error}.", error=error) from error
        finally:
            connection.close()
        if not isinstance(visits, list):
            raise Unavailable("The kiosk does not say who has opened the test page: {error}.", error=response.reason)
        return next((visit for visit in visits if not visit["here"]), None)

    def wait(self, seconds: float) -> Check:
        """Wait at most `seconds` for a phone, or until Ctrl+C, and return the result."""
        until = time.monotonic() + seconds
        try:
            while (visit := self.fetch_visit()) is None and time.monotonic() < until:
                time.sleep(_POLL_S)
        except KeyboardInterrupt:
            return phone.not_tested_check()
        except Unavailable as error:
            return phone.failed_check(translate_error(error))
        return phone.visit_check(visit["device"], visit["address"]) if visit else phone.no_visit_check()


@contextmanager
def serve_test(settings: Settings, key: str) -> Iterator[tuple[str, PhoneTest]]:
    """Yield the address of the test page and a client for its visits, until the block ends.

    The running kiosk serves it (`key` is its scorer key), or else a temporary server. Raises `Unavailable` when
    neither can.
    """
    host, port = local_host(settings.host), settings.port
    if port and is_kiosk(host, port):
        yield f"{network.spectator_url(settings.host, port)}{PATH}", PhoneTest(host, port, key)
        return
    with ExitStack() as stack:
        temporary_key = secrets.token_urlsafe(24)
        desk = NoLocalGames(Pairing(stack.enter_context(Devices(Path(":memory:"))), Clock()))
        server = Server(desk, temporary_key, settings.kiosk_name)
        port = server.start(settings.host, settings.port)
        stack.callback(server.stop)
        yield f"{network.spectator_url(settings.host, port)}{PATH}", PhoneTest(host, port, temporary_key)
