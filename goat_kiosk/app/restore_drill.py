"""Restore drill: proves that a backup can be restored, in a folder of its own, with a kiosk that opens it."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.diagnostics.checks.port import fetch_health
from goat_kiosk.errors import Unavailable
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups.verified_copy import Contents, Progress
from goat_kiosk.store.log import event_log
from goat_kiosk.store.recovery import restoring

_HOST = "127.0.0.1"


@contextmanager
def restored_elsewhere(file: Path, on_progress: Progress) -> Iterator[tuple[Path, Contents]]:
    """Yield the log that the backup `file` becomes in a temporary folder, and what it holds. Raises `Unavailable`."""
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-drill-") as folder:
        log = Path(folder, event_log.FILE_NAME)
        yield log, restoring.restore(file, log, on_progress).contents


def open_with_kiosk(log: Path) -> int:
    """Start a kiosk with the log at `log`, for this computer alone, and return how many games it shows.

    Raises `KioskError` when it does not start, or cannot save.
    """
    return asyncio.run(_open_with_kiosk(Settings(host=_HOST, port=0, data_dir=f"{log.parent}", kiosk_name="Drill")))


async def _open_with_kiosk(settings: Settings) -> int:
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    try:
        health = await asyncio.to_thread(fetch_health, _HOST, kiosk.port)
    finally:
        await asyncio.to_thread(kiosk.stop)
    if health is None or health["status"] == "failing":
        words = "" if health is None else health["disk"]
        raise Unavailable("A kiosk with this backup does not answer, or cannot save. {words}", words=words)
    return int(health["games"])
