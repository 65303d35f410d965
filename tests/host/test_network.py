"""Network addresses of this machine: which one is announced for a server at `::`, and when that changes."""

import socket

import pytest

from goat_kiosk.host import network

IPV6 = "fd00::20", "2600:1f18:7::20"
Addresses = dict[socket.AddressFamily, list[tuple[str, str]]]


def set_addresses(monkeypatch: pytest.MonkeyPatch, addresses: Addresses) -> None:
    monkeypatch.setattr(network, "_interfaces", lambda family: iter(addresses.get(family, [])))
    monkeypatch.setattr(network, "_default_route_address", lambda _: None)


@pytest.mark.parametrize(
    ("addresses", "url"),
    [
        ({socket.AF_INET: [("wlan0", "192.168.1.20")], socket.AF_INET6: [("wlan0", IPV6[0])]}, "192.168.1.20"),
        ({socket.AF_INET6: [("wlan0", IPV6[1]), ("wlan0", IPV6[0])]}, "[fd00::20]"),
        ({socket.AF_INET: [("tun0", "10.8.0.2")], socket.AF_INET6: [("wlan0", IPV6[0])]}, "[fd00::20]"),
        ({}, "127.0.0.1"),
    ],
)
def test_a_wildcard_server_is_announced_with_a_reachable_address(
    monkeypatch: pytest.MonkeyPatch, addresses: Addresses, url: str
) -> None:
    set_addresses(monkeypatch, addresses)
    assert network.spectator_url("::", 8080) == f"http://{url}:8080"


def test_each_interface_is_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cable, wifi = ("eth0", "192.168.1.20"), [("wlan0", name) for name in IPV6]
    set_addresses(monkeypatch, {socket.AF_INET: [cable], socket.AF_INET6: [("eth0", "fd00::9"), *wifi]})
    assert [found.name for found in network.find_networks("::", 8080)] == ["eth0", "wlan0"]
    assert network.find_networks("0.0.0.0", 8080) == [network.Network("eth0", "http://192.168.1.20:8080")]  # noqa: S104  asked about, not bound to
    assert network.local_addresses("::") == sorted(["192.168.1.20", "fd00::9", *IPV6]), "a certificate is for all"
    for host in ("192.168.1.20", "0.0.0.0", "kiosk.hall"):  # noqa: S104  as above
        assert network.local_addresses(host) == ["192.168.1.20"]
    assert network.local_addresses("fd00::9") == ["fd00::9"]


def test_the_announced_address_stays_while_it_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = "http://192.168.1.20:8080", "http://10.0.0.7:8080"
    set_addresses(monkeypatch, {socket.AF_INET: [("eth0", "10.0.0.7"), ("wlan0", "192.168.1.20")]})
    assert network.current_url("", 8080, first) == first
    set_addresses(monkeypatch, {socket.AF_INET: [("eth0", "10.0.0.7")]})
    assert network.current_url("", 8080, first) == second
    set_addresses(monkeypatch, {})
    assert network.current_url("", 8080, second) == second, "a cable is out for a moment"
    assert network.current_url("127.0.0.1", 8080, "http://127.0.0.1:8080") == "http://127.0.0.1:8080"


def test_the_addresses_of_this_machine_include_ipv4_and_ipv6() -> None:
    for host in ("::", "0.0.0.0"):  # noqa: S104  asked about, not bound to
        assert all(
            not found.url.startswith(("http://[fe80", "http://[::1]")) for found in network.find_networks(host, 80)
        )
