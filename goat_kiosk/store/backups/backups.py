"""Backup folder: verified copies of the log named by their time, fewer of them the older they are.

A backup gets its name only when it is complete and on the disk, so every file with such a name can be restored. The
folder needs no care: it keeps many backups of the last minutes, and few of the last year.
"""

import errno
import logging
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.errors import KioskError, Unavailable
from goat_kiosk.host.clock import format_moment
from goat_kiosk.store.backups import backup_mark, verified_copy
from goat_kiosk.store.backups.verified_copy import Contents, Progress, no_progress
from goat_kiosk.store.log import schema

_log = logging.getLogger(__name__)

_TIME_FORMAT = "goat-kiosk-%Y-%m-%dT%H-%M-%S.%fZ"
"""In UTC: on the night when the clocks go back, no hour comes twice."""
_FILE_PATTERN = "goat-kiosk-*Z*.db"
_FILE_NAME = re.compile(r"(?P<time>goat-kiosk-.+Z)(-(?P<setbacks>[0-9]{1,6}))?\.db")

KEEP_NEWEST = 8
"""The newest are all kept: two hours of an evening at four an hour, or as many games as end in that time."""
HOURS, DAYS, MONTHS = 24, 14, 12
"""Then the last one made in each of so many hours, days and months in which any was made: a mistake is noticed within
the evening, or at the next one, or when the season's table is made. How long ago that was is not asked: an evening
whose clock is years ahead would make all others old."""
MAX_BYTES = 2_000_000_000
"""All backups of a folder together; an evening adds a megabyte to the log, so they come to this after many seasons.
Then the oldest go first, but never the newest three."""
SPARE_BYTES = 200_000_000
"""Left free for the scores themselves: the disk must not be full of backups."""


class Backup(NamedTuple):
    """A backup, by its name."""

    file: Path
    at: datetime
    """When it was made, in UTC, by the wall clock of then."""
    setbacks: int = 0
    """How many times the clock had been set back to before the newest backup of the folder."""

    @property
    def sort_key(self) -> tuple[int, datetime]:
        """Sort key: the order in which the backups of a folder were made."""
        return self.setbacks, self.at


