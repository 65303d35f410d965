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


class Journal:
    """The logs and crash reports of one data folder."""

    def __init__(self, folder: Path, secrets: Iterable[str | None]) -> None:
        """`folder` is the data folder, `secrets` must never be written."""
        self._folder = folder
        self.redaction = Redaction(secrets)
        crash_reports.report_native_crash(folder)
        self.before = unclean_shutdown.bad_end(folder)
        """How the last run ended, if it did not end normally."""
        self.crashes = crash_reports.Crashes(folder, self.redaction)

    @contextmanager
    def logging_to_files(self, level: str) -> Iterator[None]:
        """Write the logs until the block ends."""
        with log_files.write_logs(self._folder, level, self.redaction):
            _log.info("GOaT Kiosk %s starts on Python %s", __version__, platform.python_version())
            if self.before is not None:
                _log.warning("%s", self.before.sentence)
            yield
            _log.info("GOaT Kiosk stops")

    @contextmanager
    def watching_crashes(self) -> Iterator[None]:
        """Report crashes, and leave the mark of a running program, until the block ends."""
        with crash_reports.report_crashes(self.crashes), unclean_shutdown.mark_running(self._folder):
            yield
