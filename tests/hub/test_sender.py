"""The sender: with io_uring or one by one, each connection gets the same bytes."""

import errno
import random
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.hub.counts import HubCounts
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.io_uring import BATCH, SendRing
from goat_kiosk.hub.sender import MIN_RING_CONNECTIONS, Sender
from goat_kiosk.hub.subscriber import Subscriber
from goat_kiosk.hub.topic import Topic
from tests.hub.wires import Collector

SEED = 20_261_129


def no_ring() -> SendRing:
    raise OSError(errno.EPERM, "Operation not permitted")


class BrokenRing(SendRing):
    """A ring that fails after a part of its sends."""

    def __init__(self) -> None:
        """Create no real ring."""

    def send(self, data: bytes, descriptors: object) -> list[int]:  # noqa: ARG002  the ring's own
        raise OSError(errno.EINTR, "io_uring has not done what it was asked")


class Socket(Collector):
    """A transport over a real socket; it keeps the bytes that the kernel did not accept."""

    def __init__(self) -> None:
        super().__init__()
        self.here, self.there = socket.socketpair()
        self.here.settimeout(0)
        self.there.settimeout(0)

    def get_extra_info(self, name: str) -> Any:
        return self.here if name == "socket" else None

    def arrived(self) -> bytes:
        """Close the connection and return everything that its other end received."""
        self.here.close()
        with self.there:
            return b"".join(iter(lambda: self.there.recv(1_000_000), b""))


@pytest.fixture(params=["ring", "one by one"])
def sender(request: pytest.FixtureRequest) -> Sender:
    if request.param == "one by one":
        return Sender(no_ring)
    ring = request.getfixturevalue("ring")
    return Sender(lambda: ring)


@pytest.fixture
def wires() -> Iterator[list[Socket]]:
    made = [Socket() for _ in range(BATCH)]
    yield made
    for wire in made:
        wire.here.close()
        wire.there.close()


def subscribed(wires: list[Socket], sender: Sender) -> list[Subscriber]:
    topic = Topic(HubCounts(), StreamSlots(BATCH), sender)
    return [Subscriber(topic, wire, Encoding.RAW, "test") for wire in wires]


@pytest.mark.parametrize("many", [1, MIN_RING_CONNECTIONS - 1, MIN_RING_CONNECTIONS, BATCH])
def test_every_subscriber_gets_every_frame(sender: Sender, wires: list[Socket], many: int) -> None:
    subscribers = subscribed(wires[:many], sender)
    for number in range(5):
        sender.send(b"frame %d\n" % number, subscribers)
    expected = b"".join(b"frame %d\n" % number for number in range(5))
    assert [wire.arrived() for wire in wires] == [expected] * many + [b""] * (BATCH - many)
    assert not any(wire.sent for wire in wires)


def test_unsent_bytes_go_to_the_transport_of_the_right_subscriber(sender: Sender, wires: list[Socket]) -> None:
    rng = random.Random(SEED)  # noqa: S311  no secret
    for wire in wires:
        wire.here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, rng.choice([1, 20_000, 200_000]))
    frame = bytes(rng.randrange(256) for _ in range(30_000))
    sender.send(frame, subscribed(wires, sender))
    assert any(wire.sent for wire in wires)
    assert not all(wire.sent for wire in wires)
    for wire in wires:
        rest = b"".join(wire.sent)
        assert wire.arrived() + rest == frame


def test_a_closed_connection_is_left_to_its_transport_and_the_others_are_served(
    sender: Sender, wires: list[Socket]
) -> None:
    subscribers = subscribed(wires, sender)
    wires[7].there.close()
    wires[8].ended = "aborted"
    wires[8].there.close()
    sender.send(b"news", subscribers)
    assert (wires[7].sent, wires[8].sent) == ([b"news"], [])
    assert {wire.arrived() for wire in wires if wire not in wires[7:9]} == {b"news"}


@pytest.mark.logs_warnings
def test_a_ring_that_fails_disconnects_its_subscribers_and_is_not_used_again(wires: list[Socket]) -> None:
    sender = Sender(BrokenRing)
    subscribers = subscribed(wires, sender)
    sender.send(b"lost?", subscribers)
    assert {wire.ended for wire in wires} == {"aborted"}
    for wire in wires:
        wire.ended = ""
    sender.send(b"again", subscribers)
    assert {wire.arrived() for wire in wires} == {b"again"}
