"""Disks that go wrong, for tests: real ones of little room, and one below SQLite that waits or fails."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.waiting import SOON

_NAME = "bad"


class BadDisk:
    """Holds up, or refuses, what databases write that were opened while it stands."""

    def __init__(self) -> None:
        self._goes = threading.Event()
        self._goes.set()
        self.waiting = threading.Event()
        """Set once an fsync waits."""
        self.broken = False
        """Whether every write ends with an error, as of a stick that was pulled out."""

    def hold(self) -> None:
        """Let no fsync end from now on."""
        self.waiting.clear()
        self._goes.clear()

    def release(self) -> None:
        """Let those that wait end, and all that follow."""
        self._goes.set()

    def write(self) -> None:
        """Be a write."""
        if self.broken:
            raise apsw.IOError

    def sync(self) -> None:
        """Be an fsync."""
        if not self._goes.is_set():
            self.waiting.set()
            self._goes.wait(SOON)  # a test that fails before `release` must end, too: the log waits for its writer


class _Files(apsw.VFS):
    def __init__(self, disk: BadDisk, below: str) -> None:
        self._disk, self._below = disk, below
        super().__init__(_NAME, below, makedefault=True)

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802  SQLite's name
        return _File(self._disk, self._below, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk: BadDisk, below: str, name: Any, flags: Any) -> None:
        self._disk = disk
        super().__init__(below, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  as above
        self._disk.write()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802  as above
        self._disk.sync()
        super().xSync(flags)


@contextmanager
def bad_disk() -> Iterator[BadDisk]:
    """Put such a disk under every database that is opened within the block; they must be closed in it too."""
    before, disk = apsw.vfs_names()[0], BadDisk()
    files = _Files(disk, before)
    try:
        yield disk
    finally:
        disk.release()
        apsw.set_default_vfs(before)
        files.unregister()


class SmallDisk:
    """A mounted disk of a megabyte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filling = folder / "filling"

    def fill(self) -> None:
        """Leave no room."""
        with self._filling.open("ab", buffering=0) as file:
            for block in (65_536, 4_096, 1):
                try:
                    while True:
                        file.write(b"x" * block)
                except OSError:
                    continue

    def clear(self) -> None:
        """Give the room back."""
        self._filling.unlink()

    def pull(self) -> None:
        """Take the disk away while its files are open, as `umount --lazy` does."""
        _run("umount", "--lazy", str(self.folder))

    def protect(self) -> None:
        """Make it read-only where it is mounted."""
        _run("mount", "--bind", "-o", "ro", str(self.folder), str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a disk at `folder` until the block ends; skip the test where that is not allowed."""
    folder.mkdir(exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"No disk can be mounted here, which takes root on Linux: {error}")
    try:
        yield SmallDisk(folder)
    finally:
        while folder.is_mount():
            _run("umount", "--lazy", str(folder))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=SOON)
