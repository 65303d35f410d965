"""What this kiosk's games tell the others: kept in the outbox until Redis has taken it."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Protocol

from redis.exceptions import ResponseError

from goat_kiosk.errors import KioskError
from goat_kiosk.uplink import wire
from goat_kiosk.uplink.counts import Counts
from goat_kiosk.uplink.ledger import Ledger
from goat_kiosk.uplink.line import Command, Line, Reply
from goat_kiosk.uplink.outbox import Letter, Outbox
from goat_kiosk.uplink.scripts import APPEND, KEEP, KEPT_S, Script

BATCH = 256
"""Letters in one round trip: about a megabyte."""

Rows = list[tuple[int, bytes]]


class Home(Protocol):
    """This kiosk's desk, as far as the uplink needs it."""

    def rows(self, game_id: int, after: int) -> Awaitable[Rows]:
        """Return the game's events above number `after`. Raises `KioskError`."""

    def lost(self, game_id: int, epoch: int, kiosk: str) -> Awaitable[None]:
        """Note that `kiosk` has taken the game over in `epoch`. Raises `KioskError`."""


class Post:
    """The outbox and its way to Redis."""

    def __init__(self, kiosk: str, ledger: Ledger, counts: Counts, home: Home) -> None:
        self.outbox = Outbox()
        self.wanted = asyncio.Event()
        """Set while something is to be sent."""
        self.clashes: dict[int, str] = {}
        """Games that are not shared, since the named kiosk has another one of the same number."""
        self._kiosk = kiosk
        self._ledger = ledger
        self._counts = counts
        self._home = home
        self._newest: dict[int, Letter] = {}

    def offer(self, letter: Letter) -> None:
        """Have a game's newest state sent. Never waits."""
        self._ledger.own(letter.game_id)
        self._newest.pop(letter.game_id, None)
        self._newest[letter.game_id] = letter  # at the end: the one that was quiet longest is forgotten first
        self._forget(letter.at - KEPT_S)
        self.outbox.put(letter)
        self.wanted.set()

    def offer_all(self) -> None:
        """Have every game of the last day sent, in case Redis has lost it."""
        self._forget(time.monotonic() - KEPT_S)
        for letter in self._newest.values():
            self.outbox.put_back(replace(letter, rows=[], reasons=[]))
        self.wanted.set()

    def _forget(self, before: float) -> None:
        """Forget the games that have changed last before then, by the monotonic clock: Redis has forgotten them too."""
        while self._newest and next(iter(self._newest.values())).at < before:
            game_id = next(iter(self._newest))
            del self._newest[game_id]
            self.clashes.pop(game_id, None)

    async def deliver(self, line: Line) -> set[int]:
        """Send up to a batch of letters and return the games that turned out to be another kiosk's.

        Raises `ResponseError` when Redis takes none, or another of `line.Failure`; what was not taken stays.
        """
        letters = self.outbox.take(BATCH)
        if not len(self.outbox):
            self.wanted.clear()
        try:
            replies = await line.ask_all(chain.from_iterable(map(self._commands, letters)))
        except BaseException:
            self._put_back(letters)
            raise
        answers = list(_answers(letters, replies))
        refused = [(letter, reply) for letter, reply in answers if isinstance(reply, ResponseError)]
        self._counts.refused += len(refused)
        self._put_back(letter for letter, _ in refused)
        lost = {letter.game_id for letter, reply in answers if await self._is_lost(letter, reply)}
        await self._complete(line, answers)
        for _, reply in refused:
            raise reply
        return lost

    def _put_back(self, letters: Iterable[Letter]) -> None:
        for letter in letters:
            self.outbox.put_back(letter)
            self.wanted.set()

    def _commands(self, letter: Letter) -> list[Command]:
        head = wire.payload("state", b"", letter.event_id)
        channel = wire.channel(letter.game_id)
        told = (letter.seq, letter.state, channel, head)
        keep = self._script(KEEP, letter, ("owner", "log", "state"), self._kiosk, *told, *_pairs(letter.rows))
        return [keep, *(("PUBLISH", channel, wire.payload("refresh", reason)) for reason in letter.reasons)]

    def _script(self, script: Script, letter: Letter, keys: tuple[str, ...], *more: str | bytes | int) -> Command:
        names = [wire.key(letter.game_id, what) for what in keys]
        return ["EVALSHA", script.sha, len(keys), *names, self._ledger.log, letter.epoch, KEPT_S, *more]

    async def _is_lost(self, letter: Letter, reply: Reply) -> bool:
        """Take in what became of a letter; whether its game is another kiosk's now."""
        match reply:
            case [b"kept", _]:
                self._counts.sent += 1
                self.clashes.pop(letter.game_id, None)
            case [b"fenced" | b"clash", log, int(epoch), _] if log.decode(errors="replace") == self._ledger.log:
                letter.epoch = epoch  # we took it over ourselves, and have forgotten it since
                self._put_back([letter])
            case [b"clash", _, _, kiosk]:
                self.clashes[letter.game_id] = (kiosk or b"").decode(errors="replace")
            case [b"fenced", _, int(epoch), kiosk]:
                await self._lose(letter.game_id, epoch, (kiosk or b"").decode(errors="replace"))
                return True
        return False

    async def _lose(self, game_id: int, epoch: int, kiosk: str) -> None:
        """Tell the desk; as long as it has not taken that in, the game is offered and refused again."""
        with suppress(KioskError):
            await self._home.lost(game_id, epoch, kiosk)
            self._newest.pop(game_id, None)
            self._ledger.lose(game_id)

    async def _complete(self, line: Line, answers: list[tuple[Letter, Reply]]) -> None:
        """Send the events that the kept logs lack: after a start, or when Redis has lost them."""
        for letter, reply in answers:
            match reply:
                case [b"kept" | b"known", int(last)] if last < letter.seq:
                    try:
                        rows = await self._home.rows(letter.game_id, last)
                    except KioskError:
                        continue  # the desk is busy or stopping: the next state brings us here again
                    await line.ask(*self._script(APPEND, letter, ("owner", "log"), *_pairs(rows)))


def _answers(letters: list[Letter], replies: list[Reply]) -> Iterator[tuple[Letter, Reply]]:
    """Yield each letter with the answer to it; how many have heard the call for its reasons does not matter."""
    place = 0
    for letter in letters:
        yield letter, replies[place]
        place += 1 + len(letter.reasons)


def _pairs(rows: Rows) -> list[bytes | int]:
    return [part for row in rows for part in row]
