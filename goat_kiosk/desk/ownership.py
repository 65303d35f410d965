"""Ownership of games between kiosks: storing a peer's game, adopting it, handing one over, and reclaiming it.

The uplink decides which kiosk owns a game (`uplink.published.ownership`); this is what the log and the games in memory
do about it. Events that the other kiosk's log does not have are moved aside rather than deleted: recorded bags are
never lost.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from typing import Protocol

from goat_kiosk.desk.changes import Change, PendingEvent, Unsubscribe, notify_each
from goat_kiosk.desk.event_writer import EventWriter
from goat_kiosk.desk.loaded_games import LoadedGames, replay_rows
from goat_kiosk.desk.occupancy import CourtOccupancy
from goat_kiosk.desk.owners import Owners
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import CourtChanged
from goat_kiosk.domain.games.time_limit import is_timed
from goat_kiosk.domain.history import History
from goat_kiosk.errors import InvalidValue, OwnedHere
from goat_kiosk.host.clock import Clock
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from goat_kiosk.store.log.write_queue import Write, WriteQueue

OnTakenOver = Callable[[int, str], None]
"""Called with the number of a game and the kiosk that has taken it over."""


class GameOwnership:
    """The games that change hands between this kiosk and others. For the desk's thread."""

    def __init__(  # noqa: PLR0913, PLR0917  it joins every part of the desk
        self,
        log: EventLog,
        clock: Clock,
        queue: WriteQueue,
        games: LoadedGames,
        owners: Owners,
        writer: EventWriter,
        courts: CourtOccupancy,
    ) -> None:
        self._log = log
        self._clock = clock
        self._queue = queue
        self._games = games
        self._owners = owners
        self._writer = writer
        self._courts = courts
        self._listeners: list[OnTakenOver] = []

    def subscribe(self, listener: OnTakenOver) -> Unsubscribe:
        """Call `listener` for every game that another kiosk takes over, until the returned function is called."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def unshared_events(self, game_id: int) -> list[Row]:
        """Return the events recorded here that the owner's copy of the game does not contain.

        Raises `NotFound`.
        """
        self._games.history(game_id)
        shared = self._owners.last_shared(game_id)
        unshared = [row for row in self._log.events(game_id) if shared is not None and row.seq > shared]
        return [*self._log.events_set_aside(game_id), *unshared]

    def count_unshared(self) -> dict[int, int]:
        """Return the number of unshared events by game, of those that have some. Raises `Unavailable`."""
        return self._log.set_aside_counts()

    def hand_over(self, ownership: Ownership) -> None:
        """Record that another kiosk owns a game: it cannot be scored here any more. Raises `NotSaved`."""
        self._queue.submit(
            lambda: Write(partial(self._log.save_ownership, ownership), lambda _: self._on_handed_over(ownership))
        )

    def _on_handed_over(self, ownership: Ownership) -> None:
        self._owners.set(ownership)
        self._games.evict(ownership.number)
        notify_each(self._listeners, ownership.number, ownership.number, ownership.kiosk)

    def store(self, game_id: int, rows: list[Row], ownership: Ownership) -> bool:
        """Store another kiosk's game, all its events in order; `adopt` is what makes it ours.

        Our events that differ from theirs are moved aside; returns whether there were any. Raises `InvalidValue` when
        an event is not what that kiosk recorded, `RuleViolation` while the game is ours, `Unavailable` when the events
        break the rules, or `NotSaved`.
        """
        check_chain(rows)
        return self._queue.submit(partial(self._prepare_store, game_id, rows, ownership))

    def _prepare_store(self, game_id: int, rows: list[Row], ownership: Ownership) -> Write[None, bool]:
        stored = self._log.events(game_id)
        if stored and self._owners.is_owner(game_id):
            raise OwnedHere("Game {game_id} is already scored at this kiosk.", game_id=game_id)
        common = count_common_events(stored, rows)
        replay_rows(game_id, rows)
        new_rows = [self._without_known_key(row) for row in rows[common:]]

        def on_committed(_: None) -> bool:
            self._owners.set(ownership)
            self._games.evict(game_id)
            return common < len(stored)

        return Write(partial(self._log.adopt, new_rows, ownership, common), on_committed)

    def adopt(self, game_id: int, epoch: int, kiosk: str = "", court: str | None = None) -> Change:
        """Make a game ours that was another kiosk's and is stored here (`store`), and publish it.

        It goes on at `court`, or on the court where it was played. If one of our games is there, the court's name is
        followed by that of the `kiosk` it comes from. Raises `NotSaved`.
        """
        return self._queue.submit(partial(self._prepare_adopt, game_id, epoch, kiosk, court))

    def _prepare_adopt(self, game_id: int, epoch: int, kiosk: str, court: str | None) -> Write[list[Row], Change]:
        rows = self._log.events(game_id)
        ownership = Ownership(game_id, epoch, "", len(rows))
        history = self._games.matches.with_derived_place(replay_rows(game_id, rows), rows[0])
        move = self._prepare_move(game_id, history, kiosk, court)
        pending = [*move, *self._writer.prepare_standings(game_id, history.game)]

        def commit() -> list[Row]:
            # One transaction: after a crash the game is either still theirs, or ours on a court of its own.
            with self._log.transaction():
                self._log.save_ownership(ownership)
                return list(map(self._writer.append, pending))

        def on_committed(stored: list[Row]) -> Change:
            self._owners.set(ownership)
            adopted = self._writer.on_loaded(game_id, history)
            return [adopted, *self._writer.on_committed(pending, stored)][len(move)]

        return Write(commit, on_committed)

    def _prepare_move(self, game_id: int, history: History, kiosk: str, court: str | None) -> list[PendingEvent]:
        """Return the event that moves an adopted game to a free court; none when it can stay where it is."""
        game = history.game
        if game.is_over or game.is_set_aside:
            return []
        free_court = self._courts.free_name(court or game.court, kiosk)
        at_ms = history.at if is_timed(game) else max(self._clock.storable_now(), history.at)
        return (
            []
            if free_court == game.court
            else [self._writer.prepare(game_id, history, CourtChanged(free_court), at_ms=at_ms)]
        )

    def taken_games(self) -> list[int]:
        """Return the unfinished games of this log that another kiosk has taken over."""
        taken_ids = [game_id for game_id in self._log.unfinished_game_ids() if not self._owners.is_owner(game_id)]
        return [
            game_id
            for game_id in taken_ids
            if self._log.events(game_id) and not self._games.history(game_id).game.is_over
        ]

    def check_taken(self, game_id: int) -> None:
        """Raise `RuleViolation` unless another kiosk has taken the game over from here, or `NotFound`."""
        self._games.history(game_id)
        if self._owners.is_owner(game_id):
            raise OwnedHere("Game {game_id} is already scored at this kiosk.", game_id=game_id)

    def reclaim(self, game_id: int, epoch: int) -> Change:
        """Make a game ours again that another kiosk has taken over from here, from the bags recorded here.

        Raises `NotFound`, `RuleViolation` while the game is scored here anyway, or `NotSaved`.
        """
        return self._queue.submit(partial(self._prepare_reclaim, game_id, epoch))

    def _prepare_reclaim(self, game_id: int, epoch: int) -> Write[None, Change]:
        self.check_taken(game_id)
        history = self._games.history(game_id)
        ownership = Ownership(game_id, epoch, "", history.seq)

        def on_committed(_: None) -> Change:
            self._owners.set(ownership)
            return self._writer.on_loaded(game_id, history)

        return Write(partial(self._log.save_ownership, ownership), on_committed)

    def restore_lost(self, game_id: int, rows: list[Row]) -> None:
        """Append those events of one of our games that this log has lost, and publish it.

        Raises as `store`, and `InvalidValue` when our log is not the beginning of `rows`.
        """
        check_chain(rows)
        self._queue.submit(partial(self._prepare_restore, game_id, rows))

    def _prepare_restore(self, game_id: int, rows: list[Row]) -> Write[list[Row], None]:
        stored = self._log.events(game_id)
        if count_common_events(stored, rows) < len(stored):
            raise InvalidValue("This kiosk has recorded other bags of that game.")
        lost_rows = [self._without_known_key(row) for row in rows[len(stored) :]]
        history = self._games.matches.with_derived_place(replay_rows(game_id, rows), rows[0])
        standings = self._writer.prepare_standings(game_id, history.game)

        def commit() -> list[Row]:
            with self._log.transaction():
                for row in lost_rows:
                    self._log.append(row)
                return list(map(self._writer.append, standings))

        def on_committed(stored: list[Row]) -> None:
            self._writer.on_loaded(game_id, history)
            self._writer.on_committed(standings, stored)

        return Write(commit, on_committed)

    def rename_log(self) -> tuple[str, tuple[str, ...]]:
        """Give the log a new name and publish our games under it; return it and the earlier ones. Raises `NotSaved`."""

        def on_committed(_: None) -> tuple[str, tuple[str, ...]]:
            for game_id in filter(self._owners.is_owner, self._games.ids()):
                self._writer.publish(self._writer.snapshot(game_id))
            return self._log.name, self._log.former_names

        return self._queue.submit(lambda: Write(self._log.renew_identity, on_committed))

    def _without_known_key(self, row: Row) -> Row:
        """Return a row without its idempotency key when this log has that key already."""
        return row._replace(key=None) if row.key is not None and self._log.event_by_key(row.key) else row


class _RecordedEvent(Protocol):
    """An event of a game or a tournament, and when it happened."""

    @property
    def at(self) -> int:
        """Milliseconds since 1970 UTC."""

    @property
    def event(self) -> object:
        """What happened."""


def count_common_events(ours: Sequence[_RecordedEvent], theirs: Sequence[_RecordedEvent]) -> int:
    """Return how many events two logs of a game or a tournament have in common, from the first one on.

    Idempotency keys are not compared, nor are hashes: events from before there was a chain have none.
    """
    pairs = zip(ours, theirs, strict=False)
    return sum(1 for _ in takewhile(lambda pair: (pair[0].at, pair[0].event) == (pair[1].at, pair[1].event), pairs))


def check_chain(rows: list[Row]) -> None:
    """Raise `InvalidValue` at the first event that is not what was recorded."""
    # An event from before there was a chain carries no hash, and is accepted as it is.
    chain.verify_chain(
        [
            row._replace(hash=row.hash or computed_hash)
            for row, computed_hash in zip(rows, chain.chain_hashes(rows), strict=True)
        ]
    )
