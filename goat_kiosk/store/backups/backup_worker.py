"""Background thread for backups: checks the whole log once, then backs it up while the kiosk runs.

A backup is made soon after a game has ended or somebody has decided about a tournament, else a quarter of an hour after
a change, and at the start when the newest one is older than the log. Nothing waits for it: it has connections of its
own, runs at low priority, and works at most a twentieth of the time, so that a log of millions of events is not copied
all evening. What fails is kept as a sentence for the window and ``/healthz`` until it works again.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

from goat_kiosk.errors import ContinuedElsewhere, KioskError, Unavailable
from goat_kiosk.store.backups import backup_mark, backups, integrity, verified_copy
from goat_kiosk.store.backups.backups import Backup

START_DELAY_S = 3.0
"""Seconds in which the phones can reconnect before the disk is read."""
CHANGE_DELAY_S = 15 * 60.0
"""Seconds from the first change that is in no backup to the next one: what a lost disk can cost at most."""
GAME_DELAY_S = 2.0
"""Seconds after the end of a game, or a decision of a tournament: its last words, a correction or the next game, come
along."""
RETRY_DELAY_S = 60.0
"""Seconds until a failed backup is retried: a stick is put in, a disk has space again."""
FOLDER_CHECK_INTERVAL_S = 30.0
"""Seconds between two checks of the backup folders' disks: a stick may be pulled out, or another put in."""
CLOSE_TIMEOUT_S = 2.0
"""Seconds to wait for the thread when the kiosk stops; a slow stick may need longer. The next backup removes an
unfinished one."""
REST_FACTOR = 20
"""A backup that took a second is followed by none for twenty."""
_NICE = 10

_log = logging.getLogger(__name__)


class _Closing(Exception):
    """The kiosk is stopping."""


class BackupStatus(NamedTuple):
    """The state of the backups."""

    newest: datetime | None
    """When the newest backup was made."""
    problems: tuple[KioskError, ...]
    """Sentences that say what is wrong."""
    waiting_since: datetime | None = None
    """When the oldest change was made that is in no backup yet."""
    stick_newest: datetime | None = None
    """When the newest backup was made in the second folder."""
    stick_problems: tuple[KioskError, ...] = ()
    """Those of `problems` that are about the second folder."""

    @property
    def summary(self) -> str:
        """What is wrong, in English; "" when all is well."""
        return " ".join(error.sentence for error in self.problems)


