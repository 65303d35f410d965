"""Events on their way to the log: checked against the game, encoded, appended, and then published to listeners.

A listener is notified only of what is on the disk. Everything that can fail happens before the append.
"""

from functools import partial

from goat_kiosk.desk.changes import Change, Listener, PendingEvent, Unsubscribe, notify_each, refresh_reason
from goat_kiosk.desk.loaded_games import LoadedGames
from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.desk.owners import Owners
from goat_kiosk.desk.scorers import Scorers
from goat_kiosk.domain.events import UNSCORED, AnyEvent, StandingUpdated
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.host.clock import Clock
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row


class EventWriter:
    """Prepares events, appends them, and publishes the games that they change."""

    def __init__(  # noqa: PLR0913, PLR0917  the parts of the desk that it joins
        self, log: EventLog, clock: Clock, games: LoadedGames, owners: Owners, scorers: Scorers, kiosk: str
    ) -> None:
        self._log = log
        self._clock = clock
        self._games = games
        self._owners = owners
        self._scorers = scorers
        self.kiosk = kiosk
        """The kiosk's name in every state from now on."""
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with every change from now on, until the returned function is called."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def prepare(
        self, game_id: int, before: History, event: AnyEvent, key: str | None = None, at_ms: int | None = None
    ) -> PendingEvent:
        """Return `event` checked and encoded, at the time in the game if `at_ms` is None.

        Raises `RuleViolation`, or `NotSaved` when the clock is wrong.
        """
        at_ms = self._games.game_time(game_id) if at_ms is None else at_ms
        after = before.after(event, at_ms)
        self.encode(game_id, after)
        row, reason = Row(game_id, after.seq, at_ms, key, event), refresh_reason(before.game, event, after.game)
        result = self._result(game_id, before, None) if isinstance(event, UNSCORED) else ""
        return PendingEvent(row, after, reason, self._clock.steady(), result)

    def prepare_standing(self, later: LaterGame) -> PendingEvent:
        """Return the event that gives a later game of a match its new standing."""
        return self.prepare(later.game_id, self._games.history(later.game_id), StandingUpdated(later.wins))

    def prepare_standings(self, game_id: int, game: Game) -> list[PendingEvent]:
        """Return the events that update our later games of a match after `game`, which was a peer's until now."""
        return [
            self.prepare(later, history, StandingUpdated(history.game.match.wins))
            for later, history in self._games.matches.changed_standings(game_id, game)
            if self._owners.is_owner(later)
        ]

    def append(self, pending: PendingEvent) -> Row:
        """Append one event; in the writer's thread. Raises `NotSaved`."""
        return self._log.append(pending.row, is_over=pending.history.game.is_over)

    def append_all(self, pending: list[PendingEvent]) -> list[Row]:
        """Append events in one transaction; in the writer's thread. Raises `NotSaved`, and then none is stored."""
        if len(pending) == 1:
            return [self.append(pending[0])]
        with self._log.transaction():
            return [self.append(pending_event) for pending_event in pending]

    def on_committed(self, pending: list[PendingEvent], rows: list[Row]) -> list[Change]:
        """Take events that the log has stored into the games in memory, and publish each change."""
        # The events are on the disk, so nothing here may fail: no disk is read, and the states were encoded before.
        # All games are updated before the first listener runs, so no listener sees half of a transaction.
        for pending_event, row in zip(pending, rows, strict=True):
            self._games.put(row.game_id, pending_event.history, pending_event.steady_at)
        changes = [
            self._change(row.game_id, pending_event.history, pending_event.reason, row, pending_event.result)._replace(
                later_games=pending_event.later_games
            )
            for pending_event, row in zip(pending, rows, strict=True)
        ]
        for change in changes:
            self.publish(change)
        return changes

    def on_loaded(self, game_id: int, history: History) -> Change:
        """Publish a game whose events came from another kiosk and are in the log now."""
        self._games.put(game_id, history, self._games.steady_time_of(history))
        self.publish(change := self._change(game_id, history, "game-created"))
        return change

    def snapshot(self, game_id: int) -> Change:
        """Return the game as it stands, read from the log if need be; nothing has changed, so no listener is called.

        Raises `NotFound`, or `Unavailable` when its events cannot be read.
        """
        return self._change(game_id, self._games.history(game_id), None)._replace(age=self._games.age(game_id))

    def publish(self, change: Change) -> None:
        """Call every listener with `change`."""
        notify_each(self._listeners, change.game_id, change)

    def encode(self, game_id: int, history: History, result: str = "") -> bytes:
        """Return the game's `state` of docs/protocol.md."""
        return encode_state(history, self.identity(game_id), result, scorers=self._scorers.count(game_id))

    def identity(self, game_id: int) -> Identity:
        """Return what names a game among those of all kiosks."""
        return Identity(game_id, self._log.name, self.kiosk)

    def event_id(self, history: History) -> str:
        """Return the id of a game's newest event, ``<log>-<seq>``."""
        return f"{self._log.name}-{history.seq}"

    def _change(
        self, game_id: int, history: History, reason: str | None, row: Row | None = None, result: str = ""
    ) -> Change:
        result = result or self._result(game_id, history, row)
        state, epoch = self.encode(game_id, history, result), self._owners.epoch(game_id)
        return Change(game_id, self.event_id(history), history, state, reason, row, epoch, result)

    def _result(self, game_id: int, history: History, row: Row | None) -> str:
        """Return the hash of a finished game's last scored event: the newest one, or what the captains confirmed.

        That is the newest event in memory: the writer's thread may have stored another that is not published yet.
        """
        if history.game.status != "finished":
            return ""
        confirmations = history.game.confirmations
        if confirmations:
            return confirmations[-1].hash
        return row.hash if row is not None else self._log.hash_of(game_id, history.scored_seq)
