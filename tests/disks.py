"""Faulty disks for tests: a small real one that fills up, and an SQLite VFS that blocks or fails."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.waiting import TIMEOUT_S

_NAME = "faulty"


class FaultyDisk:
    """A disk that blocks or fails the writes of the databases opened on it."""

    def __init__(self) -> None:
        self._may_sync = threading.Event()
        self._may_sync.set()
        self.sync_blocked = threading.Event()
        """Set once an fsync is blocked."""
        self.fails_writes = False
        """Whether every write fails, as on a USB stick that was pulled out."""

    def block_syncs(self) -> None:
        """Block every fsync from now on."""
        self.sync_blocked.clear()
        self._may_sync.clear()

    def unblock_syncs(self) -> None:
        """Let the blocked fsyncs finish, and do not block later ones."""
        self._may_sync.set()

    def on_write(self) -> None:
        """Fail the write of a file if the disk fails writes."""
        if self.fails_writes:
            raise apsw.IOError

    def on_sync(self) -> None:
        """Block the fsync of a file while syncs are blocked."""
        if not self._may_sync.is_set():
            self.sync_blocked.set()
            self._may_sync.wait(TIMEOUT_S)  # bounded: closing a log waits for its writer, also after a failed test


class _FaultyVFS(apsw.VFS):
    def __init__(self, disk: FaultyDisk, below: str) -> None:
        self._disk, self._below = disk, below
        super().__init__(_NAME, below, makedefault=True)

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802  SQLite's name
        return _FaultyFile(self._disk, self._below, name, flags)


class _FaultyFile(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, below: str, name: Any, flags: Any) -> None:
        self._disk = disk
        super().__init__(below, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  as above
        self._disk.on_write()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802  as above
        self._disk.on_sync()
        super().xSync(flags)


@contextmanager
def faulty_disk() -> Iterator[FaultyDisk]:
    """Put a faulty disk under the databases that the block opens; it must close them too."""
    before, disk = apsw.vfs_names()[0], FaultyDisk()
    files = _FaultyVFS(disk, before)
    try:
        yield disk
    finally:
        disk.unblock_syncs()
        apsw.set_default_vfs(before)
        files.unregister()


class SmallDisk:
    """A mounted disk of one megabyte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        with self._filler.open("ab", buffering=0) as file:
            for block in (65_536, 4_096, 1):
                try:
                    while True:
                        file.write(b"x" * block)
                except OSError:
                    continue

    def free(self) -> None:
        """Free the space that `fill` took."""
        self._filler.unlink()

    def unplug(self) -> None:
        """Unmount the disk while its files are open, as pulling out a USB stick does."""
        _run("umount", "--lazy", str(self.folder))

    def make_read_only(self) -> None:
        """Mount the disk read-only."""
        _run("mount", "--bind", "-o", "ro", str(self.folder), str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk at `folder` until the block ends; skip the test where mounting is not allowed."""
    folder.mkdir(exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"Mounting a disk needs root on Linux: {error}")
    try:
        yield SmallDisk(folder)
    finally:
        while folder.is_mount():
            _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
