"""Marker file in each backup folder, which tells a memory stick from the empty folder that it leaves behind.

A stick that is pulled out may leave its mount folder, and backups written there would fill the system's disk unnoticed.
So a folder outside the data folder holds a file with a random id; the data folder remembers that id and where the
folder was mounted. The marker also lists the kiosks that keep their backups there, by the names of their logs.
"""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from goat_kiosk.errors import ContinuedElsewhere, Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.clock import format_moment

MARK = "goat-kiosk-backups.json"
"""The file in the backup folder."""
MEMORY = "backup-folders.json"
"""The file in the data folder."""


class Mark(msgspec.Struct, frozen=True):
    """The content of the marker file."""

    id: str
    kiosks: dict[str, str] = {}
    """The name of each kiosk, by that of its log."""
    continued: dict[str, str] = {}
    """When a log was continued on another computer from a backup here, RFC 3339, by the name of the log."""


class RememberedFolder(msgspec.Struct, frozen=True):
    """A backup folder as it was at the last backup."""

    id: str
    mount: str
    """Where its file system was mounted."""


def check_disk(folder: Path, data_folder: Path) -> None:
    """Raise `Unavailable` when the disk of the backup folder `folder` is away; nothing is written."""
    remembered = _memory(data_folder).get(f"{folder}")
    mark = read(folder)
    if remembered is None or (mark and mark.id == remembered.id) or mount_point(folder) == remembered.mount:
        return
    raise Unavailable(
        "The disk for backups is away: {folder} is now a folder of another disk ({mount}). Put the disk back in, or "
        "start with another --backup-dir.",
        folder=folder,
        mount=mount_point(folder),
    )


def write_mark(folder: Path, data_folder: Path, log: str, kiosk: str) -> None:
    """Mark `folder` as one that holds backups of the log called `log`, and remember it. Raises `Unavailable`.

    A disk without the mark that is mounted where the one before was is another one, and is taken as such.
    """
    mark = read(folder) or Mark(secrets.token_hex(8))
    try:
        if mark.kiosks.get(log) != kiosk:
            # Not its parents: where a stick is put in, there must be no folder while it is away.
            folder.mkdir(exist_ok=True)
            mark = msgspec.structs.replace(mark, kiosks=mark.kiosks | {log: kiosk})
            _write(folder / MARK, mark)
        memory, now = _memory(data_folder), RememberedFolder(mark.id, mount_point(folder))
        if memory.get(f"{folder}") != now:
            _write(data_folder / MEMORY, memory | {f"{folder}": now})
    except OSError as error:
        raise Unavailable("{folder} cannot be written to: {reason}.", folder=folder, reason=error.strerror) from error


def note_continued(folder: Path, log: str, now: datetime) -> None:
    """Note that another computer goes on from a backup of `log`; on a disk that cannot be written it is not noted.

    `now` is in UTC.
    """
    with suppress(OSError):
        if (mark := read(folder)) is not None:
            _write(folder / MARK, msgspec.structs.replace(mark, continued=mark.continued | {log: now.isoformat()}))


def check_continued(folder: Path, log: str) -> None:
    """Raise `ContinuedElsewhere` when another computer has gone on from a backup of `log`."""
    if (mark := read(folder)) is not None and log in mark.continued:
        with suppress(ValueError):
            since = format_moment(datetime.fromisoformat(mark.continued[log]))
            raise ContinuedElsewhere(
                "Another computer has gone on from the backup of this one, since {when}. Score on one of them alone: "
                "what is played on both cannot be put together.",
                when=since,
            )


def read(folder: Path) -> Mark | None:
    """Return the mark of a backup folder; None when it has none that can be read."""
    with suppress(OSError, ValueError, RecursionError):
        return msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
    return None


def mount_point(folder: Path) -> str:
    """Return where the file system of `folder`, or of the nearest folder above that exists, is mounted."""
    ancestor = folder.resolve()
    while not os.path.ismount(ancestor) and ancestor != ancestor.parent:
        ancestor = ancestor.parent
    return f"{ancestor}"


def _memory(data_folder: Path) -> dict[str, RememberedFolder]:
    with suppress(OSError, ValueError, RecursionError):
        return msgspec.json.decode((data_folder / MEMORY).read_bytes(), type=dict[str, RememberedFolder])
    return {}


def _write(file: Path, content: object) -> None:
    """Replace `file` by `content`. Raises `OSError`."""
    atomic_write.write(file, msgspec.json.format(msgspec.json.encode(content), indent=1))
