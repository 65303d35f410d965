"""The address a phone types: which of this machine's addresses the hall can reach.

A route to the outside is asked for first, since it picks the right one of several networks. A hall may have none (a
router with no internet behind it, the laptop's own hotspot), so the interfaces' own addresses come next.
"""

import socket
import struct
import sys

_ANY = {"0.0.0.0", "::", ""}  # noqa: S104  compared with, not bound to
_LOOPBACK = "127.0.0.1"
_SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Connecting a datagram socket sends nothing, it only picks a route."""
_SIOCGIFADDR = 0x8915
"""Linux: the address of an interface (netdevice(7))."""


def address(host: str, port: int) -> str:
    """Return the spectators' URL of a server bound to `host` and `port`."""
    name = (_routed() or _of_an_interface() or _LOOPBACK) if host in _ANY else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_reachable(url: str) -> bool:
    """Whether another device can reach `url`, as far as its form tells."""
    return not url.startswith((f"http://{_LOOPBACK}:", "http://localhost:", "http://[::1]:"))


def _routed() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return None
        name: str = probe.getsockname()[0]
        return name


def _of_an_interface() -> str | None:
    if not sys.platform.startswith("linux"):
        return None
    import fcntl  # noqa: PLC0415  there is none on Windows

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, interface in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", interface.encode()))
            except OSError:
                continue
            name = socket.inet_ntoa(answer[20:24])
            if name != _LOOPBACK:
                return name
    return None
