"""The logs: a file for each subject in the data folder, turned over before it grows large.

Beside them everything goes to standard error as before, for whoever started the program there. They hold what happened
to the program, never who played: no name of a player or team is logged, and keys are taken out on the way
(`redaction`).

What comes from a stranger's request may hold line breaks; the lines of a record after its first are indented, so none
can pass for a record of its own.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from goat_kiosk.diagnostics.journal.redaction import Redaction

FOLDER = "logs"
LARGEST = 500_000
"""Bytes of a file before it is turned over: some four thousand lines, at the usual level weeks of evenings."""
KEPT = 3
"""Files before the one that is written. Four subjects come to 8 MB at most, a fraction of what a venue's disk has."""

_SUBJECTS = {
    "web": ("goat_kiosk.web", "goat_kiosk.hub", "goat_kiosk.http", "aiohttp"),
    "uplink": ("goat_kiosk.uplink", "goat_kiosk.app.sharing", "redis", "zeroconf"),
    "store": ("goat_kiosk.store", "goat_kiosk.store.history_worker"),
}
_REST = "kiosk"
"""The subject of everything else: start, stop, the window, bugs."""
SUBJECTS = (_REST, *_SUBJECTS)

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127, *range(128, 160))}
"""Characters that steer a terminal, and how they are written instead."""

_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@contextmanager
def write_logs(folder: Path, level: str, redaction: Redaction) -> Iterator[None]:
    """Keep logs in `folder` until the block ends. Where it cannot be written there are none, and the kiosk runs on."""
    place, root = folder / FOLDER, logging.getLogger()
    handlers: list[logging.Handler] = []
    with suppress(OSError):
        place.mkdir(exist_ok=True)
        handlers = [_handler(place, subject, level, redaction) for subject in SUBJECTS]
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def subject_of(logger: str) -> str:
    """Return the subject that a logger's records belong to."""
    return next(
        (
            subject
            for subject, parts in _SUBJECTS.items()
            if any(logger == part or logger.startswith(f"{part}.") for part in parts)
        ),
        _REST,
    )


class Plain(logging.Formatter):
    """A record as text without secrets, its further lines indented."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(_LINE)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is kept."""
        text = self._redaction(super().format(record)).translate(_CONTROL)
        return text.replace("\n", "\n    ")


class _File(RotatingFileHandler):
    """A file that gives up quietly: a full disk must not be told on standard error once a record."""

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """Leave the record out."""


def _handler(place: Path, subject: str, level: str, redaction: Redaction) -> logging.Handler:
    handler = _File(place / f"{subject}.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setLevel(level.upper())
    handler.setFormatter(Plain(redaction))
    handler.addFilter(lambda record: subject_of(record.name) == subject)
    return handler
