"""Client of the desk for the hub thread: it runs a function on the desk's thread and returns the result.

The opposite direction is `server.Server.publish` and `call_soon`; no other calls cross the threads. Functions run as
plain callbacks of the desk's loop, in order: a task would cost one more Qt timer under qasync.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from goat_kiosk.desk.confirmations import Confirmations
from goat_kiosk.desk.court_kiosks import CourtKiosks
from goat_kiosk.desk.loaded_games import read_game
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import DeskTimeout, NotFound, Unavailable
from goat_kiosk.host.histogram import LatencyHistogram
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.store.log.log_file import LogFile
from goat_kiosk.store.log.write_queue import WritePending, resolve
from goat_kiosk.text.i18n import mark_for_translation

MAX_READS = 64
"""Old games that may wait to be read; further requests are refused, and clients retry them."""
DESK_TIMEOUT_S = 10.0
"""The desk responds in milliseconds; if it takes this long, the disk is the likely reason."""

T = TypeVar("T")
DeskCall = Callable[[Scorekeeper], T]
"""A function that runs on the desk's thread."""

_NO_GAMES_AT_A_RELAY = mark_for_translation(
    "No kiosk that this relay hears of has such a game; and nothing can be scored at a relay."
)


class DeskClient:
    """The scorekeeper, as another thread uses it.

    `pairing`, `lobby`, `confirmations`, `match_games` and `court_kiosks` belong to the desk's thread too: call them
    inside `run`.
    """

    def __init__(
        self,
        scorekeeper: Scorekeeper,
        pairing: Pairing,
        lobby: Lobby,
        loop: asyncio.AbstractEventLoop,
        disk_problem: Callable[[], DiskProblem | None] = lambda: None,
    ) -> None:
        """`loop` runs on the desk's thread; `disk_problem` returns what is wrong with the disk, from any thread."""
        self._scorekeeper = scorekeeper
        self.pairing = pairing
        self._lobby = lobby
        self._confirmations = Confirmations(scorekeeper, lobby)
        self.match_games = MatchGames(scorekeeper, scorekeeper.director)
        """The games of the tournaments' matches; for the desk's thread."""
        self.court_kiosks = CourtKiosks(scorekeeper.director, scorekeeper.own_kiosks, scorekeeper.courts.has_own_game)
        """The kiosks of the tournaments' courts; for the desk's thread."""
        self._loop = loop
        self._old_games_reader = ThreadPoolExecutor(1, "old-games")
        self._reads_under_way = 0
        """How many old games are being read or wait for it; used on the hub's thread only."""
        self.disk_problem = disk_problem
        """Returns what is wrong with the disk; may be called from any thread."""

    @property
    def lobby(self) -> Lobby:
        """The lobby of each game. Raises `NotFound` at a relay."""
        return self._lobby

    @property
    def confirmations(self) -> Confirmations:
        """The captains' answers to results. Raises `NotFound` at a relay."""
        return self._confirmations

    is_relay = False
    """Whether this server scores no games of its own."""

    @property
    def commit_latency(self) -> LatencyHistogram:
        """Time that each commit to the log took; written by the desk's thread, read by any."""
        return self._scorekeeper.commit_latency

    async def log_name(self) -> str | None:
        """Return the name of the desk's log; None at a relay. Raises `DeskTimeout`."""
        return await self.run(lambda scorekeeper: scorekeeper.log_name)

    async def count_unshared_events(self) -> dict[int, int]:
        """Return the number of unshared events of each game that has any; none when the log cannot be read."""
        try:
            return await self.run(lambda scorekeeper: scorekeeper.ownership.count_unshared())
        except Unavailable:
            return {}

    async def run(self, work: DeskCall[T]) -> T:
        """Run `work` on the desk's thread and return its result. Raises what it raises, or `DeskTimeout`."""
        # After a timeout `work` may still run, or be skipped if it has not begun: wrap_future passes the cancellation
        # on, and `_run_at_desk` checks it. So clients retry with an idempotency key.
        result: Future[T] = Future()
        try:
            self._loop.call_soon_threadsafe(self._run_at_desk, work, result)
        except RuntimeError as error:
            raise DeskTimeout("The kiosk is stopping.") from error
        pending = asyncio.wrap_future(result)
        try:
            finished, _ = await asyncio.wait([pending], timeout=DESK_TIMEOUT_S)
        finally:
            pending.cancel()
        if not finished:
            raise DeskTimeout("The desk does not answer; its disk may be slow. Try again.")
        return pending.result()

    async def run_for_game(self, game_id: int, work: DeskCall[T]) -> T:
        """Run `work` as `run` does, after loading the game if it is not in memory.

        A thread of its own reads and replays an old game, so that no bag waits for it. Raises as `run`, and `NotFound`
        or `Unavailable`.
        """
        if game_id not in self._scorekeeper.games:
            if self._reads_under_way >= MAX_READS:
                raise DeskTimeout("The desk does not answer; its disk may be slow. Try again.")
            self._reads_under_way += 1
            try:
                reading = self._old_games_reader.submit(read_game, self._scorekeeper.games.log_path, game_id)
                history, first = await asyncio.wrap_future(reading)
            finally:
                self._reads_under_way -= 1
            await self.run(lambda scorekeeper: scorekeeper.games.cache_old_game(game_id, history, first))
        return await self.run(work)

    async def open_log(self) -> LogFile:
        """Return the log, for reads by `read_old`; the caller closes it there. Raises `NotFound` at a relay."""
        path = self._scorekeeper.games.log_path
        return await self.read_old(lambda: LogFile(path))

    async def read_log(self, work: Callable[[LogFile], T]) -> T:
        """Run `work` with the log on the thread of old games. Raises what it raises, and as `open_log`."""
        log = await self.open_log()
        try:
            return await self.read_old(lambda: work(log))
        finally:
            await self.read_old(log.close)

    async def read_old(self, work: Callable[[], T]) -> T:
        """Run `work` on the thread of old games, after what waits there."""
        return await asyncio.wrap_future(self._old_games_reader.submit(work))

    def _run_at_desk(self, work: DeskCall[T], result: Future[T]) -> None:
        if not result.set_running_or_notify_cancel():
            return
        try:
            result.set_result(work(self._scorekeeper))
        except WritePending as pending:
            pending.outcome.add_done_callback(lambda done: resolve(result, done.result))
        except Exception as error:  # noqa: BLE001  the boundary between threads: the caller gets it
            result.set_exception(error)


