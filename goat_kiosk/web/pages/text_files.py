"""Text files of the scores, for streaming software that reads files: ``<folder>/court-1/score1.txt``.

Each court has a folder, so that the software is set up once for the whole evening. Each file is written under a
temporary name and then renamed: a reader finds the old text or the new one, never half. A thread of its own writes, and
only the newest state of each game, so a slow disk delays nobody and no backlog grows.

The files show what a wall shows: when a game is canceled, set aside, moved, or over for twelve hours, its court's texts
become empty. So do those that an earlier run has left, or a stream would show last week's score as this evening's.
"""

import logging
import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.state.courts import (
    court_key,
    current_game,
    is_on_court,
    is_recent,
    start_order,
    without_future_results,
)
from goat_kiosk.errors import Unavailable, log_bugs
from goat_kiosk.host import atomic_write
from goat_kiosk.web.live.view import View, shown_name, views_of
from goat_kiosk.web.pages.render import words

MAX_COURTS = 64
"""Folders: more courts than any venue has. Made-up names must not fill a disk."""
_CHECK_EVERY_S = 60.0
"""How often results that have become too old are looked for."""

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
        "players1": ", ".join(shown_name(player) for player in view.team1.players),
        "players2": ", ".join(shown_name(player) for player in view.team2.players),
        "headline": words.headline(view),
        "match": words.match_result(view) or words.match(view),
    }


def empty_texts(court: str, status: str = "") -> dict[str, str]:
    """Return the texts of a court without a game; `status` says what became of the last one, if it just left."""
    names = ("round", "team1", "team2", "score1", "score2", "players1", "players2", "headline", "match")
    return {"court": court, "status": status} | dict.fromkeys(names, "")


class TextFiles:
    """Writes the files of a folder; created, notified and stopped by the desk's thread."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`now` returns seconds since 1970. Raises `Unavailable` when the folder cannot be made or written to."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                "The folder {folder} for texts cannot be made: {reason}.", folder=folder, reason=error.strerror
            ) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise Unavailable(
                "The folder {folder} for texts cannot be written to. Make it writable for this user, or name another "
                "one with --text-dir.",
                folder=folder,
            )
        self._folder, self._now = folder, now
        self._games: dict[int, View] = {}
        """Games that a court may show, by number; only the writing thread uses them."""
        self._folders: dict[str, str] = {}
        """The name of each court's folder, by `court_key`."""
        self._texts: dict[str, dict[str, str]] = {}
        """What the files of each court say, by `court_key`."""
        self._written: dict[Path, str] = {}
        self._pending: dict[int, bytes] = {}
        self._failing = False
        self._stopping = False
        self._read_earlier_run()
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

    def _read_earlier_run(self) -> None:
        """Read which court each folder of an earlier run belongs to, and what it says."""
        for file in sorted(self._folder.glob("*/court.txt"))[:MAX_COURTS]:
            with suppress(OSError, UnicodeDecodeError):
                court, team1 = (file.with_name(name).read_text(encoding="utf-8") for name in ("court.txt", "team1.txt"))
                self._folders.setdefault(court_key(court), file.parent.name)
                self._texts.setdefault(court_key(court), {"court": court, "team1": team1})

    def _run(self) -> None:
        is_stopping = False
        while not is_stopping:
            with self._condition:
                self._condition.wait_for(lambda: self._pending or self._stopping, _CHECK_EVERY_S)
                changed, self._pending = self._pending, {}
                is_stopping = self._stopping
            with log_bugs(_log, "the texts of a game"):
                self.update(changed)

    def update(self, changed: dict[int, bytes]) -> None:
        """Write what has changed: states by the numbers of their games, and results that have become too old."""
        for key, texts in self._new_texts(changed).items():
            if (folder := self._folder_of(key)) is not None:
                self._texts[key] = texts
                self._write(folder, texts)

    def _new_texts(self, changed: dict[int, bytes]) -> dict[str, dict[str, str]]:
        """Store changed states; return the texts of each court that has a game, or has lost one, by `court_key`."""
        before, now = self._games, self._now()
        self._games = before | {view.game_id: view for view in views_of(changed.values())}
        vacated = [
            replace(before[game_id], aside=True)
            for game_id in changed
            if game_id in before and self._has_moved(before[game_id])
        ]
        vacated += [
            self._games[game_id]
            for game_id in changed
            if game_id in self._games and not is_on_court(self._games[game_id])
        ]
        by_court = defaultdict[str, list[View]](list)
        for view in filter(is_on_court, self._games.values()):
            if view.status != "finished" or is_recent(view, now):
                by_court[court_key(view.court)].append(view)
        self._forget_older_results(by_court)
        shown = (current_game(without_future_results(games, now)) for games in by_court.values())
        return (
            {key: empty_texts(texts["court"]) for key, texts in self._texts.items() if texts["team1"]}
            | {court_key(view.court): empty_texts(view.court, words.status_of(view)) for view in vacated}
            | {court_key(view.court): game_texts(view) for view in shown}
        )

    def _has_moved(self, before: View) -> bool:
        return court_key(self._games[before.game_id].court) != court_key(before.court)

    def _forget_older_results(self, by_court: dict[str, list[View]]) -> None:
        """Keep the unfinished games of each court, and its newest result: any of them may be shown next."""
        results = [[view for view in games if view.status == "finished"] for games in by_court.values()]
        newest = [max(games, key=start_order) for games in results if games]
        unfinished = [view for view in self._games.values() if view.status != "finished"]
        self._games = {view.game_id: view for view in (*newest, *unfinished)}

    def _write(self, folder: str, texts: dict[str, str]) -> None:
        try:
            for name, text in texts.items():
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

    def _folder_of(self, key: str) -> str | None:
        """Return the folder of a court by its `court_key`: letters, digits, dashes; None when there are too many."""
        if key not in self._folders and len(self._folders) < MAX_COURTS:
            base = re.sub(r"[^a-z0-9]+", "-", key).strip("-") or "court"
            used = self._folders.values()
            names = (base, *(f"{base}-{n}" for n in range(2, MAX_COURTS + 2)))
            self._folders[key] = next(name for name in names if name not in used)
        return self._folders.get(key)
