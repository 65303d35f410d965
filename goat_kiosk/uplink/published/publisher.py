"""Publisher of this kiosk's games, or tournaments: updates stay in the outbox until Redis has accepted them."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from redis.exceptions import ResponseError

from goat_kiosk.errors import KioskError
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.connection import RedisCommand, RedisConnection, Reply
from goat_kiosk.uplink.protocol.messages import PublishedKind
from goat_kiosk.uplink.protocol.scripts import APPEND_EVENTS, LOG_TTL_S, PUBLISH_STATE, Script
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.outbox import Outbox, Update
from goat_kiosk.uplink.published.owners import LogOwners, RemoteLog
from goat_kiosk.uplink.published.ownership import (
    UNKNOWN_EPOCH,
    EncodedEvents,
    FollowResult,
    LocalLogs,
    Owner,
    follow,
    parse_whole,
)

BATCH = 256
"""Updates in one round trip: about a megabyte."""

MAX_CHECKED = 200
"""Games, or tournaments, whose owners are checked with each heartbeat: as many as a busy evening has."""
RETRY_AFTER_S = 1.0
"""Seconds before an update is offered again when its owner could not be determined."""


class Publisher:
    """Sends the outbox to Redis, and handles its replies."""

    def __init__(
        self, kind: PublishedKind, kiosk: LocalKiosk, owners: LogOwners, counts: UplinkCounts, local_logs: LocalLogs
    ) -> None:
        self.kind = kind
        self.outbox = Outbox()
        self.pending = asyncio.Event()
        """Set while there is something to send."""
        self.clashes: dict[int, str] = {}
        """Numbers that are not shared, because the named kiosk has another game, or tournament, of the same number."""
        self.restored: dict[int, str] = {}
        """Numbers that continue here without events that others have shown, with their titles."""
        self._rollbacks: set[int] = set()
        """Numbers whose next state must announce that it goes back."""
        self.needs_new_log_name = False
        """Whether our log needs a new name."""
        self._epochs: dict[int, int] = {}
        """The epochs that Redis has issued to this run."""
        self._kiosk = kiosk
        self._owners = owners
        self._counts = counts
        self._local_logs = local_logs
        self._newest: dict[int, Update] = {}

    def offer(self, update: Update) -> None:
        """Queue the newest state of a game or a tournament. Never blocks."""
        self._owners.add_own(update.number)
        if update.number in self._rollbacks:
            self._rollbacks.discard(update.number)
            update.reasons.append(self.kind.restored)
        self._newest.pop(update.number, None)
        self._newest[update.number] = update  # moved to the end: the least recently changed is forgotten first
        self._forget(update.at - LOG_TTL_S)
        self.outbox.put(update)
        self.pending.set()

    def mark_rollback(self, number: int) -> None:
        """Announce with the next state that it lacks events that were shown."""
        self._rollbacks.add(number)

    def offer_all(self) -> None:
        """Queue all that changed in the last day, in case Redis has lost it."""
        self._forget(time.monotonic() - LOG_TTL_S)
        for update in self._newest.values():
            self.outbox.put_back(replace(update, events=[], reasons=[]))
        self.pending.set()

    def reassert(self, numbers: Iterable[int]) -> None:
        """Send those of ours again that another kiosk may own: the reply says who owns them.

        Those known to share only their number with a peer's are left out.
        """
        for number in numbers:
            if number in self._newest and number not in self.clashes:
                self._put_back([replace(self._newest[number], events=[], reasons=[])])

    async def check_owners(self, connection: RedisConnection) -> None:
        """Reassert the most recent of ours that another log owns in Redis: the message about it may be lost.

        Raises one of `CONNECTION_ERRORS`.
        """
        numbers = list(self._newest)[-MAX_CHECKED:]
        commands = (("HMGET", self._key(number, "owner"), "log", "run", "epoch", "seq") for number in numbers)
        for number, owner in zip(numbers, await connection.pipeline(commands), strict=True):
            newest = self._newest.get(number)
            match owner:
                case [log, run, epoch, seq] if (log, run) == (self._kiosk.log.encode(), self._kiosk.run.encode()):
                    is_newest = newest is None or UNKNOWN_EPOCH < parse_whole(seq) <= newest.seq
                    if is_newest and parse_whole(epoch) != UNKNOWN_EPOCH:
                        continue
                    await connection.execute("HDEL", self._key(number, "owner"), "seq")  # nothing of ours came that far
            self.reassert([number])

    def _forget(self, before: float) -> None:
        """Forget what was last changed before then, by the monotonic clock: in Redis it has expired too."""
        while self._newest and next(iter(self._newest.values())).at < before:
            number = next(iter(self._newest))
            del self._newest[number]
            for known in (self.clashes, self.restored, self._epochs):
                known.pop(number, None)

    def epoch(self, number: int) -> int | None:
        """Return the epoch under which Redis accepts a state from this run; None while it has accepted none."""
        return self._epochs.get(number)

    async def deliver(self, connection: RedisConnection) -> set[int]:
        """Send a batch of updates, and return the numbers that turned out to be another kiosk's.

        Raises `ResponseError` when Redis refuses one, or another of `CONNECTION_ERRORS`; what was not accepted stays
        queued.
        """
        updates = [update for update in self.outbox.take(BATCH) if not self._is_outdated(update)]
        if not len(self.outbox):
            self.pending.clear()
        try:
            replies = await connection.pipeline(chain.from_iterable(map(self._commands, updates)))
        except BaseException:
            self._put_back(updates)
            raise
        handled = list(_pair_replies(updates, replies))
        refused = [(update, reply) for update, reply in handled if isinstance(reply, ResponseError)]
        self._counts.refused += len(refused)
        self._put_back(update for update, _ in refused)
        taken_over = {update.number for update, reply in handled if await self._handle_reply(connection, update, reply)}
        await self._complete(connection, handled)
        for _, reply in refused:
            raise reply
        return taken_over

    def _is_outdated(self, update: Update) -> bool:
        """Whether an update has an earlier name of our log: everything was published under the new one since."""
        return update.event_id.partition("-")[0] in self._kiosk.follows

    def _put_back(self, updates: Iterable[Update]) -> None:
        for update in updates:
            self.outbox.put_back(update)
            self.pending.set()

    def _commands(self, update: Update) -> list[RedisCommand]:
        head = messages.payload("state", b"", update.event_id)
        channel = self.kind.log(update.number).channel
        arguments = self._kiosk.name, update.seq, update.state, channel, head
        store = self._script(PUBLISH_STATE, update, ("owner", "log", "state"), *arguments, *_pairs(update.events))
        return [store, *(("PUBLISH", channel, messages.payload("refresh", reason)) for reason in update.reasons)]

    def _key(self, number: int, part: str) -> str:
        return self.kind.log(number).key(part)

    def _script(self, script: Script, update: Update, keys: tuple[str, ...], *more: str | bytes | int) -> RedisCommand:
        names = [self._key(update.number, part) for part in keys]
        log, kiosk = update.event_id.partition("-")[0], self._kiosk
        epoch = max(update.epoch, self._epochs.get(update.number, 0))
        return [
            "EVALSHA",
            script.sha,
            len(keys),
            *names,
            log,
            kiosk.run,
            epoch,
            LOG_TTL_S,
            " ".join(kiosk.follows),
            *more,
        ]

    async def _handle_reply(self, connection: RedisConnection, update: Update, reply: Reply) -> bool:
        """Handle the reply to an update; return whether it is another kiosk's now."""
        match reply:
            case [b"kept" | b"known" as done, _, int(epoch)]:
                self._counts.sent += done == b"kept"
                self.clashes.pop(update.number, None)
                self._epochs[update.number] = epoch
            case [b"rows"]:
                with suppress(KioskError):
                    update.events = await self._local_logs.rows(update.number, 0)
                    return await self._handle_reply(
                        connection, update, await connection.execute(*self._commands(update)[0])
                    )
                self._retry_later(update)
            case [b"follow", log, int(epoch), kiosk]:
                return await self._follow(connection, update, Owner(_text(log), epoch, _text(kiosk)))
            case [b"theirs", log, int(epoch), kiosk]:
                return await self._on_taken_over(update.number, Owner(_text(log), epoch, _text(kiosk)))
        return False

    async def _follow(self, connection: RedisConnection, update: Update, owner: Owner) -> bool:
        """Continue what an earlier run or log of ours had, if possible; return whether it is another kiosk's."""
        verdict = await follow(connection, self._kiosk, self._local_logs, self.kind.log(update.number), owner)
        if verdict is FollowResult.THEIRS:
            return await self._on_taken_over(update.number, owner)
        if verdict is FollowResult.AFRESH:
            self.restored[update.number] = update.title
            update.reasons.append(self.kind.restored)
        self.needs_new_log_name |= verdict is FollowResult.COPIED
        if verdict in {FollowResult.TAKEN, FollowResult.AFRESH}:
            self._put_back([update])
        else:
            self._retry_later(update)
        return False

    def _retry_later(self, update: Update) -> None:
        asyncio.get_running_loop().call_later(RETRY_AFTER_S, self._put_back, [update])

    async def _on_taken_over(self, number: int, owner: Owner) -> bool:
        """Hand over to the new owner, unless theirs is another game or tournament of the same number.

        If that fails here, the state is offered and refused again until it succeeds.
        """
        with suppress(KioskError):
            if not await self._local_logs.on_taken_over(number, owner.epoch, owner.kiosk):
                self.clashes[number] = owner.kiosk
                return False
            self._newest.pop(number, None)
            self._epochs.pop(number, None)
            self.restored.pop(number, None)
            self._owners.remove_own(number)
            self._owners.set(number, RemoteLog(owner.log, 0, owner.kiosk, time.monotonic()))
        return True

    async def _complete(self, connection: RedisConnection, handled: list[tuple[Update, Reply]]) -> None:
        """Send the events that the logs in Redis lack: after a start, or when Redis has lost them."""
        for update, reply in handled:
            match reply:
                case [b"kept" | b"known", int(last), _] if last < update.seq:
                    try:
                        rows = await self._local_logs.rows(update.number, last)
                    except KioskError:
                        continue  # the desk is busy or stopping: the next state tries again
                    await connection.execute(*self._script(APPEND_EVENTS, update, ("owner", "log"), *_pairs(rows)))


def _pair_replies(updates: list[Update], replies: list[Reply]) -> Iterator[tuple[Update, Reply]]:
    """Yield each update with its reply; the replies to the messages for its reasons are skipped."""
    index = 0
    for update in updates:
        yield update, replies[index]
        index += 1 + len(update.reasons)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _pairs(rows: EncodedEvents) -> list[bytes | int]:
    return [part for row in rows for part in row]
