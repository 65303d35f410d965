"""Watch on the write-ahead log's file: if another program removes or truncates it, acknowledged bags are lost.

SQLite keeps the file open and continues to write to it under any name; so the damage that a clean-up or sync tool does
goes unnoticed until the process ends, and takes everything since the last checkpoint.
"""

from pathlib import Path

import apsw

from goat_kiosk.store.log import btree_pages

_HEADER_SIZE, _FRAME_HEADER_SIZE = 32, 24
"""Bytes before the first frame, and before the page in each (https://sqlite.org/fileformat2.html#the_write_ahead_log)."""


class WalWatch:
    """Remembers the file's identity and size. Any thread may call `is_suspicious`."""

    def __init__(self, log: Path) -> None:
        """Watch the write-ahead log of the open log at `log`; some network disks have none, and nothing is watched."""
        self.file = log.with_name(log.name + "-wal")
        self._opened = self._stat() if self.file.exists() else None
        self.is_lost = False
        """Whether it was removed or truncated; never false again."""

    def is_suspicious(self) -> bool:
        """Return whether the file is another one, or shorter than it was."""
        if self._opened is None or self.is_lost:
            return self.is_lost
        try:
            device, inode, size = self._stat()
        except OSError:
            return True
        return (device, inode) != self._opened[:2] or size < self._opened[2]

    def on_write(self) -> None:
        """Remember the file's size after a write."""
        if self._opened is not None and not self.is_suspicious():
            self._opened = self._stat()

    def check(self, database: apsw.Connection) -> bool:
        """Return whether the file is lost; `database` is the connection that writes."""
        # SQLite truncates the file itself after a checkpoint: only a file with fewer frames than SQLite knows is lost.
        if self._opened is not None and not self.is_lost and self.is_suspicious():
            self.is_lost = not self._is_whole(self._opened, database)
            if not self.is_lost:
                self._opened = self._stat()
        return self.is_lost

    def _is_whole(self, stat: tuple[int, int, int], database: apsw.Connection) -> bool:
        try:
            device, inode, size = self._stat()
            frames, _ = database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        except (OSError, apsw.Error):
            return False
        needed = _HEADER_SIZE + frames * (_FRAME_HEADER_SIZE + btree_pages.SIZE) if frames > 0 else 0
        return (device, inode) == stat[:2] and size >= needed

    def _stat(self) -> tuple[int, int, int]:
        """Return the device, inode and size of the file. Raises `OSError`."""
        status = self.file.stat()
        return status.st_dev, status.st_ino, status.st_size
