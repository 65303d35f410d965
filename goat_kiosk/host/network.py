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
from urllib.parse import urlsplit

import ifaddr

_ANY_IPV4, _ANY_IPV6 = "0.0.0.0", "::"  # noqa: S104  for phones on the venue's network
ANY = {_ANY_IPV4, _ANY_IPV6, ""}
_LOOPBACK = "127.0.0.1"
_PROBE_TARGETS = {socket.AF_INET: ("192.0.2.1", 9), socket.AF_INET6: ("2001:db8::1", 9)}
"""Addresses for documentation (RFC 5737, RFC 3849). Connecting a datagram socket sends nothing and picks a route."""

NetworkKind = Literal["private", "public", "link-local", "tunnel"]
_TUNNEL_NAME = re.compile(
    r"(tun|tap|wg|ppp|utun|ipsec|tailscale|zt|nordlynx|docker|podman|br-|virbr|veth|vmnet|vboxnet)"
)
"""What the interfaces of VPNs and virtual machines are called."""
_CARRIER_GRADE_NAT = IPv4Network("100.64.0.0/10")
"""Shared by a provider's customers (RFC 6598); on a laptop it is a VPN's."""
_LOCAL_DOMAINS = {"local", "lan", "home", "arpa", "internal", "intranet", "localdomain", "private", "corp"}
"""Top-level names of a venue's own network: nobody can register a name below them (RFC 6762, appendix G; RFC 8375)."""
_KINDS_BY_LIKELIHOOD: tuple[NetworkKind, ...] = ("private", "public", "link-local", "tunnel")


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


def listen_hosts(host: str) -> list[str]:
    """Return where to listen for `host`: ``::`` is every address, and a socket of asyncio at ``::`` has no IPv4."""
    return [_ANY_IPV6, _ANY_IPV4] if host == _ANY_IPV6 else [host]


def spectator_url(host: str, port: int, scheme: str = "http") -> str:
    """Return the URL, for spectators, of a server bound to `host` and `port`."""
    return _url(spectator_host(host), port, scheme)


def spectator_host(host: str) -> str:
    """Return the address, for spectators, of a server bound to `host`."""
    return next((name for _, name in _listed_addresses(host)), _LOOPBACK) if host in ANY else host


def current_url(host: str, port: int, url: str) -> str:
    """Return the spectators' URL of a server whose URL was `url`: the same as long as one of the networks has it."""
    urls = [network.url for network in find_networks(host, port)]
    return url if url in urls or not urls else urls[0]


def local_addresses(host: str = "") -> list[str]:
    """Return every address at which others can reach a server bound to `host`, in order; all, whatever their kind."""
    if host not in ANY:
        return [host] if _is_address(host) else local_addresses()
    families = (socket.AF_INET, socket.AF_INET6) if host == _ANY_IPV6 else (socket.AF_INET,)
    return sorted({name for family in families for _, name in _reachable_addresses(family)})


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
    networks = _reachable_addresses(socket.AF_INET)
    if host == _ANY_IPV6:  # one of each interface that has no IPv4, which is easier to type
        of_interface = dict(reversed(_reachable_addresses(socket.AF_INET6))) | dict(networks)
        networks += [address for address in of_interface.items() if address not in networks]
    return sorted(networks, key=_likelihood)


def _likelihood(of_interface: tuple[str, str]) -> int:
    return _KINDS_BY_LIKELIHOOD.index(network_kind(*of_interface))


def _reachable_addresses(family: socket.AddressFamily) -> list[tuple[str, str]]:
    """Return interface and address of each network of a family; the likeliest one first, then the default route's."""
    routed, networks = _default_route_address(family), list(_interfaces(family))
    if routed is not None and routed not in {name for _, name in networks} and not ip_address(routed).is_loopback:
        networks.append(("", routed))
    return sorted(networks, key=lambda address: (_likelihood(address), address[1] != routed))


def network_kind(interface: str, name: str) -> NetworkKind:
    """Return what kind of network an interface with the address `name` is in."""
    try:
        address = ip_address(name)
    except ValueError:  # a host name, set on purpose
        return "private"
    if _TUNNEL_NAME.match(interface) or (isinstance(address, IPv4Address) and address in _CARRIER_GRADE_NAT):
        return "tunnel"
    if address.is_link_local:
        return "link-local"
    return "private" if address.is_private else "public"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:  # a host name
        return False
    return True


def _url(name: str, port: int, scheme: str = "http") -> str:
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def is_private_url(url: str) -> bool:
    """Whether `url` names an address or a host that means nothing outside a venue's network."""
    host = urlsplit(url).hostname or ""
    if _is_address(host):
        return not ip_address(host).is_global
    return "." not in host or host.rpartition(".")[2] in _LOCAL_DOMAINS


def is_reachable(url: str) -> bool:
    """Whether `url` is not a loopback address, which no other device can reach."""
    return not url.startswith((f"http://{_LOOPBACK}:", "http://localhost:", "http://[::1]:"))


def _default_route_address(family: socket.AddressFamily) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(_PROBE_TARGETS[family])
            name: str = probe.getsockname()[0]
            return name
    except OSError:  # no route, or no IPv6 at all
        return None


def _interfaces(family: socket.AddressFamily) -> Iterator[tuple[str, str]]:
    """Yield the name of each interface with an address of a family, and that address.

    Not the link-local ones of IPv6, which mean nothing without the name of the reader's own interface.
    """
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            name = address.ip if isinstance(address.ip, str) else address.ip[0]
            parsed = ip_address(name)
            is_usable = not parsed.is_loopback and (address.is_IPv4 or not parsed.is_link_local)
            if is_usable and address.is_IPv4 == (family == socket.AF_INET):
                yield adapter.nice_name, name
