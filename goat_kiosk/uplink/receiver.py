"""What other kiosks say, read, judged, and put on this hub's screens."""

import time
from collections.abc import Mapping
from typing import Protocol

from goat_kiosk.domain.decoding import FullState, SparseState
from goat_kiosk.uplink import messages
from goat_kiosk.uplink.counts import UplinkCounts
from goat_kiosk.uplink.game_owners import GameOwners, MessageVerdict, RemoteGame
from goat_kiosk.uplink.messages import InvalidMessage, RefreshMessage
from goat_kiosk.uplink.peers import Peer

ACTIVE_S = 36 * 60 * 60


class PeerGamesPort(Protocol):
    """Where the games of other kiosks are shown: the hub."""

    def show(self, game_id: int, state: bytes, event_id: str) -> None:
        """Make a state the newest of its game."""

    def retire(self, game_id: int) -> None:
        """Show a game no longer among those of the day."""

    def broadcast(self, game_id: int, reason: bytes) -> None:
        """Ask pages to fetch themselves again."""

    def update_peer(self, neighbour: Peer, games: list[int]) -> None:
        """Say on the screens of a kiosk's games whether it is there."""

    def forget(self, log: str) -> None:
        """Say nothing more of the kiosk whose log this is."""


class Receiver:
    """Where messages and kept states arrive."""

    def __init__(self, ledger: GameOwners, counts: UplinkCounts, guests: PeerGamesPort) -> None:
        self._owners = ledger
        self._counts = counts
        self._peer_games = guests
        self.doubtful: set[int] = set()
        """Games with a message that is not believed: the kept state says what is right."""

    def receive(self, channel: bytes, payload: bytes) -> None:
        """Take a message in, whatever it is."""
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
            case RefreshMessage(game_id, reason) if not self._owners.is_own(game_id):
                self._peer_games.broadcast(game_id, reason)

    def forget_old(self) -> None:
        """Let go of games that have not changed for a day and a half, as the desk does of its own."""
        for game_id in self._owners.forget(time.monotonic() - ACTIVE_S):
            self._peer_games.retire(game_id)

    def load_stored(self, states: Mapping[bytes, bytes | None]) -> None:
        """Take the states in that Redis keeps under these keys, those that changed last at the end."""
        read = [told for key, data in states.items() if (told := self._read(key, data)) is not None]
        for told in sorted(read, key=lambda told: told.state.changed):
            self._settle(told, self._owners.judge_stored(told))

    def _read(self, key: bytes, data: bytes | None) -> FullState | None:
        try:
            return messages.parse_stored(key, data)
        except InvalidMessage:
            self._counts.unreadable += 1
            return None

    def _on_state(self, told: FullState) -> None:
        self._settle(told, self._owners.judge(told))

    def _settle(self, told: FullState, verdict: MessageVerdict) -> None:
        if verdict is MessageVerdict.SHOW:
            self._show(told)
        elif verdict is MessageVerdict.DOUBT:
            self.doubtful.add(told.state.game_id)

    def _show(self, told: FullState) -> None:
        state = told.state
        self._owners.set(state.game_id, RemoteGame(state.log, state.seq, state.kiosk, state.court, time.monotonic()))
        self._put(state.game_id, told.data, f"{state.log}-{state.seq}")

    def _on_legacy_state(self, sparse: SparseState, raw: bytes) -> None:
        if self._owners.judge_legacy(sparse, raw) is not MessageVerdict.SHOW:
            return
        held, log = self._owners.find(sparse.game_id), self._owners.anonymous_log
        seq = held.seq + 1 if held is not None else 1
        self._owners.set(sparse.game_id, RemoteGame(log, seq, "", sparse.court, time.monotonic(), raw))
        self._put(sparse.game_id, sparse.to_full_state(log, seq, time.time_ns() // 1_000_000), f"{log}-{seq}")

    def _put(self, game_id: int, state: bytes, event_id: str) -> None:
        self._counts.shown += 1
        self._peer_games.show(game_id, state, event_id)
