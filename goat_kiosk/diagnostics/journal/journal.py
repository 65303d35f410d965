"""The journal of a running kiosk: its logs from the moment it has its folder to itself, its crashes while it runs."""

import logging
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from goat_kiosk import __version__
from goat_kiosk.diagnostics.journal import crashes, last_run, logs
from goat_kiosk.diagnostics.journal.redaction import Redaction

_log = logging.getLogger(__name__)


class Journal:
    """What is kept about one kiosk."""

    def __init__(self, folder: Path, secrets: Iterable[str | None]) -> None:
        """`folder` is the data folder, `secrets` is what must be written nowhere."""
        self._folder = folder
        self.redaction = Redaction(secrets)
        crashes.take_native(folder)
        self.before = last_run.bad_end(folder)
        """How the last run ended, if that was badly."""
        self.crashes = crashes.Crashes(folder, self.redaction)

    @contextmanager
    def logging_to_files(self, level: str) -> Iterator[None]:
        """Keep the logs until the block ends."""
        with logs.write_logs(self._folder, level, self.redaction):
            _log.info("GOaT Kiosk %s starts on Python %s", __version__, platform.python_version())
            if self.before is not None:
                _log.warning("%s", self.before.sentence)
            yield
            _log.info("GOaT Kiosk stops")

    @contextmanager
    def watching_crashes(self) -> Iterator[None]:
        """Note crashes, and that this run has not ended, until the block does."""
        with crashes.watch(self.crashes), last_run.mark_running(self._folder):
            yield
