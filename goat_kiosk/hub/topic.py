"""A publish-subscribe topic: its newest events, its subscribers, and the fan-out from one to the other.

A frame becomes bytes once per encoding, and each subscriber costs one send of those bytes (`sender`): no queue, task or
future is woken per subscriber and frame. Frames are numbered; a subscriber is sent those above the number at which it
joined, and nothing else is kept for it. A long fan-out yields to the loop now and then, so that commands and new
connections are served meanwhile; frames published meanwhile are queued.

A subscriber whose connection accepts no more bytes is skipped, and sent the newest events when it accepts them again.
They are all that the topic keeps, one for each key: a game's topic has one key, the venue's has one for each game. A
new subscriber is treated as one that has missed everything.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from goat_kiosk.hub import frames
from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.hub.counts import HubCounts
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.encoding_groups import EncodingGroups
from goat_kiosk.hub.io_uring import BATCH
from goat_kiosk.hub.sender import Sender
from goat_kiosk.hub.subscriber import PAUSED, Subscriber, SubscriberTransport, high_water_mark
from goat_kiosk.hub.yielding import YieldBudget

DELIVERIES_PER_TURN = 4 * BATCH
"""Deliveries in one turn of the loop: about three milliseconds."""
MAX_QUEUED = 8
"""Frames that may wait for a fan-out under way. When more come than can be sent, a waiting state is skipped for a
newer one of its key, so that nobody falls behind by more than the queue's length.
"""
PIECE_BYTES = 128 * 1024
"""Bytes of kept events that are sent at once, before encoding: the next are made when the connection has accepted
these. So a slow connection holds one piece in its transport, and not the states of five thousand games.
"""
_MAX_CACHED_PIECES = 64


class Frame(NamedTuple):
    """An event; `key` names what it is the newest of, None when it is not kept."""

    number: int
    key: str | None
    raw: bytes
    event_id: str | None = None
    data: bytes = b""


class TopicPart(NamedTuple):
    """One of the events that a topic keeps beside each other, such as a part of a large state."""

    key: str
    name: str
    data: bytes
    event_id: str | None = None


class Piece(NamedTuple):
    """Kept events after a number, encoded for connections that have those up to it."""

    encoded: bytes
    up_to: int
    is_last: bool


class Topic:
    """Newest events and subscribers; all of it runs on the hub's loop."""

    def __init__(self, counts: HubCounts, slots: StreamSlots, sender: Sender) -> None:
        self.is_active = True
        """Whether the venue shows it."""
        self.source = ""
        """The address that requested this selection first; empty if it is none."""
        self._sender = sender
        self._counts = counts
        self._slots = slots
        self._groups = EncodingGroups()
        self._behind: dict[Subscriber, None] = {}
        self._newest: dict[str, Frame] = {}
        """By key, in the order of their numbers."""
        self._last_transient: Frame | None = None
        self._pieces: dict[tuple[Encoding, int, bool], Piece] = {}
        self._queue: deque[Frame] = deque()
        self._fan_out: Iterator[None] | None = None
        self._newest_number = 0
        self._number_sent = 0
        self._last_sent_at = 0.0

    # ---------------------------------------------------------------------------------------------- publishing

    def publish(self, number: int, key: str, name: str, data: bytes, event_id: str | None) -> None:
        """Make an event the newest of `key` and send it to every subscriber; numbers rise."""
        frame = Frame(number, key, frames.event(name, data, event_id), event_id, data)
        self._newest.pop(key, None)  # so that the newest stands last
        self._newest[key] = frame
        self._pieces.clear()
        self._send(frame)

    def replace_parts(self, parts: Iterable[TopicPart], numbers: Iterator[int]) -> None:
        """Keep exactly these events, and send those whose data has changed, each with the next of `numbers`."""
        newest = {part.key: part for part in parts}
        for key in self._newest.keys() - newest.keys():
            self.forget(key)
        for key, part in newest.items():
            kept = self._newest.get(key)
            if kept is None or kept.data != part.data:
                self.publish(next(numbers), key, part.name, part.data, part.event_id)

    def renew(self, key: str, name: str, data: bytes) -> None:
        """Change the data of the newest event of `key`, if there is one, for later subscribers."""
        if (frame := self._newest.get(key)) is not None and frame.data != data:
            raw = frames.event(name, data, frame.event_id)
            self._newest[key] = frame._replace(raw=raw, data=data)
            self._pieces.clear()

    def publish_transient(self, number: int, name: str, data: bytes, *, repeat: bool = True) -> None:
        """Send every subscriber an event that is not kept for later ones.

        With `repeat`, one that is stalled now gets it when its connection accepts bytes again, unless another follows.
        """
        frame = Frame(number, None, frames.event(name, data))
        if repeat:
            self._last_transient = frame
        self._send(frame)

    def ping(self, number: int, raw: bytes) -> None:
        """Send a heartbeat."""
        self._send(Frame(number, None, raw))

    def forget(self, key: str) -> None:
        """Delete the newest event of `key`."""
        self._newest.pop(key, None)
        self._pieces.clear()

    def copy(self, keys: frozenset[str]) -> "Topic":
        """Return a topic with the newest events of some keys and no subscribers."""
        selection = Topic(self._counts, self._slots, self._sender)
        selection._newest = {key: frame for key, frame in self._newest.items() if key in keys}
        selection._newest_number = self._newest_number
        return selection

    def newest(self, key: str) -> Frame | None:
        """Return the newest event of `key`; None if there is none."""
        return self._newest.get(key)

    def silent_for(self, now: float) -> float:
        """Seconds since the last frame; `now` by the monotonic clock."""
        return now - self._last_sent_at

    # ---------------------------------------------------------------------------------------------- subscribers

    def __len__(self) -> int:
        return len(self._groups) + len(self._behind)

    def __iter__(self) -> Iterator[Subscriber]:
        yield from list(self._groups)
        yield from list(self._behind)

    def subscribe(
        self, transport: SubscriberTransport, encoding: Encoding, head: bytes, last_event_id: str | None, source: str
    ) -> Subscriber:
        """Make a connection a subscriber: in the same turn of the loop it is sent `head` and the newest events.

        A heartbeat follows them, so that a page knows when all that it shows is current, also if nothing has changed.
        One that names a kept event in `last_event_id` gets those after it; any other, unknown or absurd, gets all.
        """
        subscriber = Subscriber(self, transport, encoding, source)
        transport.set_protocol(subscriber)
        transport.set_write_buffer_limits(high_water_mark(transport))
        subscriber.up_to = self._number_of(last_event_id) if last_event_id is not None else 0
        subscriber.missed_after = self._newest_number
        self._behind[subscriber] = None
        first = self._piece(encoding, subscriber.up_to, is_first=True)
        self._advance(subscriber, first)
        transport.write(head + first.encoded + (_heartbeat(encoding) if first.is_last else b""))
        self._catch_up(subscriber)
        return subscriber

    def on_paused(self, subscriber: Subscriber) -> None:
        """Skip a subscriber whose connection accepts no more; what did not fit waits in its transport."""
        subscriber.behind_since = time.monotonic()
        if subscriber in self._behind:
            return
        subscriber.up_to = subscriber.missed_after = max(subscriber.joined_after, self._number_sent)
        subscriber.joined_after = PAUSED
        self._groups.discard(subscriber)
        self._behind[subscriber] = None

    def on_resumed(self, subscriber: Subscriber) -> None:
        """Send a subscriber whose connection accepts bytes again the newest of all that it missed."""
        subscriber.behind_since = 0.0
        self._catch_up(subscriber)

    def on_closed(self, subscriber: Subscriber) -> None:
        """Forget a subscriber whose connection is closed."""
        subscriber.joined_after = PAUSED
        self._groups.discard(subscriber)
        self._behind.pop(subscriber, None)
        self._slots.release(subscriber.source)

    def abort_stalled(self, before: float) -> None:
        """Abort subscribers that have accepted nothing since `before`, by the monotonic clock. Browsers reconnect."""
        for subscriber in [subscriber for subscriber in self._behind if 0 < subscriber.behind_since < before]:
            self._counts.aborted += 1
            subscriber.transport.abort()

    def _catch_up(self, subscriber: Subscriber) -> None:
        """Send kept events after `up_to`, piece by piece while the connection accepts them; then let it join."""
        # Kept events are in the order of their numbers and a newer one of a key moves to the end. So each piece begins
        # above `up_to`, no older state follows a newer one, and frames published meanwhile are in a later piece.
        # Between the last piece and joining nothing is published: both happen in one turn of the loop.
        while subscriber in self._behind and not subscriber.behind_since and not subscriber.transport.is_closing():
            piece = self._piece(subscriber.encoding, subscriber.up_to)
            transient = self._missed_transient(subscriber) if piece.is_last else b""
            fell_behind = subscriber.up_to == subscriber.missed_after
            self._advance(subscriber, piece)
            if piece.encoded or transient:
                self._counts.conflated += fell_behind
                heartbeat = _heartbeat(subscriber.encoding) if piece.is_last else b""
                self._sender.send(piece.encoded + transient + heartbeat, [subscriber])

    def _advance(self, subscriber: Subscriber, piece: Piece) -> None:
        """Note that a piece is about to be sent; the last one lets the subscriber join the fan-out."""
        subscriber.up_to = piece.up_to
        if piece.is_last:
            del self._behind[subscriber]
            subscriber.joined_after = self._newest_number
            self._groups.add(subscriber)

    def _missed_transient(self, subscriber: Subscriber) -> bytes:
        last = self._last_transient
        has_missed = last is not None and last.number > subscriber.missed_after
        return subscriber.encoding.standalone(last.raw) if last is not None and has_missed else b""

    def _number_of(self, event_id: str) -> int:
        """Return the number of a kept event, 0 if there is none of that id."""
        return next((frame.number for frame in self._newest.values() if frame.event_id == event_id), 0)

    def _piece(self, encoding: Encoding, after: int, *, is_first: bool = False) -> Piece:
        """Return the kept events after a number, about `PIECE_BYTES` long; the first begins a connection's stream."""
        key = encoding, after, is_first
        if (cached := self._pieces.get(key)) is not None:
            return cached
        raw, up_to, is_last = self._kept_after(after)
        encoded = encoding.first(frames.retry() + raw) if is_first else encoding.standalone(raw) if raw else b""
        piece = Piece(encoded, up_to, is_last)
        if len(self._pieces) < _MAX_CACHED_PIECES:
            self._pieces[key] = piece
        return piece

    def _kept_after(self, after: int) -> tuple[bytes, int, bool]:
        """Return kept events after a number, the number up to which they are complete, and whether they are all."""
        raws: list[bytes] = []
        size, up_to = 0, after
        for frame in self._newest.values():
            if frame.number > after:
                if raws and size + len(frame.raw) > PIECE_BYTES:
                    return b"".join(raws), up_to, False
                raws.append(frame.raw)
                size, up_to = size + len(frame.raw), frame.number
        return b"".join(raws), self._newest_number, True

    # ------------------------------------------------------------------------------------------------- fan-out

    def _send(self, frame: Frame) -> None:
        self._newest_number = frame.number
        self._last_sent_at = time.monotonic()
        if len(self._queue) >= MAX_QUEUED:
            self._skip(frame.key)
        self._queue.append(frame)
        if self._fan_out is None:
            self._fan_out = self._send_queue()
            self._continue_fan_out()

    def _skip(self, key: str | None) -> None:
        older = next((frame for frame in self._queue if frame.key == key is not None), None)
        if older is not None:
            self._queue.remove(older)
            self._counts.conflated += len(self._groups)

    def _continue_fan_out(self) -> None:
        fan_out, self._fan_out = self._fan_out, None
        for _ in fan_out or ():
            self._fan_out = fan_out
            asyncio.get_running_loop().call_soon(self._continue_fan_out)
            break

    def _send_queue(self) -> Iterator[None]:
        """Send the queued frames, and yield when the loop should have a turn."""
        # Frames go out one after another in the order of their numbers, each to every subscriber before the next one.
        # Who joins, falls behind or leaves at a `yield` is seen by its number only: `_deliver` compares it again.
        while self._queue:
            frame, began = self._queue.popleft(), time.perf_counter()
            self._number_sent = frame.number
            sent_this_turn, budget = 0, YieldBudget()
            for encoded, subscribers in self._groups.encode(frame.number, frame.raw):
                for start in range(0, len(subscribers), DELIVERIES_PER_TURN):
                    part = subscribers[start : start + DELIVERIES_PER_TURN]
                    if sent_this_turn and sent_this_turn + len(part) > DELIVERIES_PER_TURN:
                        yield
                        sent_this_turn = 0
                    sent_this_turn += self._deliver(frame, encoded, part, budget)
            self._counts.fan_out.observe(time.perf_counter() - began)

    def _deliver(self, frame: Frame, encoded: bytes, part: Iterable[Subscriber], budget: YieldBudget) -> int:
        number = frame.number
        recipients = [subscriber for subscriber in part if subscriber.joined_after < number]
        count = len(recipients)
        for start in range(0, count, BATCH):
            self._sender.send(encoded, recipients[start : start + BATCH])
            budget.yield_cpu()
        self._counts.deliveries += count
        self._counts.raw_bytes += count * len(frame.raw)
        self._counts.sent_bytes += count * len(encoded)
        return count


def _heartbeat(encoding: Encoding) -> bytes:
    """Return a heartbeat of now for one connection."""
    return _encoded_heartbeat(encoding, int(time.time()))


@lru_cache(maxsize=len(Encoding))
def _encoded_heartbeat(encoding: Encoding, second: int) -> bytes:
    return encoding.standalone(frames.ping(second))
