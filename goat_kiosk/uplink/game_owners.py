"""Whose each game is and how far it has come: what decides whether a message is shown.

A game has one owner, the log that holds it; a log's numbers rise one by one. So a message is shown when it comes from
the game's log and its number is the next. Any other is not believed: from another log, since only Redis decides a
take-over; or with a gap before its number, since one made-up message with a far number would freeze the game. Then the
state that Redis keeps is read (`doubtful`); honest gaps, as after an outage, are closed by it, too. A game of our own
that another log speaks of may have been taken from us: it is offered again, and Redis says whose it is.
"""

import secrets
from enum import Enum, auto
from typing import NamedTuple

from goat_kiosk.domain.decoding import FullState, SparseState
from goat_kiosk.uplink.counts import UplinkCounts

MOST_GAMES = 2_000
"""Games of other kiosks: fifty kiosks with forty games each. A flood of made-up games ends here."""


MOST_OWN = 10_000
"""Games of our own: those of some years, the last ones touched. Nobody speaks of older ones."""


class MessageVerdict(Enum):
    """What becomes of a message."""

    SHOW = auto()
    DROP = auto()
    DOUBT = auto()


class RemoteGame(NamedTuple):
    """A game of another kiosk, as last shown."""

    log: str
    seq: int
    kiosk: str
    court: str
    at: float
    """When that was, by the monotonic clock."""
    score: bytes = b""
    """What a hub without event ids last said: it repeats itself word for word, and numbers nothing."""


class GameOwners:
    """The games by number."""

    def __init__(self, log: str, counts: UplinkCounts) -> None:
        """`log` is the name of our own."""
        self.log = log
        self.anonymous_log = secrets.token_hex(4)
        """The log that states without one are numbered in, new with each start since their numbers are."""
        self._counts = counts
        self._own: dict[int, None] = {}
        self._peer_games: dict[int, RemoteGame] = {}

    def add_own(self, game_id: int) -> None:
        """Note that our log holds a game."""
        self._peer_games.pop(game_id, None)
        self._own.pop(game_id, None)
        self._own[game_id] = None
        if len(self._own) > MOST_OWN:
            del self._own[next(iter(self._own))]

    def remove_own(self, game_id: int) -> None:
        """Note that another log holds a game that ours held."""
        self._own.pop(game_id, None)

    def is_own(self, game_id: int) -> bool:
        """Whether our log holds the game."""
        return game_id in self._own

    def find(self, game_id: int) -> RemoteGame | None:
        """Return another kiosk's game, or None when it is ours or unknown."""
        return self._peer_games.get(game_id)

    def games_of(self, log: str) -> list[int]:
        """Return the games that another log holds."""
        return [game_id for game_id, held in self._peer_games.items() if held.log == log]

    def peer_games(self) -> list[int]:
        """Return the games of other kiosks."""
        return list(self._peer_games)

    def judge(self, told: FullState) -> MessageVerdict:
        """Return what becomes of a message, counting those that are dropped."""
        game_id, log = told.state.game_id, told.state.log
        held = self._peer_games.get(game_id)
        if log == self.log:
            return self._drop("echoes")
        if game_id in self._own:
            self._counts.clashes += 1
            return MessageVerdict.DOUBT
        if held is None and len(self._peer_games) >= MOST_GAMES:
            return self._drop("crowded")
        if held is not None and held.log != log:
            return MessageVerdict.DOUBT
        before = held.seq if held is not None else 0
        if told.state.seq <= before:
            return self._drop("late")
        return MessageVerdict.SHOW if told.state.seq == before + 1 else MessageVerdict.DOUBT

    def judge_stored(self, told: FullState) -> MessageVerdict:
        """Return what becomes of a state that Redis keeps: its owner is the game's, whoever was before."""
        game_id, log = told.state.game_id, told.state.log
        held = self._peer_games.get(game_id)
        if game_id in self._own:
            return MessageVerdict.DROP if log == self.log else MessageVerdict.DOUBT
        if held is None and len(self._peer_games) >= MOST_GAMES:
            return MessageVerdict.DROP
        if log == self.log and held is not None:
            return MessageVerdict.DROP  # who has taken it over from us has not said anything yet
        newer = held is None or held.log != log or told.state.seq > held.seq
        return MessageVerdict.SHOW if newer else MessageVerdict.DROP

    def judge_legacy(self, sparse: SparseState, raw: bytes) -> MessageVerdict:
        """Return what becomes of a message without an event id."""
        held = self._peer_games.get(sparse.game_id)
        if sparse.game_id in self._own or (held is not None and held.log != self.anonymous_log):
            return self._drop("clashes")
        if held is not None and held.score == raw:
            return self._drop("late")
        if held is None and len(self._peer_games) >= MOST_GAMES:
            return self._drop("crowded")
        return MessageVerdict.SHOW

    def set(self, game_id: int, held: RemoteGame) -> None:
        """Note what is shown."""
        self._peer_games[game_id] = held

    def forget(self, before: float) -> list[int]:
        """Forget the games of others that have not changed since `before`, by the monotonic clock; return them."""
        old = [game_id for game_id, held in self._peer_games.items() if held.at < before]
        for game_id in old:
            del self._peer_games[game_id]
        return old

    def _drop(self, count: str) -> MessageVerdict:
        setattr(self._counts, count, getattr(self._counts, count) + 1)
        return MessageVerdict.DROP
