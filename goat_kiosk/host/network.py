"""The address a phone types: which of this machine's addresses the hall can reach.

A route to the outside is asked for first, since it picks the right one of several networks. A hall may have none (a
router with no internet behind it, the laptop's own hotspot), so the interfaces' own addresses come next. Networks in
which no phone can be (a VPN, the bridge of a virtual machine, an address that no router gave) come last, even when the
route leads through them.
"""

import re
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Literal, NamedTuple

ANY = {"0.0.0.0", "::", ""}  # noqa: S104  compared with, not bound to
_LOOPBACK = "127.0.0.1"
_SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Connecting a datagram socket sends nothing, it only picks a route."""
_SIOCGIFADDR = 0x8915
"""Linux: the address of an interface (netdevice(7))."""


NetworkKind = Literal["hall", "public", "self-given", "tunnel"]
_TUNNELS = re.compile(r"(tun|tap|wg|ppp|utun|ipsec|tailscale|zt|nordlynx|docker|podman|br-|virbr|veth|vmnet|vboxnet)")
"""How systems and the usual programs call the interfaces of VPNs and virtual machines."""
_CARRIERS = IPv4Network("100.64.0.0/10")
"""Shared by a provider's customers (RFC 6598); on a laptop it is a VPN's."""
_LIKELIEST: tuple[NetworkKind, ...] = ("hall", "public", "self-given", "tunnel")


def free_port_after(host: str, port: int) -> int:
    """Return a port of `host` that nobody listens on now, one of the next twenty; 0 when none is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port + 1, min(port + 21, 2**16)):
        with suppress(OSError), socket.create_server((host, candidate), family=family):
            return candidate
    return 0


class Network(NamedTuple):
    """A network of this machine, and the spectators' URL in it."""

    name: str
    """As the system calls the interface, such as `wlan0`."""
    url: str
    kind: NetworkKind = "hall"


def address(host: str, port: int, scheme: str = "http") -> str:
    """Return the URL, for spectators, of a server bound to `host` and `port`."""
    likeliest = next((name for _, name in _listed_addresses(host)), _LOOPBACK) if host in ANY else host
    return _url(likeliest, port, scheme)


def addresses() -> list[str]:
    """Return every address of this machine that others can reach, in order."""
    return sorted({name for _, name in _listed_addresses("")})


def networks(host: str, port: int) -> list[Network]:
    """Return the networks in which others can reach a server bound to `host` and `port`; the likeliest one first."""
    told = [Network(interface, _url(name, port), kind(interface, name)) for interface, name in _listed_addresses(host)]
    return [network for network in told if is_reachable(network.url)]


def _listed_addresses(host: str) -> list[tuple[str, str]]:
    """Return interface and address of each network that `host` is in; the likeliest one first."""
    if host not in ANY:
        return [("", host)]
    routed, found = _default_route_address(), list(_interfaces())
    if routed not in {name for _, name in found} | {None, _LOOPBACK}:
        found.append(("", f"{routed}"))
    return sorted(found, key=lambda one: (_LIKELIEST.index(kind(*one)), one[1] != routed))


def kind(interface: str, name: str) -> NetworkKind:
    """Return what kind of network an interface with the address `name` is in."""
    try:
        address = ip_address(name)
    except ValueError:  # a host's name, set on purpose
        return "hall"
    if _TUNNELS.match(interface) or (isinstance(address, IPv4Address) and address in _CARRIERS):
        return "tunnel"
    if address.is_link_local:
        return "self-given"
    return "hall" if address.is_private else "public"


def _url(name: str, port: int, scheme: str = "http") -> str:
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def is_reachable(url: str) -> bool:
    """Whether another device can reach `url`, as far as its form tells."""
    return not url.startswith((f"http://{_LOOPBACK}:", "http://localhost:", "http://[::1]:"))


def _default_route_address() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return None
        name: str = probe.getsockname()[0]
        return name


def _interfaces() -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each interface that has one."""
    if not sys.platform.startswith("linux"):
        return
    import fcntl  # noqa: PLC0415  there is none on Windows

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, interface in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", interface.encode()))
            except OSError:
                continue
            name = socket.inet_ntoa(answer[20:24])
            if not name.startswith("127."):
                yield interface, name
