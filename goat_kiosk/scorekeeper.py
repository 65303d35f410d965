"""The desk: the one place where a game changes. Check against the rules, append to the log, tell.

Synchronous on purpose: nothing comes between the check and the append, so no two bags can interleave, and whoever
asked is answered only when the event is on the disk. The window calls it directly; commands from the web come to
the same thread and loop through one door (`web.desk`). When the disk is slow the answer comes later (`BeingSaved`) and
what is asked meanwhile waits its turn (`store.turns`), so the window goes on and the order stays. Listeners are told
after the commit, in order; one that fails is logged and does not stop the others, since the event has happened.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import AnyEvent, GameCreated, PlayerJoined, PlayerLeft, PlayerMoved
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History, opened, replay
from goat_kiosk.domain.match import rematch
from goat_kiosk.domain.report import Report, report
from goat_kiosk.domain.state import Identity, encoded
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, NotOurs, RuleViolation, StaleView, Unusable
from goat_kiosk.store.event_log import EventLog, Holding, Row
from goat_kiosk.store.known_as import KnownAs
from goat_kiosk.store.rule_sets import RuleSets
from goat_kiosk.store.turns import BeingSaved, Nothing, Soon, Step, Turns, after
from goat_kiosk.timings import Timings

LIVELY_MS = 36 * 60 * 60 * 1000
"""Games with an event in the last day and a half are read at the start, and held: tonight's, and yesterday's late ones.
Older games are read when somebody asks for them."""

__all__ = ["BeingSaved", "Change", "Scorekeeper", "after"]

Clock = Callable[[], int]
"""Returns milliseconds since 1970 UTC."""

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

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.history.game


Listener = Callable[[Change], None]
Parting = Callable[[int, str], None]
"""Called with the number of a game and the kiosk that has taken it over."""


class Scorekeeper:
    """Holds every game that is lively, and writes them all.

    With `soon`, which has something done in the desk's thread, nothing here lasts longer than a moment: whatever writes
    may raise `BeingSaved`.
    """

    def __init__(self, log: EventLog, kiosk: str, clock: Clock, soon: Soon | None = None) -> None:
        self._log = log
        self._turns = Turns(log.pen, soon)
        self._kiosk = kiosk
        self._clock = clock
        self._games: dict[int, History] = {}
        self._listeners: list[Listener] = []
        self.rule_sets = RuleSets(log.database)
        """The rules of the house; whoever changes them does it here, in this thread."""
        self.known_as = KnownAs(log.database)
        """Who is who under another name; as above."""
        self._holdings = {holding.game_id: holding for holding in log.holdings()}
        self._partings: list[Parting] = []

    @property
    def log_name(self) -> str:
        """The name of the log, eight hex digits: the first half of every event's id."""
        return self._log.name

    @property
    def commits(self) -> Timings:
        """How long the log took to keep each event."""
        return self._log.commits

    @property
    def has_games(self) -> bool:
        """Whether anything was ever played here, however long ago."""
        return bool(self._games or self._log.game_ids())

    def called(self, kiosk: str) -> None:
        """Say another name of the kiosk in every state from now on."""
        self._kiosk = kiosk

    def now(self) -> int:
        """Return the time by the desk's clock, milliseconds since 1970 UTC."""
        return self._clock()

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of every change from now on."""
        self._listeners.append(listener)

    def follow_partings(self, listener: Parting) -> None:
        """Tell `listener` of every game that another kiosk takes over from now on."""
        self._partings.append(listener)

    def open(self) -> None:
        """Read the lively games from the log and tell the listeners of each.

        Left out are games that another kiosk has taken over, and those that cannot be read.
        """
        for game_id in filter(self.has, self._log.game_ids(self._clock() - LIVELY_MS)):
            try:
                self._tell(self.recall(game_id))
            except KioskError:
                _log.exception("Game %d cannot be read and is left out; run “goat-kiosk check”", game_id)

    def recall(self, game_id: int) -> Change:
        """Return the game as it stands, read from the log if need be; nothing has changed, so nobody is told.

        Raises `NotFound`, or `Unusable` when its events cannot be read.
        """
        return self._change(game_id, self.history(game_id), None)

    def history(self, game_id: int) -> History:
        """Return the game's history. Raises `NotFound`."""
        if game_id not in self._games:
            rows = self._log.events(game_id)
            if not rows:
                raise NotFound("There is no game {game_id}.", game_id=game_id)
            self._games[game_id] = _replayed(game_id, rows)
        return self._games[game_id]

    def events(self, game_id: int) -> list[Row]:
        """Return everything that happened to the game. Raises `NotFound`."""
        self.history(game_id)
        return self._log.events(game_id)

    def report(self, game_id: int) -> Report:
        """Return the game's figures. Raises `NotFound`."""
        return report(self.history(game_id), self._identity(game_id))

    def by_key(self, key: str) -> Row | None:
        """Return the event that was recorded under `key`."""
        return self._log.by_key(key)

    def has(self, game_id: int) -> bool:
        """Whether no other kiosk has taken the game over."""
        return not self.taken_by(game_id)

    def taken_by(self, game_id: int) -> str:
        """Return the kiosk that has taken the game over; empty when it is here."""
        return self._holdings[game_id].kiosk if game_id in self._holdings else ""

    def aside(self, game_id: int) -> list[Row]:
        """Return the events of a game that the kiosk which took it over does not have. Raises `NotFound`."""
        shared = self._holdings[game_id].shared if not self.has(game_id) else None
        return [row for row in self.events(game_id) if shared is not None and row.seq > shared]

    def lose(self, holding: Holding) -> None:
        """Take in that another kiosk has a game: nothing can be recorded here any more. Raises `NotSaved`."""
        self._turns.take(lambda: Step(partial(self._log.hold, holding), lambda _: self._part(holding)))

    def _part(self, holding: Holding) -> None:
        self._holdings[holding.game_id] = holding
        self._games.pop(holding.game_id, None)
        for listener in self._partings:
            listener(holding.game_id, holding.kiosk)

    def adopt(self, game_id: int, rows: list[Row], epoch: int) -> Change:
        """Go on with another kiosk's game from its events, all in order, and tell everybody.

        Raises `InvalidValue` when this log has events of the game that the other's lacks, or when one is not what that
        kiosk recorded; `Unusable` when they cannot be played through, or `NotSaved`.
        """
        # One from before there was a chain carries no hash, and is taken as it is.
        chain.check([row._replace(hash=row.hash or due) for row, due in zip(rows, chain.linked(rows), strict=True)])
        return self._turns.take(partial(self._adopting, game_id, rows, epoch))

    def _adopting(self, game_id: int, rows: list[Row], epoch: int) -> Step[None, Change]:
        # One from before there was a chain carries no hash, and is taken as it is.
        chain.check([row._replace(hash=row.hash or due) for row, due in zip(rows, chain.linked(rows), strict=True)])
        here = self._log.events(game_id)
        if [row.event for row in here] != [row.event for row in rows[: len(here)]]:
            raise InvalidValue(
                "This kiosk has bags of that game that the other did not have, and a log only grows. "
                "Go on with a new game from the score as it stands."
            )
        history, holding = _replayed(game_id, rows), Holding(game_id, epoch, "", len(rows))
        fresh = [self._renamed(row) for row in rows[len(here) :]]

        def write() -> None:
            self._log.append_all(fresh)
            self._log.hold(holding)

        def settle(_: None) -> Change:
            self._holdings[game_id] = holding
            return self._settle(game_id, history, None, "game-created")

        return Step(write, settle)

    def _renamed(self, row: Row) -> Row:
        """Return a row without its idempotency key when that is in this log already."""
        return row._replace(key=None) if row.key is not None and self._log.by_key(row.key) else row

    def game_ids(self) -> list[int]:
        """Return the numbers of the games held, oldest first."""
        return list(self._games)

    def create(self, event: GameCreated, key: str | None = None) -> Change:
        """Open a game; a repeated `key` returns the one it opened.

        Raises `InvalidValue`, `RuleViolation` or `NotSaved`.
        """
        return self._turns.take(partial(self._creating, event, key))

    def _creating(self, event: GameCreated, key: str | None) -> Step[int, Change] | Nothing[Change]:
        if (kept := self._kept(key, event)) is not None:
            return Nothing(self.recall(kept.game_id))
        at = self._clock()
        history = opened(event, at)

        def settle(game_id: int) -> Change:
            self._let_go(at - LIVELY_MS)
            return self._settle(game_id, history, self._log.events(game_id)[0], "game-created")

        return Step(partial(self._log.create, event, at, key), settle)

    def _let_go(self, before: int) -> None:
        """Hold no game that was touched last before then: its way back, 1 KB a bag, is in the log all the same."""
        self._games = {game_id: history for game_id, history in self._games.items() if history.at >= before}

    def record(
        self,
        game_id: int,
        event: AnyEvent,
        key: str | None = None,
        seen: str | None = None,
        allow: Callable[[str], object] = lambda _court: None,
    ) -> Change:
        """Add `event` to a game and return what became of it.

        `key` makes a retry harmless: the event kept under it is not added twice. `seen` is the id (``<log>-<seq>``)
        of the state the writer looked at. `allow` raises when the writer may not write on the court; it is asked when
        the turn has come, so whoever lost the right while the disk was slow has not written. Raises `NotFound`,
        `NotOurs`, `RuleViolation`, `StaleView`, `InvalidValue` or `NotSaved`; then nothing changed.
        """
        return self._turns.take(partial(self._recording, game_id, event, key, seen, allow))

    def _recording(
        self, game_id: int, event: AnyEvent, key: str | None, seen: str | None, allow: Callable[[str], object]
    ) -> Step[Row, Change] | Nothing[Change]:
        before = self.history(game_id)
        allow(before.game.court)
        self._check_ours(game_id)
        if self._kept(key, event, game_id) is not None:
            return Nothing(self.recall(game_id))
        self._check_view(before, seen)
        at = max(self._clock(), before.at)
        following = before.after(event, at)
        row, reason = Row(game_id, following.seq, at, key, event), _refresh(before.game, event, following.game)
        return Step(partial(self._log.append, row), lambda kept: self._settle(game_id, following, kept, reason))

    def next_game(self, game_id: int, key: str | None = None, seen: str | None = None) -> Change:
        """Open the next game of the match: same teams and rules; who won throws first.

        Raises `RuleViolation` while this game goes on, or when the match is decided; else as `record`.
        """

        def start() -> Step[int, Change] | Nothing[Change]:
            history = self.history(game_id)
            self._check_ours(game_id)
            self._check_view(history, seen)
            return self._creating(rematch(history.game), key)

        return self._turns.take(start)

    def _kept(self, key: str | None, event: AnyEvent, game_id: int | None = None) -> Row | None:
        row = self._log.by_key(key) if key is not None else None
        if row is not None and (row.event != event or game_id not in {None, row.game_id}):
            raise InvalidValue("This Idempotency-Key was used for another command. Use a new one for each.")
        return row

    def _check_view(self, history: History, seen: str | None) -> None:
        if seen is not None and seen != self._event_id(history):
            raise StaleView("The game has moved on since you looked. Look at the newest score, then try again.")

    def _epoch(self, game_id: int) -> int:
        return self._holdings[game_id].epoch if game_id in self._holdings else 0

    def _check_ours(self, game_id: int) -> None:
        if not self.has(game_id):
            kiosk = self._holdings[game_id].kiosk
            raise NotOurs(
                "Kiosk {kiosk} has taken this game over. Score it there; what was kept here stays here.", kiosk=kiosk
            )

    def _settle(self, game_id: int, history: History, row: Row | None, reason: str | None) -> Change:
        """Take over what the log has kept, and tell everybody."""
        self._games[game_id] = history
        change = self._change(game_id, history, reason)._replace(row=row)
        self._tell(change)
        return change

    def _change(self, game_id: int, history: History, reason: str | None) -> Change:
        result = self._result(game_id, history)
        state = encoded(history, self._identity(game_id), result)
        return Change(game_id, self._event_id(history), history, state, reason, None, self._epoch(game_id), result)

    def _result(self, game_id: int, history: History) -> str:
        """Return the hash of a finished game's last scored event: the newest one, or what the captains confirmed.

        Of the newest one that the desk knows: the pen may have written another that is not settled yet.
        """
        if history.game.status != "finished":
            return ""
        said = history.game.confirmed
        return said[-1].hash if said else self._log.hash_of(game_id, history.seq)

    def _identity(self, game_id: int) -> Identity:
        return Identity(game_id, self.log_name, self._kiosk)

    def _event_id(self, history: History) -> str:
        return f"{self.log_name}-{history.seq}"

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # noqa: BLE001  the event has happened: no listener may undo it or stop the others
                _log.exception("A listener failed on event %d of game %d", change.history.seq, change.game_id)


def _replayed(game_id: int, rows: list[Row]) -> History:
    try:
        return replay((row.event, row.at) for row in rows)
    except RuleViolation as error:
        raise Unusable(
            "Game {game_id} cannot be played through: {why} Run “goat-kiosk check”.", game_id=game_id, why=error
        ) from error


def _refresh(before: Game, event: AnyEvent, after: Game) -> str | None:
    """Return the reason for a `refresh`: pages drawn by the server changed, not only the numbers in them."""
    match event:
        case PlayerJoined():
            return "player-joined"
        case PlayerLeft():
            return "player-left"
        case PlayerMoved():
            return "player-moved"
    if before.status == after.status:
        return None
    if before.status == "finished" and after.status == "live":
        return "game-reopened"
    return {"lobby": "game-created", "live": "game-started", "finished": "game-ended"}[after.status]
