"""How the last run ended: a mark in the data folder that is there while the program runs and is taken away at its end.

Whoever finds one at the start, and has the folder to himself, knows that the run before had no end: the power went, the
program was killed, or it crashed. When that was is told by the files that it wrote last.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.diagnostics.journal import crashes
from goat_kiosk.errors import KioskError
from goat_kiosk.text.i18n import t

MARK = "running"
_WRITTEN = (MARK, "events.db", "events.db-wal", "logs/*.log", f"{crashes.FOLDER}/*.txt")


class BadEnd(NamedTuple):
    """A run that did not end as it should."""

    at: datetime
    """When it was last heard of, local time."""
    report: Path | None
    """What it left behind, if it was a crash."""

    @property
    def sentence(self) -> str:
        """What is said about it, once, in the language of the moment."""
        when = f"{self.at:%Y-%m-%d %H:%M}"
        if self.report is None:
            return t(
                "The last run ended badly at {when}: without power, or cut off. Every saved bag is here.", when=when
            )
        return t(
            "The last run ended badly at {when}. Every saved bag is here; a report is kept: {file}.",
            when=when,
            file=self.report.name,
        )


def bad_end(folder: Path) -> BadEnd | None:
    """Return how the run before ended if that was badly. Asked before `running`."""
    mark = folder / MARK
    if not mark.exists():
        return None
    with suppress(OSError):
        begun = mark.stat().st_mtime
        last = max(file.stat().st_mtime for pattern in _WRITTEN for file in folder.glob(pattern))
        left = [file for file in (folder / crashes.FOLDER).glob("*.txt") if file.stat().st_mtime >= begun]
        newest = max(left, key=lambda file: file.stat().st_mtime, default=None)
        return BadEnd(datetime.fromtimestamp(last).astimezone(), newest)
    return None


@contextmanager
def mark_running(folder: Path) -> Iterator[None]:
    """Leave the mark until the block ends as it should, or with a sentence; none where it cannot be written."""
    mark = folder / MARK
    with suppress(OSError):
        mark.write_text(f"{os.getpid()}\n")
    try:
        yield
    except KioskError:
        _ended_badly(mark)
        raise
    _ended_badly(mark)


def _ended_badly(mark: Path) -> None:
    with suppress(OSError):
        mark.unlink(missing_ok=True)
