"""The scorekeeper: the one place where a game changes. It checks an event, appends it to the log and notifies.

It is synchronous on purpose. Nothing comes between the check and the append, so no two bags can interleave, and the
caller has its answer only when the event is on the disk. The window calls it directly; commands from the web come to
the same thread through `web.live.desk_client`. While the disk is slow, the answer comes later (`WritePending`) and the
commands that follow wait in order (`store.log.write_queue`), so the window stays responsive. Listeners are notified
after the commit, in order; one that fails is logged and does not stop the others, since the event has happened.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.desk.changes import Change, Listener, PendingEvent, Unsubscribe
from goat_kiosk.desk.director import Director
from goat_kiosk.desk.event_writer import EventWriter
from goat_kiosk.desk.fixtures import with_substitutes
from goat_kiosk.desk.loaded_games import LoadedGames
from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.desk.occupancy import CourtOccupancy
from goat_kiosk.desk.owners import Owners
from goat_kiosk.desk.ownership import GameOwnership
from goat_kiosk.desk.scorers import DESK, Scorers
from goat_kiosk.desk.startup import StartupLoader
from goat_kiosk.desk.tournament_ownership import TournamentOwnership
from goat_kiosk.domain.events import AnyEvent, CourtChanged, GameCreated, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import next_in_match
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.statistics.report import GameReport, make_report
from goat_kiosk.errors import KeyReused, MatchOver, StaleView
from goat_kiosk.host.clock import Clock, Milliseconds
from goat_kiosk.host.histogram import LatencyHistogram
from goat_kiosk.store.aliases import AliasTable
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.log.write_queue import CallSoon, NoWrite, Write, WriteQueue, then
from goat_kiosk.store.name_lists import NameLists
from goat_kiosk.store.rule_sets import RuleSets
from goat_kiosk.tournament.events import CourtKiosk
from goat_kiosk.tournament.tournament import Tournament

Authorize = Callable[[str], object]
"""Raises when the writer may not write on a court. It is called when the command's turn in the write queue has come, so
a writer who lost the right while the disk was slow writes nothing."""


def authorize_all(_court: str) -> None:
    """Authorize every write: the writer sits at the desk."""


class WriteOptions(NamedTuple):
    """Options of a write, see `Scorekeeper.record`; `scorer` is the device that writes, see `Scorers`."""

    key: str | None = None
    seen_event_id: str | None = None
    authorize: Authorize = authorize_all
    scorer: str = DESK


_DEFAULTS = WriteOptions()


class Scorekeeper:
    """Keeps the active games in memory, and writes all games.

    With `call_soon`, which runs a callback in the desk's thread, no call here blocks for long: every method that writes
    may raise `WritePending`.
    """

    def __init__(
        self, log: EventLog, kiosk: str, clock: Clock | Milliseconds, call_soon: CallSoon | None = None
    ) -> None:
        self._log = log
        self._clock = Clock.wrap(clock)
        self.write_queue = WriteQueue(log.writer_thread, call_soon)
        """The order in which the log, and the tables beside it, are written."""
        self.owners = Owners(log.ownerships())
        self.games = LoadedGames(log, self._clock, self.owners)
        self.scorers = Scorers(self._clock)
        self._writer = EventWriter(log, self._clock, self.games, self.owners, self.scorers, kiosk)
        self.courts = CourtOccupancy(self.games, self.owners, self._writer)
        self.ownership = GameOwnership(
            log, self._clock, self.write_queue, self.games, self.owners, self._writer, self.courts
        )
        self._loader = StartupLoader(log, self.games, self.owners, self._writer, call_soon)
        self.director = Director(log, self._clock, self.write_queue)
        """The tournaments; changed in this thread."""
        self.find_tournament: Callable[[int], Tournament | None] = lambda _: None
        """Returns a tournament of this kiosk or of another one, None if it is not known here; set by `MatchGames`."""
        self.tournament_ownership = TournamentOwnership(log, self.write_queue, self.director)
        """The tournaments that change hands between kiosks; as above."""
        self.rule_sets = RuleSets(log, self.write_queue)
        """The venue's own rule sets; changed in this thread."""
        self.aliases = AliasTable(log, self.write_queue)
        """Display names of players and teams; as above."""
        self.name_lists = NameLists(log, self.write_queue)
        """Names that were imported before anybody played; as above."""

    @property
    def log_name(self) -> str:
        """The name of the log, eight hex digits: the first half of every event's id."""
        return self._log.name

    def own_kiosks(self) -> tuple[CourtKiosk, ...]:
        """Return this kiosk under each name that its log has had, the newest first."""
        return tuple(CourtKiosk(log, self._writer.kiosk) for log in (self._log.name, *self._log.former_names))

    @property
    def commit_latency(self) -> LatencyHistogram:
        """How long the log took to store each event."""
        return self._log.commit_latency

    @property
    def has_games(self) -> bool:
        """Whether any game was ever played here."""
        return bool(self.games.ids() or self._log.game_ids())

    def set_kiosk_name(self, name: str) -> None:
        """Use another name of the kiosk in every state from now on."""
        self._writer.kiosk = name

    def now(self) -> int:
        """Return the time by the wall clock, milliseconds since 1970 UTC."""
        return self._clock.wall()

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with every change from now on, until the returned function is called."""
        return self._writer.subscribe(listener)

    def open(self) -> None:
        """Load the active games, every unfinished one and the open tournaments from the log, and publish each."""
        self._loader.load(self._clock.wall())
        self.director.publish_again()

    def rename_log(self) -> tuple[str, tuple[str, ...]]:
        """Give the log a new name, and publish our games and tournaments under it; return it and the earlier ones.

        Raises `NotSaved`.
        """

        def publish_tournaments(names: tuple[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
            self.director.publish_again()
            return names

        return then(self.ownership.rename_log, publish_tournaments)

    def snapshot(self, game_id: int) -> Change:
        """Return the game as it stands, read from the log if need be; nothing has changed, so no listener is called.

        Raises `NotFound`, or `Unavailable` when its events cannot be read.
        """
        return self._writer.snapshot(game_id)

    def history(self, game_id: int) -> History:
        """Return the game's history. Raises `NotFound`."""
        return self.games.history(game_id)

    def events(self, game_id: int) -> list[Row]:
        """Return all events of the game in order. Raises `NotFound`."""
        self.history(game_id)
        return self._log.events(game_id)

    def report(self, game_id: int) -> GameReport:
        """Return the game's statistics. Raises `NotFound`."""
        return make_report(self.history(game_id), self._writer.identity(game_id))

    def event_by_key(self, key: str) -> Row | None:
        """Return the event that was recorded under `key`."""
        return self._log.event_by_key(key)

    def game_ids(self) -> list[int]:
        """Return the games in memory, oldest first."""
        return self.games.ids()

    def create(
        self,
        event: GameCreated,
        key: str | None = None,
        busy_policy: BusyCourtPolicy = "refuse",
        authorize: Authorize = authorize_all,
    ) -> Change:
        """Create a game; a repeated `key` returns the one that it created.

        `busy_policy` says what happens to an unfinished game on its court. Raises what `authorize` raises, `CourtBusy`,
        `InvalidValue`, `RuleViolation` or `NotSaved`; then nothing has changed.
        """

        def start() -> Write[list[Row], Change] | NoWrite[Change]:
            authorize(event.court)
            return self._prepare_create(event, key, busy_policy)

        return self.write_queue.submit(start)

    def _prepare_create(
        self, event: GameCreated, key: str | None, busy_policy: BusyCourtPolicy
    ) -> Write[list[Row], Change] | NoWrite[Change]:
        if (existing := self._find_repeat(key, event)) is not None:
            return NoWrite(self.snapshot(existing.game_id))
        history, steady_at = open_history(event, self.games.new_game_time()), self._clock.steady()
        cleared = self.courts.prepare_clearing(event.court, busy_policy)
        self._writer.encode(0, history)  # what cannot be encoded must be refused before it is stored

        def commit() -> list[Row]:
            with self._log.transaction():
                rows = [self._writer.append(pending) for pending in cleared]
                return [*rows, self._log.create(event, history.at, key)]

        def on_committed(rows: list[Row]) -> Change:
            self.games.evict_idle()
            created = PendingEvent(rows[-1], history, "game-created", steady_at, "")
            return self._writer.on_committed([*cleared, created], rows)[-1]

        return Write(commit, on_committed)

    def record(
        self,
        game_id: int,
        event: AnyEvent,
        key: str | None = None,
        seen_event_id: str | None = None,
        authorize: Authorize = authorize_all,
    ) -> Change:
        """Add `event` to a game and return the game after it.

        `key` makes a retry harmless: an event that is stored under it is not added twice. `seen_event_id` is the id
        (``<log>-<seq>``) of the state that the writer looked at. `authorize` is called with the court, and raises when
        the writer may not write there. Raises `NotFound`, `OwnedElsewhere`, `RuleViolation`, `StaleView`,
        `InvalidValue` or `NotSaved`; then nothing has changed.
        """
        return self.write(game_id, event, WriteOptions(key, seen_event_id, authorize))

    def write(self, game_id: int, event: AnyEvent, options: WriteOptions) -> Change:
        """Add `event` to a game as `record` does, for a device that says which one it is."""
        return self.write_queue.submit(partial(self._prepare_record, game_id, event, options))

    def move(
        self, game_id: int, court: str, options: WriteOptions = _DEFAULTS, busy_policy: BusyCourtPolicy = "refuse"
    ) -> Change:
        """Move a game to `court`, also a game that is set aside.

        `busy_policy` says what happens to an unfinished game there. Raises as `record`.
        """
        return self.write_queue.submit(
            partial(self._prepare_record, game_id, CourtChanged(court), options, busy_policy)
        )

    def reopen(self, game_id: int, busy_policy: BusyCourtPolicy = "refuse") -> Change:
        """Take back the end of a game. `busy_policy` says what happens to an unfinished game on its court.

        Raises as `record`.
        """
        return self.write_queue.submit(partial(self._prepare_record, game_id, Undone(), _DEFAULTS, busy_policy))

    def _prepare_record(
        self, game_id: int, event: AnyEvent, options: WriteOptions, busy_policy: BusyCourtPolicy = "refuse"
    ) -> Write[list[Row], Change] | NoWrite[Change]:
        # A repeated key is answered before the view is checked: the retry was sent from the state before the event.
        # All events that follow from this one go into its transaction, so no crash leaves a match half updated.
        key, seen_event_id, authorize, scorer = options
        before = self.history(game_id)
        authorize(before.game.court)
        self.owners.check(game_id)
        if self._find_repeat(key, event, game_id) is not None:
            return NoWrite(self.snapshot(game_id))
        self._check_view(before, seen_event_id)
        recorded = self._writer.prepare(game_id, before, event, key)
        after = recorded.history.game
        if after.court != before.game.court:
            authorize(after.court)
        cleared = self._prepare_court(game_id, before.game, after, busy_policy)
        later = self.later_games(game_id, after)
        standings = [self._writer.prepare_standing(later_game) for later_game in later if not later_game.kiosk]
        pending = [recorded._replace(later_games=tuple(later)), *cleared, *standings]

        def on_committed(rows: list[Row]) -> Change:
            self.scorers.note(game_id, scorer, event)
            return self._writer.on_committed(pending, rows)[0]

        return Write(partial(self._writer.append_all, pending), on_committed)

    def _prepare_court(
        self, game_id: int, before: Game, after: Game, busy_policy: BusyCourtPolicy
    ) -> list[PendingEvent]:
        """Return the events that clear a court for a game that is moved there, or that is no longer over.

        Raises `CourtBusy`, or `RuleViolation` when its place in the match has been filled.
        """
        if before.status == "canceled" != after.status and after.previous is not None:
            replacement = self.find_next_game(after.previous)
            if replacement not in {None, game_id}:
                raise MatchOver("Another game has taken its place in the match. Cancel that one first.")
        if after.court != before.court or (before.is_set_aside and not after.is_set_aside):
            return self.courts.prepare_clearing(after.court, busy_policy, except_games={game_id})
        if before.is_over and not after.is_over and not after.is_set_aside:
            # The next game of its match stays: it waits on the same court until this one is over again.
            return self.courts.prepare_clearing(
                after.court, busy_policy, except_games={game_id, self.find_next_game(game_id)}
            )
        return []

    def find_next_game(self, game_id: int) -> int | None:
        """Return the next game of the match, if there is one that is not canceled. Raises `NotFound`."""
        return self.games.matches.find_next(game_id)[0]

    def later_games(self, game_id: int, game: Game) -> list[LaterGame]:
        """Return the later games of the match whose standing changes when `game_id` becomes `game`."""
        return self.games.matches.later_games(game_id, game)

    def create_next_game(  # noqa: PLR0913, PLR0917  the options of `create`, and those of `record`
        self,
        game_id: int,
        key: str | None = None,
        seen_event_id: str | None = None,
        busy_policy: BusyCourtPolicy = "refuse",
        authorize: Authorize = authorize_all,
        court: str | None = None,
    ) -> Change:
        """Create the next game of the match: same teams and rules; the winner throws first.

        It is played on the same court, or on `court`.
        A game has one next game: if it exists already, it is returned as it stands (its `row` is None). A canceled one
        is replaced. Raises `RuleViolation` while this game goes on, or when the match is decided; else as `create` and
        `record`.
        """

        def start() -> Write[list[Row], Change] | NoWrite[Change]:
            history = self.history(game_id)
            authorize(history.game.court)
            next_id, own_key = self.games.matches.find_next(game_id)
            existing = self._log.event_by_key(key) if key is not None else None
            if existing is not None and existing.game_id != next_id:
                raise KeyReused("This Idempotency-Key was used for another command. Use a new one for each.")
            if next_id is not None:
                return NoWrite(self.snapshot(next_id))
            self.owners.check(game_id)
            self._check_view(history, seen_event_id)
            event = self._with_substitutes(next_in_match(history.game, game_id))
            return self._prepare_create(replace(event, court=court or event.court), own_key, busy_policy)

        return self.write_queue.submit(start)

    def _with_substitutes(self, event: GameCreated) -> GameCreated:
        """Return the next game of a match with its substitutes; as it is if its tournament is not known here."""
        tournament = self.find_tournament(event.fixture.tournament_id) if event.fixture is not None else None
        return event if tournament is None else with_substitutes(tournament, event)

    def _find_repeat(self, key: str | None, event: AnyEvent, game_id: int | None = None) -> Row | None:
        row = self._log.event_by_key(key) if key is not None else None
        if row is not None and (row.event != event or game_id not in {None, row.game_id}):
            raise KeyReused("This Idempotency-Key was used for another command. Use a new one for each.")
        return row

    def _check_view(self, history: History, seen_event_id: str | None) -> None:
        if seen_event_id is not None and seen_event_id != self._writer.event_id(history):
            raise StaleView("The game has moved on since you looked. Look at the newest score, then try again.")
