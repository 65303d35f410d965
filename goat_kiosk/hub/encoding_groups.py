"""Subscribers grouped by content encoding, so that a frame is encoded once for each group.

Compressed subscribers share the topic's compressor, which a new one can join only at a keyframe. Until then it is sent
standalone frames, about five times as long. A keyframe in turn costs every sharer that much more once. So one is made
when the extra bytes of the new subscribers have added up to as much: wherever it falls, both together cost at most
twice the least that was possible, and no period had to be chosen.
"""

from collections.abc import Iterator, Sequence

from goat_kiosk.hub.encoding import Encoding, SharedCompressor
from goat_kiosk.hub.subscriber import Subscriber

Encoded = tuple[bytes, Sequence[Subscriber]]
"""Bytes, and the subscribers to send them to."""


class EncodingGroups:
    """The subscribers of a topic that are not behind."""

    def __init__(self) -> None:
        self._plain: dict[Encoding, dict[Subscriber, None]] = {Encoding.RAW: {}, Encoding.CHUNKED: {}}
        self._joining: dict[Subscriber, None] = {}
        self._sharing: dict[Subscriber, None] = {}
        self._compressor: SharedCompressor | None = None
        self._keyframe_debt = 0

    def __len__(self) -> int:
        return sum(len(group) for group in self._groups())

    def __iter__(self) -> Iterator[Subscriber]:
        for group in self._groups():
            yield from group

    def add(self, subscriber: Subscriber) -> None:
        """Add a subscriber that has been sent the newest events."""
        self._plain.get(subscriber.encoding, self._joining)[subscriber] = None

    def discard(self, subscriber: Subscriber) -> None:
        """Remove a subscriber, if it is here."""
        for group in self._groups():
            group.pop(subscriber, None)
        if not self._sharing:
            self._compressor = None

    def encode(self, number: int, raw: bytes) -> list[Encoded]:
        """Return the frame `number` as bytes for each group; a group may have subscribers that joined after it."""
        plain = [(encoding.standalone(raw), tuple(group)) for encoding, group in self._plain.items() if group]
        return [*plain, *self._compress(number, raw)]

    def _groups(self) -> Iterator[dict[Subscriber, None]]:
        yield from self._plain.values()
        yield self._joining
        yield self._sharing

    def _compress(self, number: int, raw: bytes) -> Iterator[Encoded]:
        # Sharers have had every block since the last keyframe, and nobody else is sent one of the shared compressor's.
        # The debt counts standalone frames sent since: at the number of sharers, a keyframe is no dearer than waiting.
        joining = [subscriber for subscriber in self._joining if subscriber.joined_after < number]
        self._keyframe_debt += len(joining)
        if joining and self._keyframe_debt >= len(self._sharing):
            yield self._keyframe(joining, raw)
            return
        if self._compressor is not None:
            yield self._compressor.delta(raw), tuple(self._sharing)
        if joining:
            yield Encoding.GZIP.standalone(raw), joining

    def _keyframe(self, joining: Sequence[Subscriber], raw: bytes) -> Encoded:
        for subscriber in joining:
            del self._joining[subscriber]
            self._sharing[subscriber] = None
        self._keyframe_debt = 0
        self._compressor = self._compressor or SharedCompressor()
        return self._compressor.keyframe(raw), tuple(self._sharing)
