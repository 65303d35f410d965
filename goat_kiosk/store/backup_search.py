"""Search for backups on sticks: what a second laptop finds when the first one has died in the middle of an evening."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw

from goat_kiosk.errors import KioskError
from goat_kiosk.host.removable_disks import subfolders
from goat_kiosk.store.backups import backup_mark, backups, verified_copy
from goat_kiosk.store.tournament_log import TournamentReader

_DEPTH = 2
"""Levels of folders on a stick that are looked through: people put the folder at the top, or into one of their own."""


class _OpenCopy(NamedTuple):
    reading_connection: apsw.Connection


def list_backup_folders(disks: Iterable[Path]) -> list[Path]:
    """Return the folders on these disks that kiosks keep their backups in."""
    return [folder for disk in disks for folder in (disk, *subfolders(disk, _DEPTH)) if backup_mark.read(folder)]


def find_backup_folder(disks: Iterable[Path]) -> Path | None:
    """Return the folder with the newest backup on these disks; None if there is none."""
    folders = list_backup_folders(disks)
    newest = [found[0].backup for folder in folders if (found := backups.find_backups([folder]))]
    return max(newest, key=lambda backup: backup.at).file.parent if newest else None


def open_tournaments(file: Path) -> list[str]:
    """Return the names of the tournaments that are in progress in a backup, the newest first."""
    try:
        with closing(verified_copy.open_read_only(file)) as database:
            headers = TournamentReader(_OpenCopy(database)).headers()
    except (apsw.Error, KioskError):  # also of a version without tournaments
        return []
    return [header.name for header in headers if not header.is_closed and not header.is_practice]
