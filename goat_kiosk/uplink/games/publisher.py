"""Publisher of this kiosk's games: updates stay in the outbox until Redis has accepted them."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Protocol

import msgspec
from redis.exceptions import ResponseError

from goat_kiosk.errors import KioskError
from goat_kiosk.uplink.games.counts import UplinkCounts
from goat_kiosk.uplink.games.game_owners import GameOwners, RemoteGame
from goat_kiosk.uplink.games.outbox import Outbox, Update
from goat_kiosk.uplink.games.ownership import (
    UNKNOWN_EPOCH,
    EncodedEvents,
    FollowResult,
    LocalLog,
    Owner,
    follow,
    parse_whole,
)
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.connection import RedisCommand, RedisConnection, Reply
from goat_kiosk.uplink.protocol.scripts import APPEND_EVENTS, GAME_TTL_S, PUBLISH_STATE, Script

BATCH = 256
"""Updates in one round trip: about a megabyte."""

MAX_CHECKED = 200
"""Games whose owners are checked with each heartbeat: as many as a busy evening has."""
RETRY_AFTER_S = 1.0
"""Seconds before a game is offered again when its owner could not be determined."""
RESTORED = b"game-restored"
"""Why pages are fetched again: the game continues without some events that were shown."""


class LocalGames(LocalLog, Protocol):
    """This kiosk's games and log, for the uplink."""

    def rows(self, game_id: int, after: int) -> Awaitable[EncodedEvents]:
        """Return the game's events above number `after`. Raises `KioskError`."""

    def on_taken_over(self, game_id: int, epoch: int, kiosk: str) -> Awaitable[bool]:
        """Record that `kiosk` owns the game in `epoch`; return False if theirs is another game. Raises `KioskError`."""

    def rename_log(self) -> Awaitable[tuple[str, tuple[str, ...]]]:
        """Give our log a new name; return it and the earlier names. Raises `KioskError`."""


