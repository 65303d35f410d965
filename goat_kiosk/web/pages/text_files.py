"""Text files of the scores, for streaming software that reads files: ``<folder>/court-1/score1.txt``.

Each court has a folder, so that the software is set up once for the whole evening. Each file is written beside and
renamed into place: a reader finds the old text or the new one, never half. A thread of its own writes, and only the
newest state of each game, so a slow disk delays nobody and no backlog grows.
"""

import logging
import re
import threading
import time
from collections import defaultdict
from pathlib import Path

from msgspec.structs import replace

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.state.courts import current_game, is_on_court, start_order, without_future_results
from goat_kiosk.errors import Unavailable, log_bugs
from goat_kiosk.host import atomic_write
from goat_kiosk.web.live.view import View, views_of
from goat_kiosk.web.pages.render import words

MAX_COURTS = 64
"""Folders: more courts than any venue has. Made-up names must not fill a disk."""

_log = logging.getLogger(__name__)


def game_texts(view: View) -> dict[str, str]:
    """Return the texts of a game by file name without extension: `score1` is the score and nothing else."""
    return {
        "court": view.court,
        "status": words.status_of(view),
        "round": str(view.round) if view.round else "",
        "team1": view.name(1),
        "team2": view.name(2),
        "score1": str(view.team1.score),
        "score2": str(view.team2.score),
        "players1": ", ".join(player.name for player in view.team1.players),
        "players2": ", ".join(player.name for player in view.team2.players),
        "headline": words.headline(view),
        "match": words.match(view),
    }


class TextFiles:
    """Writes the files of a folder; created, notified and stopped by the desk's thread."""

    def __init__(self, folder: Path) -> None:
        """Raises `Unavailable` when the folder cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                "The folder {folder} for texts cannot be made: {reason}.", folder=folder, reason=error.strerror
            ) from error
        self._folder = folder
        self._games: dict[int, View] = {}
        """Games that a court may show, by number; only the writing thread uses them."""
        self._folders: dict[str, str] = {}
        self._written: dict[Path, str] = {}
        self._pending: dict[int, bytes] = {}
        self._failing = False
        self._stopping = False
        self._condition = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="texts", daemon=True)
        self._thread.start()

    def show(self, change: Change) -> None:
        """Queue the game of a change for writing. Returns at once."""
        with self._condition:
            self._pending[change.game_id] = change.state
            self._condition.notify()

    def stop(self) -> None:
        """Write what is queued and end the thread."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._pending or self._stopping)
                changed, self._pending = self._pending, {}
            if not changed:
                return
            with log_bugs(_log, "the texts of a game"):
                for view in self._shown_games(changed):
                    self._write(view)

    def _shown_games(self, changed: dict[int, bytes]) -> list[View]:
        """Store changed states; return the newest game of each court, or one that has just left its court."""
        # Invariant: every court that changed is written once. A court left empty still gets its last game, marked
        # as set aside, or the software would show the old score as live.
        before = self._games
        self._games = before | {view.game_id: view for view in views_of(changed.values())}
        left = [replace(before[one], aside=True) for one in changed if one in before and self._has_moved(before[one])]
        left += [self._games[one] for one in changed if one in self._games and not is_on_court(self._games[one])]
        by_court = defaultdict[str, list[View]](list)
        for view in filter(is_on_court, self._games.values()):
            by_court[view.court].append(view)
        self._forget_older_results(by_court)
        return [
            *(current_game(without_future_results(games, time.time())) for games in by_court.values()),
            *(one for one in left if one.court not in by_court),
        ]

    def _has_moved(self, before: View) -> bool:
        return self._games[before.game_id].court != before.court

    def _forget_older_results(self, by_court: dict[str, list[View]]) -> None:
        """Keep the unfinished games of each court, and its newest result: any of them may be shown next."""
        results = [[view for view in games if view.status == "finished"] for games in by_court.values()]
        newest = [max(games, key=start_order) for games in results if games]
        waiting = [view for view in self._games.values() if view.status != "finished"]
        self._games = {view.game_id: view for view in (*newest, *waiting)}

    def _write(self, view: View) -> None:
        folder = self._folder_of(view.court)
        if folder is None:
            return
        try:
            for name, text in game_texts(view).items():
                self._write_if_changed(self._folder / folder / f"{name}.txt", text)
            self._failing = False
        except OSError as error:
            if not self._failing:
                _log.warning("The texts in %s cannot be written: %s", self._folder, error)
            self._failing = True

    def _write_if_changed(self, file: Path, text: str) -> None:
        if self._written.get(file) == text:
            return
        file.parent.mkdir(exist_ok=True)
        atomic_write.write(file, text.encode(), sync=False)
        self._written[file] = text

    def _folder_of(self, court: str) -> str | None:
        """Return the court's folder: its name in lower case, digits and dashes; None when there are too many."""
        if court not in self._folders and len(self._folders) < MAX_COURTS:
            plain = re.sub(r"[^a-z0-9]+", "-", court.lower()).strip("-") or "court"
            taken = self._folders.values()
            names = (plain, *(f"{plain}-{n}" for n in range(2, MAX_COURTS + 2)))
            self._folders[court] = next(name for name in names if name not in taken)
        return self._folders.get(court)
