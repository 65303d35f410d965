"""Sending the same to many: by the kernel's ring or one by one, what comes out of each connection is the same."""

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
from goat_kiosk.hub.sender import WORTH_A_RING, Sender
from goat_kiosk.hub.subscriber import Subscriber
from goat_kiosk.hub.topic import Topic
from tests.hub.wires import Collector

SEED = 20_261_129


def no_ring() -> SendRing:
    raise OSError(errno.EPERM, "Operation not permitted")


class BrokenRing(SendRing):
    """One whose kernel has done a part of what it was asked."""

    def __init__(self) -> None:
        """Ask for no ring."""

    def send(self, data: bytes, descriptors: object) -> list[int]:  # noqa: ARG002  the ring's own
        raise OSError(errno.EINTR, "io_uring has not done what it was asked")


class Socket(Collector):
    """A wire over a real connection, which keeps what the kernel did not take."""

    def __init__(self) -> None:
        super().__init__()
        self.here, self.there = socket.socketpair()
        self.here.settimeout(0)
        self.there.settimeout(0)

    def get_extra_info(self, name: str) -> Any:
        return self.here if name == "socket" else None

    def arrived(self) -> bytes:
        """Return what has come out at the other end, which ends here."""
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


@pytest.mark.parametrize("many", [1, WORTH_A_RING - 1, WORTH_A_RING, BATCH])
def test_each_gets_every_frame(sender: Sender, wires: list[Socket], many: int) -> None:
    subscribers = subscribed(wires[:many], sender)
    for number in range(5):
        sender.send(b"frame %d\n" % number, subscribers)
    expected = b"".join(b"frame %d\n" % number for number in range(5))
    assert [wire.arrived() for wire in wires] == [expected] * many + [b""] * (BATCH - many)
    assert not any(wire.sent for wire in wires)


def test_what_does_not_fit_goes_to_the_transport_of_the_right_one(sender: Sender, wires: list[Socket]) -> None:
    chance = random.Random(SEED)  # noqa: S311  no secret
    for wire in wires:
        wire.here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, chance.choice([1, 20_000, 200_000]))
    frame = bytes(chance.randrange(256) for _ in range(30_000))
    sender.send(frame, subscribed(wires, sender))
    assert any(wire.sent for wire in wires)
    assert not all(wire.sent for wire in wires)
    for wire in wires:
        rest = b"".join(wire.sent)
        assert wire.arrived() + rest == frame


def test_whoever_is_gone_is_left_to_the_transport_and_the_others_hear(sender: Sender, wires: list[Socket]) -> None:
    subscribers = subscribed(wires, sender)
    wires[7].there.close()
    wires[8].ended = "aborted"
    wires[8].there.close()
    sender.send(b"news", subscribers)
    assert (wires[7].sent, wires[8].sent) == ([b"news"], [])
    assert {wire.arrived() for wire in wires if wire not in wires[7:9]} == {b"news"}


@pytest.mark.logs_warnings
def test_a_ring_that_fails_cuts_those_it_was_given_and_is_not_used_again(wires: list[Socket]) -> None:
    sender = Sender(BrokenRing)
    subscribers = subscribed(wires, sender)
    sender.send(b"lost?", subscribers)
    assert {wire.ended for wire in wires} == {"aborted"}
    for wire in wires:
        wire.ended = ""
    sender.send(b"again", subscribers)
    assert {wire.arrived() for wire in wires} == {b"again"}
