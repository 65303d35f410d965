"""Is there room to save the evening? Looked at now and then, and said long before a bag cannot be kept."""

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.language import t

_EVERY_MS = 10_000
LITTLE = 200_000_000
"""Bytes. An evening of scores is under 10 MB; the system itself fails sooner than that when its disk is full."""


class Disk(QObject):
    """Watches the disk of the data folder."""

    troubled = Signal(str)
    """A sentence, or nothing when all is well again."""

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        """Without a folder nothing is kept, so nothing is watched."""
        super().__init__(parent)
        self._folder, self._said = folder, ""
        self._every = QTimer(self, interval=_EVERY_MS)
        self._every.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and from now on."""
        if self._folder is not None:
            self.look()
            self._every.start()

    def look(self) -> None:
        """Look, and tell when it is another sentence than before."""
        said = trouble(self._folder) if self._folder else ""
        if said != self._said:
            self._said = said
            self.troubled.emit(said)


def trouble(folder: Path) -> str:
    """Return what is wrong with the disk of `folder`, and what to do; nothing when it is well."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return t(
            "The data folder {folder} is away ({reason}). Bring its disk back: no bag can be saved.",
            folder=folder,
            reason=error.strerror,
        )
    if free < LITTLE:
        return t(
            "The disk is almost full, {free} MB left. Delete something large, or bags cannot be saved.",
            free=free // 1_000_000,
        )
    return ""