def require_usable(folder: Path) -> None:
    """Raise `Unavailable` when no backup can be kept in `folder`, as far as that is known without writing there."""
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError as error:
        # It is made with the first backup, but not its parents (`make_backup`).
        if folder.is_symlink() or not os.access(folder.parent, os.W_OK | os.X_OK):
            raise Unavailable(
                "There is no folder {folder} for backups, and it cannot be made. Connect its disk, or name another "
                "folder with --backup-dir.",
                folder=folder,
            ) from error
        return
    except OSError as error:
        raise _no_backup_folder(folder, error.strerror) from error
    if not is_folder:
        raise _no_backup_folder(folder, os.strerror(errno.ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _no_backup_folder(folder, os.strerror(errno.EACCES))


def _no_backup_folder(folder: Path, reason: str | None) -> Unavailable:
    return Unavailable(
        "{folder} cannot hold backups: {reason}. Make it a folder that this user can write to, or name another "
        "one with --backup-dir.",
        folder=folder,
        reason=reason,
    )


def make_backup(
    log: Path, folder: Path, now: datetime, progress: Progress = no_progress, min_free_bytes: int | None = None
) -> tuple[Backup, Contents]:
    """Make a backup of the log at `log` in `folder`, and return it and its contents.

    `now` is in UTC; `min_free_bytes` stay free, else `SPARE_BYTES`. Raises `Unavailable`, or what `progress` raises;
    then there is no backup.
    """
    require_usable(folder)
    try:
        # Not its parents: where a stick is put in, there must be no folder while it is away.
        folder.mkdir(mode=0o700, exist_ok=True)
        _clear_unfinished(folder, log)
        _check_room(log, folder, SPARE_BYTES if min_free_bytes is None else min_free_bytes)
        backup = _next_backup(log, folder, now)
    except OSError as error:
        raise Unavailable("{folder} cannot be written to: {reason}.", folder=folder, reason=error.strerror) from error
    return backup, verified_copy.copy(log, backup.file, progress, _unfinished_suffix(log))


def _next_backup(log: Path, folder: Path, now: datetime) -> Backup:
    """Return the next backup of a log; where its newest is dated later, the clock was put back since."""
    newest = next(iter(group_by_log(list_backups(folder)).get(verified_copy.name_of(log), [])), None)
    setbacks = newest.setbacks if newest else 0
    if newest and newest.at >= now:
        setbacks += 1
        _log.warning("The clock was put back: the newest backup, %s, is dated later than now", newest.file)
    return Backup(folder / f"{now.strftime(_TIME_FORMAT)}{f'-{setbacks}' if setbacks else ''}.db", now, setbacks)


def upgrade(log: Path, folder: Path, now: datetime) -> None:
    """Bring an older log up to date for good, with a backup in `folder` first; the caller has claimed the log's folder.

    `now` is in UTC. Raises `Unavailable` when no backup can be made; then the log is as it was.
    """
    if not log.exists() or not verified_copy.is_older(log):
        return
    try:
        make_backup(log, folder, now, min_free_bytes=0)
    except Unavailable as error:
        raise Unavailable(
            "The event log is of an older GOaT Kiosk, and is not brought up to date without a backup: {reason}",
            reason=error,
        ) from error
    schema.upgrade(log)


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups in `folder`, the one made last first. Raises `OSError` when it cannot be read."""
    backups = filter(None, map(_parse_name, folder.glob(_FILE_PATTERN)))
    return sorted(backups, key=lambda backup: backup.sort_key, reverse=True)


def verified(backups: Iterable[Backup]) -> Iterator[tuple[Backup, Contents]]:
    """Yield the backups that can be restored, in their order; each is verified when the iterator reaches it."""
    for backup in backups:
        try:
            yield backup, verified_copy.verify_copy(backup.file)
        except KioskError:
            continue


def group_by_log(backups: Iterable[Backup]) -> dict[str, list[Backup]]:
    """Return the backups by the name of their log, in their order; those that cannot be read are under ""."""
    logs: dict[str, list[Backup]] = {}
    for backup in backups:
        logs.setdefault(verified_copy.name_of(backup.file), []).append(backup)
    return logs


class LogBackup(NamedTuple):
    """The newest good backup of a log, and its kiosk."""

    backup: Backup
    contents: Contents
    kiosk: str
    """The kiosk's name; empty when the marker file does not have it."""

    @property
    def description(self) -> str:
        """The kiosk, the time and the size, as a sentence."""
        name = f"“{self.kiosk}”" if self.kiosk else f"log {self.contents.log}"
        return f"{name}, {format_moment(self.backup.at)}, {self.contents.in_words}"


ChooseBackup = Callable[[list[LogBackup]], LogBackup | None]
"""Chooses the backup that a new folder starts from; None for none."""


def find_backups(folders: Iterable[Path]) -> list[LogBackup]:
    """Return the newest good backup of each log in `folders`, the newest first; what cannot be read is skipped."""
    newest: dict[str, LogBackup] = {}
    for folder in folders:
        mark = backup_mark.read(folder)
        for name, backups in group_by_log(_list(folder)).items():
            for backup, contents in islice(verified(backups), 1):
                log_backup = LogBackup(backup, contents, mark.kiosks.get(name, "") if mark else "")
                newest[name] = max(newest.get(name, log_backup), log_backup, key=lambda each: each.backup.at)
    return sorted(newest.values(), key=lambda each: each.backup.at, reverse=True)


def _list(folder: Path) -> list[Backup]:
    try:
        return list_backups(folder)
    except OSError:
        return []


def thin_out(folder: Path) -> None:
    """Delete the backups that are too old or too many, log by log, since several may share a folder.

    Those that cannot be read stay. Raises `OSError`.
    """
    for name, backups in group_by_log(list_backups(folder)).items():
        if name:
            _thin_out(backups)


def _thin_out(backups: list[Backup]) -> None:
    kept = select_by_size(
        {backup: backup.file.stat().st_size for backup in backups if backup in select_by_age(backups)}
    )
    for backup in backups:
        if backup not in kept:
            backup.file.unlink(missing_ok=True)


def select_by_age(backups: list[Backup]) -> set[Backup]:
    """Return those of `backups`, the newest first, that are kept by their age (`HOURS`, `DAYS`, `MONTHS`)."""
    kept = set(backups[:KEEP_NEWEST])
    for form, count in (("%Y-%m-%d %H", HOURS), ("%Y-%m-%d", DAYS), ("%Y-%m", MONTHS)):
        spans: dict[str, Backup] = {}
        for backup in backups:
            spans.setdefault(backup.at.strftime(form), backup)
        kept.update(list(spans.values())[:count])
    return kept


def select_by_size(sizes: dict[Backup, int], max_bytes: int = MAX_BYTES) -> set[Backup]:
    """Return the newest of the backups that fit in `max_bytes` together; `sizes` holds the newest first."""
    newest, total = set[Backup](), 0
    for index, (backup, size) in enumerate(sizes.items()):
        total += size
        if total > max_bytes and index >= 3:
            break
        newest.add(backup)
    return newest


def _unfinished_suffix(log_path: Path) -> str:
    """Return the suffix of an unverified backup; it names the log, since another kiosk may use the folder too."""
    return f".{verified_copy.name_of(log_path)}{verified_copy.UNFINISHED}"


def _clear_unfinished(folder: Path, log: Path) -> None:
    """Delete the unfinished files of backups of this log that were killed. Raises `OSError`."""
    for leftover in folder.glob(f"{_FILE_PATTERN}{_unfinished_suffix(log)}*"):
        leftover.unlink(missing_ok=True)


def _parse_name(file: Path) -> Backup | None:
    """Return the backup of this name; None for any other file."""
    parts = _FILE_NAME.fullmatch(file.name)
    try:
        at = datetime.strptime(parts["time"], _TIME_FORMAT).replace(tzinfo=UTC) if parts else None
    except ValueError:
        return None
    return Backup(file, at, int(parts["setbacks"] or 0)) if parts and at else None


def _check_room(log: Path, folder: Path, min_free_bytes: int) -> None:
    needed, free_bytes = log.stat().st_size + min_free_bytes, shutil.disk_usage(folder).free
    if free_bytes < needed:
        raise Unavailable(
            "There is no room for a backup in {folder}: {free} MB are free, {needed} MB are needed.",
            folder=folder,
            free=free_bytes // 1_000_000,
            needed=needed // 1_000_000,
        )
