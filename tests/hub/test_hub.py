"""The hub with wires that only collect: what each subscriber is sent, and in which order."""

import pytest

from goat_kiosk.hub import frames
from goat_kiosk.hub.frames import Frame
from goat_kiosk.hub.hub import PING_AFTER, Hub


class Collector:
    """A connection that keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def is_closing(self) -> bool:
        return self.closing


@pytest.fixture
def hub() -> Hub:
    made = Hub()
    made.publish("game/1", "state", b'{"seq":1}', "a-1")
    return made


STATE_1 = b'id: a-1\nevent: state\ndata: {"seq":1}\n\n'
STATE_2 = b'id: a-2\nevent: state\ndata: {"seq":2}\n\n'


async def test_a_subscriber_gets_the_newest_state_at_once_then_every_event(hub: Hub) -> None:
    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id=None)
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    hub.announce("game/1", "refresh", b"game-started")
    assert wire.sent == [b"retry: 2000\n\n" + STATE_1, STATE_2, b"event: refresh\ndata: game-started\n\n"]


@pytest.mark.parametrize("seen", [None, "", "a-0", "b-1", "a-1 ", "a-99", "x" * 10_000, "\u2603"])
async def test_whoever_is_not_exactly_current_gets_the_snapshot(hub: Hub, seen: str | None) -> None:
    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id=seen)
    assert wire.sent == [b"retry: 2000\n\n" + STATE_1]


async def test_whoever_is_current_gets_nothing_twice(hub: Hub) -> None:
    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id="a-1")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    assert wire.sent == [b"retry: 2000\n\n", STATE_2]


async def test_topics_do_not_hear_each_other(hub: Hub) -> None:
    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id="a-1")
    hub.publish("game/2", "state", b"{}", "a-1")
    assert len(wire.sent) == 1
    assert hub.all_newest() == [b'{"seq":1}', b"{}"]


async def test_the_same_bytes_go_to_everyone_framed_for_http_1_1(hub: Hub) -> None:
    wires = [Collector(), Collector()]
    for wire in wires:
        hub.subscribe("game/1", wire, chunked=True, last_event_id="a-1")
    hub.publish("game/1", "state", b'{"seq":2}', "a-2")
    assert wires[0].sent[-1] == b"%x\r\n%b\r\n" % (len(STATE_2), STATE_2)
    assert wires[0].sent[-1] is wires[1].sent[-1]


async def test_a_subscriber_that_left_is_sent_nothing(hub: Hub) -> None:
    wire = Collector()
    subscriber = hub.subscribe("game/1", wire, chunked=False, last_event_id=None)
    hub.unsubscribe("game/1", subscriber)
    hub.unsubscribe("game/1", subscriber)
    hub.publish("game/1", "state", b"{}", "a-2")
    assert (len(wire.sent), hub.subscribers()) == (1, 0)


async def test_a_closing_connection_is_not_written_to(hub: Hub) -> None:
    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id=None)
    wire.closing = True
    hub.publish("game/1", "state", b"{}", "a-2")
    assert len(wire.sent) == 1


async def test_a_silent_topic_gets_a_heartbeat_and_a_talking_one_does_not(hub: Hub) -> None:
    import time  # noqa: PLC0415  only here

    wire = Collector()
    hub.subscribe("game/1", wire, chunked=False, last_event_id=None)
    now = time.monotonic()
    hub.beat(now + PING_AFTER - 1, 1_795_465_019.7)
    assert len(wire.sent) == 1
    hub.beat(now + PING_AFTER + 1, 1_795_465_019.7)
    assert wire.sent[-1] == b"event: ping\ndata: 1795465019\n\n"


async def test_closing_ends_every_stream_and_those_that_come_later(hub: Hub) -> None:
    early = hub.subscribe("game/1", Collector(), chunked=False, last_event_id=None)
    hub.close()
    late = hub.subscribe("game/1", Collector(), chunked=False, last_event_id=None)
    assert early.gone.done()
    assert late.gone.done()


async def test_there_is_no_stream_of_nothing(hub: Hub) -> None:
    assert hub.newest("game/9") is None
    with pytest.raises(KeyError):
        hub.subscribe("game/9", Collector(), chunked=False, last_event_id=None)


@pytest.mark.parametrize("forged", ["a\nevent: x", "a\rb", "a\0b"])
def test_a_line_break_forges_no_field(forged: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        frames.event("state", b"{}", forged)
    with pytest.raises(ValueError, match="control character"):
        frames.event(forged, b"{}")
    with pytest.raises(ValueError, match="one line"):
        frames.event("state", forged.encode())


def test_a_chunk_is_framed_once() -> None:
    frame = Frame(b"hello")
    assert frame.chunk == b"5\r\nhello\r\n"
    assert frame.chunk is frame.chunk
