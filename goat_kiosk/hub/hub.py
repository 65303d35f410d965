"""The hub: topics, who subscribes to them, and their newest event.

A subscriber is registered and given the newest event in the same turn of the loop, so nothing can fall between; one
that names exactly that event in ``Last-Event-ID`` gets nothing twice, and any other id, old, foreign or absurd,
gets the snapshot. The newest event is all the hub remembers: each carries the whole state, so whoever missed ten
needs only the last.
"""

import asyncio
import time
from typing import Protocol

from goat_kiosk.hub import frames
from goat_kiosk.hub.frames import Frame

PING_AFTER = 15.0
"""Seconds of silence before a heartbeat: a page that hears nothing for 30 s can say that it is late."""


class Wire(Protocol):
    """What the hub needs of a connection; an asyncio transport has it."""

    def write(self, data: bytes) -> None:
        """Send `data`, now or as soon as the peer takes it."""

    def is_closing(self) -> bool:
        """Whether the connection is gone or going."""


class Subscriber:
    """One open stream; `gone` is done when the hub has ended it."""

    __slots__ = ("_chunked", "_wire", "gone")

    def __init__(self, wire: Wire, *, chunked: bool) -> None:
        self._wire = wire
        self._chunked = chunked
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def send(self, frame: Frame) -> None:
        """Write the frame to the connection, unless it is closing."""
        if not self._wire.is_closing():
            self._wire.write(frame.chunk if self._chunked else frame.raw)

    def end(self) -> None:
        """Let the handler that serves this stream return."""
        if not self.gone.done():
            self.gone.set_result(None)


class Topic:
    """Its subscribers, and its newest event."""

    def __init__(self, *, lively: bool = True) -> None:
        self.lively = lively
        self.subscribers: dict[Subscriber, None] = {}
        self.newest: bytes = b""
        self.newest_id: str | None = None
        self._frame: Frame | None = None
        self._heard = 0.0

    def publish(self, name: str, data: bytes, event_id: str) -> None:
        """Make an event the newest and send it to every subscriber."""
        self._frame = frames.event(name, data, event_id)
        self.newest, self.newest_id = data, event_id
        self.send(self._frame)

    def send(self, frame: Frame) -> None:
        """Send a frame to every subscriber; it is not kept."""
        self._heard = time.monotonic()
        for subscriber in self.subscribers:
            subscriber.send(frame)

    def silent_for(self, now: float) -> float:
        """Seconds since the last frame; `now` by the monotonic clock."""
        return now - self._heard

    def opening_for(self, last_event_id: str | None) -> Frame:
        """Return what a subscriber that has seen `last_event_id` gets first."""
        current = last_event_id is not None and last_event_id == self.newest_id
        return frames.opening(None if current else self._frame)


class Hub:
    """All topics of this kiosk."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}
        self._closing = False

    def publish(self, topic: str, name: str, data: bytes, event_id: str) -> None:
        """Keep `data` as the newest event of a topic, made as needed, and send it to everyone there."""
        known = self._topics.setdefault(topic, Topic())
        known.lively = True
        known.publish(name, data, event_id)

    def recall(self, topic: str, name: str, data: bytes, event_id: str) -> None:
        """Take in an old topic for whoever asks for it, unless it is here already; it is not one of the lively ones."""
        if topic not in self._topics:
            self._topics[topic] = Topic(lively=False)
            self._topics[topic].publish(name, data, event_id)

    def announce(self, topic: str, name: str, data: bytes) -> None:
        """Send an event that is not kept, to whoever is there."""
        if topic in self._topics:
            self._topics[topic].send(frames.event(name, data))

    def newest(self, topic: str) -> bytes | None:
        """Return the data of the topic's newest event, or None when there is no such topic."""
        known = self._topics.get(topic)
        return known.newest if known else None

    def all_newest(self) -> list[bytes]:
        """Return the data of every lively topic's newest event, oldest topic first."""
        return [topic.newest for topic in self._topics.values() if topic.lively]

    def subscribe(self, topic: str, wire: Wire, *, chunked: bool, last_event_id: str | None) -> Subscriber:
        """Register a connection and send it its first frame. Raises `KeyError` when there is no such topic."""
        known = self._topics[topic]
        subscriber = Subscriber(wire, chunked=chunked)
        subscriber.send(known.opening_for(last_event_id))
        known.subscribers[subscriber] = None
        if self._closing:
            subscriber.end()
        return subscriber

    def unsubscribe(self, topic: str, subscriber: Subscriber) -> None:
        """Forget a connection; harmless when it is forgotten already."""
        self._topics[topic].subscribers.pop(subscriber, None)

    def subscribers(self) -> int:
        """Count the open streams."""
        return sum(len(topic.subscribers) for topic in self._topics.values())

    def beat(self, now: float, wall: float) -> None:
        """Send a heartbeat to every silent topic; `now` by the monotonic clock, `wall` in seconds since 1970."""
        frame = frames.ping(wall)
        for topic in self._topics.values():
            if topic.subscribers and topic.silent_for(now) >= PING_AFTER:
                topic.send(frame)

    def close(self) -> None:
        """End every stream; their handlers return and the connections close in order."""
        self._closing = True
        for topic in self._topics.values():
            for subscriber in topic.subscribers:
                subscriber.end()
