"""What this kiosk's games tell the others: kept in the outbox until Redis has taken it."""

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
from goat_kiosk.uplink import messages
from goat_kiosk.uplink.connection import RedisCommand, RedisConnection, Reply
from goat_kiosk.uplink.counts import UplinkCounts
from goat_kiosk.uplink.game_owners import GameOwners, RemoteGame
from goat_kiosk.uplink.outbox import Outbox, Update
from goat_kiosk.uplink.ownership import FollowResult, LocalLog, Owner, Rows, follow
from goat_kiosk.uplink.presence import LocalKiosk
from goat_kiosk.uplink.scripts import APPEND, KEEP, KEPT_S, Script

BATCH = 256
"""Letters in one round trip: about a megabyte."""

MOST_CHECKED = 200
"""Games whose owners are compared with each heartbeat: those of a busy evening."""
AGAIN_AFTER = 1.0
"""Seconds before a game is offered again that could not be gone on with."""
RESTORED = b"game-restored"
"""Why pages fetch themselves again: the game goes on without events that have been seen."""


class LocalGames(LocalLog, Protocol):
    """This kiosk's desk, as far as the uplink needs it."""

    def rows(self, game_id: int, after: int) -> Awaitable[Rows]:
        """Return the game's events above number `after`. Raises `KioskError`."""

    def on_taken_over(self, game_id: int, epoch: int, kiosk: str) -> Awaitable[bool]:
        """Note that `kiosk` has the game in `epoch`; return False when it is another game. Raises `KioskError`."""

    def rename_log(self) -> Awaitable[tuple[str, tuple[str, ...]]]:
        """Give our log a new name; return it and those that it follows. Raises `KioskError`."""


