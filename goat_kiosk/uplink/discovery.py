"""Kiosks that find each other on the network (multicast DNS, RFC 6762): a convenience, and never needed.

A kiosk that shares says where, without the password; one told to `--redis find` listens for that. Many networks carry
no multicast, and then nothing is found and a typed address does it. Anybody on the network can
answer: what is listener is a place to ask about, and the desk confirms it the first time (`Confirmation`).
"""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from zeroconf import Error, IPVersion, ServiceListener, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from goat_kiosk.errors import InvalidValue, Unavailable, log_bugs
from goat_kiosk.host import atomic_write
from goat_kiosk.uplink.connection import RedisUrl
from goat_kiosk.uplink.presence import LocalKiosk

FIND = "find"
"""Typed in the place of an address: listen for a kiosk that says where it shares. With `find:NAME` only for the one of
that name, where several venues are on one network."""
SERVICE = "_goat-kiosk._tcp.local."
ASK_MS = 3_000
MOST_ASKED = 200
"""Kiosks asked at a time: as many as there can be; whoever floods the network with names is passed over."""
AGAIN_AFTER = 60.0
"""Seconds until a network that carried no multicast, or was not there yet, is looked at again."""

_UNSAFE = re.compile(r"[^\w -]")
_log = logging.getLogger(__name__)
# It complains of every network that carries no multicast, which is nothing to complain of.
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)


def host_name(log: str) -> str:
    """Return the name by which a kiosk that shares can be reached where there is multicast DNS."""
    return f"goat-kiosk-{log}.local"


class Confirmation:
    """The place that was confirmed, kept in a file; and the one that waits for it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._confirmed_event = asyncio.Event()
        self.unconfirmed = ""
        """The address that a kiosk of this network has named; empty when there is nothing to confirm."""

    @property
    def confirmed(self) -> str:
        """The address that was confirmed; empty while there is none."""
        try:
            return self._file.read_text().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    async def wait(self, place: str) -> None:
        """Wait until the desk has confirmed `place`."""
        self.unconfirmed = place
        self._confirmed_event.clear()
        await self._confirmed_event.wait()

    def confirm(self, place: str) -> None:
        """Confirm `place`, the one that waits.

        Raises `InvalidValue` for any other, `Unavailable` when it is not kept.
        """
        if not self.unconfirmed or place != self.unconfirmed:
            raise InvalidValue("No kiosk of this network has named that address. Look again at what is asked.")
        try:
            atomic_write.write(self._file, place.encode())
        except OSError as error:
            raise Unavailable(
                "The folder {folder} cannot be written to: {reason}.", folder=self._file.parent, reason=error.strerror
            ) from error
        self.unconfirmed = ""
        self._confirmed_event.set()


@asynccontextmanager
async def _network(host: str) -> AsyncIterator[AsyncZeroconf | None]:
    """Be on the network of `host` until the block ends; None where it carries no multicast."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))  # where this fails, zeroconf would leave a socket open
        made = AsyncZeroconf(interfaces=[host], ip_version=IPVersion.V4Only)
    except (OSError, Error) as error:
        _log.info("Kiosks cannot find each other on this network (%s); a typed address works all the same", error)
        yield None
        return
    try:
        yield made
    finally:
        await made.async_close()


async def announce(kiosk: LocalKiosk, address: RedisUrl) -> None:
    """Say where this kiosk shares, until cancelled. Whatever the network makes of it, nobody is disturbed."""
    host = urlsplit(kiosk.url).hostname or ""
    place = address.url_for_peers(host)
    while _is_address(host) and place:
        with log_bugs(_log, "saying where the kiosks meet"):
            await _announce(kiosk, host, place)
        await asyncio.sleep(AGAIN_AFTER)


async def _announce(kiosk: LocalKiosk, host: str, place: str) -> None:
    info = AsyncServiceInfo(
        SERVICE,
        f"{_UNSAFE.sub('', kiosk.name)[:40].strip() or 'Kiosk'} {kiosk.log}.{SERVICE}",
        addresses=[socket.inet_aton(host)],
        port=urlsplit(kiosk.url).port or 80,
        properties={"kiosk": kiosk.name, "log": kiosk.log, "redis": place},
        server=f"{host_name(kiosk.log)}.",
    )
    async with _network(host) as network:
        if network is None:
            return
        with suppress(Error, OSError):
            await (await network.async_register_service(info, cooperating_responders=True))
            await asyncio.Event().wait()


async def find(host: str, kiosk: str = "") -> str:
    """Return the address where a kiosk of this network says that it shares; if `kiosk` is given, the one so called."""
    while True:
        async with _network(host) as network:
            if network is not None:
                return await _first(network, kiosk)
        await asyncio.sleep(AGAIN_AFTER)


async def _first(network: AsyncZeroconf, kiosk: str) -> str:
    listener = _KioskListener(kiosk)
    browser = AsyncServiceBrowser(network.zeroconf, SERVICE, listener=listener)
    try:
        return await listener.first
    finally:
        await browser.async_cancel()


class _KioskListener(ServiceListener):
    """The first place that a kiosk names."""

    def __init__(self, kiosk: str) -> None:
        self._kiosk = kiosk
        self._asking: set[asyncio.Task[None]] = set()
        """Those under way: asyncio itself would forget them."""
        self.first: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk is there: ask where it shares."""
        if len(self._asking) >= MOST_ASKED or self.first.done():
            return
        asking = asyncio.ensure_future(self._ask(zc, type_, name))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk says something new."""
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk goes; whoever shares with it finds out by other ways."""

    async def _ask(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = AsyncServiceInfo(type_, name)
        with suppress(Error, OSError, InvalidValue, UnicodeDecodeError):
            if not await info.async_request(zc, ASK_MS) or self.first.done():
                return
            kiosk, place = ((info.properties.get(name) or b"").decode() for name in (b"kiosk", b"redis"))
            if self._kiosk in {"", kiosk}:
                RedisUrl(place)  # or it is none, and passed over
                self.first.set_result(place)


def _is_address(host: str) -> bool:
    try:
        return ip_address(host).version == 4
    except ValueError:
        return False