class NoLocalGames(DeskClient):
    """The desk client of a relay, which has no desk: it shows the games of peers and stores none."""

    is_relay = True

    def __init__(self, pairing: Pairing) -> None:
        """`pairing` has no devices, so every key is refused."""
        self.pairing = pairing
        self.disk_problem = lambda: None
        self._commit_latency = LatencyHistogram()

    @property
    def lobby(self) -> Lobby:
        """Raise `NotFound`: nobody can join a game here."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    @property
    def confirmations(self) -> Confirmations:
        """Raise `NotFound`: nothing is confirmed here."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    @property
    def commit_latency(self) -> LatencyHistogram:
        """Always empty."""
        return self._commit_latency

    async def log_name(self) -> None:
        """Return None: a relay has no log."""

    async def count_unshared_events(self) -> dict[int, int]:
        """Return none: a relay has no events."""
        return {}

    async def run(self, work: DeskCall[T]) -> T:  # noqa: ARG002  the signature of the base class
        """Raise `NotFound`."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    async def run_for_game(self, game_id: int, work: DeskCall[T]) -> T:  # noqa: ARG002  as above
        """Raise `NotFound`."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    async def open_log(self) -> LogFile:
        """Raise `NotFound`."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    async def read_log(self, work: Callable[[LogFile], T]) -> T:  # noqa: ARG002  as above
        """Raise `NotFound`."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    async def read_old(self, work: Callable[[], T]) -> T:  # noqa: ARG002  as above
        """Raise `NotFound`."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)
