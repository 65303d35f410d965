"""The door from the hub thread to the desk: a command goes over, its result or its `KioskError` comes back.

The other door, `server.Server.publish` and `call_soon`, goes the other way; there is no third. Work is handed to the
desk's loop as a plain callback, in order: a task there would be one more Qt timer under qasync for nothing.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from goat_kiosk.desk.confirmations import Confirmations
from goat_kiosk.desk.loaded_games import read_game
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import DeskTimeout, NotFound, Unavailable
from goat_kiosk.host.histogram import LatencyHistogram
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.store.log.write_queue import WritePending, resolve
from goat_kiosk.text.i18n import mark_for_translation

MAX_READS = 64
"""Old games that may wait to be read; a request beyond them is refused and tried again."""
DESK_TIMEOUT_S = 10.0
"""Seconds. The desk answers in milliseconds; a disk that takes longer than this is said to be the reason."""

T = TypeVar("T")
DeskCall = Callable[[Scorekeeper], T]


_NO_GAMES_AT_A_RELAY = mark_for_translation(
    "No kiosk that this relay hears of has such a game; and nothing can be scored at a relay."
)


class DeskClient:
    """The scorekeeper, seen from another thread.

    `pairing`, `joining` and `confirming` live at the desk as well: but for what they say of themselves, they are used
    within `ask`.
    """

    def __init__(
        self,
        scorekeeper: Scorekeeper,
        pairing: Pairing,
        lobby: Lobby,
        loop: asyncio.AbstractEventLoop,
        disk_problem: Callable[[], DiskProblem | None] = lambda: None,
    ) -> None:
        """`loop` is the desk's own event loop, running in the thread that made the others; `trouble` the disk's."""
        self._scorekeeper = scorekeeper
        self.pairing = pairing
        self._lobby = lobby
        self._confirmations = Confirmations(scorekeeper, lobby)
        self._loop = loop
        self._old_games_reader = ThreadPoolExecutor(1, "past")
        self._reads_under_way = 0
        """Old games that are being read, or wait to be; only the hub's thread touches it."""
        self.disk_problem = disk_problem
        """What is wrong with the disk; may be asked from any thread."""

    @property
    def lobby(self) -> Lobby:
        """How players take their places. Raises `NotFound` where there is no desk."""
        return self._lobby

    @property
    def confirmations(self) -> Confirmations:
        """How captains confirm a result. Raises `NotFound` where there is no desk."""
        return self._confirmations

    is_relay = False
    """Whether nobody sits here, and nothing is kept."""

    @property
    def commits(self) -> LatencyHistogram:
        """How long the log took to keep each event: numbers that the desk's thread writes and any may read."""
        return self._scorekeeper.commits

    async def log_name(self) -> str | None:
        """Return the name of the desk's log, once it answers; None where there is no desk. Raises `DeskTimeout`."""
        return await self.run(lambda scorekeeper: scorekeeper.log_name)

    async def count_unshared_events(self) -> dict[int, int]:
        """Return how many events of each game lie aside (`Scorekeeper.ownership.unshared_events`).

        A log that cannot be read says none.
        """
        try:
            return await self.run(lambda scorekeeper: scorekeeper.ownership.count_unshared())
        except Unavailable:
            return {}

    async def run(self, work: DeskCall[T]) -> T:
        """Have `work` done at the desk and return what it returns. Raises what it raises, or `DeskTimeout`."""
        answer: Future[T] = Future()
        try:
            self._loop.call_soon_threadsafe(self._run_at_desk, work, answer)
        except RuntimeError as error:
            raise DeskTimeout("The kiosk is stopping.") from error
        waiting = asyncio.wrap_future(answer)
        try:
            done, _ = await asyncio.wait([waiting], timeout=DESK_TIMEOUT_S)
        finally:
            waiting.cancel()
        if not done:
            raise DeskTimeout("The desk does not answer; its disk may be slow. Try again.")
        return waiting.result()

    async def run_for_game(self, game_id: int, work: DeskCall[T]) -> T:
        """Do the same with a game in memory: an old one is read and played through in another thread first.

        So a look at old games delays no bag. Raises as `ask`, `NotFound`, or `Unavailable`.
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
            await self.run(lambda scorekeeper: scorekeeper.games.visit(game_id, history, first))
        return await self.run(work)

    def _run_at_desk(self, work: DeskCall[T], answer: Future[T]) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(work(self._scorekeeper))
        except WritePending as slow:
            slow.outcome.add_done_callback(lambda done: resolve(answer, done.result))
        except Exception as error:  # noqa: BLE001  the boundary between threads: the caller gets it
            answer.set_exception(error)


class NoLocalGames(DeskClient):
    """A relay's desk, where nobody sits: it shows what others score, and keeps nothing."""

    is_relay = True

    def __init__(self, pairing: Pairing) -> None:
        """`pairing` knows no phone and never will, so every key is refused."""
        self.pairing = pairing
        self.disk_problem = lambda: None
        self._commits = LatencyHistogram()

    @property
    def lobby(self) -> Lobby:
        """Raise `NotFound`: nobody takes a place here."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    @property
    def confirmations(self) -> Confirmations:
        """Raise `NotFound`: nothing is confirmed here."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    @property
    def commits(self) -> LatencyHistogram:
        """Nothing is ever kept."""
        return self._commits

    async def log_name(self) -> None:
        """There is none."""

    async def count_unshared_events(self) -> dict[int, int]:
        """Nothing is ever kept."""
        return {}

    async def run(self, work: DeskCall[T]) -> T:  # noqa: ARG002  there is nobody to do it
        """Raise `NotFound`, whatever is asked."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)

    async def run_for_game(self, game_id: int, work: DeskCall[T]) -> T:  # noqa: ARG002  as above
        """Raise `NotFound`, whatever is asked."""
        raise NotFound(_NO_GAMES_AT_A_RELAY)
