"""Disk check of the data folder: writable, persistent, fast, with free space.

A bag is synced to disk before it is shown, so each press waits for one fsync of this disk.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.running_kiosk import part_of, trouble_check
from goat_kiosk.store.disk import ALMOST_FULL_BYTES
from goat_kiosk.text.i18n import t

_SAMPLES = 9
_BLOCK = bytes(4_096)
"""An event takes one page of the write-ahead log."""
SLOW_MS, TOO_SLOW_MS = 60.0, 500.0
"""A good SSD takes 1 to 5 ms, a spinning disk 15, a worn memory card over 100; a press that takes longer than a tenth
of a second feels late."""
LOW_SPACE = 1_000_000_000
"""Bytes. An evening of scores is under 10 MB, but the system itself fails before a disk is full."""
_VOLATILE_FILE_SYSTEMS = {"tmpfs", "ramfs", "overlay"}
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"}


def check(context: CheckContext) -> Check:
    """Measure fsync and free space."""
    name, folder = t("Disk"), _existing(context.settings.folder)
    if (trouble := trouble_check(name, part_of(context, "disk"))) is not None:
        return trouble
    try:
        ms, free = _sync_ms(folder), shutil.disk_usage(folder).free
    except OSError as error:
        summary = t("{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror)
        return Check(name, "wrong", summary, t("Give the folder back to its user, or choose another with --data-dir."))
    summary = t("A bag is safe on the disk in {ms} ms; {free} GB are free.", ms=f"{ms:.1f}", free=f"{free / 1e9:.1f}")
    if free < ALMOST_FULL_BYTES:
        return Check(name, "wrong", summary, t("Delete something large: bags cannot be saved on a full disk."))
    if ms > TOO_SLOW_MS:
        return Check(
            name, "wrong", summary, t("Keep the games on another disk, with --data-dir: each press waits for it.")
        )
    return _speed_check(name, summary, ms, free, kind_of(folder))


def _speed_check(name: str, summary: str, ms: float, free: int, kind: str) -> Check:
    if kind in _VOLATILE_FILE_SYSTEMS:
        action = t("This folder ({kind}) may be gone after a restart. Choose one on a disk with --data-dir.", kind=kind)
    elif kind in _NETWORK_FILE_SYSTEMS:
        action = t("This folder is on another computer ({kind}): without the network no bag is saved.", kind=kind)
    elif ms > SLOW_MS:
        action = t("It is slow: a memory card, perhaps a worn one. An SSD is better.")
    elif free < LOW_SPACE:
        action = t("There is little room left. Delete something large in the next days.")
    else:
        return Check(name, "well", summary)
    return Check(name, "notice", summary, action)


def kind_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the kind of the file system of `folder`, as Linux names it; "" when unknown."""
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    inside = [(mount, kind) for _, mount, kind, *_ in lines if folder.is_relative_to(mount.replace("\\040", " "))]
    return max(inside, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _existing(folder: Path) -> Path:
    """Return `folder`, or before the first start its nearest existing parent."""
    absolute = folder.absolute()
    return next(ancestor for ancestor in (absolute, *absolute.parents) if ancestor.is_dir())


def _sync_ms(folder: Path) -> float:
    """Return the median milliseconds of a small write with fsync."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SAMPLES):
            begun = time.perf_counter()
            file.write(_BLOCK)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begun)
    return sorted(times)[_SAMPLES // 2] * 1000
