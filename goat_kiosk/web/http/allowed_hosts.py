"""Allowed hosts: the names and addresses that the ``Host`` of a request may contain.

This defends against DNS rebinding: an attacker loads a page from their own domain, then points that domain at this
machine, and the browser takes both for one site. The attacker's domain is not an allowed host, so its requests are
refused.

An address is allowed when the connection was made to it. So a laptop needs no setting when its router assigns another
address. A name is allowed too when the venue's name server gives it to that address (`reverse_lookup`). Only the name
of a reverse proxy in front of the kiosk must be configured.
"""

import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from goat_kiosk.web.http.reverse_lookup import ReverseLookup

_HOST = re.compile(
    r"(?P<name>\[[0-9a-z:.%~_-]+\]|[0-9a-z!$%&'()*+,.;=_~-]+)(:(?P<port>[0-9]{0,5}))?", re.ASCII | re.IGNORECASE
)
"""RFC 3986, section 3.2.2; an internationalized name arrives as ``xn--``."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
"""The port that a scheme implies."""
_LOCAL_SUFFIXES = (
    *("local", "lan", "home", "home.arpa", "internal", "intranet", "localdomain", "private", "corp"),
    *("fritz.box", "speedport.ip", "attlocal.net"),
)
"""Suffixes that multicast DNS and routers append to a machine's name. Nobody can register the former (RFC 6762,
appendix G; RFC 8375), and the latter are the manufacturers' own.
"""


class Origin(NamedTuple):
    """A web origin (RFC 6454): scheme, host and port."""

    scheme: str
    host: str
    port: int


class AllowedHosts:
    """The names by which clients may address this kiosk. Names may be added from any thread."""

    def __init__(self, reverse_lookup: ReverseLookup | None = None) -> None:
        full_name = socket.gethostname().lower()
        machine = full_name.partition(".")[0]
        self._own = {"localhost", full_name, machine} | {f"{machine}.{suffix}" for suffix in _LOCAL_SUFFIXES}
        self._configured: frozenset[str] = frozenset()
        self._reverse_lookup = reverse_lookup or ReverseLookup()

    def add_own_name(self, name: str) -> None:
        """Allow another name or address of this machine."""
        self._own = self._own | {_normalize(name)}

    def configure(self, names: Iterable[str]) -> None:
        """Allow the names that the owner has configured: of a reverse proxy, or in the venue's DNS."""
        self._configured |= {_normalize(name) for name in names}

    def allows(self, host: str, local_address: str) -> bool:
        """Whether `host`, a ``Host`` header, is allowed on a connection that was made to `local_address`.

        The port is ignored.
        """
        name = host_name(host)
        return (
            name in self._own
            or name in self._configured
            or (name != "" and name == _normalize(local_address))
            or (_is_address(name) and ip_address(name).is_loopback)
        )

    async def is_named(self, host: str, local_address: str) -> bool:
        """Whether the venue's name server gives the name in `host` to `local_address`; from then on it is allowed."""
        name, address = host_name(host), _normalize(local_address)
        if not name or _is_address(name) or not _is_address(address) or ip_address(address).is_loopback:
            return False
        if name != _normalize(await self._reverse_lookup.name_of(address)):
            return False
        self.add_own_name(name)
        return True

    def is_own_origin(self, text: str, scheme: str, host: str) -> bool:
        """Whether `text`, an ``Origin`` header, is the origin of the request itself: its `scheme` and its `host`.

        Another port is another origin. A configured name may be that of a reverse proxy, which receives https and
        forwards http, and may replace the browser's ``Host`` with its own.
        """
        origin = parse_origin(text)
        if origin is None:
            return False
        is_configured, name = origin.host in self._configured, host_name(host)
        if is_configured and origin.host != name:
            return origin.port == _DEFAULT_PORTS[origin.scheme]
        own_scheme = origin.scheme if is_configured else scheme
        return origin == Origin(own_scheme, name, _explicit_port(host) or _DEFAULT_PORTS[own_scheme])


@lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """Return the normalized name or address in `host`, without the port; "" when `host` is invalid."""
    parts = _HOST.fullmatch(host.strip())
    return _normalize(parts["name"]) if parts else ""


@lru_cache(maxsize=256)
def parse_origin(text: str) -> Origin | None:
    """Return the origin in `text`; None when it is neither http nor https, or is invalid."""
    scheme, _, host = text.strip().lower().partition("://")
    name = host_name(host)
    return (
        Origin(scheme, name, _explicit_port(host) or _DEFAULT_PORTS[scheme])
        if name and scheme in _DEFAULT_PORTS
        else None
    )


def _explicit_port(host: str) -> int:
    """Return the port in `host`; 0 without one."""
    parts = _HOST.fullmatch(host.strip())
    return int(parts["port"] or 0) if parts else 0


@lru_cache(maxsize=256)
def _normalize(name: str) -> str:
    host = name.strip("[]").partition("%")[0].lower().removesuffix(".")
    return str(ip_address(host)) if _is_address(host) else host


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
