"""Log files in the data folder, one for each subject, rotated by size.

They contain what the program did, never who played: no name of a player or team is logged, and keys are removed
(`redaction`).

A request may contain line breaks. All lines of a record after the first are indented, so that no request can forge a
record.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from goat_kiosk.diagnostics.logs.redaction import Redaction

FOLDER = "logs"
MAX_BYTES = 500_000
"""Size at which a file is rotated: some four thousand lines, which is weeks of evenings at the default level."""
MAX_RECORD = 20_000
"""Characters of a record: with a longer one a file would be larger than it may be."""
BACKUPS = 3
"""Rotated files of each subject. Four subjects take 8 MB at most."""

_SUBJECTS = {
    "web": ("goat_kiosk.web", "goat_kiosk.hub", "goat_kiosk.http", "aiohttp"),
    "uplink": ("goat_kiosk.uplink", "goat_kiosk.app.sharing", "redis", "zeroconf"),
    "store": ("goat_kiosk.store", "goat_kiosk.store.history.history_worker"),
}
_DEFAULT_SUBJECT = "kiosk"
"""The subject of everything else: start, stop, the window, bugs."""
SUBJECTS = (_DEFAULT_SUBJECT, *_SUBJECTS)

_CONTROL_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127, *range(128, 160))}
"""Terminal control characters, and how they are written instead."""

_LINE_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@contextmanager
def write_logs(folder: Path, level: str, redaction: Redaction) -> Iterator[None]:
    """Write logs below `folder` until the block ends. If that fails there are no logs, and the kiosk still runs."""
    log_folder, root = folder / FOLDER, logging.getLogger()
    handlers: list[logging.Handler] = []
    with suppress(OSError):
        log_folder.mkdir(exist_ok=True)
        handlers = [_handler(log_folder, subject, level, redaction) for subject in SUBJECTS]
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            with suppress(OSError):  # a full disk
                handler.close()


def subject_of(logger: str) -> str:
    """Return the subject that a logger's records belong to."""
    return next(
        (
            subject
            for subject, parts in _SUBJECTS.items()
            if any(logger == part or logger.startswith(f"{part}.") for part in parts)
        ),
        _DEFAULT_SUBJECT,
    )


class RedactingFormatter(logging.Formatter):
    """Formatter that removes secrets and indents further lines."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(_LINE_FORMAT)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        text = self._redaction(super().format(record)).translate(_CONTROL_ESCAPES)
        if len(text) > MAX_RECORD:
            text = f"{text[:MAX_RECORD]}… ({len(text)} characters)"
        return text.replace("\n", "\n    ")


class _File(RotatingFileHandler):
    """A log file that ignores write errors: a full disk must not print one error per record."""

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """Ignore the error."""


def _handler(folder: Path, subject: str, level: str, redaction: Redaction) -> logging.Handler:
    handler = _File(folder / f"{subject}.log", maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", delay=True)
    handler.setLevel(level.upper())
    handler.setFormatter(RedactingFormatter(redaction))
    handler.addFilter(lambda record: subject_of(record.name) == subject)
    return handler
