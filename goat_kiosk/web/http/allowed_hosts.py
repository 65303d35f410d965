"""Allowed hosts: the names and addresses of this kiosk, with which a request's ``Host`` is compared.

A page of a stranger's site can be made to come from here by a name that is pointed at this machine once the page is
loaded (DNS rebinding): to the browser both are one site then. Such a name is not one of the kiosk's, so it is refused.

An address is the kiosk's own when the connection came to it. So a laptop that gets another one from the router needs to
be told nothing; only what stands before the kiosk, as a reverse proxy does, is named in a setting.
"""

import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

_HOST = re.compile(
    r"(?P<name>\[[0-9a-z:.%~_-]+\]|[0-9a-z!$%&'()*+,.;=_~-]+)(:(?P<port>[0-9]{0,5}))?", re.ASCII | re.IGNORECASE
)
"""RFC 3986, section 3.2.2: a name with other letters comes as ``xn--``."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
"""The port that a scheme implies."""
_LOCAL_SUFFIXES = ("local", "lan", "home", "home.arpa", "internal", "intranet", "localdomain", "private", "corp")
"""What multicast DNS and routers hang behind a machine's name: endings that nobody can buy (RFC 6762, appendix G;
RFC 8375).
"""


class Origin(NamedTuple):
    """Where a page comes from (RFC 6454): its scheme, host and port."""

    scheme: str
    host: str
    port: int


class AllowedHosts:
    """What this kiosk is called."""

    def __init__(self) -> None:
        whole = socket.gethostname().lower()
        machine = whole.partition(".")[0]
        self._own = {"localhost", whole, machine} | {f"{machine}.{ending}" for ending in _LOCAL_SUFFIXES}
        self._configured: frozenset[str] = frozenset()

    def add_own_name(self, name: str) -> None:
        """Go by this name or address as well, which is this machine's own. From any thread."""
        self._own = self._own | {_normalize(name)}

    def configure(self, names: Iterable[str]) -> None:
        """Go by these as well, names or addresses: of a reverse proxy, of the venue's own DNS. From any thread."""
        self._configured |= {_normalize(name) for name in names}

    def allows(self, host: str, local_address: str) -> bool:
        """Whether `host`, as in the header of that name, is this kiosk on a connection that came to the address `here`.

        The port is not looked at: a name that is ours is ours at each.
        """
        named = host_name(host)
        return (
            named in self._own
            or named in self._configured
            or (named != "" and named == _normalize(local_address))
            or (_is_address(named) and ip_address(named).is_loopback)
        )

    def is_own_origin(self, text: str, scheme: str, host: str) -> bool:
        """Whether `text`, from an ``Origin`` header, is where a request to `host` (its ``Host``) by `scheme` leads.

        Another port is another site. Behind a name that the owner has set there may be a reverse proxy, which speaks
        https where the kiosk hears http, and may put a ``Host`` of its own in the place of what the browser said.
        """
        origin = parse_origin(text)
        if origin is None:
            return False
        is_given, name = origin.host in self._configured, host_name(host)
        if is_given and origin.host != name:
            return origin.port == _DEFAULT_PORTS[origin.scheme]
        asked_by = origin.scheme if is_given else scheme
        return origin == Origin(asked_by, name, _explicit_port(host) or _DEFAULT_PORTS[asked_by])


@lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """Return the name or the address in `host` without the port, in one spelling; empty when it is no host at all."""
    parts = _HOST.fullmatch(host.strip())
    return _normalize(parts["name"]) if parts else ""


@lru_cache(maxsize=256)
def parse_origin(text: str) -> Origin | None:
    """Return the origin that `text` says, or None when it says none that a page of a kiosk can have."""
    scheme, _, host = text.strip().lower().partition("://")
    name = host_name(host)
    return (
        Origin(scheme, name, _explicit_port(host) or _DEFAULT_PORTS[scheme])
        if name and scheme in _DEFAULT_PORTS
        else None
    )


def _explicit_port(host: str) -> int:
    """Return the port in `host`, 0 when it says none."""
    parts = _HOST.fullmatch(host.strip())
    return int(parts["port"] or 0) if parts else 0


@lru_cache(maxsize=256)
def _normalize(name: str) -> str:
    bare = name.strip("[]").partition("%")[0].lower().removesuffix(".")
    return str(ip_address(bare)) if _is_address(bare) else bare


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
