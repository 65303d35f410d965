"""Discovery of kiosks on the network by multicast DNS (RFC 6762), which is never required.

A kiosk that shares announces the address of Redis without the password; with `--redis find` a kiosk listens for that.
Many networks carry no multicast; there an address must be typed. Any device on the network can answer, so the
scorekeeper confirms a found address once (`Confirmation`).
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
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl

FIND = "find"
"""Typed instead of an address: listen for a kiosk that announces one. `find:NAME` accepts only the kiosk of that name,
where several venues are on one network."""
SERVICE = "_goat-kiosk._tcp.local."
QUERY_TIMEOUT_MS = 3_000
MAX_QUERIES = 200
"""Kiosks queried at a time: as many as there can be. A flood of names is ignored beyond that."""
RETRY_AFTER_S = 60.0
"""Seconds until a network without multicast, or one that was not there yet, is tried again."""

CHECK_INTERVAL_S = 4.0
"""Between looks at our own address while it is announced."""

_UNSAFE_CHARACTERS = re.compile(r"[^\w -]")
_log = logging.getLogger(__name__)
# It logs a warning for every network without multicast, which is no problem.
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)


def host_name(log: str) -> str:
    """Return the host name of a kiosk that shares, where there is multicast DNS."""
    return f"goat-kiosk-{log}.local"


class Confirmation:
    """The address of Redis that was confirmed, stored in a file, and the one that waits for confirmation."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._confirmed_event = asyncio.Event()
        self.unconfirmed = ""
        """The address that a kiosk of this network has announced; empty when there is nothing to confirm."""

    @property
    def confirmed(self) -> str:
        """The confirmed address; empty while there is none."""
        try:
            return self._file.read_text().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    async def wait(self, url: str) -> None:
        """Wait until the scorekeeper has confirmed `url`."""
        self.unconfirmed = url
        self._confirmed_event.clear()
        await self._confirmed_event.wait()

    def confirm(self, url: str) -> None:
        """Confirm `url`, the address that waits.

        Raises `InvalidValue` for any other, `Unavailable` when it cannot be stored.
        """
        if not self.unconfirmed or url != self.unconfirmed:
            raise InvalidValue("No kiosk of this network has named that address. Look again at what is asked.")
        try:
            atomic_write.write(self._file, url.encode())
        except OSError as error:
            raise Unavailable(
                "The folder {folder} cannot be written to: {reason}.", folder=self._file.parent, reason=error.strerror
            ) from error
        self.unconfirmed = ""
        self._confirmed_event.set()


@asynccontextmanager
async def _network(host: str) -> AsyncIterator[AsyncZeroconf | None]:
    """Join the network of `host` until the block ends; None where it carries no multicast."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))  # where this fails, zeroconf would leave a socket open
        network = AsyncZeroconf(interfaces=[host], ip_version=IPVersion.V4Only)
    except (OSError, Error) as error:
        _log.info("Kiosks cannot find each other on this network (%s); a typed address works all the same", error)
        yield None
        return
    try:
        yield network
    finally:
        await network.async_close()


async def announce(kiosk: LocalKiosk, address: RedisUrl) -> None:
    """Announce the address of Redis until cancelled, anew when ours changes. Errors are logged."""
    while True:
        host = kiosk.host
        if _is_address(host) and (url := address.url_for_peers(host)):
            with log_bugs(_log, "announcing the address of Redis"):
                await _announce(kiosk, host, url)
        await asyncio.sleep(RETRY_AFTER_S)


async def _announce(kiosk: LocalKiosk, host: str, url: str) -> None:
    info = AsyncServiceInfo(
        SERVICE,
        f"{_UNSAFE_CHARACTERS.sub('', kiosk.name)[:40].strip() or 'Kiosk'} {kiosk.log}.{SERVICE}",
        addresses=[socket.inet_aton(host)],
        port=urlsplit(kiosk.url).port or 80,
        properties={"kiosk": kiosk.name, "log": kiosk.log, "redis": url},
        server=f"{host_name(kiosk.log)}.",
    )
    async with _network(host) as network:
        if network is None:
            return
        with suppress(Error, OSError):
            await (await network.async_register_service(info, cooperating_responders=True))
            while kiosk.host == host:  # noqa: ASYNC110  a change of it has no event
                await asyncio.sleep(CHECK_INTERVAL_S)


async def find(host: str, kiosk: str = "") -> str:
    """Return the address of Redis that a kiosk of this network announces, or only the kiosk named `kiosk`."""
    while True:
        async with _network(host) as network:
            if network is not None:
                return await _first(network, kiosk)
        await asyncio.sleep(RETRY_AFTER_S)


async def _first(network: AsyncZeroconf, kiosk: str) -> str:
    listener = _KioskListener(kiosk)
    browser = AsyncServiceBrowser(network.zeroconf, SERVICE, listener=listener)
    try:
        return await listener.first
    finally:
        await browser.async_cancel()


class _KioskListener(ServiceListener):
    """Resolves `first` to the first address that a kiosk announces."""

    def __init__(self, kiosk: str) -> None:
        self._kiosk = kiosk
        self._asking: set[asyncio.Task[None]] = set()
        """The running queries; asyncio keeps only weak references to tasks."""
        self.first: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk is there: query its address of Redis."""
        if len(self._asking) >= MAX_QUERIES or self.first.done():
            return
        asking = asyncio.ensure_future(self._ask(zc, type_, name))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk has changed its announcement."""
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A kiosk is gone, which presence in Redis shows better."""

    async def _ask(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = AsyncServiceInfo(type_, name)
        with suppress(Error, OSError, InvalidValue, UnicodeDecodeError):
            if not await info.async_request(zc, QUERY_TIMEOUT_MS) or self.first.done():
                return
            kiosk, url = ((info.properties.get(name) or b"").decode() for name in (b"kiosk", b"redis"))
            if self._kiosk in {"", kiosk}:
                RedisUrl(url)  # raises if it is not an address, which is then ignored
                self.first.set_result(url)


def _is_address(host: str) -> bool:
    try:
        return ip_address(host).version == 4
    except ValueError:
        return False
