"""Lifecycle of a kiosk: a damaged log is repaired first, then the kiosk runs until it is stopped."""

import asyncio
import logging
import os
import shlex
import signal
import socket
import stat
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import removable_disks
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.settings.config import Settings
from goat_kiosk.store import backup_search
from goat_kiosk.store.backups import backup_mark, backups, verified_copy
from goat_kiosk.store.backups.backups import ChooseBackup, LogBackup
from goat_kiosk.store.backups.verified_copy import Progress, no_progress
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.folder_lock import FolderLock
from goat_kiosk.store.recovery import recovery, restoring

_log = logging.getLogger(__name__)

PlayGames = Callable[[Scorekeeper], Awaitable[None]]
"""Plays games without a scorekeeper: the demo."""


def print_backups(settings: Settings, log_backups: list[LogBackup]) -> None:
    """Print the backups that were found, and the command that restores each; the kiosk starts with an empty log."""
    print("This data folder is new. To go on from a backup, stop the kiosk and restore it:", file=sys.stderr)  # noqa: T201  said to the user
    for log_backup in log_backups:
        command = ["goat-kiosk", "restore", f"{log_backup.backup.file}", "--data-dir", f"{settings.folder}"]
        print(f"  {log_backup.description}: {shlex.join(command)}", file=sys.stderr)  # noqa: T201  as above


def repair_log_if_damaged(
    settings: Settings,
    choose: recovery.ChooseRecovery = recovery.choose_both,
    progress: Progress = no_progress,
    offer: ChooseBackup | None = None,
) -> recovery.RecoveryReport | None:
    """Repair the log if it cannot be opened; return what was done, or None if it was intact.

    In a new folder the backups of the other ones are offered, without `offer` on the terminal. Raises `KioskError`.
    """
    with ExitStack() as resources:
        resources.callback(FolderLock(make_folder(settings.folder)).release)
        log = settings.folder / event_log.FILE_NAME
        report = recovery.repair_if_damaged(log, settings.backup_folders, choose, progress)
        _offer_backups(log, settings.backup_folders[1:], progress, offer or partial(print_backups, settings))
        backups.upgrade(log, settings.backup_folders[0], datetime.now(UTC))
        return report


def _offer_backups(log: Path, folders: list[Path], progress: Progress, offer: ChooseBackup) -> None:
    """Offer the backups where the log is empty, and restore the chosen one. Raises `Unavailable`."""
    if log.exists() and not verified_copy.is_empty(log):
        return
    if (log_backups := backups.find_backups(folders)) and (backup := offer(log_backups)) is not None:
        restoring.restore(backup.backup.file, log, progress)
        backup_mark.note_continued(backup.backup.file.parent, backup.contents.log, datetime.now(UTC))


def with_stick(settings: Settings, list_disks: Callable[[], list[Path]] = removable_disks.list_disks) -> Settings:
    """Return the settings of a new kiosk with the stick that is plugged in and has backups as the second folder.

    So the evening of a laptop that died goes on from its stick, and is backed up there from then on.
    """
    log = settings.folder / event_log.FILE_NAME
    if settings.backup_dir or _has_events(log):
        return settings
    folder = backup_search.find_backup_folder(list_disks())
    return settings if folder is None else replace(settings, backup_dir=f"{folder}")


def _has_events(log: Path) -> bool:
    """Whether the kiosk of the log at `log` was ever used; one that is damaged was."""
    try:
        return log.exists() and not verified_copy.is_empty(log)
    except Unavailable:
        return True


def without_unused_stick(before: Settings, after: Settings) -> Settings:
    """Return `after`, but `before` when nobody went on from its stick: then nothing is written there."""
    log = before.folder / event_log.FILE_NAME
    return after if _has_events(log) else before


@asynccontextmanager
async def kiosk_lifespan(
    settings: Settings, play: PlayGames | None, report: recovery.RecoveryReport | None
) -> AsyncIterator[tuple[Kiosk, asyncio.Event]]:
    """Run a kiosk until the block ends; the event is set when the user or the system asks it to stop."""
    kiosk, stop = Kiosk(settings, asyncio.get_running_loop()), asyncio.Event()
    if report is not None:
        kiosk.server.add_health_check("recovered", lambda: report.sentence)
    player = asyncio.ensure_future(play(kiosk.scorekeeper)) if play else None
    if player is not None:
        player.add_done_callback(_log_failure)
    try:
        with kiosk.logs.report_crashes(), stop_on_signals(stop):
            print(kiosk.ready_line(with_key=is_terminal_or_pipe(sys.stdout)), flush=True)  # noqa: T201  the contract with scripts
            yield kiosk, stop
    finally:
        if player is not None:
            player.cancel()
        kiosk.stop()


@contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGINT and SIGTERM, under Qt's loop as under asyncio's.

    Qt's loop runs no Python while it waits, so a Python signal handler would be late; a wake-up descriptor is written
    at once (https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd). A thread reads it, and no loop,
    because Windows' loops cannot read a socket that they have not made (`add_reader` is not implemented).
    """
    reader, writer = socket.socketpair()
    writer.settimeout(0)
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while reader.recv(1):
            loop.call_soon_threadsafe(stop.set)

    thread = threading.Thread(target=watch, name="signals", daemon=True)
    thread.start()
    old_handlers = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    old_wakeup_fd = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(old_wakeup_fd)
        for number, handler in old_handlers.items():
            signal.signal(number, handler)
        writer.close()
        thread.join()
        reader.close()


def _log_failure(player: asyncio.Future[None]) -> None:
    """Log an exception that ended the demo: no caller awaits its task."""
    if not player.cancelled() and (error := player.exception()) is not None:
        _log.error("A bug has ended the demo", exc_info=error)


def is_terminal_or_pipe(output: TextIO) -> bool:
    """Whether output goes to a terminal or a pipe, which store nothing: then the scorer key may be printed.

    A file stores it, and so does the system's journal, where the output of a systemd unit goes (systemd.exec(5),
    JOURNAL_STREAM).
    """
    try:
        status = os.fstat(output.fileno())
    except (OSError, ValueError):  # no real file, as in a test, or none at all, as under pythonw
        return False
    if os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}":
        return False
    return output.isatty() or stat.S_ISFIFO(status.st_mode)
