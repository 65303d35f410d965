"""Logs and crash reports of a running kiosk, from the moment it has locked its data folder."""

import logging
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from goat_kiosk import __version__
from goat_kiosk.diagnostics.logs import crash_reports, log_files, unclean_shutdown
from goat_kiosk.diagnostics.logs.redaction import Redaction

_log = logging.getLogger(__name__)


class KioskLogs:
    """The logs and crash reports of one data folder."""

    def __init__(self, folder: Path, secrets: Iterable[str | None]) -> None:
        """`folder` is the data folder; `secrets` are never written."""
        self._folder = folder
        self.redaction = Redaction(secrets)
        crash_reports.report_native_crash(folder)
        self.unclean_shutdown = unclean_shutdown.find_unclean_shutdown(folder)
        """The end of the last run, if it was not normal."""
        self.crash_reports = crash_reports.CrashReportHandler(folder, self.redaction)

    @contextmanager
    def write_log_files(self, level: str) -> Iterator[None]:
        """Write the logs until the block ends."""
        with log_files.write_logs(self._folder, level, self.redaction):
            _log.info("GOaT Kiosk %s starts on Python %s", __version__, platform.python_version())
            if self.unclean_shutdown is not None:
                _log.warning("%s", self.unclean_shutdown.sentence)
            yield
            _log.info("GOaT Kiosk stops")

    @contextmanager
    def report_crashes(self) -> Iterator[None]:
        """Write crash reports, and mark the data folder as in use, until the block ends."""
        with crash_reports.report_crashes(self.crash_reports), unclean_shutdown.mark_running(self._folder):
            yield
