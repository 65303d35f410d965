"""Owners of games, and how far each game is: this decides whether a message is shown.

A game has one owner, the log that holds it, and a log numbers its events one by one. So a message is shown when it
comes from the game's log and has the next number. Any other message is not trusted: one from another log, since only
Redis decides a takeover, and one after a gap, since a forged message with a high number would freeze the game. Then
the state that Redis stores is read instead (`Receiver.doubtful`), which closes real gaps too, as after an outage. If
another log publishes one of our games, it may have been taken over: we offer it again, and Redis says who owns it.
"""

import secrets
from enum import Enum, auto
from typing import NamedTuple

from goat_kiosk.domain.state.decoding import FullState, SparseState
from goat_kiosk.uplink.games.counts import UplinkCounts

MAX_PEER_GAMES = 2_000
"""Games of other kiosks: fifty kiosks with forty games each. A flood of made-up games is ignored beyond that."""


MAX_OWN_GAMES = 10_000
"""Games of our own, the most recent ones of some years. No message is about older ones."""


class MessageVerdict(Enum):
    """What to do with a message: show it, drop it, or read the stored state first (`DOUBT`)."""

    SHOW = auto()
    DROP = auto()
    DOUBT = auto()


class RemoteGame(NamedTuple):
    """A game of another kiosk, in the newest state that was shown."""

    log: str
    seq: int
    kiosk: str
    court: str
    at: float
    """When that was, by the monotonic clock."""
    score: bytes = b""
    """The last message of a hub without event ids, which repeats its messages and numbers none."""


class GameOwners:
    """The owners of games by the games' numbers."""

    def __init__(self, log: str, counts: UplinkCounts) -> None:
        """`log` is the name of our own."""
        self.log = log
        self.anonymous_log = secrets.token_hex(4)
        """The log name for states that have none; new at each start, because their numbers start again."""
        self._counts = counts
        self._own: dict[int, None] = {}
        self._peer_games: dict[int, RemoteGame] = {}

    def add_own(self, game_id: int) -> None:
        """Record that our log owns a game."""
        self._peer_games.pop(game_id, None)
        self._own.pop(game_id, None)
        self._own[game_id] = None
        if len(self._own) > MAX_OWN_GAMES:
            del self._own[next(iter(self._own))]

    def remove_own(self, game_id: int) -> None:
        """Record that another log owns a game of ours now."""
        self._own.pop(game_id, None)

    def is_own(self, game_id: int) -> bool:
        """Whether our log owns the game."""
        return game_id in self._own

    def find(self, game_id: int) -> RemoteGame | None:
        """Return another kiosk's game, or None when it is ours or unknown."""
        return self._peer_games.get(game_id)

    def games_of(self, log: str) -> list[int]:
        """Return the games that another log owns."""
        return [game_id for game_id, known in self._peer_games.items() if known.log == log]

    def peer_games(self) -> list[int]:
        """Return the games of other kiosks."""
        return list(self._peer_games)

    def judge(self, message: FullState) -> MessageVerdict:
        """Return what to do with a message, and count it if it is dropped."""
        game_id, log = message.state.game_id, message.state.log
        known = self._peer_games.get(game_id)
        if log == self.log:
            return self._drop("echoes")
        if game_id in self._own:
            self._counts.clashes += 1
            return MessageVerdict.DOUBT
        if known is None and len(self._peer_games) >= MAX_PEER_GAMES:
            return self._drop("crowded")
        if known is not None and known.log != log:
            return MessageVerdict.DOUBT
        before = known.seq if known is not None else 0
        if message.state.seq <= before:
            return self._drop("late")
        return MessageVerdict.SHOW if message.state.seq == before + 1 else MessageVerdict.DOUBT

    def judge_stored(self, message: FullState) -> MessageVerdict:
        """Return what to do with a state that Redis stores: its log owns the game, whichever did before."""
        game_id, log = message.state.game_id, message.state.log
        known = self._peer_games.get(game_id)
        if game_id in self._own:
            return MessageVerdict.DROP if log == self.log else MessageVerdict.DOUBT
        if known is None and len(self._peer_games) >= MAX_PEER_GAMES:
            return MessageVerdict.DROP
        if log == self.log and known is not None:
            return MessageVerdict.DROP  # the kiosk that took it over has not published yet
        newer = known is None or known.log != log or message.state.seq > known.seq
        return MessageVerdict.SHOW if newer else MessageVerdict.DROP

    def judge_legacy(self, message: SparseState, raw: bytes) -> MessageVerdict:
        """Return what to do with a message without an event id."""
        known = self._peer_games.get(message.game_id)
        if message.game_id in self._own or (known is not None and known.log != self.anonymous_log):
            return self._drop("clashes")
        if known is not None and known.score == raw:
            return self._drop("late")
        if known is None and len(self._peer_games) >= MAX_PEER_GAMES:
            return self._drop("crowded")
        return MessageVerdict.SHOW

    def set(self, game_id: int, game: RemoteGame) -> None:
        """Record what is shown of a game."""
        self._peer_games[game_id] = game

    def forget(self, before: float) -> list[int]:
        """Forget the games of others that have not changed since `before`, by the monotonic clock; return them."""
        old = [game_id for game_id, known in self._peer_games.items() if known.at < before]
        for game_id in old:
            del self._peer_games[game_id]
        return old

    def _drop(self, count: str) -> MessageVerdict:
        setattr(self._counts, count, getattr(self._counts, count) + 1)
        return MessageVerdict.DROP
