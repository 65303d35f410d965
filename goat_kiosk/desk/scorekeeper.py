"""The scorekeeper: the one place where a game changes. It checks an event, appends it to the log and notifies.

It is synchronous on purpose. Nothing comes between the check and the append, so no two bags can interleave, and the
caller has its answer only when the event is on the disk. The window calls it directly; commands from the web come to
the same thread through `web.live.desk_client`. While the disk is slow, the answer comes later (`WritePending`) and the
commands that follow wait in order (`store.write_queue`), so the window goes on. Listeners are notified after the
commit, in order; one that fails is logged and does not stop the others, since the event has happened.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain as chain_of
from itertools import count, takewhile
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.desk.matches import LaterGame, Matches
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import (
    UNSCORED,
    AnyEvent,
    CourtChanged,
    GameCanceled,
    GameCreated,
    GameSetAside,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    StandingUpdated,
)
from goat_kiosk.domain.game import Game, Status
from goat_kiosk.domain.history import History, open_history, replay
from goat_kiosk.domain.match import is_decided, next_in_match
from goat_kiosk.domain.names import LONGEST_NAME, clean_text
from goat_kiosk.domain.new_game import IfBusy
from goat_kiosk.domain.report import GameReport, report
from goat_kiosk.domain.state import Identity, encode_state
from goat_kiosk.domain.time_limit import is_timed, time_left
from goat_kiosk.errors import (
    CourtBusy,
    InvalidValue,
    KioskError,
    NotFound,
    OwnedElsewhere,
    RuleViolation,
    StaleView,
    Unavailable,
)
from goat_kiosk.host.clock import DAY_MS, HOUR_MS, Clock, Milliseconds
from goat_kiosk.host.histogram import LatencyHistogram
from goat_kiosk.store.aliases import AliasTable
from goat_kiosk.store.event_log import EventLog, Ownership, Row, events_apart
from goat_kiosk.store.rule_sets import RuleSets
from goat_kiosk.store.write_queue import CallSoon, NoWrite, Write, WritePending, WriteQueue, then

MOST_VISITED = 16
"""Old games held because somebody looks at them, about 100 KB each."""
ACTIVE_MS = 36 * HOUR_MS
"""Games with an event in the last day and a half are read at the start, and held: tonight's, and yesterday's late ones.
So are unfinished games, however old. Others are read when somebody asks for them."""

_LONGEST_ORIGIN = 14
"""Letters of a kiosk's name behind that of a court, which must still be told from others."""

__all__ = ["Change", "Scorekeeper", "WriteOptions", "WritePending", "then"]

_log = logging.getLogger(__name__)


class Change(NamedTuple):
    """A game after an event: what listeners are told and what a command is answered with."""

    game_id: int
    event_id: str
    """``<log>-<seq>``: what a stream's events are numbered with."""
    history: History
    state: bytes
    """The `state` of docs/protocol.md, encoded once for everybody."""
    reason: str | None
    """Why server-rendered pages should fetch themselves again (`refresh`), or None."""
    row: Row | None = None
    """What the log has just kept; None when nothing has changed."""
    epoch: int = 0
    """How often the game has changed hands between kiosks."""
    result: str = ""
    """The hash that a finished game's scored events end with (`domain.chain`); empty while it is not over."""
    later: tuple[LaterGame, ...] = ()
    """The later games of the match whose standing this event has changed."""
    age: int = 0
    """The milliseconds since the game was touched last, whatever the wall clock did."""

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.history.game


class _PendingEvent(NamedTuple):
    """An event that is to be kept, and what is told when it is."""

    row: Row
    history: History
    """The game after it."""
    reason: str | None
    """Why pages should fetch themselves again."""
    touched: int
    """When it happened, by the steady clock."""
    result: str
    """The hash of the result that this event leaves as it is; empty when it makes a new one, or there is none."""
    later: tuple[LaterGame, ...] = ()


Allow = Callable[[str], object]
"""Raises when the writer may not write on a court. It is asked when the turn of the command has come: whoever lost the
right while the disk was slow has not written."""


def everybody(_court: str) -> None:
    """Allow whoever sits at the desk."""


class WriteOptions(NamedTuple):
    """What a writer says beside the event, see `Scorekeeper.record`."""

    key: str | None = None
    seen: str | None = None
    allow: Allow = everybody


