"""Atomic file replacement: after a power cut a file holds its old content or its new one, never half of either.

The content is written to a temporary file in the same folder and brought to the disk; then it takes the name, and the
folder is brought to the disk, since a file is there after a power cut only when its name is.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".new"
"""Suffix of the temporary file's name."""
OWNER_ONLY = 0o600
"""Mode of a file with a key in it."""
_DEFAULT_MODE = 0o666
"""Mode of any other file, less the process's umask."""


def write(file: Path, content: bytes, mode: int = _DEFAULT_MODE, *, sync: bool = True) -> None:
    """Replace `file` by one with `content`. Raises `OSError`, and then the old file stays. The rest as `replacing`."""
    with replacing(file, mode, sync=sync) as out:
        out.write(content)


@contextmanager
def replacing(file: Path, mode: int = _DEFAULT_MODE, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Yield a binary file that replaces `file` when the block ends without an error; else the old one stays.

    Raises `OSError`. Windows ignores `mode`. Without `sync` nothing waits for the disk: for files that each start
    makes again.
    """
    unfinished = file.with_name(file.name + UNFINISHED)
    try:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        # O_EXCL: a file that a crash left behind, or a link that another user made, would keep its own mode.
        with open(unfinished, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as out:
            yield out
            if sync:
                # Before the rename: a file system may keep the new name and lose what was to be under it.
                out.flush()
                os.fsync(out.fileno())
        unfinished.replace(file)
        if sync:
            sync_folder(file.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk. Raises `OSError`.

    Windows opens no folder as a file, and NTFS keeps names in a journal of its own.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # as some network shares answer, which keep names by themselves
            raise
    finally:
        os.close(descriptor)
