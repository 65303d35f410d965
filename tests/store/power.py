"""Simulated power cuts: unsynced writes are kept, lost or torn, at random from a seed.

A VFS of apsw over the real one. Files are written as usual, so the program under test reads what it wrote; beside that
the disk remembers the synced content, and every later write in order. A `cut` writes the files as they could be after
a power cut: the synced content, and any part of the later writes, down to the middle of a page. A deleted file may
reappear until its folder is synced: SQLite syncs it on deleting when asked to, and with the first sync of a journal or
write-ahead log that it has created (https://sqlite.org/src/file/src/os_unix.c, `UNIXFILE_DIRSYNC`).
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw

SECTOR = 512
"""Bytes that a disk writes whole."""


class Write(NamedTuple):
    """Content written and not synced; None is a cut of the file to `at` bytes."""

    at: int
    content: bytes | None


class Content:
    """A file on the simulated disk: its synced content, and the writes since the last sync."""

    def __init__(self) -> None:
        self.safe = bytearray()
        self.pending: list[Write] = []
        self.deleted = False
        self.new = False
        """Made, and never synced."""

    def sync(self) -> None:
        for write in self.pending:
            _apply(self.safe, write)
        self.pending.clear()

    def found(self, rng: random.Random) -> bytes:
        """Return the content that the disk may have after the power cut."""
        content = bytearray(self.safe)
        until = rng.randrange(len(self.pending) + 1)
        in_order = rng.random() < 0.5
        for place, write in enumerate(self.pending):
            if place < until if in_order else rng.random() < 0.5:
                _apply(content, _torn(write, rng))
        return bytes(content)


def _apply(content: bytearray, write: Write) -> None:
    if write.content is None:
        del content[write.at :]
        return
    if len(content) < write.at:
        content += bytes(write.at - len(content))
    content[write.at : write.at + len(write.content)] = write.content


def _torn(write: Write, rng: random.Random) -> Write:
    """Return a write; one in three is torn: it has only some of its sectors."""
    if write.content is None or rng.random() > 1 / 3:
        return write
    end = SECTOR * rng.randrange(len(write.content) // SECTOR + 1)
    return Write(write.at, write.content[:end])


class Disk(apsw.VFS):
    """A simulated disk: SQLite's default VFS, which remembers unsynced writes."""

    def __init__(self, name: str, base: str) -> None:
        super().__init__(name, base, makedefault=True)
        self.base = base
        self.files: dict[str, Content] = {}
        self.looked: Callable[[], None] = lambda: None
        """Called before each write, sync and deletion."""

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  SQLite's name
        return File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802  SQLite's
        self.looked()
        super().xDelete(filename, syncdir)
        if filename in self.files:
            self.files[filename].deleted = True
        if syncdir:
            self.sync_folder()

    def sync_folder(self) -> None:
        """Make the deletions of files durable."""
        self.files = {name: content for name, content in self.files.items() if not content.deleted}

    def cut(self, into: Path, seed: int) -> None:
        """Write the files to `into` as a power cut at this moment may leave them."""
        rng = random.Random(seed)  # noqa: S311  the same each time
        into.mkdir()
        for name, content in self.files.items():
            file = Path(name)
            if file.name.endswith("-shm") or (content.deleted and rng.random() < 0.5):
                continue
            (into / file.name).write_bytes(content.found(rng))


class File(apsw.VFSFile):
    """An open file."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__(disk.base, name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._disk = disk
        self._content = disk.files.get(path)
        if self._content is None or self._content.deleted:
            self._content = disk.files[path] = Content()
            self._content.safe[:] = Path(path).read_bytes()
            self._content.new = not self._content.safe

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802  SQLite's name, as below
        assert self._content is not None
        self._disk.looked()
        super().xWrite(data, offset)
        self._content.pending.append(Write(offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        assert self._content is not None
        self._disk.looked()
        super().xTruncate(newsize)
        self._content.pending.append(Write(newsize, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        assert self._content is not None
        self._disk.looked()
        super().xSync(flags)
        self._content.sync()
        if self._content.new:
            self._content.new = False
            self._disk.sync_folder()


@contextmanager
def powered() -> Iterator[Disk]:
    """Put the databases that the block opens on a simulated disk."""
    before = apsw.vfs_names()[0]
    disk = Disk("power", before)
    try:
        yield disk
    finally:
        apsw.set_default_vfs(before)
        disk.unregister()
