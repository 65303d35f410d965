"""The director: the one place where a tournament changes. It checks an event, appends it to the log and notifies.

It works as the `Scorekeeper` does, in the same thread and through the same write queue: nothing comes between the
check and the append, and listeners are notified of what is on the disk.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.desk.changes import Unsubscribe, notify_each
from goat_kiosk.desk.owners import TournamentOwners
from goat_kiosk.errors import KeyReused, KioskError, NotFound, StaleView
from goat_kiosk.host.clock import Clock
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import NoWrite, Write, WriteQueue
from goat_kiosk.store.tournament_log import TournamentHeader, TournamentLog, TournamentRow
from goat_kiosk.tournament.effect import Effect, difference
from goat_kiosk.tournament.events import AnyTournamentEvent, DecisionUndone, TournamentCreated
from goat_kiosk.tournament.fold import apply, check_undo, create, fold, is_decision
from goat_kiosk.tournament.tournament import MatchKey, Tournament


class TournamentChange(NamedTuple):
    """A tournament after events: what listeners are notified of, and what a command returns."""

    tournament_id: int
    event_id: str
    """``<log>-<seq>``: the id of the newest event in streams."""
    tournament: Tournament
    rows: tuple[TournamentRow, ...] = ()
    """The events that the log has just stored; of a repeated command, the first that it stored then."""
    due_at: Mapping[MatchKey, int] = {}
    """When each match will be called by itself, milliseconds since 1970 UTC, unless the desk decides otherwise."""
    epoch: int = 0
    """How often the tournament has changed hands between kiosks."""


class TournamentPreview(NamedTuple):
    """A tournament as it stands, and as it would stand after a command."""

    before: Tournament
    after: Tournament

    @property
    def effect(self) -> Effect:
        """Everything that the command would change."""
        return difference(self.before, self.after)


DueCalls = Callable[[int, Tournament], Mapping[MatchKey, int]]
"""Returns when the matches of a tournament, as it stands, will be called by themselves."""
TournamentListener = Callable[[TournamentChange], None]
Decide = Callable[[Tournament], Sequence[AnyTournamentEvent]]
"""Returns the events of a command, given the tournament as it stands when the command's turn has come."""


def without_desk(decide: Decide) -> Decide:
    """Return the decision of a command that a player or the phone of a court has sent."""

    def decide_elsewhere(tournament: Tournament) -> list[AnyTournamentEvent]:
        return [
            replace(event, from_desk=False) if "from_desk" in event.__struct_fields__ else event
            for event in decide(tournament)
        ]

    return decide_elsewhere


