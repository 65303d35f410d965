"""Replicas of other kiosks' tournaments: the fold of the events that Redis has of each, by the code of their owners.

So lists, pages, streams and walls of every kiosk and relay come from the same thing as at the owner. Runs on the hub's
thread; a tournament that cannot be read is shown as such, never as it was before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from goat_kiosk.app.row_encoding import TournamentRowCodec
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.errors import InvalidValue, KioskError, Unavailable
from goat_kiosk.store.tournament_log import TournamentRow, verify_tournament_chain
from goat_kiosk.tournament.events import TournamentCreated
from goat_kiosk.tournament.fold import create, replay
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.published.owners import RemoteLog
from goat_kiosk.uplink.published.ownership import EncodedEvents
from goat_kiosk.web.live.peer_tournaments import PeerTournaments

_codec = TournamentRowCodec()


@dataclass(slots=True)
class FoldedLog:
    """A log up to the newest event that was folded."""

    log: str
    tournament: Tournament | None = None
    hash: str = ""
    """Of the newest event."""

    @property
    def seq(self) -> int:
        """The number of the newest event."""
        return self.tournament.seq if self.tournament is not None else 0

    def fold(self, rows: list[TournamentRow]) -> None:
        """Fold the events that come next. Raises `KioskError` at one that is not what was recorded, or not allowed."""
        verify_tournament_chain(rows, self.hash)
        for row in rows:
            self.tournament = _after(self.tournament, row)
            self.hash = row.hash


class TournamentReplicas:
    """The tournaments of other kiosks, for the uplink; shown by the hub."""

    def __init__(self, hub: PeerTournaments) -> None:
        self._hub = hub
        self._folded: dict[int, FoldedLog] = {}
        self.on_shown: Callable[[TournamentChange], None] = lambda _: None
        """Called with each tournament after it was shown."""

    def show(self, tournament_id: int, owner: RemoteLog, events: EncodedEvents) -> bool:
        """Show a tournament, given its events from the first one on; return False if they do not fit together."""
        before = self._folded.get(tournament_id)
        folded = before if before is not None and before.log == owner.log else FoldedLog(owner.log)
        is_whole = folded.seq == 0
        try:
            rows = [_codec.decode(tournament_id, seq, event) for seq, event in events[folded.seq :]]
            folded.fold(rows)
        except KioskError as error:
            self._folded.pop(tournament_id, None)
            if isinstance(error, InvalidValue) and not is_whole:
                return False  # a new owner has replaced the events that were folded
            self._hub.fail(tournament_id, Unavailable.combined([error]))
            return True
        self._folded[tournament_id] = folded
        if folded.tournament is not None:
            new_rows = _rows_after(before, rows) if is_whole else rows
            event_id = f"{owner.log}-{folded.seq}"
            change = TournamentChange(tournament_id, event_id, folded.tournament, tuple(new_rows))
            self._hub.show(change, owner.kiosk)
            self.on_shown(change)
        return True

    def retire(self, tournament_id: int) -> None:
        """Remove a tournament from those that are shown."""
        self._folded.pop(tournament_id, None)
        self._hub.retire(tournament_id)

    def broadcast(self, tournament_id: int, reason: bytes) -> None:
        """Ask all pages of a tournament to be fetched again."""
        self._hub.broadcast(tournament_id, reason)

    def update_peer(self, peer: Peer) -> None:
        """Show on the screens of a kiosk's tournaments whether it is there."""
        self._hub.update_peer(peer)

    def forget(self, log: str) -> None:
        """Remove what is shown about the kiosk with this log."""
        self._hub.forget(log)


def _rows_after(before: FoldedLog | None, rows: list[TournamentRow]) -> list[TournamentRow]:
    """Return the rows that are new to who has seen the log before; none where it had other events."""
    if before is None or not 0 < before.seq <= len(rows) or rows[before.seq - 1].hash != before.hash:
        return []
    return rows[before.seq :]


def _after(tournament: Tournament | None, row: TournamentRow) -> Tournament:
    if tournament is not None:
        return replay(tournament, row.event, row.at)
    if not isinstance(row.event, TournamentCreated):
        raise InvalidValue("Tournament {id} has no beginning.", id=row.tournament_id)
    return create(row.event, row.at)
