"""Owners of published logs, and how far each log is: this decides whether a message is shown.

A game or a tournament has one owner, the kiosk's log that holds it, and a log numbers its events one by one. So a
message is shown when it comes from the owner's log and has the next number. Any other message is not trusted: one from
another log, since only Redis decides a takeover, and one after a gap, since a forged message with a high number would
freeze the game. Then the state that Redis stores is read instead (`doubtful` of the receivers), which closes real gaps
too, as after an outage. If another log publishes one of ours, it may have been taken over: we offer it again, and
Redis says who owns it.
"""

import secrets
from enum import Enum, auto
from typing import NamedTuple

from goat_kiosk.domain.state.decoding import SparseState
from goat_kiosk.uplink.published.counts import UplinkCounts

MAX_PEER_LOGS = 2_000
"""Games, or tournaments, of other kiosks: fifty kiosks with forty games each. A flood of made-up ones is ignored beyond
that."""


MAX_OWN_LOGS = 10_000
"""Games, or tournaments, of our own, the most recent ones of some years. No message is about older ones."""


class MessageVerdict(Enum):
    """What to do with a message: show it, drop it, or read the stored state first (`DOUBT`)."""

    SHOW = auto()
    DROP = auto()
    DOUBT = auto()


class Version(NamedTuple):
    """A state of a game or a tournament: the log of its kiosk, and the number of the newest event there."""

    number: int
    log: str
    seq: int


class RemoteLog(NamedTuple):
    """A game or a tournament of another kiosk, in the newest state that was shown."""

    log: str
    seq: int
    kiosk: str
    at: float
    """When that was, by the monotonic clock."""
    court: str = ""
    """Of a game."""
    score: bytes = b""
    """The last message of a hub without event ids, which repeats its messages and numbers none."""


class LogOwners:
    """The owners of all games, or of all tournaments, by their numbers."""

    def __init__(self, log: str, counts: UplinkCounts) -> None:
        """`log` is the name of our own."""
        self.log = log
        self.anonymous_log = secrets.token_hex(4)
        """The log name for states that have none; new at each start, because their numbers start again."""
        self._counts = counts
        self._own: dict[int, None] = {}
        self._peer_logs: dict[int, RemoteLog] = {}

    def add_own(self, number: int) -> None:
        """Record that our log owns a game or a tournament."""
        self._peer_logs.pop(number, None)
        self._own.pop(number, None)
        self._own[number] = None
        if len(self._own) > MAX_OWN_LOGS:
            del self._own[next(iter(self._own))]

    def remove_own(self, number: int) -> None:
        """Record that another log owns one of ours now."""
        self._own.pop(number, None)

    def is_own(self, number: int) -> bool:
        """Whether our log owns it."""
        return number in self._own

    def find(self, number: int) -> RemoteLog | None:
        """Return another kiosk's game or tournament, or None when it is ours or unknown."""
        return self._peer_logs.get(number)

    def logs_of(self, log: str) -> list[int]:
        """Return the numbers that another log owns."""
        return [number for number, known in self._peer_logs.items() if known.log == log]

    def peer_logs(self) -> list[int]:
        """Return the numbers that other kiosks own."""
        return list(self._peer_logs)

    def judge(self, version: Version) -> MessageVerdict:
        """Return what to do with a message, and count it if it is dropped."""
        number, log = version.number, version.log
        known = self._peer_logs.get(number)
        if log == self.log:
            return self._drop("echoes")
        if number in self._own:
            self._counts.clashes += 1
            return MessageVerdict.DOUBT
        if known is None and len(self._peer_logs) >= MAX_PEER_LOGS:
            return self._drop("crowded")
        if known is not None and known.log != log:
            return MessageVerdict.DOUBT
        before = known.seq if known is not None else 0
        if version.seq <= before:
            return self._drop("late")
        return MessageVerdict.SHOW if version.seq == before + 1 else MessageVerdict.DOUBT

    def judge_stored(self, version: Version) -> MessageVerdict:
        """Return what to do with a state that Redis stores: its log is the owner, whichever was before."""
        number, log = version.number, version.log
        known = self._peer_logs.get(number)
        if number in self._own:
            return MessageVerdict.DROP if log == self.log else MessageVerdict.DOUBT
        if known is None and len(self._peer_logs) >= MAX_PEER_LOGS:
            return MessageVerdict.DROP
        if log == self.log and known is not None:
            return MessageVerdict.DROP  # the kiosk that took it over has not published yet
        newer = known is None or known.log != log or version.seq > known.seq
        return MessageVerdict.SHOW if newer else MessageVerdict.DROP

    def judge_legacy(self, message: SparseState, raw: bytes) -> MessageVerdict:
        """Return what to do with a message without an event id."""
        known = self._peer_logs.get(message.game_id)
        if message.game_id in self._own or (known is not None and known.log != self.anonymous_log):
            return self._drop("clashes")
        if known is not None and known.score == raw:
            return self._drop("late")
        if known is None and len(self._peer_logs) >= MAX_PEER_LOGS:
            return self._drop("crowded")
        return MessageVerdict.SHOW

    def set(self, number: int, remote: RemoteLog) -> None:
        """Record what is shown of one."""
        self._peer_logs[number] = remote

    def forget(self, before: float) -> list[int]:
        """Forget those of others that have not changed since `before`, by the monotonic clock; return them."""
        old = [number for number, known in self._peer_logs.items() if known.at < before]
        for number in old:
            del self._peer_logs[number]
        return old

    def _drop(self, count: str) -> MessageVerdict:
        setattr(self._counts, count, getattr(self._counts, count) + 1)
        return MessageVerdict.DROP
