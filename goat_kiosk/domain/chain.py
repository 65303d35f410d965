"""The chain of a game's events: each carries a hash over itself and the one before, so none can be changed unnoticed.

What is hashed (SHA-256) is text that anybody can make from an export with a few lines of any language:

    goat-kiosk 1
    <the hash before, 64 hex digits; 64 zeros before the first event>
    <game> <number> <at>
    <the event's JSON on one line, as the log keeps it>

So the game, the order, the time and all that was recorded are in it. Left out is what is no part of the game: the
idempotency key, which is between one phone and one log, and the log's name, so that a game which another kiosk took
over or imported goes on with the same chain.

The end of the scored events is the result's hash: it stays while captains confirm (each confirmation names it) and
while the match's standing changes (`events.UNSCORED`). Whoever rewrites a whole game can make a whole new chain; only
an end that somebody noted elsewhere (a photograph of the code, a printed receipt) tells the two apart.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from goat_kiosk.domain.events import UNSCORED, AnyEvent, Confirmed, encode
from goat_kiosk.errors import InvalidValue

GENESIS = "0" * 64
"""What stands before the first event."""

CODE_DIGITS = 16
"""Hex digits that two people compare. 64 bits: whoever changes a game afterwards finds no other with the same ones.
Whoever keeps the score and prepares two games before the code is shown could (2**32 tries): the QR code is for that.
"""
QR_DIGITS = 32
"""Hex digits in a receipt's QR code: 128 bits leave no way (2**64 tries even for two prepared games), and the code is
one that a phone reads from farther away than all 64 digits."""


class ChainedEvent(Protocol):
    """An event as it is kept, with the hash it carries."""

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
        """64 hex digits; empty where none was kept."""


class BrokenChain(InvalidValue):
    """An event is not the one that was recorded: number `seq` of game `game_id`."""

    def __init__(self, sentence: str, /, event: ChainedEvent) -> None:
        super().__init__(sentence, game_id=event.game_id, seq=event.seq)
        self.game_id = event.game_id
        self.seq = event.seq


def event_hash(before: str, game_id: int, seq: int, at: int, body: bytes) -> str:
    """Return the hash of an event whose JSON is `body` and whose predecessor has the hash `before`."""
    return hashlib.sha256(b"goat-kiosk 1\n%b\n%d %d %d\n%b" % (before.encode(), game_id, seq, at, body)).hexdigest()


def chain_hashes(links: Iterable[ChainedEvent]) -> list[str]:
    """Return the hashes that a game's events must carry, all of them in order."""
    before, hashes = GENESIS, []
    for one in links:
        before = event_hash(before, one.game_id, one.seq, one.at, encode(one.event))
        hashes.append(before)
    return hashes


def verify_chain(links: Sequence[ChainedEvent]) -> None:
    """Raise `Broken` at the first event of a game, all of them in order, that is not the one recorded."""
    result = GENESIS
    for one, due in zip(links, chain_hashes(links), strict=True):
        if not one.hash:
            raise BrokenChain("Game {game_id}: event {seq} carries no hash; what follows it cannot be trusted.", one)
        if one.hash != due:
            raise BrokenChain(
                "Game {game_id}: event {seq} is not what was recorded; what follows it cannot be trusted.", one
            )
        if not isinstance(one.event, UNSCORED):
            result = due
        elif isinstance(one.event, Confirmed) and one.event.hash != result:
            raise BrokenChain("Game {game_id}: event {seq} confirms another result than this game's.", one)


def short_code(whole: str) -> str:
    """Return the beginning of a hash as people compare it: four groups of four."""
    return " ".join(whole[place : place + 4] for place in range(0, CODE_DIGITS, 4))
