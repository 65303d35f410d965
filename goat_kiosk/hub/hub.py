"""The hub: its topics by name, the venue's topic over all of them, the heartbeat, the limits.

All of it runs on the hub thread's loop. Numbers rise over the whole hub, so an event has the same number in its game's
topic and in the venue's. Event ids in the venue's topic are the hub's own, `<run>-<number>`: those of two games cannot
be compared.
"""

import logging
import random
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count

from goat_kiosk.errors import log_bugs
from goat_kiosk.hub import frames
from goat_kiosk.hub.admission import MAX_STREAMS, AtCapacity, StreamSlots
from goat_kiosk.hub.counts import HubCounts
from goat_kiosk.hub.io_uring import SendRing
from goat_kiosk.hub.sender import Sender
from goat_kiosk.hub.topic import Topic, TopicPart

PING_AFTER_S = 5.0
"""Seconds of silence before a heartbeat: a page that receives nothing for 12 s says that its score is late."""
ABORT_AFTER_S = 10.0
"""Seconds a connection may accept nothing before it is aborted. A phone with bad reception has drained its buffer of a
few states by then; one that was carried out of the building never will.
"""
RECONNECT_SPREAD_MS = 4_000
"""When the kiosk stops, its phones spread their reconnects over this time; all are right again within 5 s."""
MAX_SELECTIONS = 64
"""Different selections of games that may be followed at a time; each costs its own fan-out and 256 KB compressor.

An address may have all of them until another needs some."""
MAX_OLD_TOPICS = 256
"""Old games without subscribers that stay in memory after a request, for the next one: about 1 MB."""


_log = logging.getLogger(__name__)