class BackupWorker:
    """The backup thread. The desk's thread makes it and reports changes to it."""

    def __init__(
        self,
        log: Path,
        folders: list[Path],
        now: Callable[[], datetime] | None = None,
        kiosk: str = "",
        write_beside: Callable[[Path], None] = lambda _: None,
    ) -> None:
        """Keep backups of the log at `log` in each of `folders`, the first of which is in the data folder itself.

        `kiosk` is the name in the marker file, for people who find the folder. `write_beside` is called with a folder
        after each backup there, in the thread; it may raise `KioskError`.
        """
        self._kiosk, self._write_beside = kiosk, write_beside
        self._folders_to_write = set[Path]()
        """The folders with a backup for which `write_beside` has not succeeded yet."""
        self._log, self._folders = log, folders
        self._now = now or (lambda: datetime.now(UTC))
        self._damage: list[KioskError] = []
        self._failures: dict[Path, KioskError] = {}
        """The last error of each folder whose last backup failed."""
        self._last_failure: KioskError | None = None
        """Why the last run failed; None when it succeeded."""
        self._continued: ContinuedElsewhere | None = None
        """Another computer has gone on from a backup of this log."""
        self._checked = False
        self._newest = dict[Path, datetime]()
        """When the newest backup of each folder was made."""
        self._waiting_since: datetime | None = None
        """When the oldest change was made that is in no backup yet."""
        self._changes = 0
        self._due = float("inf")
        """When the next backup is due, by the monotonic clock."""
        self._pending_folders: set[Path] = set()
        """The folders that still need it: a failure in one folder does not repeat it in the others."""
        self._not_before = 0.0
        """No backup starts before this, by the same clock."""
        self._wake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def __enter__(self) -> Self:
        self._check_folders()  # so that a folder that cannot be used is reported at the start
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(CLOSE_TIMEOUT_S)

    @property
    def status(self) -> BackupStatus:
        """The state of the backups; any thread may read it."""
        failures = () if self._last_failure is None else (self._last_failure,)
        continued = () if self._continued is None else (self._continued,)
        problems = (*continued, *self._damage, *failures, *self._failures.values())
        newest, second = dict(self._newest), self._folders[1:]
        return BackupStatus(
            max(newest.values(), default=None),
            problems,
            self._waiting_since,
            max((newest[folder] for folder in second if folder in newest), default=None),
            tuple(self._failures[folder] for folder in second if folder in self._failures),
        )

    @property
    def has_stick(self) -> bool:
        """Whether there is a second folder."""
        return len(self._folders) > 1

    def health(self) -> dict[str, object]:
        """Return the state for ``/healthz``."""
        status = self.status
        return {"newest": status.newest, "trouble": status.summary}

    def on_saved(self, *, game_ended: bool) -> None:
        """Schedule a backup of what the log has just saved, sooner when it ended a game."""
        with self._wake:
            self._changes += 1
            self._waiting_since = self._waiting_since or self._now()
        self.schedule(GAME_DELAY_S if game_ended else CHANGE_DELAY_S)

    def schedule(self, seconds: float) -> None:
        """Schedule a backup in so many seconds, unless one is due before."""
        self._schedule(self._folders, seconds)

    def _schedule(self, folders: list[Path], seconds: float) -> None:
        with self._wake:
            self._pending_folders.update(folders)
            self._due = min(self._due, time.monotonic() + seconds)
            self._wake.notify()

    # ------------------------------------------------------------------------------------------------ the thread

    def _run(self) -> None:
        with suppress(OSError):
            if sys.platform == "linux":  # elsewhere a thread has no number that this call knows
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        with suppress(_Closing):
            self._wait(time.monotonic() + START_DELAY_S)
            while True:
                self._try(self._work)
                self._wait(time.monotonic() + FOLDER_CHECK_INTERVAL_S)

    def _try(self, work: Callable[[], None]) -> None:
        """Call `work`. Its error is kept for the window, and the work is retried later. Raises `_Closing`."""
        try:
            work()
        except _Closing:
            raise
        except KioskError as error:
            self._on_error(error)
        except OSError as error:
            self._on_error(KioskError("{reason}.", reason=error.strerror or error))
        except Exception as error:  # noqa: BLE001  the boundary: a bug here must not stop the kiosk or the next backup
            if self._last_failure is None:
                _log.exception("The backup thread failed by a bug; it will retry")
            self._on_error(KioskError("a bug ({error}).", error=type(error).__name__))
        else:
            self._last_failure = None

    def _on_error(self, reason: KioskError) -> None:
        if self._last_failure is None:
            _log.warning("The backup thread failed: %s", reason)
        self._last_failure = KioskError("The backups are in trouble; they are tried again: {reason}", reason=reason)
        self._schedule([], RETRY_DELAY_S)

    def _work(self) -> None:
        """Check the log until that has succeeded once, check the folders, and make a backup when one is due.

        A check that fails does not prevent a backup: it may be the last one.
        """
        is_due = time.monotonic() >= max(self._due, self._not_before)
        with ExitStack() as errors:
            errors.callback(self._check_folders)
            if is_due:
                errors.callback(self._back_up)
            if not self._checked:
                self._initial_check()
                self._checked = True

    def _wait(self, until: float) -> None:
        """Wait until a time of the monotonic clock, or until a backup is due. Raises `_Closing`."""
        with self._wake:
            while not self._closed:
                seconds = min(until, max(self._due, self._not_before)) - time.monotonic()
                if seconds <= 0:
                    return
                self._wake.wait(min(seconds, threading.TIMEOUT_MAX))
        raise _Closing

    def _progress(self, _done: float) -> None:
        if self._closed:
            raise _Closing

    def _initial_check(self) -> None:
        """Read the whole log, then see whether the newest backup is older."""
        self._check_for_damage()
        if self._damage:
            return
        newest = [self._list(folder)[:1] for folder in self._folders]
        self._newest |= {folder: backup[0].at for folder, backup in zip(self._folders, newest, strict=True) if backup}
        if verified_copy.is_empty(self._log):
            return
        # One that is dated later than now says nothing: the clock was put back.
        known = [copy for backup in newest for copy in backup]
        if not all(newest) or any(self._last_change() > copy.at or copy.at > self._now() for copy in known):
            self.schedule(0)

    def _check_folders(self) -> None:
        """Report at once a folder that cannot be used or whose disk is away; schedule a backup on one put in."""
        for folder in self._folders:
            try:
                if folder != self._folders[0]:
                    backup_mark.check_disk(folder, self._log.parent)
                backups.require_usable(folder)
            except Unavailable as error:
                self._on_failure(folder, error)
            else:
                self._schedule_on_new_disk(folder)
                self._check_continued(folder)

    def _check_continued(self, folder: Path) -> None:
        """Notice that an evening goes on elsewhere; backups are made all the same."""
        try:
            backup_mark.check_continued(folder, verified_copy.name_of(self._log))
        except ContinuedElsewhere as error:
            if self._continued is None:
                _log.warning("%s", error)
            self._continued = error

    def _schedule_on_new_disk(self, folder: Path) -> None:
        is_second = folder != self._folders[0]
        if is_second and folder.is_dir() and backup_mark.read(folder) is None and not verified_copy.is_empty(self._log):
            self._schedule([folder], 0)

    def _list(self, folder: Path) -> list[Backup]:
        try:
            return backups.list_backups(folder)
        except OSError:
            return []

    def _last_change(self) -> datetime:
        parts = [self._log, self._log.with_name(self._log.name + "-wal")]
        return datetime.fromtimestamp(max(part.stat().st_mtime for part in parts if part.exists()), UTC)

    def _back_up(self) -> None:
        with self._wake:
            self._due = float("inf")
        start = time.monotonic()
        for folder in self._folders:
            if folder in self._pending_folders:
                self._back_up_in(folder)
        self._not_before = time.monotonic() + REST_FACTOR * (time.monotonic() - start)
        if self._failures:
            self._check_for_damage()
        # Last: whatever goes wrong here must prevent no backup.
        for folder in sorted(self._folders_to_write):
            self._write_beside(folder)
            self._folders_to_write.discard(folder)

    def _back_up_in(self, folder: Path) -> None:
        # Before the backup: a change during it schedules the next one, which must not be lost.
        self._pending_folders.discard(folder)
        changes, began = self._changes, self._now()
        try:
            backup = self._make_backup(folder)
        except KioskError as error:
            self._on_failure(folder, error)
        except OSError as error:
            reason = error.strerror or error
            self._on_failure(
                folder, Unavailable("{folder} cannot be tidied up: {reason}.", folder=folder, reason=reason)
            )
        except BaseException:
            self._schedule([folder], RETRY_DELAY_S)
            raise
        else:
            self._newest[folder] = backup.at
            with self._wake:
                self._waiting_since = None if self._changes == changes else began
            self._failures.pop(folder, None)
            self._folders_to_write.add(folder)

    def _make_backup(self, folder: Path) -> Backup:
        """Make a backup in `folder`. Raises `KioskError`, or `OSError` where it cannot be tidied up."""
        if folder != self._folders[0]:
            backup_mark.check_disk(folder, self._log.parent)
            backups.require_usable(folder)
            backup_mark.write_mark(folder, self._log.parent, verified_copy.name_of(self._log), self._kiosk)
        backup, _ = backups.make_backup(self._log, folder, self._now(), self._progress)
        backups.thin_out(folder)
        return backup

    def _on_failure(self, folder: Path, reason: KioskError) -> None:
        if folder not in self._failures:
            _log.warning("No backup was made: %s", reason)
        self._failures[folder] = KioskError("No backup was made: {reason}", reason=reason)
        self._schedule([folder], RETRY_DELAY_S)

    def _check_for_damage(self) -> None:
        if damage := integrity.find_damage(self._log, whole=True, progress=self._progress):
            self._on_damage(damage)

    def _on_damage(self, damage: KioskError) -> None:
        _log.error("The event log %s is damaged: %s", self._log, damage)
        self._damage = [
            Unavailable(
                "The event log is damaged. Close GOaT Kiosk between two games, and start it again or run “goat-kiosk "
                "recover”: what can be read is kept, and the rest is taken from the newest backup."
            )
        ]
        with suppress(OSError):
            integrity.request_full_check(self._log)