class Publisher:
    """The outbox and its way to Redis."""

    def __init__(self, me: LocalKiosk, ledger: GameOwners, counts: UplinkCounts, home: LocalGames) -> None:
        self.outbox = Outbox()
        self.pending = asyncio.Event()
        """Set while something is to be sent."""
        self.clashes: dict[int, str] = {}
        """Games that are not shared, since the named kiosk has another one of the same number."""
        self.restored: dict[int, str] = {}
        """Games that go on here without events that others have seen, with their courts."""
        self._rollbacks: set[int] = set()
        """Games whose next state says why a score goes back."""
        self.needs_new_log_name = False
        """Whether our log needs a new name."""
        self._epochs: dict[int, int] = {}
        """What Redis has handed out to this run."""
        self._kiosk = me
        self._owners = ledger
        self._counts = counts
        self._local_games = home
        self._newest: dict[int, Update] = {}

    def offer(self, letter: Update) -> None:
        """Have a game's newest state sent. Never waits."""
        self._owners.add_own(letter.game_id)
        if letter.game_id in self._rollbacks:
            self._rollbacks.discard(letter.game_id)
            letter.reasons.append(RESTORED)
        self._newest.pop(letter.game_id, None)
        self._newest[letter.game_id] = letter  # at the end: the one that was quiet longest is forgotten first
        self._forget(letter.at - KEPT_S)
        self.outbox.put(letter)
        self.pending.set()

    def mark_rollback(self, game_id: int) -> None:
        """Have the next state of a game say that it lacks events that have been shown."""
        self._rollbacks.add(game_id)

    def offer_all(self) -> None:
        """Have every game of the last day sent, in case Redis has lost it."""
        self._forget(time.monotonic() - KEPT_S)
        for letter in self._newest.values():
            self.outbox.put_back(replace(letter, rows=[], reasons=[]))
        self.pending.set()

    def reassert(self, games: Iterable[int]) -> None:
        """Have games of ours sent again that another kiosk may have: Redis says whose they are.

        Those that it has once said to be others of the same number are not asked about again and again.
        """
        for game_id in games:
            if game_id in self._newest and game_id not in self.clashes:
                self._put_back([replace(self._newest[game_id], rows=[], reasons=[])])

    async def check_owners(self, line: RedisConnection) -> None:
        """Reassert the games touched last that Redis does not know as ours: a message may have been lost.

        Raises one of `line.CONNECTION_ERRORS`.
        """
        games = list(self._newest)[-MOST_CHECKED:]
        replies = await line.pipeline(("HMGET", messages.key(one, "owner"), "log", "run") for one in games)
        ours = [self._kiosk.log.encode(), self._kiosk.run.encode()]
        self.reassert(game_id for game_id, owner in zip(games, replies, strict=True) if owner != ours)

    def _forget(self, before: float) -> None:
        """Forget the games that have changed last before then, by the monotonic clock: Redis has forgotten them too."""
        while self._newest and next(iter(self._newest.values())).at < before:
            game_id = next(iter(self._newest))
            del self._newest[game_id]
            for known in (self.clashes, self.restored, self._epochs):
                known.pop(game_id, None)

    def epoch(self, game_id: int) -> int | None:
        """Return the epoch under which Redis takes a game of ours from this run; None while it has not yet."""
        return self._epochs.get(game_id)

    async def deliver(self, line: RedisConnection) -> set[int]:
        """Send up to a batch of letters and return the games that turned out to be another kiosk's.

        Raises `ResponseError` when Redis takes none, or another of `line.CONNECTION_ERRORS`; what was not taken stays.
        """
        letters = [letter for letter in self.outbox.take(BATCH) if not self._is_outdated(letter)]
        if not len(self.outbox):
            self.pending.clear()
        try:
            replies = await line.pipeline(chain.from_iterable(map(self._commands, letters)))
        except BaseException:
            self._put_back(letters)
            raise
        answers = list(_pair_replies(letters, replies))
        refused = [(letter, reply) for letter, reply in answers if isinstance(reply, ResponseError)]
        self._counts.refused += len(refused)
        self._put_back(letter for letter, _ in refused)
        lost = {letter.game_id for letter, reply in answers if await self._handle_reply(line, letter, reply)}
        await self._complete(line, answers)
        for _, reply in refused:
            raise reply
        return lost

    def _is_outdated(self, letter: Update) -> bool:
        """Whether a letter is under a name that our log had before: the desk has told every game anew since."""
        return letter.event_id.partition("-")[0] in self._kiosk.follows

    def _put_back(self, letters: Iterable[Update]) -> None:
        for letter in letters:
            self.outbox.put_back(letter)
            self.pending.set()

    def _commands(self, letter: Update) -> list[RedisCommand]:
        head = messages.payload("state", b"", letter.event_id)
        channel = messages.channel(letter.game_id)
        told = (self._kiosk.name, letter.seq, letter.state, channel, head)
        keep = self._script(KEEP, letter, ("owner", "log", "state"), *told, *_pairs(letter.rows))
        return [keep, *(("PUBLISH", channel, messages.payload("refresh", reason)) for reason in letter.reasons)]

    def _script(self, script: Script, letter: Update, keys: tuple[str, ...], *more: str | bytes | int) -> RedisCommand:
        names = [messages.key(letter.game_id, what) for what in keys]
        log, me = letter.event_id.partition("-")[0], self._kiosk
        epoch = max(letter.epoch, self._epochs.get(letter.game_id, 0))
        return ["EVALSHA", script.sha, len(keys), *names, log, me.run, epoch, KEPT_S, " ".join(me.follows), *more]

    async def _handle_reply(self, line: RedisConnection, letter: Update, reply: Reply) -> bool:
        """Take in what became of a letter; whether its game is another kiosk's now."""
        match reply:
            case [b"kept" | b"known" as done, _, int(epoch)]:
                self._counts.sent += done == b"kept"
                self.clashes.pop(letter.game_id, None)
                self._epochs[letter.game_id] = epoch
            case [b"rows"]:
                with suppress(KioskError):
                    letter.rows = await self._local_games.rows(letter.game_id, 0)
                    return await self._handle_reply(line, letter, await line.execute(*self._commands(letter)[0]))
                self._retry_later(letter)
            case [b"follow", log, int(epoch), kiosk]:
                return await self._follow(line, letter, Owner(_text(log), epoch, _text(kiosk)))
            case [b"theirs", log, int(epoch), kiosk]:
                return await self._on_taken_over(letter.game_id, Owner(_text(log), epoch, _text(kiosk)))
        return False

    async def _follow(self, line: RedisConnection, letter: Update, owner: Owner) -> bool:
        """Go on after the run or the log before, if it may be; whether the game is another kiosk's."""
        verdict = await follow(line, self._kiosk, self._local_games, letter.game_id, owner)
        if verdict is FollowResult.THEIRS:
            return await self._on_taken_over(letter.game_id, owner)
        if verdict is FollowResult.AFRESH:
            self.restored[letter.game_id] = msgspec.json.decode(letter.state, type=_CourtOfState).court
            letter.reasons.append(RESTORED)
        self.needs_new_log_name |= verdict is FollowResult.COPIED
        if verdict in {FollowResult.TAKEN, FollowResult.AFRESH}:
            self._put_back([letter])
        else:
            self._retry_later(letter)
        return False

    def _retry_later(self, letter: Update) -> None:
        asyncio.get_running_loop().call_later(AGAIN_AFTER, self._put_back, [letter])

    async def _on_taken_over(self, game_id: int, owner: Owner) -> bool:
        """Tell the desk that a game is another kiosk's, unless it is another game of the same number.

        As long as the desk has not taken that in, the game is offered and refused again.
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

    async def _complete(self, line: RedisConnection, answers: list[tuple[Update, Reply]]) -> None:
        """Send the events that the kept logs lack: after a start, or when Redis has lost them."""
        for letter, reply in answers:
            match reply:
                case [b"kept" | b"known", int(last), _] if last < letter.seq:
                    try:
                        rows = await self._local_games.rows(letter.game_id, last)
                    except KioskError:
                        continue  # the desk is busy or stopping: the next state brings us here again
                    await line.execute(*self._script(APPEND, letter, ("owner", "log"), *_pairs(rows)))


class _CourtOfState(msgspec.Struct):
    court: str


def _pair_replies(letters: list[Update], replies: list[Reply]) -> Iterator[tuple[Update, Reply]]:
    """Yield each letter with the answer to it; how many have heard the call for its reasons does not matter."""
    place = 0
    for letter in letters:
        yield letter, replies[place]
        place += 1 + len(letter.reasons)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _pairs(rows: Rows) -> list[bytes | int]:
    return [part for row in rows for part in row]
