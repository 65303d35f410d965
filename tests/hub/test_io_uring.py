"""io_uring sends on real connections: every connection gets the bytes, and each failed send is reported."""

import errno
import gc
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.hub.io_uring import BATCH, NO_SOCKET, SendRing

Pair = tuple[socket.socket, socket.socket]
"""The end that sends, and the one that reads."""
SEED = 20_261_129


@pytest.fixture
def wires() -> Iterator[list[Pair]]:
    made = [socket.socketpair() for _ in range(BATCH)]
    for sending, reading in made:
        sending.settimeout(0)
        reading.settimeout(0)
    yield made
    for pair in made:
        for end in pair:
            end.close()


def test_every_connection_gets_the_bytes_in_order(ring: SendRing, wires: list[Pair]) -> None:
    descriptors = [sending.fileno() for sending, _ in wires]
    for number in range(7):
        data = b"%d," % number * 50
        assert ring.send(data, descriptors) == [len(data)] * BATCH
    expected = b"".join(b"%d," % number * 50 for number in range(7))
    assert {reading.recv(65_536) for _, reading in wires} == {expected}


def test_only_the_named_descriptors_are_sent_anything(ring: SendRing, wires: list[Pair]) -> None:
    assert ring.send(b"all", [sending.fileno() for sending, _ in wires]) == [3] * BATCH
    assert ring.send(b"few", [sending.fileno() for sending, _ in wires[:5]]) == [3] * 5
    assert ring.send(b"", []) == []
    assert [reading.recv(64) for _, reading in wires] == [b"allfew"] * 5 + [b"all"] * (BATCH - 5)


def test_the_number_of_bytes_sent_is_reported_for_the_right_connection(ring: SendRing, wires: list[Pair]) -> None:
    rng, data = random.Random(SEED), b"x" * 3_000  # noqa: S311  no secret
    descriptors = [sending.fileno() for sending, _ in wires]
    for _ in range(200):
        for _, reading in rng.sample(wires, 40):
            try:
                reading.recv(rng.randrange(1, 200_000))
            except BlockingIOError:
                continue
        received = [unread(reading) for _, reading in wires]
        took = ring.send(data, descriptors)
        for (_, reading), before, sent in zip(wires, received, took, strict=True):
            assert sent == -errno.EAGAIN or sent > 0
            assert unread(reading) == before + max(sent, 0)


def unread(reading: socket.socket) -> int:
    """Return the number of bytes that wait to be read."""
    try:
        return len(reading.recv(1_000_000, socket.MSG_PEEK))
    except BlockingIOError:
        return 0


def test_a_closed_connection_or_invalid_descriptor_fails_alone(ring: SendRing, wires: list[Pair]) -> None:
    wires[3][1].close()
    descriptors = [sending.fileno() for sending, _ in wires]
    descriptors[10] = NO_SOCKET
    took = ring.send(b"news", descriptors)
    assert (took[3], took[10]) == (-errno.EPIPE, -errno.EBADF)
    assert took.count(4) == BATCH - 2
    assert wires[11][1].recv(64) == b"news"


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_an_unreferenced_ring_closes_its_descriptors(ring: SendRing) -> None:
    gc.collect()  # what other tests have left
    before = open_files()
    another = SendRing()
    assert open_files() > before
    del another
    assert open_files() == before
    assert ring.send(b"", []) == []