_PLAIN = WriteOptions()
_AT_ONCE = 200
"""Games that are looked at in one go to find the unfinished ones: a second at most."""

Listener = Callable[[Change], None]
OnTakenOver = Callable[[int, str], None]
"""Called with the number of a game and the kiosk that has taken it over."""


class Scorekeeper:
    """Holds every game that is lively, and writes them all.

    With `call_soon`, which has something done in the desk's thread, nothing here lasts longer than a moment: whatever
    writes may raise `WritePending`.
    """

    def __init__(self, log: EventLog, kiosk: str, clock: Clock | Milliseconds, soon: CallSoon | None = None) -> None:
        self._log = log
        self._matches = Matches(log, self.history)
        self.turns, self._soon = WriteQueue(log.pen, soon), soon
        """The order in which the log, and what stands beside it, is written."""
        self._kiosk = kiosk
        self._clock = Clock.of(clock)
        self._games: dict[int, History] = {}
        self._touched: dict[int, int] = {}
        """When each game held was touched last, by the steady clock."""
        self._visited: dict[int, None] = {}
        """Old games that were only looked at, the one asked for longest ago first."""
        self._listeners: list[Listener] = []
        self.rule_sets = RuleSets(log, self.turns)
        """The rules of the house; whoever changes them does it here, in this thread."""
        self.aliases = AliasTable(log, self.turns)
        """Who is who under another name; as above."""
        self._holdings = {holding.game_id: holding for holding in log.ownerships()}
        self._partings: list[OnTakenOver] = []

    @property
    def log_name(self) -> str:
        """The name of the log, eight hex digits: the first half of every event's id."""
        return self._log.name

    @property
    def commits(self) -> LatencyHistogram:
        """How long the log took to keep each event."""
        return self._log.commits

    @property
    def has_games(self) -> bool:
        """Whether anything was ever played here, however long ago."""
        return bool(self._games or self._log.game_ids())

    def set_kiosk_name(self, kiosk: str) -> None:
        """Say another name of the kiosk in every state from now on."""
        self._kiosk = kiosk

    def now(self) -> int:
        """Return the time by the wall clock, milliseconds since 1970 UTC."""
        return self._clock.wall()

    def age(self, game_id: int) -> int:
        """Return the milliseconds since a game was touched last, whatever the wall clock did. Raises `NotFound`."""
        self.history(game_id)
        return self._clock.steady() - self._touched[game_id]

    def game_time(self, game_id: int) -> int:
        """Return what time it is in a game, for its events and its time limit, in milliseconds since 1970 UTC.

        Once a timed game has started, that is its newest event's time and what the steady clock has counted since: so
        nobody who sets the wall clock ends or prolongs it, and it stands still while the kiosk is off or the game is
        set aside. Elsewhere it is the wall clock's time, never before the newest event. Raises `NotFound`, or
        `NotSaved` when that clock is wrong.
        """
        history = self.history(game_id)
        if is_timed(history.game):
            return history.at + (0 if history.game.aside else self.age(game_id))
        return max(self._clock.date(), history.at)

    def time_left(self, game_id: int) -> int | None:
        """Return the milliseconds until the last round of a timed game, 0 in it; None for others. As `game_time`."""
        game = self.history(game_id).game
        return time_left(game, self.game_time(game_id)) if is_timed(game) else None

    def subscribe(self, listener: Listener) -> None:
        """Tell `listener` of every change from now on."""
        self._listeners.append(listener)

    def subscribe_taken_over(self, listener: OnTakenOver) -> None:
        """Tell `listener` of every game that another kiosk takes over from now on."""
        self._partings.append(listener)

    def open(self) -> None:
        """Read the lively games and every unfinished one from the log, and tell the listeners of each.

        Left out are games that another kiosk has taken over, and those that cannot be read.
        """
        now, unsure = self._clock.wall(), set(self._log.unfinished())
        lively = set(self._log.touched(now - ACTIVE_MS, now + ACTIVE_MS))
        at_once = lively if len(unsure) > _AT_ONCE and self._soon else unsure | lively
        over = [game_id for game_id in self._log.in_order(at_once) if self._open(game_id, game_id in lively)]
        self._forget_ended([game_id for game_id in over if game_id in unsure])
        self._look_through(iter(self._log.in_order(unsure - at_once)[::-1]), [])

    def _look_through(self, unsure: Iterator[int], over: list[int]) -> None:
        """Open the unfinished ones of many games, one a turn of the desk's thread, the newest first.

        A log from before it was noted which are, is looked through so once: a million bags take a minute.
        """
        game_id = next(unsure, None)
        if game_id is not None and self._open(game_id, lively=False):
            over.append(game_id)
        if game_id is None or len(over) >= _AT_ONCE:
            self._forget_ended(over)
            over = []
        if game_id is not None and self._soon is not None:
            self._soon(lambda: None if self._log.closed else self._look_through(unsure, over))

    def _open(self, game_id: int, lively: bool) -> bool:  # noqa: FBT001  what `open` asks of each
        """Tell the listeners of a game that is lively or not over; return whether it is over."""
        if not self.is_owner(game_id):
            return False
        try:
            change = self.snapshot(game_id)
        except KioskError:
            _log.exception("Game %d cannot be read and is left out; run “goat-kiosk check”", game_id)
            return False
        if change.game.over and not lively:
            self._drop(game_id)
        else:
            self._visited.pop(game_id, None)
            self._publish(change)
        return change.game.over

    def _forget_ended(self, game_ids: list[int]) -> None:
        if game_ids:
            self._log.pen.write(partial(self._log.finish, game_ids))

    def snapshot(self, game_id: int) -> Change:
        """Return the game as it stands, read from the log if need be; nothing has changed, so nobody is told.

        Raises `NotFound`, or `Unavailable` when its events cannot be read.
        """
        return self._change(game_id, self.history(game_id), None)._replace(age=self.age(game_id))

    def history(self, game_id: int) -> History:
        """Return the game's history. Raises `NotFound`."""
        if game_id not in self._games:
            rows = self._log.events(game_id)
            if not rows:
                raise NotFound("There is no game {game_id}.", game_id=game_id)
            self.visit(game_id, _replay_rows(game_id, rows), rows[0])
        return self._games[game_id]

    @property
    def log_path(self) -> Path:
        """Where the log is."""
        return self._log.path

    def holds(self, game_id: int) -> bool:
        """Whether the game is in memory; may be asked from any thread."""
        return game_id in self._games

    def visit(self, game_id: int, history: History, first: Row) -> None:
        """Hold an old game that somebody asks for, as `read_apart` has read it, until others are asked for."""
        if game_id in self._games:
            return
        history = self._matches.placed(history, first)
        self._hold(game_id, history, self._read_at(history))
        self._visited[game_id] = None
        while len(self._visited) > MOST_VISITED:
            self._drop(next(iter(self._visited)))

    def _hold(self, game_id: int, history: History, touched: int) -> None:
        self._games[game_id], self._touched[game_id] = history, touched
        self._visited.pop(game_id, None)

    def _drop(self, game_id: int) -> None:
        self._games.pop(game_id, None)
        self._touched.pop(game_id, None)
        self._visited.pop(game_id, None)

    def _read_at(self, history: History) -> int:
        """Return when a game that is read now was touched last, by the steady clock; a timed one goes on from now."""
        under_way = is_timed(history.game) and history.game.status == "live"
        return self._clock.steady() - (0 if under_way else abs(self._clock.wall() - history.at))

    def events(self, game_id: int) -> list[Row]:
        """Return everything that happened to the game. Raises `NotFound`."""
        self.history(game_id)
        return self._log.events(game_id)

    def report(self, game_id: int) -> GameReport:
        """Return the game's figures. Raises `NotFound`."""
        return report(self.history(game_id), self._identity(game_id))

    def by_key(self, key: str) -> Row | None:
        """Return the event that was recorded under `key`."""
        return self._log.by_key(key)

    def is_owner(self, game_id: int) -> bool:
        """Whether no other kiosk has taken the game over."""
        return not self.taken_by(game_id)

    def taken_by(self, game_id: int) -> str:
        """Return the kiosk that has taken the game over; empty when it is here."""
        return self._holdings[game_id].kiosk if game_id in self._holdings else ""

    def unshared_events(self, game_id: int) -> list[Row]:
        """Return the events of a game that were kept here and are not in the game as it went on elsewhere.

        Raises `NotFound`.
        """
        shared = self._holdings[game_id].shared if not self.is_owner(game_id) else None
        lying = [row for row in self.events(game_id) if shared is not None and row.seq > shared]
        return [*self._log.aside(game_id), *lying]

    def count_unshared(self) -> dict[int, int]:
        """Return how many such events there are of each game that has some. Raises `Unavailable`."""
        return self._log.lying_aside()

    def hand_over(self, holding: Ownership) -> None:
        """Take in that another kiosk has a game: nothing can be recorded here any more. Raises `NotSaved`."""
        self.turns.submit(
            lambda: Write(partial(self._log.save_ownership, holding), lambda _: self._on_handed_over(holding))
        )

    def _on_handed_over(self, holding: Ownership) -> None:
        self._holdings[holding.game_id] = holding
        self._drop(holding.game_id)
        self._notify_each(self._partings, holding.game_id, holding.game_id, holding.kiosk)

    def store(self, game_id: int, rows: list[Row], holding: Ownership) -> bool:
        """Keep another kiosk's game, all its events in order, without going on with it yet.

        `holding` says whose it is. Events here that differ from its are moved aside; returns whether there were any.
        Raises `InvalidValue` when one is not what that kiosk recorded, `RuleViolation` while the game is ours,
        `Unavailable` when they cannot be played through, or `NotSaved`.
        """
        _check_chain(rows)
        return self.turns.submit(partial(self._prepare_store, game_id, rows, holding))

    def _prepare_store(self, game_id: int, rows: list[Row], holding: Ownership) -> Write[None, bool]:
        here = self._log.events(game_id)
        if here and self.is_owner(game_id):
            raise RuleViolation("Game {game_id} is already scored at this kiosk.", game_id=game_id)
        common = in_common(here, rows)
        _replay_rows(game_id, rows)
        fresh = [self._without_known_key(row) for row in rows[common:]]

        def settle(_: None) -> bool:
            self._holdings[game_id] = holding
            self._drop(game_id)
            return common < len(here)

        return Write(partial(self._log.adopt, fresh, holding, common), settle)

    def adopt(self, game_id: int, epoch: int, kiosk: str = "", court: str | None = None) -> Change:
        """Go on with a game that was another kiosk's and is kept here whole (`store`), and tell everybody.

        It goes on at `court`, or where it was played. Where a game of this kiosk stands there, the court's name is
        followed by that of the `kiosk` it comes from. Raises `NotSaved`.
        """
        return self.turns.submit(partial(self._prepare_adopt, game_id, epoch, kiosk, court))

    def _prepare_adopt(self, game_id: int, epoch: int, kiosk: str, court: str | None) -> Write[list[Row], Change]:
        rows = self._log.events(game_id)
        history, holding = _replay_rows(game_id, rows), Ownership(game_id, epoch, "", len(rows))
        placed = self._matches.placed(history, rows[0])
        at = history.at if is_timed(history.game) else max(self._clock.date(), history.at)
        courts = [CourtChanged(name) for name in self._other_court(history, kiosk, court)]
        moved = [self._event_to_write_at(game_id, placed, event, at) for event in courts]
        moved += self._standings_after(game_id, placed.game)

        def write() -> list[Row]:
            with self._log.transaction():
                self._log.save_ownership(holding)
                return list(map(self._append, moved))

        def settle(written: list[Row]) -> Change:
            self._holdings[game_id] = holding
            adopted = self._on_adopted(game_id, placed)
            return [adopted, *self._on_committed(moved, written)][1 if courts else 0]

        return Write(write, settle)

    def _on_adopted(self, game_id: int, history: History) -> Change:
        """Hold a game whose events are here now, and tell everybody."""
        self._hold(game_id, history, self._read_at(history))
        self._publish(change := self._change(game_id, history, "game-created"))
        return change

    def taken(self) -> list[int]:
        """Return the unfinished games of this log that another kiosk has taken over."""
        taken = [game_id for game_id in self._log.unfinished() if not self.is_owner(game_id)]
        return [game_id for game_id in taken if self._log.events(game_id) and not self.history(game_id).game.over]

    def check_taken(self, game_id: int) -> None:
        """Raise `RuleViolation` unless another kiosk has taken the game over from here, or `NotFound`."""
        self.history(game_id)
        if self.is_owner(game_id):
            raise RuleViolation("Game {game_id} is already scored at this kiosk.", game_id=game_id)

    def reclaim(self, game_id: int, epoch: int) -> Change:
        """Go on with a game that another kiosk has taken over from here, from the bags recorded here.

        Raises `NotFound`, `RuleViolation` while the game is scored here anyway, or `NotSaved`.
        """

        def start() -> Write[None, Change]:
            self.check_taken(game_id)
            history = self.history(game_id)
            holding = Ownership(game_id, epoch, "", history.seq)

            def settle(_: None) -> Change:
                self._holdings[game_id] = holding
                return self._on_adopted(game_id, history)

            return Write(partial(self._log.save_ownership, holding), settle)

        return self.turns.submit(start)

    def take_in(self, game_id: int, rows: list[Row]) -> None:
        """Take in those events of a game of ours that this log has lost, and tell everybody.

        Raises as `store`, and `InvalidValue` when ours are not the beginning of them.
        """
        _check_chain(rows)

        def start() -> Write[list[Row], None]:
            here = self._log.events(game_id)
            if in_common(here, rows) < len(here):
                raise InvalidValue("This kiosk has recorded other bags of that game.")
            history, fresh = _replay_rows(game_id, rows), [self._without_known_key(row) for row in rows[len(here) :]]
            placed = self._matches.placed(history, rows[0])
            restood = self._standings_after(game_id, placed.game)

            def write() -> list[Row]:
                with self._log.transaction():
                    for row in fresh:
                        self._log.append(row)
                    return list(map(self._append, restood))

            def settle(written: list[Row]) -> None:
                self._on_adopted(game_id, placed)
                self._on_committed(restood, written)

            return Write(write, settle)

        self.turns.submit(start)

    def renew(self) -> tuple[str, tuple[str, ...]]:
        """Give the log a new name and tell every game under it; return it and those before. Raises `NotSaved`."""

        def settle(_: None) -> tuple[str, tuple[str, ...]]:
            for game_id in filter(self.is_owner, list(self._games)):
                self._publish(self.snapshot(game_id))
            return self._log.name, self._log.follows

        return self.turns.submit(lambda: Write(self._log.renew, settle))

    def _other_court(self, history: History, kiosk: str, wanted: str | None) -> list[str]:
        """Return the court that an adopted game is moved to; none when it stays where it is."""
        game = history.game
        if game.over or game.aside:
            return []
        court = self._free_court(wanted or game.court, kiosk)
        return [] if court == game.court else [court]

    def _free_court(self, court: str, kiosk: str) -> str:
        """Return `court`, followed by the kiosk's name and a number as far as it takes to be free."""
        origin = f" · {clean_text(kiosk, _LONGEST_ORIGIN)}" if kiosk else ""
        tails = chain_of(["", origin], (f"{origin} {number}" for number in count(2)))
        names = (clean_text(court, LONGEST_NAME - len(tail)) + tail for tail in tails)
        return next(name for name in names if not self.on_court(name))

    def _without_known_key(self, row: Row) -> Row:
        """Return a row without its idempotency key when that is in this log already."""
        return row._replace(key=None) if row.key is not None and self._log.by_key(row.key) else row

    def game_ids(self) -> list[int]:
        """Return the numbers of the games held, oldest first."""
        return list(self._games)

    def on_court(self, court: str) -> list[int]:
        """Return the games that stand on a court and are not over, oldest first; those set aside are on none."""
        held = ((game_id, history.game) for game_id, history in self._games.items() if self.is_owner(game_id))
        name = court.casefold()
        return [one for one, game in held if not game.over and not game.aside and game.court.casefold() == name]

    def create(
        self, event: GameCreated, key: str | None = None, if_busy: IfBusy = "refuse", allow: Allow = everybody
    ) -> Change:
        """Open a game; a repeated `key` returns the one it opened.

        `if_busy` says what becomes of a game that is not over on its court. Raises what `allow` raises, `CourtBusy`,
        `InvalidValue`, `RuleViolation` or `NotSaved`; then nothing changed.
        """

        def start() -> Write[list[Row], Change] | NoWrite[Change]:
            allow(event.court)
            return self._prepare_create(event, key, if_busy)

        return self.turns.submit(start)

    def _prepare_create(
        self, event: GameCreated, key: str | None, if_busy: IfBusy = "refuse"
    ) -> Write[list[Row], Change] | NoWrite[Change]:
        if (kept := self._find_repeat(key, event)) is not None:
            return NoWrite(self.snapshot(kept.game_id))
        history, touched = open_history(event, self._date()), self._clock.steady()
        cleared = self._clear_court(event.court, if_busy)
        self._encode(0, history, "")

        def write() -> list[Row]:
            with self._log.transaction():
                rows = [self._append(one) for one in cleared]
                return [*rows, self._log.create(event, history.at, key)]

        def settle(rows: list[Row]) -> Change:
            self._evict_idle()
            created = _PendingEvent(rows[-1], history, "game-created", touched, "")
            return self._on_committed([*cleared, created], rows)[-1]

        return Write(write, settle)

    def _clear_court(self, court: str, if_busy: IfBusy, but: int | None = None) -> list[_PendingEvent]:
        """Return the events that free a court of all games `but` one. Raises `CourtBusy`."""
        busy = [game_id for game_id in self.on_court(court) if game_id != but]
        if busy and if_busy == "refuse":
            game = self.history(busy[-1]).game
            one, two = game.sides
            raise CourtBusy(
                "{court} has a game that is not over: {game}. Set it aside, cancel it, or choose another court.",
                court=game.court,
                game=f"{one.name} {game.score[0]}–{game.score[1]} {two.name}",
            )
        event = GameCanceled() if if_busy == "cancel" else GameSetAside()
        return [self._event_to_write(game_id, self.history(game_id), event) for game_id in busy]

    def _event_to_write(self, game_id: int, before: History, event: AnyEvent, key: str | None = None) -> _PendingEvent:
        """Return `event` as it is to be kept, now. Raises `RuleViolation`, or `NotSaved` when the clock is wrong."""
        return self._event_to_write_at(game_id, before, event, self.game_time(game_id), key)

    def _event_to_write_at(
        self, game_id: int, before: History, event: AnyEvent, at: int, key: str | None = None
    ) -> _PendingEvent:
        following = before.after(event, at)
        self._encode(game_id, following, "")
        row, reason = Row(game_id, following.seq, at, key, event), _refresh_reason(before.game, event, following.game)
        result = self._result(game_id, before, None) if isinstance(event, UNSCORED) else ""
        return _PendingEvent(row, following, reason, self._clock.steady(), result)

    def _append(self, written: _PendingEvent) -> Row:
        return self._log.append(written.row, over=written.history.game.over)

    def _date(self) -> int:
        """Return when a new game begins: not before the newest event of the others, as if the clock was not put back.

        By a day or more it was wrong before, and the new game is dated as it says now. Raises `NotSaved`.
        """
        now = self._clock.date()
        return max([now, *(history.at for history in self._games.values() if history.at < now + DAY_MS)])

    def _evict_idle(self) -> None:
        """Hold no finished game that is not lively: its way back, 1 KB a bag, is in the log all the same."""
        for game_id, history in list(self._games.items()):
            if history.game.over and self.age(game_id) > ACTIVE_MS:
                self._drop(game_id)

    def record(
        self,
        game_id: int,
        event: AnyEvent,
        key: str | None = None,
        seen: str | None = None,
        allow: Allow = everybody,
    ) -> Change:
        """Add `event` to a game and return what became of it.

        `key` makes a retry harmless: the event kept under it is not added twice. `seen` is the id (``<log>-<seq>``)
        of the state the writer looked at. `allow` raises when the writer may not write on the court; it is asked when
        the turn has come, so whoever lost the right while the disk was slow has not written. Raises `NotFound`,
        `OwnedElsewhere`, `RuleViolation`, `StaleView`, `InvalidValue` or `NotSaved`; then nothing changed.
        """
        return self.turns.submit(partial(self._prepare_record, game_id, event, WriteOptions(key, seen, allow)))

    def move(self, game_id: int, court: str, options: WriteOptions = _PLAIN, if_busy: IfBusy = "refuse") -> Change:
        """Go on with a game at `court`, also with one that was set aside.

        `if_busy` says what becomes of a game that is not over there. Raises as `record`.
        """
        return self.turns.submit(partial(self._prepare_record, game_id, CourtChanged(court), options, if_busy))

    def _prepare_record(
        self, game_id: int, event: AnyEvent, options: WriteOptions, if_busy: IfBusy = "refuse"
    ) -> Write[list[Row], Change] | NoWrite[Change]:
        key, seen, allow = options
        before = self.history(game_id)
        allow(before.game.court)
        self._check_owner(game_id)
        if self._find_repeat(key, event, game_id) is not None:
            return NoWrite(self.snapshot(game_id))
        self._check_view(before, seen)
        written = [self._event_to_write(game_id, before, event, key)]
        if isinstance(event, CourtChanged):
            allow(event.court)
            written += self._clear_court(event.court, if_busy, but=game_id)
        later = self.later_games(game_id, written[0].history.game)
        written[0] = written[0]._replace(later=tuple(later))
        written += [self._standing_event(one) for one in later if not one.kiosk]
        return Write(partial(self._append_all, written), lambda rows: self._on_committed(written, rows)[0])

    def _append_all(self, written: list[_PendingEvent]) -> list[Row]:
        if len(written) == 1:
            return [self._append(written[0])]
        with self._log.transaction():
            return [self._append(one) for one in written]

    def next_of(self, game_id: int) -> int | None:
        """Return the game that follows in the match, if there is one that counts. Raises `NotFound`."""
        return self._matches.next(game_id)[0]

    def later_games(self, game_id: int, game: Game) -> list[LaterGame]:
        """Return the later games of the match whose standing changes when `game_id` becomes `game`."""
        if game.winner == self.history(game_id).game.winner:
            return []
        changed = self._matches.restanding(game_id, game)
        return [
            LaterGame(later, at.number, now.court, at.wins, is_decided(now), self.taken_by(later))
            for later, now in ((later, history.game) for later, history in changed)
            for at in (now.match,)
        ]

    def _standings_after(self, game_id: int, game: Game) -> list[_PendingEvent]:
        """Return what tells the later games kept here that `game_id`, which came from elsewhere, is `game`."""
        changed = self._matches.restanding(game_id, game)
        return [
            self._event_to_write(later, now, StandingUpdated(now.game.match.wins))
            for later, now in changed
            if self.is_owner(later)
        ]

    def _standing_event(self, later: LaterGame) -> _PendingEvent:
        return self._event_to_write(later.game_id, self.history(later.game_id), StandingUpdated(later.wins))

    def next_game(
        self,
        game_id: int,
        key: str | None = None,
        seen: str | None = None,
        if_busy: IfBusy = "refuse",
        allow: Allow = everybody,
    ) -> Change:
        """Open the next game of the match: same teams and rules; who won throws first.

        A game has one next game: when that is there already, it is returned as it stands (its `row` is None). A
        canceled one is replaced. Raises `RuleViolation` while this game goes on, or when the match is decided; else as
        `create` and `record`.
        """

        def start() -> Write[list[Row], Change] | NoWrite[Change]:
            history = self.history(game_id)
            allow(history.game.court)
            next_id, own_key = self._matches.next(game_id)
            used = self._log.by_key(key) if key is not None else None
            if used is not None and used.game_id != next_id:
                raise InvalidValue("This Idempotency-Key was used for another command. Use a new one for each.")
            if next_id is not None:
                return NoWrite(self.snapshot(next_id))
            self._check_owner(game_id)
            self._check_view(history, seen)
            return self._prepare_create(next_in_match(history.game, game_id), own_key, if_busy)

        return self.turns.submit(start)

    def _find_repeat(self, key: str | None, event: AnyEvent, game_id: int | None = None) -> Row | None:
        row = self._log.by_key(key) if key is not None else None
        if row is not None and (row.event != event or game_id not in {None, row.game_id}):
            raise InvalidValue("This Idempotency-Key was used for another command. Use a new one for each.")
        return row

    def _check_view(self, history: History, seen: str | None) -> None:
        if seen is not None and seen != self._event_id(history):
            raise StaleView("The game has moved on since you looked. Look at the newest score, then try again.")

    def _epoch(self, game_id: int) -> int:
        return self._holdings[game_id].epoch if game_id in self._holdings else 0

    def _check_owner(self, game_id: int) -> None:
        if not self.is_owner(game_id):
            kiosk = self._holdings[game_id].kiosk
            raise OwnedElsewhere(
                "Kiosk {kiosk} has taken this game over. Score it there; what was kept here stays here.", kiosk=kiosk
            )

    def _on_committed(self, written: list[_PendingEvent], rows: list[Row]) -> list[Change]:
        """Take over what the log has kept, and tell everybody.

        The events are on the disk, so nothing here may fail: no disk is asked, and the states were encoded before.
        """
        for one, row in zip(written, rows, strict=True):
            self._hold(row.game_id, one.history, one.touched)
        changes = [self._change_of(one, row) for one, row in zip(written, rows, strict=True)]
        for change in changes:
            self._publish(change)
        return changes

    def _change_of(self, written: _PendingEvent, row: Row) -> Change:
        change = self._change(row.game_id, written.history, written.reason, row, written.result)
        return change._replace(later=written.later)

    def _change(
        self, game_id: int, history: History, reason: str | None, row: Row | None = None, result: str = ""
    ) -> Change:
        result = result or self._result(game_id, history, row)
        state = self._encode(game_id, history, result)
        return Change(game_id, self._event_id(history), history, state, reason, row, self._epoch(game_id), result)

    def _encode(self, game_id: int, history: History, result: str) -> bytes:
        return encode_state(history, self._identity(game_id), result)

    def _result(self, game_id: int, history: History, row: Row | None) -> str:
        """Return the hash of a finished game's last scored event: the newest one, or what the captains confirmed.

        Of the newest one that the desk knows: the pen may have written another that is not settled yet.
        """
        if history.game.status != "finished":
            return ""
        said = history.game.confirmed
        if said:
            return said[-1].hash
        return row.hash if row is not None else self._log.hash_of(game_id, history.scored)

    def _identity(self, game_id: int) -> Identity:
        return Identity(game_id, self.log_name, self._kiosk)

    def _event_id(self, history: History) -> str:
        return f"{self.log_name}-{history.seq}"

    def _publish(self, change: Change) -> None:
        self._notify_each(self._listeners, change.game_id, change)

    def _notify_each(self, listeners: Iterable[Callable[..., None]], game_id: int, *news: object) -> None:
        for listener in listeners:
            try:
                listener(*news)
            except Exception:  # noqa: BLE001  it has happened: no listener may undo it or stop the others
                _log.exception("A listener failed on what happened to game %d", game_id)


