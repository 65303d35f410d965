"""The names and addresses that the kiosk goes by, which a request's ``Host`` is held against.

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

_HOST = re.compile(r"(?P<name>\[[^\[\]/@?#\s]+\]|[^\[\]:/@?#\s]+)(:\d{0,5})?", re.IGNORECASE)
_HOME = ("local", "lan", "home", "home.arpa", "internal", "intranet", "localdomain", "private", "corp")
"""What multicast DNS and routers hang behind a machine's name: endings that nobody can buy (RFC 6762, appendix G;
RFC 8375).
"""


class Names:
    """What this kiosk is called."""

    def __init__(self) -> None:
        whole = socket.gethostname().lower()
        machine = whole.partition(".")[0]
        self._own = {"localhost", whole, machine} | {f"{machine}.{ending}" for ending in _HOME}
        self._given: frozenset[str] = frozenset()

    def add(self, names: Iterable[str]) -> None:
        """Go by these as well, names or addresses: of a reverse proxy, of the venue's own DNS. From any thread."""
        self._given |= {_plain(name) for name in names}

    def knows(self, host: str, here: str) -> bool:
        """Whether `host`, as in the header of that name, is this kiosk on a connection that came to the address `here`.

        The port is not looked at: a name that is ours is ours at each.
        """
        named = name_in(host)
        return (
            named in self._own
            or named in self._given
            or (named != "" and named == _plain(here))
            or (_is_address(named) and ip_address(named).is_loopback)
        )

    def given(self, host: str) -> bool:
        """Whether `host` is a name that the owner has set."""
        return name_in(host) in self._given


@lru_cache(maxsize=256)
def name_in(host: str) -> str:
    """Return the name or the address in `host` without the port, in one spelling; empty when it is no host at all."""
    parts = _HOST.fullmatch(host.strip())
    return _plain(parts["name"]) if parts else ""


@lru_cache(maxsize=256)
def _plain(name: str) -> str:
    bare = name.strip("[]").partition("%")[0].lower().removesuffix(".")
    return str(ip_address(bare)) if _is_address(bare) else bare


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