class Director:
    """Keeps the tournaments in memory that were used since the start, and writes all."""

    def __init__(self, log: EventLog, clock: Clock, write_queue: WriteQueue) -> None:
        self._log, self._clock, self._write_queue = log, clock, write_queue
        self._tournament_log = TournamentLog(log)
        self.owners = TournamentOwners(self._tournament_log.ownerships())
        """Which tournaments of the log another kiosk has taken over."""
        self._tournaments: dict[int, Tournament] = {}
        self._command_sizes: dict[int, int] = {}
        """The number of events of each tournament's newest command, if it was since the start."""
        self._listeners: list[TournamentListener] = []
        self.due_calls: DueCalls = lambda _id, _tournament: {}
        """Set by the director's timer, before whose look at a change nobody else is notified of it."""

    def subscribe(self, listener: TournamentListener) -> Unsubscribe:
        """Call `listener` with every change from now on, until the returned function is called."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def now(self) -> int:
        """Return the time by the wall clock, milliseconds since 1970 UTC."""
        return self._clock.wall()

    def tournaments(self) -> list[TournamentHeader]:
        """Return every tournament, the newest first, also those that cannot be read. Raises `Unavailable`."""
        return self._tournament_log.headers()

    def open_tournaments(self) -> list[TournamentChange]:
        """Return the tournaments that are run here and not closed, as they stand; one that cannot be read is left out.

        Raises `Unavailable`.
        """
        changes: list[TournamentChange] = []
        for tournament_id in filter(self.owners.is_owner, self._tournament_log.open_ids()):
            with suppress(KioskError):
                changes.append(self.snapshot(tournament_id))
        return changes

    def tournament(self, tournament_id: int) -> Tournament:
        """Return a tournament, read from the log at the first call. Raises `NotFound` or `Unavailable`."""
        if tournament_id not in self._tournaments:
            self._tournaments[tournament_id] = self._load(tournament_id)
        return self._tournaments[tournament_id]

    def snapshot(self, tournament_id: int) -> TournamentChange:
        """Return a tournament as it stands; no listener is called. Raises as `tournament`."""
        return self._change(tournament_id, self.tournament(tournament_id))

    def events(self, tournament_id: int) -> list[TournamentRow]:
        """Return all events of a tournament in order. Raises as `tournament`."""
        self.tournament(tournament_id)
        return self._tournament_log.events(tournament_id)

    def evict(self, tournament_id: int) -> None:
        """Remove a tournament from memory: another kiosk has it now, or the log has other events of it."""
        self._tournaments.pop(tournament_id, None)
        self._command_sizes.pop(tournament_id, None)

    def on_loaded(self, tournament_id: int, tournament: Tournament) -> TournamentChange:
        """Publish a tournament that is run here from now on, and whose events are in the log."""
        self.evict(tournament_id)
        return self._on_committed(tournament_id, tournament, ())

    def publish_again(self) -> None:
        """Publish the open tournaments as they stand: at a start, or when the log has another name."""
        for change in self.open_tournaments():
            notify_each(self._listeners, change.tournament_id, change)

    def create(self, event: TournamentCreated, key: str | None = None) -> TournamentChange:
        """Create a tournament; a repeated `key` returns the one that it created.

        Raises `NotSaved` or `WritePending`.
        """
        return self._write_queue.submit(partial(self._prepare_create, event, key))

    def record(
        self, tournament_id: int, decide: Decide, key: str | None = None, seen_event_id: str | None = None
    ) -> TournamentChange:
        """Add the events that `decide` returns, all or none, and return the tournament after them.

        `key` makes a retry harmless. `seen_event_id` is the id of the state that the writer looked at. Raises what
        `decide` raises, `NotFound`, `RuleViolation`, `StaleView`, `NotSaved` or `WritePending`; then nothing has
        changed.
        """
        return self._write_queue.submit(partial(self._prepare_record, tournament_id, decide, key, seen_event_id))

    def preview(self, tournament_id: int, decide: Decide, seen_event_id: str | None = None) -> TournamentPreview:
        """Return what `record` would change. Raises as it does, and records nothing."""
        before = self.tournament(tournament_id)
        self.owners.check(tournament_id)
        self._check_seen(before, seen_event_id)
        return TournamentPreview(before, self._after(before, self._decide(tournament_id, decide)))

    def event_by_key(self, key: str) -> TournamentRow | None:
        """Return the event that was recorded with an idempotency key. Raises `Unavailable`."""
        return self._tournament_log.event_by_key(key)

    def _prepare_create(
        self, event: TournamentCreated, key: str | None
    ) -> Write[TournamentRow, TournamentChange] | NoWrite[TournamentChange]:
        if (existing := self._find_repeat(key)) is not None:
            if existing.event != event:
                raise KeyReused("This Idempotency-Key was used for another command. Use a new one for each.")
            return NoWrite(self.snapshot(existing.tournament_id)._replace(rows=(existing,)))
        at_ms = self._clock.storable_now()

        def on_committed(row: TournamentRow) -> TournamentChange:
            return self._on_committed(row.tournament_id, create(event, at_ms), (row,))

        return Write(partial(self._tournament_log.create, event, at_ms, key), on_committed)

    def _prepare_record(
        self, tournament_id: int, decide: Decide, key: str | None, seen_event_id: str | None
    ) -> Write[list[TournamentRow], TournamentChange] | NoWrite[TournamentChange]:
        before = self.tournament(tournament_id)
        self.owners.check(tournament_id)
        if (existing := self._find_repeat(key)) is not None:
            if existing.tournament_id != tournament_id:
                raise KeyReused("This Idempotency-Key was used for another command. Use a new one for each.")
            return NoWrite(self._change(tournament_id, before, (existing,)))
        self._check_seen(before, seen_event_id)
        events = self._decide(tournament_id, decide)
        after = self._after(before, events)
        rows = [
            TournamentRow(tournament_id, before.seq + place, after.at, key if place == 1 else None, event)
            for place, event in enumerate(events, start=1)
        ]
        if not rows:
            return NoWrite(self.snapshot(tournament_id))

        def on_committed(saved: list[TournamentRow]) -> TournamentChange:
            return self._on_committed(tournament_id, after, tuple(saved))

        return Write(partial(self._tournament_log.append_all, rows), on_committed)

    def _decide(self, tournament_id: int, decide: Decide) -> Sequence[AnyTournamentEvent]:
        """Return the events of a command. What one command has recorded is taken back by one."""
        tournament = self.tournament(tournament_id)
        events = decide(tournament)
        if list(events) != [DecisionUndone()]:
            return events
        undo = DecisionUndone(self._command_sizes.get(tournament_id) or len(tournament.undone_to) or 1)
        check_undo(tournament, undo)
        return [undo]

    def _check_seen(self, tournament: Tournament, seen_event_id: str | None) -> None:
        if seen_event_id is not None and seen_event_id != self._event_id(tournament):
            raise StaleView("The tournament has moved on since you looked. Look again, then try again.")

    def _after(self, before: Tournament, events: Sequence[AnyTournamentEvent]) -> Tournament:
        """Return the tournament after `events`, at the wall clock's time, but not before its newest event."""
        at_ms, after = max(self._clock.storable_now(), before.at), before
        for event in events:
            after = apply(after, event, at_ms)
        return after

    def _on_committed(
        self, tournament_id: int, tournament: Tournament, rows: tuple[TournamentRow, ...]
    ) -> TournamentChange:
        self._tournaments[tournament_id] = tournament
        if rows and is_decision(rows[-1].event):
            self._command_sizes[tournament_id] = len(rows)
        change = self._change(tournament_id, tournament, rows)
        notify_each(self._listeners, tournament_id, change)
        return change

    def _change(
        self, tournament_id: int, tournament: Tournament, rows: tuple[TournamentRow, ...] = ()
    ) -> TournamentChange:
        due_at = self.due_calls(tournament_id, tournament) if self.owners.is_owner(tournament_id) else {}
        epoch = self.owners.epoch(tournament_id)
        return TournamentChange(tournament_id, self._event_id(tournament), tournament, rows, due_at, epoch)

    def _event_id(self, tournament: Tournament) -> str:
        return f"{self._log.name}-{tournament.seq}"

    def _find_repeat(self, key: str | None) -> TournamentRow | None:
        return self._tournament_log.event_by_key(key) if key is not None else None

    def _load(self, tournament_id: int) -> Tournament:
        rows = self._tournament_log.events(tournament_id)
        if not rows or not isinstance(rows[0].event, TournamentCreated):
            raise NotFound("There is no tournament {number}.", number=tournament_id)
        return fold(rows[0].event, [(row.event, row.at) for row in rows[1:]], rows[0].at)
