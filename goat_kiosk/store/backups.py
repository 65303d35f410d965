"""A folder of backups: each a proved copy of the log named by its time, thinned out as they grow older.

A backup takes its name only when it is whole and on the disk, so whatever bears such a name can be restored. Nobody
needs to look after the folder: of the last minutes there are many, of the last year few.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.errors import KioskError, Unusable
from goat_kiosk.store import copies, schema
from goat_kiosk.store.copies import Contents, Progress, silent

_NAME = "goat-kiosk-%Y-%m-%dT%H-%M-%S.%fZ.db"
"""In UTC: on the night when the clocks go back, no hour comes twice."""
_PATTERN = "goat-kiosk-*Z.db"

NEWEST = 8
"""The newest are all kept: two hours of an evening at four an hour, or as many games as end in that time."""
HOURS, DAYS, MONTHS = 24, 14, 12
"""Then the newest of each hour of the last day, of each day of two weeks, of each month of a year: a mistake is noticed
within the evening, or at the next one, or when the season's table is made."""
MOST_BYTES = 2_000_000_000
"""All backups of a folder together; an evening adds a megabyte to the log, so they come to this after many seasons.
Then the oldest go first, but never the newest three."""
SPARE_BYTES = 200_000_000
"""Left free for the scores themselves: the disk must not be full of backups."""


class Backup(NamedTuple):
    """A backup, by its name."""

    file: Path
    at: datetime
    """When it was made, in UTC."""


def take(
    log: Path, folder: Path, now: datetime, told: Progress = silent, spare: int | None = None
) -> tuple[Backup, Contents]:
    """Make a backup of the log at `log` in `folder`, and return it and what it holds.

    `now` is in UTC; `spare` bytes stay free, else `SPARE_BYTES`. Raises `Unusable`, or what `told` raises; then there
    is no backup.
    """
    file = folder / now.strftime(_NAME)
    try:
        # Not its parents: where a stick is put in, there must be no folder while it is away.
        folder.mkdir(exist_ok=True)
        _clear_unfinished(folder, log)
        _check_room(log, folder, SPARE_BYTES if spare is None else spare)
    except OSError as error:
        raise Unusable("{folder} cannot be written to: {reason}.", folder=folder, reason=error.strerror) from error
    return Backup(file, now), copies.copy(log, file, told, _unfinished(log))


def upgrade(log: Path, folder: Path, now: datetime) -> None:
    """Bring an older log up to date for good, with a backup in `folder` first; the caller has claimed the log's folder.

    `now` is in UTC. Raises `Unusable` when no backup can be made; then the log is as it was.
    """
    if not log.exists() or not copies.is_older(log):
        return
    try:
        take(log, folder, now, spare=0)
    except Unusable as error:
        raise Unusable(
            "The event log is of an older GOaT Kiosk, and is not brought up to date without a backup: {reason}",
            reason=error,
        ) from error
    schema.upgrade(log)


def listed(folder: Path) -> list[Backup]:
    """Return the backups in `folder`, the newest first. Raises `OSError` when it cannot be read."""
    found = [Backup(file, at) for file in folder.glob(_PATTERN) if (at := _time_of(file)) is not None]
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def good(backups: Iterable[Backup]) -> Iterator[tuple[Backup, Contents]]:
    """Yield those backups that can be restored, in their order, each proved when it is asked for."""
    for backup in backups:
        try:
            yield backup, copies.contents(backup.file)
        except KioskError:
            continue


def by_log(backups: Iterable[Backup]) -> dict[str, list[Backup]]:
    """Return the backups of each log by its name, in their order; "" are those that cannot be read."""
    logs: dict[str, list[Backup]] = {}
    for backup in backups:
        logs.setdefault(copies.name_of(backup.file), []).append(backup)
    return logs


def thin_out(folder: Path) -> None:
    """Remove the backups that are kept no longer; each log's for themselves, for several may share a folder.

    Those that cannot be read just now are kept. Raises `OSError`.
    """
    for name, backups in by_log(listed(folder)).items():
        if name:
            _thin_out(backups)


def _thin_out(backups: list[Backup]) -> None:
    kept = within({backup: backup.file.stat().st_size for backup in backups if backup in wanted(backups)})
    for backup in backups:
        if backup not in kept:
            backup.file.unlink(missing_ok=True)


def wanted(backups: list[Backup]) -> set[Backup]:
    """Return which of `backups`, the newest first, are kept for their time."""
    kept = set(backups[:NEWEST])
    newest = backups[0].at if backups else datetime.now(UTC)
    for form, count, since in (
        ("%Y-%m-%d %H", HOURS, newest - timedelta(days=1)),
        ("%Y-%m-%d", DAYS, newest - timedelta(days=DAYS)),
        ("%Y-%m", MONTHS, newest - timedelta(days=366)),
    ):
        spans: dict[str, Backup] = {}
        for backup in backups:
            if backup.at >= since:
                spans.setdefault(backup.at.strftime(form), backup)
        kept.update(list(spans.values())[:count])
    return kept


def within(sizes: dict[Backup, int], most: int = MOST_BYTES) -> set[Backup]:
    """Return the newest of the backups that fit in `most` bytes together; `sizes` holds the newest first."""
    kept, together = set[Backup](), 0
    for place, (backup, size) in enumerate(sizes.items()):
        together += size
        if together > most and place >= 3:
            break
        kept.add(backup)
    return kept


def _unfinished(log: Path) -> str:
    """Return how a backup's name ends until it is proved: with its log, for another kiosk may be at work beside."""
    return f".{copies.name_of(log)}{copies.UNFINISHED}"


def _clear_unfinished(folder: Path, log: Path) -> None:
    """Remove what a killed backup of this log has left. Raises `OSError`."""
    for rest in folder.glob(f"{_PATTERN}{_unfinished(log)}*"):
        rest.unlink(missing_ok=True)


def _time_of(file: Path) -> datetime | None:
    try:
        return datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _check_room(log: Path, folder: Path, spare: int) -> None:
    needed, free = log.stat().st_size + spare, shutil.disk_usage(folder).free
    if free < needed:
        raise Unusable(
            "There is no room for a backup in {folder}: {free} MB are free, {needed} MB are needed.",
            folder=folder,
            free=free // 1_000_000,
            needed=needed // 1_000_000,
        )
