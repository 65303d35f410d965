"""GameReceiver of other kiosks' messages: parses them, checks the owner, and shows the games on this hub's screens."""

import time
from collections.abc import Mapping
from typing import Protocol

from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.state.decoding import FullState, SparseState
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.messages import InvalidMessage, RefreshMessage
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.owners import LogOwners, MessageVerdict, RemoteLog, Version


class PeerGamesPort(Protocol):
    """The hub's side that shows the games of other kiosks."""

    def show(self, game_id: int, state: bytes, event_id: str) -> None:
        """Publish a game's newest state."""

    def retire(self, game_id: int) -> None:
        """Remove a game from those of the day."""

    def broadcast(self, game_id: int, reason: bytes) -> None:
        """Ask all pages of a game to be fetched again."""

    def update_peer(self, peer: Peer, games: list[int]) -> None:
        """Show on the screens of a kiosk's games whether it is there."""

    def forget(self, log: str) -> None:
        """Remove what is shown about the kiosk with this log."""


class GameReceiver:
    """Shows the messages of the subscription and the states stored in Redis."""

    def __init__(self, owners: LogOwners, counts: UplinkCounts, peer_games: PeerGamesPort) -> None:
        self._owners = owners
        self._counts = counts
        self._peer_games = peer_games
        self.doubtful: set[int] = set()
        """Games with a message that is not trusted: their stored state must be read."""

    def receive(self, channel: bytes, payload: bytes) -> None:
        """Handle a message; its content is untrusted and may be invalid."""
        try:
            message = messages.parse(channel, payload)
        except InvalidMessage:
            self._counts.unreadable += 1
            return
        match message:
            case FullState():
                self._on_state(message)
            case SparseState():
                self._on_legacy_state(message, payload)
            case RefreshMessage(number, reason) if not self._owners.is_own(number):
                self._peer_games.broadcast(number, reason)

    def forget_old(self) -> None:
        """Retire games that are no longer active, as the desk does with its own."""
        for game_id in self._owners.forget(time.monotonic() - ACTIVE_MS / 1_000):
            self._peer_games.retire(game_id)

    def load_stored(self, states: Mapping[bytes, bytes | None]) -> None:
        """Show the states that Redis stores under these keys, the least recently changed first."""
        read = [message for key, data in states.items() if (message := self._read(key, data)) is not None]
        for message in sorted(read, key=lambda message: message.state.changed_at_s):
            self._apply(message, self._owners.judge_stored(_version(message)))

    def _read(self, key: bytes, data: bytes | None) -> FullState | None:
        try:
            return messages.parse_stored(key, data)
        except InvalidMessage:
            self._counts.unreadable += 1
            return None

    def _on_state(self, message: FullState) -> None:
        self._apply(message, self._owners.judge(_version(message)))

    def _apply(self, message: FullState, verdict: MessageVerdict) -> None:
        if verdict is MessageVerdict.SHOW:
            self._show(message)
        elif verdict is MessageVerdict.DOUBT:
            self.doubtful.add(message.state.game_id)

    def _show(self, message: FullState) -> None:
        state = message.state
        self._owners.set(state.game_id, RemoteLog(state.log, state.seq, state.kiosk, time.monotonic(), state.court))
        self._put(state.game_id, message.data, f"{state.log}-{state.seq}")

    def _on_legacy_state(self, message: SparseState, raw: bytes) -> None:
        if self._owners.judge_legacy(message, raw) is not MessageVerdict.SHOW:
            return
        known, log = self._owners.find(message.game_id), self._owners.anonymous_log
        seq = known.seq + 1 if known is not None else 1
        self._owners.set(message.game_id, RemoteLog(log, seq, "", time.monotonic(), message.court, raw))
        self._put(message.game_id, message.to_full_state(log, seq, time.time_ns() // 1_000_000), f"{log}-{seq}")

    def _put(self, game_id: int, state: bytes, event_id: str) -> None:
        self._counts.shown += 1
        self._peer_games.show(game_id, state, event_id)


def _version(message: FullState) -> Version:
    return Version(message.state.game_id, message.state.log, message.state.seq)
