"""Hash chain over a game's events: each hash covers the event and the hash before, so that no change goes unnoticed.

The input of the hash (SHA-256) is text that anybody can rebuild from an export in a few lines of any language:

    goat-kiosk 1
    <the hash before, 64 hex digits; 64 zeros before the first event>
    <game> <number> <at>
    <the event's JSON on one line, as the log keeps it>

So it covers the game, the order, the time and everything recorded. It leaves out what is not part of the game: the
idempotency key, which is between one phone and one log, and the log's name, so that a game which another kiosk took
over or imported continues the same chain.

The hash of the last scored event is the result's hash: it does not change while captains confirm (each confirmation
names it) or while the match's standing changes (`events.UNSCORED`). A person who rewrites a whole game can compute a
whole new chain; only a hash that somebody noted elsewhere (a photograph of the code, a printed receipt) exposes them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from goat_kiosk.domain.events import UNSCORED, AnyEvent, Confirmed, encode
from goat_kiosk.errors import InvalidValue

GENESIS = "0" * 64
"""The hash before the first event."""

CODE_DIGITS = 16
"""Hex digits that two people compare. With 64 bits nobody who changes a game afterwards finds another with the same
digits. A scorekeeper who prepares two games before the code is shown could (2**32 tries): the QR code is for that.
"""
QR_DIGITS = 32
"""Hex digits in a receipt's QR code: 128 bits resist even two prepared games (2**64 tries), and a phone reads the code
from farther away than one of all 64 digits.
"""


class ChainedEvent(Protocol):
    """A stored event with its hash."""

    @property
    def game_id(self) -> int:
        """The game."""

    @property
    def seq(self) -> int:
        """Its number within the game."""

    @property
    def at(self) -> int:
        """When it happened, milliseconds since 1970 UTC."""

    @property
    def event(self) -> AnyEvent:
        """What happened."""

    @property
    def hash(self) -> str:
        """64 hex digits; empty where none was stored."""


class BrokenChain(InvalidValue):
    """An event differs from the one that was recorded: event `seq` of game `game_id`."""

    def __init__(self, sentence: str, /, event: ChainedEvent) -> None:
        super().__init__(sentence, game_id=event.game_id, seq=event.seq)
        self.game_id = event.game_id
        self.seq = event.seq


def event_hash(before: str, game_id: int, seq: int, at_ms: int, body: bytes) -> str:
    """Return the hash of an event whose JSON is `body` and whose predecessor has the hash `before`."""
    return hashlib.sha256(b"goat-kiosk 1\n%b\n%d %d %d\n%b" % (before.encode(), game_id, seq, at_ms, body)).hexdigest()


def chain_hashes(rows: Iterable[ChainedEvent]) -> list[str]:
    """Return the hash that each of a game's events must have, given all of them in order."""
    before, hashes = GENESIS, []
    for event in rows:
        before = event_hash(before, event.game_id, event.seq, event.at, encode(event.event))
        hashes.append(before)
    return hashes


def verify_chain(rows: Sequence[ChainedEvent]) -> None:
    """Raise `BrokenChain` at the first event of a game, all of them in order, that is not the one recorded."""
    result = GENESIS
    for event, expected in zip(rows, chain_hashes(rows), strict=True):
        if not event.hash:
            raise BrokenChain("Game {game_id}: event {seq} carries no hash; what follows it cannot be trusted.", event)
        if event.hash != expected:
            raise BrokenChain(
                "Game {game_id}: event {seq} is not what was recorded; what follows it cannot be trusted.", event
            )
        if not isinstance(event.event, UNSCORED):
            result = expected
        elif isinstance(event.event, Confirmed) and event.event.hash != result:
            raise BrokenChain("Game {game_id}: event {seq} confirms another result than this game's.", event)


def short_code(hash_digits: str) -> str:
    """Return the beginning of a hash as people compare it: four groups of four digits."""
    return " ".join(hash_digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))
