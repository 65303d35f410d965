"""Crash reports, stored in the data folder and never uploaded.

A bug is an unexpected error: uncaught in a thread or a Qt slot, or caught at a boundary and logged there with its
traceback. All of them take one way: each record of level ERROR with a traceback becomes a report. When the interpreter
itself crashes (a segmentation fault in a library), no Python code runs; `faulthandler` writes the stack of each thread
into a file that is open from the start.
"""

import faulthandler
import logging
import platform
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from goat_kiosk import __version__
from goat_kiosk.diagnostics.logs.log_files import RedactingFormatter
from goat_kiosk.diagnostics.logs.redaction import Redaction
from goat_kiosk.errors import KioskError

FOLDER = "crashes"
MAX_REPORTS = 20
"""A bug on every bag writes one report per run, and the newest reports are the most useful."""
NATIVE = "native.txt"

_log = logging.getLogger(__name__)


class CrashReportHandler(logging.Handler):
    """Logging handler that writes a report for each error with a traceback, once per run."""

    def __init__(self, folder: Path, redaction: Redaction) -> None:
        """`folder` is the data folder; reports are written to a subfolder."""
        super().__init__(logging.ERROR)
        self.folder = folder / FOLDER
        self.on_report: Callable[[Path], object] = lambda _: None
        """Called with each new report, in the thread of the error."""
        self._seen: set[str] = set()
        self._redaction = redaction
        self.setFormatter(RedactingFormatter(redaction))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a report of `record` if its traceback is new."""
        if record.exc_info is None or record.exc_info[1] is None or len(self._seen) >= MAX_REPORTS:
            return
        signature = _signature(record.exc_info[1])
        if signature in self._seen:
            return
        self._seen.add(signature)
        with suppress(OSError):
            self.on_report(self._write(record, type(record.exc_info[1]).__name__))

    def list_reports(self) -> list[Path]:
        """Return all reports, the newest first."""
        return list_reports(self.folder.parent)

    def _write(self, record: logging.LogRecord, kind: str) -> Path:
        now = datetime.now().astimezone()
        self.folder.mkdir(exist_ok=True)
        file = self.folder / f"{now:%Y-%m-%d-%H%M%S}-{kind}.txt"
        head = f"GOaT Kiosk {__version__}, Python {platform.python_version()}, {platform.platform()}"
        thread = self._redaction(f"thread {record.threadName}")
        file.write_text(f"{head}\n{now:%Y-%m-%d %H:%M:%S %z}, {thread}\n\n{self.format(record)}\n", encoding="utf-8")
        for old in self.list_reports()[MAX_REPORTS:]:
            old.unlink(missing_ok=True)
        return file


def list_reports(folder: Path) -> list[Path]:
    """Return the reports of the data folder `folder`, the newest first."""
    return sorted((file for file in (folder / FOLDER).glob("*.txt") if file.name != NATIVE), reverse=True)


def report_native_crash(folder: Path) -> None:
    """Turn what `faulthandler` wrote in the last run, if the interpreter crashed, into a report."""
    file = folder / FOLDER / NATIVE
    with suppress(OSError):
        if file.stat().st_size:
            crashed_at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
            file.replace(file.with_name(f"{crashed_at:%Y-%m-%d-%H%M%S}-native.txt"))


@contextmanager
def report_crashes(crashes: CrashReportHandler) -> Iterator[None]:
    """Report every bug until the block ends; once per process."""
    root, before = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    root.addHandler(crashes)
    sys.excepthook = _on_unhandled
    threading.excepthook = lambda args: _log_bug(args.exc_value, f"in thread {getattr(args.thread, 'name', '?')}")
    sys.unraisablehook = lambda args: _log_bug(args.exc_value, "that could not be raised")
    try:
        with _enable_faulthandler(crashes.folder):
            yield
    except KioskError:
        raise
    except Exception as error:
        _log_bug(error, "that ended the program")
        raise
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
        root.removeHandler(crashes)


@contextmanager
def _enable_faulthandler(folder: Path) -> Iterator[None]:
    """Have `faulthandler` write to a file until the block ends."""
    file = folder / NATIVE
    try:
        folder.mkdir(exist_ok=True)
        stream = file.open("w")
    except OSError:
        yield
        return
    with stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
    file.unlink(missing_ok=True)


def _on_unhandled(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _log_bug(error, "that was not caught")


def _log_bug(error: BaseException | None, origin: str) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        _log.critical("A bug %s", origin, exc_info=error)


def _signature(error: BaseException) -> str:
    """Return what identifies a bug: its type and each line of its traceback."""
    trace, places = error.__traceback__, [type(error).__name__]
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places)
