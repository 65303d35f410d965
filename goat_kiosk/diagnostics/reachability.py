"""The doctor's last question, put to a phone: does the network let it through?

Many guest networks keep devices apart, and no look at this computer tells. So a phone opens the test page of the kiosk
that is running; or, where none is, of a server that has nothing but its pages, on the same port.
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
from goat_kiosk.diagnostics.checks.port import is_kiosk, local
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import network
from goat_kiosk.host.clock import Clock
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.devices import Devices
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server

PATH = "/test"
_EVERY_S = 0.5
_PATIENCE = 2.0


class PhoneTest:
    """Asks a server who has opened its test page."""

    def __init__(self, host: str, port: int, key: str) -> None:
        """`key` is the venue's."""
        self._host = host
        self._port = port
        self._key = key

    def visit(self) -> dict[str, Any] | None:
        """Return the newest visit by another device than this one. Raises `Unavailable` when the kiosk does not say."""
        connection = HTTPConnection(self._host, self._port, timeout=_PATIENCE)
        try:
            connection.request("GET", "/api/visits", headers={"Authorization": f"Bearer {self._key}"})
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise Unavailable("The kiosk does not say who has opened the test page: {error}.", error=error) from error
        finally:
            connection.close()
        if not isinstance(told, list):
            raise Unavailable("The kiosk does not say who has opened the test page: {error}.", error=answer.reason)
        return next((visit for visit in told if not visit["here"]), None)

    def wait(self, seconds: float) -> Check:
        """Wait so long for a phone, and return what came of it; whoever is tired of waiting presses Ctrl+C."""
        until = time.monotonic() + seconds
        try:
            while (visit := self.visit()) is None and time.monotonic() < until:
                time.sleep(_EVERY_S)
        except KeyboardInterrupt:
            return phone.not_tested()
        except Unavailable as error:
            return phone.unknown(translate_error(error))
        return phone.judge(visit["device"], visit["address"]) if visit else phone.nobody()


@contextmanager
def serve_test(settings: Settings, key: str) -> Iterator[tuple[str, PhoneTest]]:
    """Yield the test page's address, and who sees its visitors, while the block lasts.

    The kiosk that runs on the port serves it (`key` is the venue's key there), else a server of our own. Raises
    `Unavailable` when neither can.
    """
    host, port = local(settings.host), settings.port
    if port and is_kiosk(host, port):
        yield f"{network.address(settings.host, port)}{PATH}", PhoneTest(host, port, key)
        return
    with ExitStack() as opened:
        own = secrets.token_urlsafe(24)
        desk = NoLocalGames(Pairing(opened.enter_context(Devices(Path(":memory:"))), Clock()))
        server = Server(desk, own, settings.kiosk_name)
        port = server.start(settings.host, settings.port)
        opened.callback(server.stop)
        yield f"{network.address(settings.host, port)}{PATH}", PhoneTest(host, port, own)
