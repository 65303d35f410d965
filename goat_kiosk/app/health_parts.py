"""Health parts that the server does not know itself: backups, stick and disk, from where they are kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from goat_kiosk.diagnostics.checks.clock import latest_past
from goat_kiosk.health import parts
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.store.backups.backup_worker import BackupWorker
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.web.server import Server


def report_parts(server: Server, folder: Path, backup_worker: BackupWorker, disk: DiskMonitor) -> None:
    """Have `server` report the parts of the kiosk in the data folder `folder`."""
    server.set_latest_past(latest_past(folder).timestamp())
    server.set_disk(disk.free_bytes, disk.age)
    server.add_health_check("backups", backup_worker.health)
    server.add_part("backups", _backups_check(backup_worker))
    if backup_worker.has_stick:
        server.add_part("stick", _stick_check(backup_worker))


def _backups_check(backup_worker: BackupWorker) -> Callable[[], PartHealth]:
    def check() -> PartHealth:
        status = backup_worker.status
        return parts.check_backups(status.problems, status.newest, status.waiting_since, datetime.now(UTC))

    return check


def _stick_check(backup_worker: BackupWorker) -> Callable[[], PartHealth]:
    def check() -> PartHealth:
        status = backup_worker.status
        return parts.check_stick(status.stick_problems, status.stick_newest, datetime.now(UTC))

    return check
