"""The subscribers who keep up, by how their bytes travel.

Compressed ones follow the topic's shared stream, which none can enter but at a keyframe. Until then a newcomer is sent
frames that stand alone, about five times as long. A keyframe in turn costs every follower that much more once. So one
is made when the newcomers' extra has added up to as much: wherever it falls, both together cost at most twice the
least that was possible, and nobody chose a period.
"""

from collections.abc import Iterator, Sequence

from goat_kiosk.hub.encoding import Encoding, SharedCompressor
from goat_kiosk.hub.subscriber import Subscriber

Coded = tuple[bytes, Sequence[Subscriber]]
"""Bytes, and who gets them."""


class EncodingGroups:
    """Who is sent a topic's frames."""

    def __init__(self) -> None:
        self._plain: dict[Encoding, dict[Subscriber, None]] = {Encoding.RAW: {}, Encoding.CHUNKED: {}}
        self._entering: dict[Subscriber, None] = {}
        self._following: dict[Subscriber, None] = {}
        self._shared: SharedCompressor | None = None
        self._owed = 0

    def __len__(self) -> int:
        return sum(len(group) for group in self._groups())

    def __iter__(self) -> Iterator[Subscriber]:
        for group in self._groups():
            yield from group

    def add(self, subscriber: Subscriber) -> None:
        """Take in a subscriber that has been sent what is newest."""
        self._plain.get(subscriber.coding, self._entering)[subscriber] = None

    def discard(self, subscriber: Subscriber) -> None:
        """Take out a subscriber, if it is here."""
        for group in self._groups():
            group.pop(subscriber, None)
        if not self._following:
            self._shared = None

    def encode(self, number: int, raw: bytes) -> list[Coded]:
        """Return the frame `number` as bytes for each group; whoever entered later may be among them."""
        for_plain = [(coding.standalone(raw), tuple(group)) for coding, group in self._plain.items() if group]
        return [*for_plain, *self._compress(number, raw)]

    def _groups(self) -> Iterator[dict[Subscriber, None]]:
        yield from self._plain.values()
        yield self._entering
        yield self._following

    def _compress(self, number: int, raw: bytes) -> Iterator[Coded]:
        entering = [subscriber for subscriber in self._entering if subscriber.since < number]
        self._owed += len(entering)
        if entering and self._owed >= len(self._following):
            yield self._keyframe(entering, raw)
            return
        if self._shared is not None:
            yield self._shared.follow(raw), tuple(self._following)
        if entering:
            yield Encoding.GZIP.standalone(raw), entering

    def _keyframe(self, entering: Sequence[Subscriber], raw: bytes) -> Coded:
        for subscriber in entering:
            del self._entering[subscriber]
            self._following[subscriber] = None
        self._owed = 0
        self._shared = self._shared or SharedCompressor()
        return self._shared.keyframe(raw), tuple(self._following)
