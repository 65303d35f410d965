"""The write-ahead log's file, watched: another program that removes or cuts it takes bags that were acknowledged.

SQLite holds the file open and goes on in it, under whatever name; so a clean-up or synchronizing tool goes unnoticed
until the process ends, and everything since the last checkpoint with it.
"""

from pathlib import Path

import apsw

from goat_kiosk.store import btree_pages

_HEAD, _FRAME_HEAD = 32, 24
"""Bytes before the first frame, and before the page in each (https://sqlite.org/fileformat2.html#the_write_ahead_log)."""


class WalWatch:
    """What the file was when it was looked at last; `suspicious` may be asked from any thread."""

    def __init__(self, log: Path) -> None:
        """Watch that of the log at `log`, which is open; where there is none, as on some network disks, nothing."""
        self.file = log.with_name(log.name + "-wal")
        self._opened = self._stat() if self.file.exists() else None
        self.is_lost = False
        """Whether it was removed or cut; that stays."""

    def suspicious(self) -> bool:
        """Whether the file is another one or shorter than it was."""
        if self._opened is None or self.is_lost:
            return self.is_lost
        try:
            device, inode, size = self._stat()
        except OSError:
            return True
        return (device, inode) != self._opened[:2] or size < self._opened[2]

    def on_write(self) -> None:
        """Take in how long the file is after a write."""
        if self._opened is not None and not self.suspicious():
            self._opened = self._stat()

    def check(self, database: apsw.Connection) -> bool:
        """Return whether it is lost, asked of SQLite on the connection that writes: it may have cut the file itself."""
        if self._opened is not None and not self.is_lost and self.suspicious():
            self.is_lost = not self._is_whole(self._opened, database)
            if not self.is_lost:
                self._opened = self._stat()
        return self.is_lost

    def _is_whole(self, opened: tuple[int, int, int], database: apsw.Connection) -> bool:
        try:
            device, inode, size = self._stat()
            frames, _ = database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        except (OSError, apsw.Error):
            return False
        needed = _HEAD + frames * (_FRAME_HEAD + btree_pages.SIZE) if frames > 0 else 0
        return (device, inode) == opened[:2] and size >= needed

    def _stat(self) -> tuple[int, int, int]:
        """Raises `OSError`."""
        told = self.file.stat()
        return told.st_dev, told.st_ino, told.st_size
