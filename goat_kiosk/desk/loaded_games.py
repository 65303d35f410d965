"""Games in memory, read from the event log when they are needed, and the time in each.

Active and unfinished games stay in memory. Other games are read on request, and the least recently requested of them
are evicted: their events are in the log all the same.
"""

from pathlib import Path

from goat_kiosk.desk.matches import Matches
from goat_kiosk.desk.owners import Owners
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.games.time_limit import is_timed, time_left
from goat_kiosk.domain.history import History, replay
from goat_kiosk.errors import NotFound, RuleViolation, Unavailable
from goat_kiosk.host.clock import DAY_MS, Clock
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.log_file import LogFile
from goat_kiosk.store.log.rows import Row

MAX_CACHED_OLD_GAMES = 16
"""The most old games in memory because a user looks at them, about 100 KB each."""


class LoadedGames:
    """The histories of the games in memory. For the desk's thread."""

    def __init__(self, log: EventLog, clock: Clock, owners: Owners) -> None:
        self._log = log
        self._clock = clock
        self.matches = Matches(log, self.history, owners.taken_by)
        self._histories: dict[int, History] = {}
        self._steady_times: dict[int, int] = {}
        """When the last event of each game in memory happened, by the steady clock."""
        self._cached_old_games: dict[int, None] = {}
        """Old games that were only looked at, the least recently loaded first."""

    def __contains__(self, game_id: int) -> bool:
        """Whether the game is in memory; may be asked from any thread."""
        return game_id in self._histories

    @property
    def log_path(self) -> Path:
        """The file of the log."""
        return self._log.path

    def ids(self) -> list[int]:
        """Return the games in memory, oldest first."""
        return list(self._histories)

    def history(self, game_id: int) -> History:
        """Return the game's history, loading it if need be. Raises `NotFound`, or `Unavailable` if unreadable."""
        if game_id not in self._histories:
            rows = self._log.events(game_id)
            if not rows:
                raise NotFound("There is no game {game_id}.", game_id=game_id)
            self.cache_old_game(game_id, replay_rows(game_id, rows), rows[0])
        return self._histories[game_id]

    def cache_old_game(self, game_id: int, history: History, first_event: Row) -> None:
        """Keep an old game, as `read_game` returned it, in memory until `MAX_CACHED_OLD_GAMES` others are requested."""
        if game_id in self._histories:
            return
        history = self.matches.with_derived_place(history, first_event)
        self.put(game_id, history, self.steady_time_of(history))
        self._cached_old_games[game_id] = None
        while len(self._cached_old_games) > MAX_CACHED_OLD_GAMES:
            self.evict(next(iter(self._cached_old_games)))

    def put(self, game_id: int, history: History, steady_at: int) -> None:
        """Keep a game in memory whose last event happened at `steady_at` by the steady clock."""
        self._histories[game_id], self._steady_times[game_id] = history, steady_at
        self.pin(game_id)

    def pin(self, game_id: int) -> None:
        """Keep a game in memory however many others are requested."""
        self._cached_old_games.pop(game_id, None)

    def evict(self, game_id: int) -> None:
        """Remove a game from memory."""
        self._histories.pop(game_id, None)
        self._steady_times.pop(game_id, None)
        self._cached_old_games.pop(game_id, None)

    def evict_idle(self) -> None:
        """Remove the finished games that are not active any more: 1 KB a bag, and the log has them."""
        for game_id, history in list(self._histories.items()):
            if history.game.is_over and self.age(game_id) > ACTIVE_MS:
                self.evict(game_id)

    def age(self, game_id: int) -> int:
        """Return the milliseconds since a game's last event, by the steady clock. Raises `NotFound`."""
        self.history(game_id)
        return self._clock.steady() - self._steady_times[game_id]

    def steady_time_of(self, history: History) -> int:
        """Return the steady clock's time of a loaded game's last event; a timed game under way resumes now."""
        under_way = is_timed(history.game) and history.game.status == "live"
        return self._clock.steady() - (0 if under_way else abs(self._clock.wall() - history.at))

    def game_time(self, game_id: int) -> int:
        """Return the time in a game, for its events and its time limit, in milliseconds since 1970 UTC.

        Once a timed game has started, that is the time of its newest event plus what the steady clock has counted
        since: setting the wall clock neither ends nor prolongs it, and it stands still while the kiosk is off or the
        game is set aside. Otherwise it is the wall clock's time, but never before the newest event. Raises
        `NotFound`, or `NotSaved` when the wall clock is wrong.
        """
        history = self.history(game_id)
        if is_timed(history.game):
            return history.at + (0 if history.game.is_set_aside else self.age(game_id))
        return max(self._clock.storable_now(), history.at)

    def time_left(self, game_id: int) -> int | None:
        """Return the milliseconds until a timed game's last round, 0 in it; None for others. As `game_time`."""
        game = self.history(game_id).game
        return time_left(game, self.game_time(game_id)) if is_timed(game) else None

    def new_game_time(self) -> int:
        """Return the time at which a new game begins, in milliseconds since 1970 UTC. Raises `NotSaved`.

        It is the wall clock's time, but not before the newest event of the games in memory, in case that clock was set
        back. An event that is a day or more ahead of it does not count: the clock was wrong when it was stored.
        """
        now = self._clock.storable_now()
        return max([now, *(history.at for history in self._histories.values() if history.at < now + DAY_MS)])


def read_game(path: Path, game_id: int) -> tuple[History, Row]:
    """Return a game's history and first event from the log at `path`, on a connection of its own: in any thread.

    Raises `NotFound`, or `Unavailable` when its events cannot be read.
    """
    with LogFile(path) as log:
        rows = log.events(game_id)
    if not rows:
        raise NotFound("There is no game {game_id}.", game_id=game_id)
    return replay_rows(game_id, rows), rows[0]


def replay_rows(game_id: int, rows: list[Row]) -> History:
    """Return the history that events make. Raises `Unavailable` when they break the rules."""
    try:
        return replay((row.event, row.at) for row in rows)
    except RuleViolation as error:
        raise Unavailable(
            "Game {game_id} cannot be played through: {why} Run “goat-kiosk check”.", game_id=game_id, why=error
        ) from error
