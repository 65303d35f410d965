"""Admission control: which address gets a slot when the hub is nearly full."""

import pytest

from goat_kiosk.hub.admission import THIS_MACHINE, AtCapacity, StreamSlots


def acquire(places: StreamSlots, source: str, count: int) -> int:
    """Acquire up to `count` slots for `source`, and return how many were free."""
    for acquired in range(count):
        try:
            places.acquire(source)
        except AtCapacity:
            return acquired
    return count


def test_all_phones_of_a_venue_behind_one_address_may_fill_the_hub() -> None:
    assert acquire(StreamSlots(100), "10.0.0.1", 200) == 100


def test_an_address_with_more_than_its_even_share_is_refused_first() -> None:
    places = StreamSlots(100)
    assert acquire(places, "greedy", 75) == 75
    assert acquire(places, "walls", 5) == 5
    assert acquire(places, "greedy", 1) == 0
    assert acquire(places, "phones", 50) == 20
    assert (places.in_use, places.refused) == (100, 2)


def test_a_full_hub_refuses_every_address_until_a_stream_ends() -> None:
    places = StreamSlots(10)
    acquire(places, "a", 5)
    acquire(places, "b", 5)
    with pytest.raises(AtCapacity, match="no place left"):
        places.acquire("c")
    places.release("a")
    places.acquire("c")
    assert places.in_use == 10


def test_an_address_without_streams_is_forgotten() -> None:
    places = StreamSlots(10)
    for source in ("a", "b", "c", "d"):
        places.acquire(source)
        places.release(source)
    assert acquire(places, "e", 10) == 10


def test_a_wall_on_the_kiosk_itself_does_not_halve_the_slots_of_a_venue_behind_one_address() -> None:
    places = StreamSlots(100)
    assert acquire(places, THIS_MACHINE, 2) == 2
    assert acquire(places, "hall", 200) == 98


def test_the_kiosk_itself_gets_only_an_even_share_beside_other_addresses() -> None:
    """A reverse proxy may run on it, and then a flood comes from there."""
    places = StreamSlots(100)
    assert acquire(places, "phones", 5) == 5
    assert acquire(places, THIS_MACHINE, 200) == 75
    assert acquire(places, "phones", 50) == 20
