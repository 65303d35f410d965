"""Receiver of other kiosks' tournaments: finds out which event is the newest, and shows what their logs say.

A tournament is the fold of its events, so a message does no more than name the newest one: the events are read from the
log in Redis (`published.replication`), and a forged message changes nothing on a screen.
"""

import time
from collections.abc import Mapping
from typing import Protocol

from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.messages import InvalidMessage, RefreshMessage, TournamentHead
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.owners import LogOwners, MessageVerdict, RemoteLog, Version
from goat_kiosk.uplink.published.ownership import EncodedEvents


class PeerTournamentsPort(Protocol):
    """The hub's side that shows the tournaments of other kiosks."""

    def show(self, tournament_id: int, owner: RemoteLog, events: EncodedEvents) -> bool:
        """Show a tournament, given its events from the first one on; return False if they do not fit together."""

    def retire(self, tournament_id: int) -> None:
        """Remove a tournament from those that are shown."""

    def broadcast(self, tournament_id: int, reason: bytes) -> None:
        """Ask all pages of a tournament to be fetched again."""

    def update_peer(self, peer: Peer) -> None:
        """Show on the screens of a kiosk's tournaments whether it is there."""

    def forget(self, log: str) -> None:
        """Remove what is shown about the kiosk with this log."""


class TournamentReceiver:
    """Reads messages of the subscription and the states stored in Redis."""

    def __init__(self, owners: LogOwners, counts: UplinkCounts, peer_tournaments: PeerTournamentsPort) -> None:
        self._owners = owners
        self._counts = counts
        self._peer_tournaments = peer_tournaments
        self.doubtful: set[int] = set()
        """Tournaments that have a newer event: their stored state must be read."""

    def receive(self, channel: bytes, payload: bytes) -> None:
        """Handle a message; its content is untrusted and may be invalid."""
        try:
            message = messages.parse_tournament(channel, payload)
        except InvalidMessage:
            self._counts.unreadable += 1
            return
        match message:
            case TournamentHead():
                if self._owners.judge(_version(message)) is not MessageVerdict.DROP:
                    self.doubtful.add(message.tournament_id)
            case RefreshMessage(number, reason) if not self._owners.is_own(number):
                self._peer_tournaments.broadcast(number, reason)

    def load_stored(self, states: Mapping[bytes, bytes | None]) -> None:
        """Note the tournaments whose states Redis stores under these keys."""
        for key, data in states.items():
            try:
                head = messages.parse_stored_tournament(key, data)
            except InvalidMessage:
                self._counts.unreadable += 1
                continue
            if head is not None:
                self._note(head)

    def forget_old(self) -> None:
        """Retire tournaments in which nothing has happened for as long as a game is active."""
        for number in self._owners.forget(time.monotonic() - ACTIVE_MS / 1_000):
            self._peer_tournaments.retire(number)

    def _note(self, head: TournamentHead) -> None:
        match self._owners.judge_stored(_version(head)):
            case MessageVerdict.SHOW:
                self._counts.shown += 1
                self._owners.set(head.tournament_id, RemoteLog(head.log, head.seq, head.kiosk, time.monotonic()))
            case MessageVerdict.DOUBT:
                self.doubtful.add(head.tournament_id)


def _version(head: TournamentHead) -> Version:
    return Version(head.tournament_id, head.log, head.seq)