class Hub:
    """All topics of this kiosk."""

    def __init__(
        self, slots: int = MAX_STREAMS, abort_after_s: float = ABORT_AFTER_S, *, io_uring: bool = True
    ) -> None:
        """`slots` are the most streams; a connection that accepts nothing for `abort_after_s` is aborted.

        With `io_uring` it is used where the system has it.
        """
        self.counts = HubCounts()
        self.slots = StreamSlots(slots)
        self._abort_after_s = abort_after_s
        self._sender = Sender(SendRing if io_uring else None)
        self._run = secrets.token_hex(4)
        self._numbers = count(1)
        self._topics: dict[str, Topic] = {}
        self._venue = Topic(self.counts, self.slots, self._sender)
        self._selections: dict[frozenset[str], Topic] = {}
        self._notes: set[str] = set()
        self._in_parts: set[str] = set()
        """The topics that keep several events, and that the venue's topic does not show."""
        self._closing = False

    def publish(self, topic: str, name: str, data: bytes, event_id: str) -> None:
        """Keep `data` as the newest event of a topic, made as needed; send it to its subscribers and the venue's."""
        known, number = self._topic_for(topic), next(self._numbers)
        known.is_active = True
        known.publish(number, topic, name, data, event_id)
        for venue in self._all_games_topics(topic):
            venue.publish(number, topic, name, data, f"{self._run}-{number}")

    def publish_parts(self, topic: str, parts: Iterable[TopicPart]) -> None:
        """Make `parts` all that a topic keeps, and send those that have changed to its subscribers.

        Such a topic is no game's: the venue's topic does not show it, and it is removed when nobody follows it.
        """
        if topic not in self._topics:
            self._evict_old()
        self._in_parts.add(topic)
        known = self._topic_for(topic)
        known.is_active = False
        known.replace_parts(parts, self._numbers)

    def publish_transient(self, topic: str, name: str, data: bytes, *, repeat: bool = True) -> None:
        """Send an event that is not stored to the topic's subscribers and the venue's.

        With `repeat`, the last such event is sent again to those that were stalled.
        """
        if topic in self._topics:
            number = next(self._numbers)
            for game_or_venue in (self._topics[topic], *self._all_games_topics(topic)):
                game_or_venue.publish_transient(number, name, data, repeat=repeat)

    def broadcast(self, name: str, data: bytes) -> None:
        """Send the venue's subscribers an event that belongs to no topic and is not kept."""
        number = next(self._numbers)
        for venue in (self._venue, *self._selections.values()):
            venue.publish_transient(number, name, data)

    def publish_note(self, key: str, name: str, data: bytes, topics: Iterable[str]) -> None:
        """Keep an event beside the newest ones of some topics, and send it to their subscribers and the venue's."""
        self._notes.add(key)
        number, known = next(self._numbers), [topic for topic in topics if topic in self._topics]
        for topic in known:
            self._topics[topic].publish(number, key, name, data, None)
        for venue in {venue for topic in known for venue in self._all_games_topics(topic)}:
            venue.publish(number, key, name, data, f"{self._run}-{number}")

    def forget_note(self, key: str) -> None:
        """Delete a note."""
        self._notes.discard(key)
        for topic in self._all():
            topic.forget(key)

    def load(self, topic: str, name: str, data: bytes, event_id: str) -> None:
        """Add an old topic for a request, unless it is here already; the venue's topic does not show it."""
        if topic not in self._topics:
            self._evict_old()
            loaded = self._topic_for(topic)
            loaded.is_active = False
            loaded.publish(next(self._numbers), topic, name, data, event_id)

    def renew(self, topic: str, name: str, data: bytes) -> None:
        """Replace the newest event of a topic for later subscribers; it is not sent to current ones."""
        if topic in self._topics:
            for game_or_venue in (self._topics[topic], *self._all_games_topics(topic)):
                game_or_venue.renew(topic, name, data)

    def retire(self, topic: str) -> None:
        """Make a topic an old one: the venue's does not show it any more, and it is removed when nobody follows it."""
        if topic in self._topics:
            self._topics[topic].is_active = False
            for venue in self._all_games_topics(topic):
                venue.forget(topic)
            self._evict_old()

    def has(self, topic: str) -> bool:
        """Whether there is a topic of that name."""
        return topic in self._topics

    def is_followed(self, topic: str) -> bool:
        """Whether a topic has subscribers."""
        return topic in self._topics and len(self._topics[topic]) > 0

    def remove(self, topic: str) -> None:
        """Remove a topic that nobody follows; one that is followed stays."""
        if not self.is_followed(topic):
            self._topics.pop(topic, None)
            self._in_parts.discard(topic)

    def newest(self, topic: str) -> bytes | None:
        """Return the data of the topic's newest event, or None when there is no such topic."""
        newest = self._topics[topic].newest(topic) if topic in self._topics else None
        return newest.data if newest else None

    def all_newest(self) -> list[bytes]:
        """Return the data of every active topic's newest event, oldest topic first."""
        active = ((name, topic) for name, topic in self._topics.items() if topic.is_active)
        return [newest.data for name, topic in active if (newest := topic.newest(name))]

    def topic(self, name: str) -> Topic:
        """Return a topic to subscribe to. Raises `KeyError` when there is none of that name."""
        return self._topics[name]

    def all_games(self, selection: frozenset[str] = frozenset(), source: str = "") -> Topic:
        """Return a topic that combines all active ones, or those in `selection`, requested by the address `source`.

        Raises `AtCapacity` when there are too many selections.
        """
        if not selection:
            return self._venue
        if selection not in self._selections:
            self._selections = {games: venue for games, venue in self._selections.items() if len(venue)}
            if len(self._selections) >= MAX_SELECTIONS:
                self._make_room(source)
            self._selections[selection] = self._venue.copy(selection | self._notes)
            self._selections[selection].source = source
        return self._selections[selection]

    def _make_room(self, source: str) -> None:
        """End a selection of the address with the most selections, if `source` would still have fewer after adding one.

        So an address that makes up selections loses them to those that need one: each can have an even share. Raises
        `AtCapacity`.
        """
        counts = Counter(selection.source for selection in self._selections.values())
        busiest_source, most = counts.most_common(1)[0]
        if most <= counts[source] + 1:
            raise AtCapacity("Too many different selections of games are followed. Follow every game instead.")
        newest = next(
            games
            for games, selected_topic in reversed(self._selections.items())
            if selected_topic.source == busiest_source
        )
        for subscriber in self._selections.pop(newest):
            subscriber.end(frames.retry(random.randint(frames.RETRY_MS // 2, RECONNECT_SPREAD_MS)))  # noqa: S311  no secret

    def admit(self, source: str) -> None:
        """Acquire a slot for a connection from the address `source`; it is released when the connection closes.

        Raises `AtCapacity`.
        """
        if self._closing:
            raise AtCapacity("The kiosk is stopping.")
        self.slots.acquire(source)

    def tick(self, now: float, wall: float) -> None:
        """Send a heartbeat to every silent topic and abort connections that accept nothing.

        To be called every second; `now` by the monotonic clock, `wall` in seconds since 1970.
        """
        ping = frames.ping(wall)
        for topic in self._all():
            with log_bugs(_log, "a topic's heartbeat"):
                topic.abort_stalled(now - self._abort_after_s)
                if len(topic) and topic.silent_for(now) > PING_AFTER_S - 1:
                    topic.ping(next(self._numbers), ping)

    def close(self) -> None:
        """End every stream and admit no more."""
        self._closing = True
        for topic in self._all():
            for subscriber in topic:
                subscriber.end(frames.retry(random.randint(frames.RETRY_MS // 2, RECONNECT_SPREAD_MS)))  # noqa: S311  no secret

    def abort_all(self) -> None:
        """Abort connections that have not accepted the end of their stream."""
        for topic in self._all():
            for subscriber in topic:
                subscriber.transport.abort()

    def _topic_for(self, name: str) -> Topic:
        if name not in self._topics:
            self._topics[name] = Topic(self.counts, self.slots, self._sender)
        return self._topics[name]

    def _all_games_topics(self, topic: str) -> Iterator[Topic]:
        if topic in self._in_parts:
            return
        yield self._venue
        for selection, venue in self._selections.items():
            if topic in selection:
                yield venue

    def _all(self) -> list[Topic]:
        return [*self._topics.values(), self._venue, *self._selections.values()]

    def _evict_old(self) -> None:
        old = [name for name, topic in self._topics.items() if not topic.is_active and not len(topic)]
        for name in old[: max(0, len(old) - MAX_OLD_TOPICS + 1)]:
            self.remove(name)