class Publisher:
    """Sends the outbox to Redis, and handles its replies."""

    def __init__(self, kiosk: LocalKiosk, owners: GameOwners, counts: UplinkCounts, local_games: LocalGames) -> None:
        self.outbox = Outbox()
        self.pending = asyncio.Event()
        """Set while there is something to send."""
        self.clashes: dict[int, str] = {}
        """Games that are not shared, because the named kiosk has another game of the same number."""
        self.restored: dict[int, str] = {}
        """Games that continue here without events that others have shown, with their courts."""
        self._rollbacks: set[int] = set()
        """Games whose next state must announce that the score goes back."""
        self.needs_new_log_name = False
        """Whether our log needs a new name."""
        self._epochs: dict[int, int] = {}
        """The epochs that Redis has issued to this run."""
        self._kiosk = kiosk
        self._owners = owners
        self._counts = counts
        self._local_games = local_games
        self._newest: dict[int, Update] = {}

    def offer(self, update: Update) -> None:
        """Queue a game's newest state. Never blocks."""
        self._owners.add_own(update.game_id)
        if update.game_id in self._rollbacks:
            self._rollbacks.discard(update.game_id)
            update.reasons.append(RESTORED)
        self._newest.pop(update.game_id, None)
        self._newest[update.game_id] = update  # moved to the end: the least recently changed game is forgotten first
        self._forget(update.at - GAME_TTL_S)
        self.outbox.put(update)
        self.pending.set()

    def mark_rollback(self, game_id: int) -> None:
        """Announce with the next state of a game that it lacks events that were shown."""
        self._rollbacks.add(game_id)

    def offer_all(self) -> None:
        """Queue every game of the last day, in case Redis has lost it."""
        self._forget(time.monotonic() - GAME_TTL_S)
        for update in self._newest.values():
            self.outbox.put_back(replace(update, events=[], reasons=[]))
        self.pending.set()

    def reassert(self, games: Iterable[int]) -> None:
        """Send games of ours again that another kiosk may own: the reply says who owns them.

        Games known to share only their number with a peer's game are left out.
        """
        for game_id in games:
            if game_id in self._newest and game_id not in self.clashes:
                self._put_back([replace(self._newest[game_id], events=[], reasons=[])])

    async def check_owners(self, connection: RedisConnection) -> None:
        """Reassert our most recent games that another log owns in Redis: the message about it may be lost.

        Raises one of `CONNECTION_ERRORS`.
        """
        games = list(self._newest)[-MAX_CHECKED:]
        commands = (("HMGET", messages.key(game_id, "owner"), "log", "run", "epoch", "seq") for game_id in games)
        for game_id, owner in zip(games, await connection.pipeline(commands), strict=True):
            newest = self._newest.get(game_id)
            match owner:
                case [log, run, epoch, seq] if (log, run) == (self._kiosk.log.encode(), self._kiosk.run.encode()):
                    is_newest = newest is None or UNKNOWN_EPOCH < parse_whole(seq) <= newest.seq
                    if is_newest and parse_whole(epoch) != UNKNOWN_EPOCH:
                        continue
                    await connection.execute(
                        "HDEL", messages.key(game_id, "owner"), "seq"
                    )  # nothing of ours came that far
            self.reassert([game_id])

    def _forget(self, before: float) -> None:
        """Forget the games last changed before then, by the monotonic clock: in Redis they have expired too."""
        while self._newest and next(iter(self._newest.values())).at < before:
            game_id = next(iter(self._newest))
            del self._newest[game_id]
            for known in (self.clashes, self.restored, self._epochs):
                known.pop(game_id, None)

    def epoch(self, game_id: int) -> int | None:
        """Return the epoch under which Redis accepts a game from this run; None while it has accepted none."""
        return self._epochs.get(game_id)

    async def deliver(self, connection: RedisConnection) -> set[int]:
        """Send a batch of updates, and return the games that turned out to be another kiosk's.

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
        taken_over = {
            update.game_id for update, reply in handled if await self._handle_reply(connection, update, reply)
        }
        await self._complete(connection, handled)
        for _, reply in refused:
            raise reply
        return taken_over

    def _is_outdated(self, update: Update) -> bool:
        """Whether an update has an earlier name of our log: every game was published under the new one since."""
        return update.event_id.partition("-")[0] in self._kiosk.follows

    def _put_back(self, updates: Iterable[Update]) -> None:
        for update in updates:
            self.outbox.put_back(update)
            self.pending.set()

    def _commands(self, update: Update) -> list[RedisCommand]:
        head = messages.payload("state", b"", update.event_id)
        channel = messages.channel(update.game_id)
        arguments = self._kiosk.name, update.seq, update.state, channel, head
        store = self._script(PUBLISH_STATE, update, ("owner", "log", "state"), *arguments, *_pairs(update.events))
        return [store, *(("PUBLISH", channel, messages.payload("refresh", reason)) for reason in update.reasons)]

    def _script(self, script: Script, update: Update, keys: tuple[str, ...], *more: str | bytes | int) -> RedisCommand:
        names = [messages.key(update.game_id, kind) for kind in keys]
        log, kiosk = update.event_id.partition("-")[0], self._kiosk
        epoch = max(update.epoch, self._epochs.get(update.game_id, 0))
        return [
            "EVALSHA",
            script.sha,
            len(keys),
            *names,
            log,
            kiosk.run,
            epoch,
            GAME_TTL_S,
            " ".join(kiosk.follows),
            *more,
        ]

    async def _handle_reply(self, connection: RedisConnection, update: Update, reply: Reply) -> bool:
        """Handle the reply to an update; return whether its game is another kiosk's now."""
        match reply:
            case [b"kept" | b"known" as done, _, int(epoch)]:
                self._counts.sent += done == b"kept"
                self.clashes.pop(update.game_id, None)
                self._epochs[update.game_id] = epoch
            case [b"rows"]:
                with suppress(KioskError):
                    update.events = await self._local_games.rows(update.game_id, 0)
                    return await self._handle_reply(
                        connection, update, await connection.execute(*self._commands(update)[0])
                    )
                self._retry_later(update)
            case [b"follow", log, int(epoch), kiosk]:
                return await self._follow(connection, update, Owner(_text(log), epoch, _text(kiosk)))
            case [b"theirs", log, int(epoch), kiosk]:
                return await self._on_taken_over(update.game_id, Owner(_text(log), epoch, _text(kiosk)))
        return False

    async def _follow(self, connection: RedisConnection, update: Update, owner: Owner) -> bool:
        """Continue a game of an earlier run or log of ours if possible; return whether it is another kiosk's."""
        verdict = await follow(connection, self._kiosk, self._local_games, update.game_id, owner)
        if verdict is FollowResult.THEIRS:
            return await self._on_taken_over(update.game_id, owner)
        if verdict is FollowResult.AFRESH:
            self.restored[update.game_id] = msgspec.json.decode(update.state, type=_CourtOfState).court
            update.reasons.append(RESTORED)
        self.needs_new_log_name |= verdict is FollowResult.COPIED
        if verdict in {FollowResult.TAKEN, FollowResult.AFRESH}:
            self._put_back([update])
        else:
            self._retry_later(update)
        return False

    def _retry_later(self, update: Update) -> None:
        asyncio.get_running_loop().call_later(RETRY_AFTER_S, self._put_back, [update])

    async def _on_taken_over(self, game_id: int, owner: Owner) -> bool:
        """Hand a game over to its new owner, unless theirs is another game of the same number.

        If that fails here, the game is offered and refused again until it succeeds.
        """
        with suppress(KioskError):
            if not await self._local_games.on_taken_over(game_id, owner.epoch, owner.kiosk):
                self.clashes[game_id] = owner.kiosk
                return False
            self._newest.pop(game_id, None)
            self._epochs.pop(game_id, None)
            self.restored.pop(game_id, None)
            self._owners.remove_own(game_id)
            self._owners.set(game_id, RemoteGame(owner.log, 0, owner.kiosk, "", time.monotonic()))
        return True

    async def _complete(self, connection: RedisConnection, handled: list[tuple[Update, Reply]]) -> None:
        """Send the events that the logs in Redis lack: after a start, or when Redis has lost them."""
        for update, reply in handled:
            match reply:
                case [b"kept" | b"known", int(last), _] if last < update.seq:
                    try:
                        rows = await self._local_games.rows(update.game_id, last)
                    except KioskError:
                        continue  # the desk is busy or stopping: the next state tries again
                    await connection.execute(*self._script(APPEND_EVENTS, update, ("owner", "log"), *_pairs(rows)))


class _CourtOfState(msgspec.Struct):
    court: str


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