def in_common(here: list[Row], there: list[Row]) -> int:
    """Return how many events two logs of a game have in common, from the first one on.

    Idempotency keys are no part of the game. One from before there was a chain carries no hash.
    """
    pairs = zip(here, there, strict=False)
    return sum(1 for _ in takewhile(lambda pair: (pair[0].at, pair[0].event) == (pair[1].at, pair[1].event), pairs))


def _check_chain(rows: list[Row]) -> None:
    """Raise `InvalidValue` at the first event that is not what was recorded."""
    # One from before there was a chain carries no hash, and is taken as it is.
    chain.check([row._replace(hash=row.hash or due) for row, due in zip(rows, chain.chain_hashes(rows), strict=True)])


def read_apart(path: Path, game_id: int) -> tuple[History, Row]:
    """Return a game's history and its first event, read from the log at `path` in any thread.

    Raises `NotFound`, or `Unavailable` when its events cannot be read.
    """
    rows = events_apart(path, game_id)
    if not rows:
        raise NotFound("There is no game {game_id}.", game_id=game_id)
    return _replay_rows(game_id, rows), rows[0]


def _replay_rows(game_id: int, rows: list[Row]) -> History:
    try:
        return replay((row.event, row.at) for row in rows)
    except RuleViolation as error:
        raise Unavailable(
            "Game {game_id} cannot be played through: {why} Run “goat-kiosk check”.", game_id=game_id, why=error
        ) from error


def _refresh_reason(before: Game, event: AnyEvent, after: Game) -> str | None:
    """Return the reason for a `refresh`: pages drawn by the server changed, not only the numbers in them."""
    if type(event) in _REASON_OF:
        return _REASON_OF[type(event)]
    if before.status == after.status:
        return None
    return "game-reopened" if before.over and after.status == "live" else _REASONS[after.status]


_REASON_OF: dict[type, str] = {
    PlayerJoined: "player-joined",
    PlayerLeft: "player-left",
    PlayerMoved: "player-moved",
    GameSetAside: "game-set-aside",
    CourtChanged: "game-moved",
}
_REASONS: dict[Status, str] = {
    "lobby": "game-created",
    "live": "game-started",
    "finished": "game-ended",
    "canceled": "game-canceled",
}
