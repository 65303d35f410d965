"""Games loaded at the start: the active ones, and every unfinished one however old."""

import logging
from collections.abc import Iterator
from functools import partial

from goat_kiosk.desk.event_writer import EventWriter
from goat_kiosk.desk.loaded_games import LoadedGames
from goat_kiosk.desk.owners import Owners
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.errors import KioskError
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import CallSoon

_MAX_LOADED_AT_ONCE = 200
"""The most games that are loaded in one go to find the unfinished ones; they take a second at most."""

_log = logging.getLogger(__name__)


class StartupLoader:
    """Loads the games of tonight from the log and publishes each."""

    def __init__(
        self, log: EventLog, games: LoadedGames, owners: Owners, writer: EventWriter, call_soon: CallSoon | None
    ) -> None:
        self._log = log
        self._games = games
        self._owners = owners
        self._writer = writer
        self._call_soon = call_soon

    def load(self, now: int) -> None:
        """Load the active games and every unfinished one; `now` is the wall clock's time in milliseconds.

        Games that another kiosk has taken over are left out, and so are those that cannot be read.
        """
        unfinished = set(self._log.unfinished_game_ids())
        active = set(self._log.game_ids_between(now - ACTIVE_MS, now + ACTIVE_MS))
        at_once = active if len(unfinished) > _MAX_LOADED_AT_ONCE and self._call_soon else unfinished | active
        finished_ids = [
            game_id for game_id in self._log.in_starting_order(at_once) if self._load(game_id, game_id in active)
        ]
        self._mark_finished([game_id for game_id in finished_ids if game_id in unfinished])
        self._load_next(iter(self._log.in_starting_order(unfinished - at_once)[::-1]), [])

    def _load_next(self, unfinished: Iterator[int], finished_ids: list[int]) -> None:
        """Load those of many games that are unfinished, one game per turn of the event loop, the newest first.

        That happens once, with a log from before unfinished games were marked: a million bags take a minute.
        """
        game_id = next(unfinished, None)
        if game_id is not None and self._load(game_id, active=False):
            finished_ids.append(game_id)
        if game_id is None or len(finished_ids) >= _MAX_LOADED_AT_ONCE:
            self._mark_finished(finished_ids)
            finished_ids = []
        if game_id is not None and self._call_soon is not None:
            self._call_soon(lambda: None if self._log.closed else self._load_next(unfinished, finished_ids))

    def _load(self, game_id: int, active: bool) -> bool:  # noqa: FBT001  what `load` knows of each
        """Publish a game that is active or not over; return whether it is over."""
        if not self._owners.is_owner(game_id):
            return False
        try:
            change = self._writer.snapshot(game_id)
        except KioskError:
            _log.exception("Game %d cannot be read and is left out; run “goat-kiosk check”", game_id)
            return False
        if change.game.is_over and not active:
            self._games.evict(game_id)
        else:
            self._games.pin(game_id)
            self._writer.publish(change)
        return change.game.is_over

    def _mark_finished(self, game_ids: list[int]) -> None:
        if game_ids:
            self._log.writer_thread.write(partial(self._log.mark_finished, game_ids))
