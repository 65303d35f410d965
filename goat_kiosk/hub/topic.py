"""A topic: what is newest in it, who listens, and how a frame reaches them all.

A frame becomes bytes once per coding, and each subscriber costs one send of those bytes (`sender`): no queue, task or
future is woken per subscriber and frame. Frames are numbered; a subscriber is sent those above the number it entered
at, and nothing else is kept for it. A long fan-out gives the loop back now and then, so that commands and new
connections are served meanwhile; the frames published meanwhile stand in line.

Whoever takes no more is skipped, and given the newest states when it takes again. They are all that the topic
remembers, one for each key: a game's topic has one key, the venue's has one for each game.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from goat_kiosk.hub import frames
from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.hub.counts import HubCounts
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.encoding_groups import EncodingGroups
from goat_kiosk.hub.io_uring import BATCH
from goat_kiosk.hub.sender import Sender
from goat_kiosk.hub.subscriber import PAUSED, Subscriber, SubscriberTransport, full_at
from goat_kiosk.hub.yielding import YieldBudget

SLICE = 4 * BATCH
"""Deliveries in one turn of the loop: about three milliseconds."""
MAX_QUEUED = 8
"""Frames that may wait for a fan-out under way. When more come than can be sent, a waiting state is skipped for a
newer one of its key, so that nobody falls behind by more than a line's length.
"""


class Frame(NamedTuple):
    """An event; `key` names what it is the newest of, None when it is not kept."""

    number: int
    key: str | None
    raw: bytes
    event_id: str | None = None
    data: bytes = b""


class Topic:
    """Its newest events and its subscribers."""

    def __init__(self, counts: HubCounts, places: StreamSlots, sender: Sender) -> None:
        self.lively = True
        self.opener = ""
        """The address that has asked for it first, where it is a selection."""
        self._sender = sender
        self._counts = counts
        self._places = places
        self._audience = EncodingGroups()
        self._behind: dict[Subscriber, None] = {}
        self._kept: dict[str, Frame] = {}
        self._called: Frame | None = None
        self._openings: dict[Encoding, bytes] = {}
        self._line: deque[Frame] = deque()
        self._fan_out: Iterator[None] | None = None
        self._newest_number = 0
        self._number_sent = 0
        self._spoke_at = 0.0

    # ------------------------------------------------------------------------------------------- what is said

    def publish(self, number: int, key: str, name: str, data: bytes, event_id: str | None) -> None:
        """Make an event the newest of `key` and send it to every subscriber; numbers rise."""
        frame = Frame(number, key, frames.event(name, data, event_id), event_id, data)
        self._kept.pop(key, None)  # so that the newest stands last
        self._kept[key] = frame
        self._openings.clear()
        self._send(frame)

    def renew(self, key: str, name: str, data: bytes) -> None:
        """Change the data of the newest event of `key`, if there is one, for those who come later."""
        if (frame := self._kept.get(key)) is not None and frame.data != data:
            raw = frames.event(name, data, frame.event_id)
            self._kept[key] = frame._replace(raw=raw, data=data)
            self._openings.clear()

    def publish_transient(self, number: int, name: str, data: bytes) -> None:
        """Send every subscriber an event that is not kept for those who come later."""
        self._called = Frame(number, None, frames.event(name, data))
        self._send(self._called)

    def ping(self, number: int, raw: bytes) -> None:
        """Send a heartbeat."""
        self._send(Frame(number, None, raw))

    def forget(self, key: str) -> None:
        """Keep the newest event of `key` no longer."""
        self._kept.pop(key, None)
        self._openings.clear()

    def copy(self, keys: frozenset[str]) -> "Topic":
        """Return a topic with the newest events of some keys and nobody in it."""
        narrow = Topic(self._counts, self._places, self._sender)
        narrow._kept = {key: frame for key, frame in self._kept.items() if key in keys}
        narrow._newest_number = self._newest_number
        return narrow

    def newest(self, key: str) -> Frame | None:
        """Return the newest event of `key`."""
        return self._kept.get(key)

    def silent_for(self, now: float) -> float:
        """Seconds since the last frame; `now` by the monotonic clock."""
        return now - self._spoke_at

    # ---------------------------------------------------------------------------------------------- who listens

    def __len__(self) -> int:
        return len(self._audience) + len(self._behind)

    def __iter__(self) -> Iterator[Subscriber]:
        yield from list(self._audience)
        yield from list(self._behind)

    def subscribe(
        self, wire: SubscriberTransport, coding: Encoding, head: bytes, last_event_id: str | None, source: str
    ) -> Subscriber:
        """Make a connection a subscriber: in the same turn of the loop it gets `head` and what is newest.

        One that names a kept event in `last_event_id` gets those after it; any other, unknown or absurd, gets all.
        """
        subscriber = Subscriber(self, wire, coding, source)
        wire.set_protocol(subscriber)
        wire.set_write_buffer_limits(full_at(wire))
        self._subscribe_at(subscriber)
        wire.write(head + self._opening_bytes(coding, last_event_id))
        return subscriber

    def on_paused(self, subscriber: Subscriber) -> None:
        """Skip a subscriber whose connection takes no more; the frame that did not fit waits in it."""
        subscriber.seen = max(subscriber.since, self._number_sent)
        subscriber.since = PAUSED
        subscriber.behind_since = time.monotonic()
        self._audience.discard(subscriber)
        self._behind[subscriber] = None

    def on_resumed(self, subscriber: Subscriber) -> None:
        """Give a subscriber whose connection takes again what is newest of all that it missed."""
        del self._behind[subscriber]
        self._subscribe_at(subscriber)
        missed = self._after(subscriber.seen)
        if missed:
            self._counts.conflated += 1
            self._sender.send(subscriber.coding.standalone(missed), [subscriber])

    def on_closed(self, subscriber: Subscriber) -> None:
        """Forget a subscriber whose connection is gone."""
        subscriber.since = PAUSED
        self._audience.discard(subscriber)
        self._behind.pop(subscriber, None)
        self._places.release(subscriber.source)

    def cut(self, before: float) -> None:
        """Abort whoever has taken nothing since `before`, by the monotonic clock. A browser comes back by itself."""
        for subscriber in [one for one in self._behind if one.behind_since < before]:
            self._counts.aborted += 1
            subscriber.wire.abort()

    def _subscribe_at(self, subscriber: Subscriber) -> None:
        subscriber.since = self._newest_number
        self._audience.add(subscriber)

    def _opening_bytes(self, coding: Encoding, last_event_id: str | None) -> bytes:
        seen = next((frame.number for frame in self._kept.values() if frame.event_id == last_event_id), 0)
        if seen and last_event_id is not None:
            return coding.first(frames.retry() + self._after(seen, called=False))
        if coding not in self._openings:
            self._openings[coding] = coding.first(frames.retry() + self._after(0, called=False))
        return self._openings[coding]

    def _after(self, number: int, *, called: bool = True) -> bytes:
        missed = [frame for frame in self._kept.values() if frame.number > number]
        if called and self._called is not None and self._called.number > number:
            missed.append(self._called)
        return b"".join(frame.raw for frame in missed)

    # ------------------------------------------------------------------------------------------------- fan-out

    def _send(self, frame: Frame) -> None:
        self._newest_number = frame.number
        self._spoke_at = time.monotonic()
        if len(self._line) >= MAX_QUEUED:
            self._skip(frame.key)
        self._line.append(frame)
        if self._fan_out is None:
            self._fan_out = self._send_queue()
            self._go_on()

    def _skip(self, key: str | None) -> None:
        older = next((frame for frame in self._line if frame.key == key is not None), None)
        if older is not None:
            self._line.remove(older)
            self._counts.conflated += len(self._audience)

    def _go_on(self) -> None:
        under_way, self._fan_out = self._fan_out, None
        for _ in under_way or ():
            self._fan_out = under_way
            asyncio.get_running_loop().call_soon(self._go_on)
            break

    def _send_queue(self) -> Iterator[None]:
        """Send the frames in line, and yield when the loop should have a turn."""
        while self._line:
            frame, begun = self._line.popleft(), time.perf_counter()
            self._number_sent = frame.number
            turn, courtesy = 0, YieldBudget()
            for coded, subscribers in self._audience.encode(frame.number, frame.raw):
                for start in range(0, len(subscribers), SLICE):
                    part = subscribers[start : start + SLICE]
                    if turn and turn + len(part) > SLICE:
                        yield
                        turn = 0
                    turn += self._deliver(frame, coded, part, courtesy)
            self._counts.fan_out.observe(time.perf_counter() - begun)

    def _deliver(self, frame: Frame, coded: bytes, part: Iterable[Subscriber], courtesy: YieldBudget) -> int:
        number = frame.number
        listening = [subscriber for subscriber in part if subscriber.since < number]
        told = len(listening)
        for start in range(0, told, BATCH):
            self._sender.send(coded, listening[start : start + BATCH])
            courtesy.yield_cpu()
        self._counts.deliveries += told
        self._counts.raw_bytes += told * len(frame.raw)
        self._counts.sent_bytes += told * len(coded)
        return told
