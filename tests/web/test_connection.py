"""Source of a connection for rate limits: an IPv4 address or an IPv6 network."""

from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.web.http.source_address import source_of_address

SAME = [
    ("192.168.7.9", "::ffff:192.168.7.9"),
    ("2001:db8::1", "2001:db8:0:0:ffff::1"),
    ("2001:db8:0:1::", "2001:db8:0:1:2:3:4:5"),
    ("fe80::1%eth0", "fe80::2%wlan0"),
    ("::1", "0:0:0:0:0:0:0:1"),
]
OTHERS = [
    ("192.168.7.9", "192.168.7.10"),
    ("2001:db8::1", "2001:db8:0:1::1"),
    ("2001:db8:1::1", "2001:db8::1:1"),
    ("", "192.168.7.9"),
]


@pytest.mark.parametrize(("address", "other_address"), SAME)
def test_addresses_of_one_network_count_as_one_source(address: str, other_address: str) -> None:
    assert source_of_address(address) == source_of_address(other_address)


@pytest.mark.parametrize(("address", "other_address"), OTHERS)
def test_addresses_of_different_networks_count_separately(address: str, other_address: str) -> None:
    assert source_of_address(address) != source_of_address(other_address)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_every_address_of_a_network_is_counted_alike(network: int, host1: int, host2: int) -> None:
    """Zeros in an IPv6 address can be written in several ways."""
    start = int(ip_network((network << 64, 64)).network_address)
    addresses = [IPv6Address(start + host) for host in (host1, host2)]
    if not any(address.ipv4_mapped for address in addresses):
        assert source_of_address(str(addresses[0])) == source_of_address(addresses[1].exploded)
