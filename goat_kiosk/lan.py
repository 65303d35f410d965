"""The address a phone types: which of this machine's addresses the hall can reach."""

import socket

_ANY = {"0.0.0.0", "::", ""}  # noqa: S104  compared with, not bound to
_SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Connecting a datagram socket sends nothing, it only picks a route."""


def address(host: str, port: int) -> str:
    """Return the spectators' URL of a server bound to `host` and `port`."""
    name = _own_address() if host in _ANY else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return "127.0.0.1"
        name: str = probe.getsockname()[0]
        return name
