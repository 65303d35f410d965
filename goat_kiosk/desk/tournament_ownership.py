"""Ownership of tournaments between kiosks: storing a peer's, adopting it, handing one over, and reclaiming it.

It is to the director what `GameOwnership` is to the scorekeeper: the uplink decides which kiosk owns a tournament
(`uplink.published.ownership`), and decisions that the other kiosk's log does not have are moved aside, never deleted.
"""

from collections.abc import Callable
from functools import partial

from goat_kiosk.desk.changes import Unsubscribe, notify_each
from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.desk.ownership import count_common_events
from goat_kiosk.errors import InvalidValue, NotFound, OwnedHere, RuleViolation, Unavailable
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.store.log.write_queue import Write, WriteQueue
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow, verify_tournament_chain
from goat_kiosk.tournament.events import TournamentCreated
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.tournament import Tournament

OnTournamentTakenOver = Callable[[int, str], None]
"""Called with the number of a tournament and the kiosk that has taken it over."""


class TournamentOwnership:
    """The tournaments that change hands between this kiosk and others. For the desk's thread."""

    def __init__(self, log: EventLog, write_queue: WriteQueue, director: Director) -> None:
        self._log, self._write_queue, self._director = TournamentLog(log), write_queue, director
        self._owners = director.owners
        self._listeners: list[OnTournamentTakenOver] = []

    def subscribe(self, listener: OnTournamentTakenOver) -> Unsubscribe:
        """Call `listener` for every tournament that another kiosk takes over, until the returned function is called."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def unshared_events(self, tournament_id: int) -> list[TournamentRow]:
        """Return the events recorded here that the owner's copy of the tournament does not contain.

        Raises `NotFound` or `Unavailable`.
        """
        shared = self._owners.last_shared(tournament_id)
        events = self._director.events(tournament_id)
        unshared = [row for row in events if shared is not None and row.seq > shared]
        return [*self._log.events_set_aside(tournament_id), *unshared]

    def count_unshared(self) -> dict[int, int]:
        """Return the number of unshared events by tournament, of those that have some. Raises `Unavailable`."""
        return self._log.set_aside_counts()

    def taken_by(self, tournament_id: int) -> str:
        """Return the name of the kiosk that has taken a tournament over; empty when it is run here."""
        return self._owners.taken_by(tournament_id)

    def taken_tournaments(self) -> list[TournamentChange]:
        """Return the open tournaments of this log that another kiosk has taken over. Raises `Unavailable`."""
        return [self._director.snapshot(number) for number in self._log.open_ids() if self._owners.taken_by(number)]

    def hand_over(self, ownership: Ownership) -> None:
        """Record that another kiosk owns a tournament: it cannot be changed here any more. Raises `NotSaved`."""
        self._write_queue.submit(
            lambda: Write(partial(self._log.save_ownership, ownership), lambda _: self._on_handed_over(ownership))
        )

    def _on_handed_over(self, ownership: Ownership) -> None:
        self._owners.set(ownership)
        self._director.evict(ownership.number)
        notify_each(self._listeners, ownership.number, ownership.number, ownership.kiosk)

    def store(self, tournament_id: int, rows: list[TournamentRow], ownership: Ownership) -> bool:
        """Store another kiosk's tournament, all its events in order; `adopt` is what makes it ours.

        Our events that differ from theirs are moved aside; returns whether there were any. Raises `InvalidValue` when
        an event is not what that kiosk recorded, `RuleViolation` while the tournament is ours, `Unavailable` when the
        events break the rules, or `NotSaved`.
        """
        verify_tournament_chain(rows)
        fold_tournament(tournament_id, rows)
        return self._write_queue.submit(partial(self._prepare_store, tournament_id, rows, ownership))

    def _prepare_store(self, tournament_id: int, rows: list[TournamentRow], ownership: Ownership) -> Write[None, bool]:
        stored = self._log.events(tournament_id)
        if stored and self._owners.is_owner(tournament_id):
            raise OwnedHere("Tournament {number} is already run at this kiosk.", number=tournament_id)
        common = count_common_events(stored, rows)
        new_rows = [self._without_known_key(row) for row in rows[common:]]

        def on_committed(_: None) -> bool:
            self._owners.set(ownership)
            self._director.evict(tournament_id)
            return common < len(stored)

        return Write(partial(self._log.adopt, new_rows, ownership, common), on_committed)

    def adopt(
        self,
        tournament_id: int,
        epoch: int,
        kiosk: str = "",  # noqa: ARG002  a game's court is named after it
        court: str | None = None,  # noqa: ARG002  as above
    ) -> TournamentChange:
        """Make a tournament ours that was another kiosk's and is stored here (`store`), and publish it.

        Raises `NotSaved`.
        """
        return self._write_queue.submit(partial(self._prepare_own, tournament_id, epoch))

    def check_taken(self, tournament_id: int) -> None:
        """Raise `RuleViolation` unless another kiosk has taken the tournament over from here, or `NotFound`."""
        self._director.tournament(tournament_id)
        if self._owners.is_owner(tournament_id):
            raise OwnedHere("Tournament {number} is already run at this kiosk.", number=tournament_id)

    def reclaim(self, tournament_id: int, epoch: int) -> TournamentChange:
        """Make a tournament ours again that another kiosk has taken over from here, as it was decided here.

        Raises `NotFound`, `RuleViolation` while it is run here anyway, or `NotSaved`.
        """

        def start() -> Write[None, TournamentChange]:
            self.check_taken(tournament_id)
            return self._prepare_own(tournament_id, epoch)

        return self._write_queue.submit(start)

    def _prepare_own(self, tournament_id: int, epoch: int) -> Write[None, TournamentChange]:
        tournament = self._director.tournament(tournament_id)
        ownership = Ownership(tournament_id, epoch, "", tournament.seq)

        def on_committed(_: None) -> TournamentChange:
            self._owners.set(ownership)
            return self._director.on_loaded(tournament_id, tournament)

        return Write(partial(self._log.save_ownership, ownership), on_committed)

    def restore_lost(self, tournament_id: int, rows: list[TournamentRow]) -> None:
        """Append those events of one of our tournaments that this log has lost, and publish it.

        Raises as `store`, and `InvalidValue` when our log is not the beginning of `rows`.
        """
        verify_tournament_chain(rows)
        tournament = fold_tournament(tournament_id, rows)
        self._write_queue.submit(partial(self._prepare_restore, tournament_id, rows, tournament))

    def _prepare_restore(
        self, tournament_id: int, rows: list[TournamentRow], tournament: Tournament
    ) -> Write[list[TournamentRow], None]:
        stored = self._log.events(tournament_id)
        if count_common_events(stored, rows) < len(stored):
            raise InvalidValue("This kiosk has recorded other decisions of that tournament.")
        lost_rows = [self._without_known_key(row) for row in rows[len(stored) :]]

        def on_committed(_: list[TournamentRow]) -> None:
            self._director.on_loaded(tournament_id, tournament)

        return Write(partial(self._log.append_all, lost_rows), on_committed)

    def _without_known_key(self, row: TournamentRow) -> TournamentRow:
        """Return a row without its idempotency key when this log has that key already."""
        return row._replace(key=None) if row.key is not None and self._log.event_by_key(row.key) else row


def fold_tournament(tournament_id: int, rows: list[TournamentRow]) -> Tournament:
    """Return the tournament that stored events make. Raises `NotFound`, or `Unavailable` when they break the rules."""
    if not rows or not isinstance(rows[0].event, TournamentCreated):
        raise NotFound("There is no tournament {number}.", number=tournament_id)
    try:
        return fold(rows[0].event, [(row.event, row.at) for row in rows[1:]], rows[0].at)
    except RuleViolation as error:
        raise Unavailable(
            "Tournament {number} cannot be played through: {why} Run “goat-kiosk check”.",
            number=tournament_id,
            why=error,
        ) from error
