"""Unclean shutdown detection by a mark file that exists in the data folder while the program runs.

A program that locks the folder and finds the mark knows that the last run did not end normally: the power failed, or
the program was killed or crashed. The files that it wrote last show when.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.diagnostics.logs import crash_reports
from goat_kiosk.errors import KioskError
from goat_kiosk.text.dates import format_date_and_time
from goat_kiosk.text.i18n import t

MARK = "running"
_WRITTEN_FILES = (MARK, "events.db", "events.db-wal", "logs/*.log", f"{crash_reports.FOLDER}/*.txt")


class UncleanShutdown(NamedTuple):
    """A run that did not end normally."""

    at: datetime
    """When it last wrote a file, local time."""
    report: Path | None
    """Its crash report, if there is one."""

    @property
    def sentence(self) -> str:
        """One sentence for the user, in the current language."""
        time_text = format_date_and_time(self.at)
        if self.report is None:
            return t(
                "The last run ended badly at {when}: without power, or cut off. Every saved bag is here.",
                when=time_text,
            )
        return t(
            "The last run ended badly at {when}. Every saved bag is here; a report is kept: {file}.",
            when=time_text,
            file=self.report.name,
        )


def find_unclean_shutdown(folder: Path) -> UncleanShutdown | None:
    """Return how the last run ended, if not normally. Call it before `mark_running`."""
    mark = folder / MARK
    if not mark.exists():
        return None
    with suppress(OSError):
        begun = mark.stat().st_mtime
        last = max(file.stat().st_mtime for pattern in _WRITTEN_FILES for file in folder.glob(pattern))
        reports = [file for file in (folder / crash_reports.FOLDER).glob("*.txt") if file.stat().st_mtime >= begun]
        newest = max(reports, key=lambda file: file.stat().st_mtime, default=None)
        return UncleanShutdown(datetime.fromtimestamp(last).astimezone(), newest)
    return None


@contextmanager
def mark_running(folder: Path) -> Iterator[None]:
    """Keep the mark until the block ends normally or with a `KioskError`. An unwritable folder gets no mark."""
    mark = folder / MARK
    with suppress(OSError):
        mark.write_text(f"{os.getpid()}\n")
    try:
        yield
    except KioskError:
        _remove_mark(mark)
        raise
    _remove_mark(mark)


def _remove_mark(mark: Path) -> None:
    with suppress(OSError):
        mark.unlink(missing_ok=True)
