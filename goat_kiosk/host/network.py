"""Network interfaces, and the URL a phone types: which of this machine's addresses the venue's network can reach.

The address of the default route comes first, since it picks the right one of several networks. A venue may have no such
route (a router with no internet behind it, the laptop's own hotspot), so the interfaces' other addresses come next.
Networks in which no phone can be (a VPN, the bridge of a virtual machine, an address that no router gave) come last,
even when the route leads through them.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Literal, NamedTuple

import ifaddr

ANY = {"0.0.0.0", "::", ""}  # noqa: S104  compared with, not bound to
_LOOPBACK = "127.0.0.1"
_OUTSIDE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Connecting a datagram socket sends nothing, it only picks a route."""

NetworkKind = Literal["private", "public", "link-local", "tunnel"]
_TUNNELS = re.compile(r"(tun|tap|wg|ppp|utun|ipsec|tailscale|zt|nordlynx|docker|podman|br-|virbr|veth|vmnet|vboxnet)")
"""What the interfaces of VPNs and virtual machines are called."""
_CARRIER_GRADE_NAT = IPv4Network("100.64.0.0/10")
"""Shared by a provider's customers (RFC 6598); on a laptop it is a VPN's."""
_LIKELIEST: tuple[NetworkKind, ...] = ("private", "public", "link-local", "tunnel")


def free_port_after(host: str, port: int) -> int:
    """Return a free port of `host`, one of the next twenty; 0 when none is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port + 1, min(port + 21, 2**16)):
        with suppress(OSError), socket.create_server((host, candidate), family=family):
            return candidate
    return 0


class Network(NamedTuple):
    """A network of this machine, and the spectators' URL in it."""

    name: str
    """The interface's, such as `wlan0`."""
    url: str
    kind: NetworkKind = "private"


def spectator_url(host: str, port: int, scheme: str = "http") -> str:
    """Return the URL, for spectators, of a server bound to `host` and `port`."""
    likeliest = next((name for _, name in _listed_addresses(host)), _LOOPBACK) if host in ANY else host
    return _url(likeliest, port, scheme)


def local_addresses() -> list[str]:
    """Return every address of this machine that others can reach, in order."""
    return sorted({name for _, name in _listed_addresses("")})


def find_networks(host: str, port: int) -> list[Network]:
    """Return the networks in which others can reach a server bound to `host` and `port`; the likeliest one first."""
    listed = [
        Network(interface, _url(name, port), network_kind(interface, name))
        for interface, name in _listed_addresses(host)
    ]
    return [network for network in listed if is_reachable(network.url)]


def _listed_addresses(host: str) -> list[tuple[str, str]]:
    """Return interface and address of each network that `host` is in; the likeliest one first."""
    if host not in ANY:
        return [("", host)]
    routed, found = _default_route_address(), list(_interfaces())
    if routed not in {name for _, name in found} | {None, _LOOPBACK}:
        found.append(("", f"{routed}"))
    return sorted(found, key=lambda one: (_LIKELIEST.index(network_kind(*one)), one[1] != routed))


def network_kind(interface: str, name: str) -> NetworkKind:
    """Return what kind of network an interface with the address `name` is in."""
    try:
        address = ip_address(name)
    except ValueError:  # a host name, set on purpose
        return "private"
    if _TUNNELS.match(interface) or (isinstance(address, IPv4Address) and address in _CARRIER_GRADE_NAT):
        return "tunnel"
    if address.is_link_local:
        return "link-local"
    return "private" if address.is_private else "public"


def _url(name: str, port: int, scheme: str = "http") -> str:
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def is_reachable(url: str) -> bool:
    """Whether `url` is not a loopback address, which no other device can reach."""
    return not url.startswith((f"http://{_LOOPBACK}:", "http://localhost:", "http://[::1]:"))


def _default_route_address() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_OUTSIDE)
        except OSError:
            return None
        name: str = probe.getsockname()[0]
        return name


def _interfaces() -> Iterator[tuple[str, str]]:
    """Yield the name of each interface with an IPv4 address, and that address."""
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            if address.is_IPv4 and not str(address.ip).startswith("127."):
                yield adapter.nice_name, str(address.ip)
