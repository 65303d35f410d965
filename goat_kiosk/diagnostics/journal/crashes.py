"""Reports of bugs and crashes, kept in the data folder and sent nowhere.

A bug is an error that nobody expected: raised in a thread or a slot of Qt and caught by no one, or caught at a boundary
and logged there with its traceback. All of them take one way: they are logged, and whatever is logged as an error with
a traceback becomes a report. A crash of the interpreter itself (a segmentation fault in a library) can run no code of
ours; `faulthandler` writes where each thread was into a file that is open from the start.
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
from goat_kiosk.diagnostics.journal.logs import Plain
from goat_kiosk.diagnostics.journal.redaction import Redaction
from goat_kiosk.errors import KioskError

FOLDER = "crashes"
KEPT = 20
"""Reports. A bug that is met on every bag writes one report a run, and the newest tell most."""
NATIVE = "native.txt"

_log = logging.getLogger(__name__)


class Crashes(logging.Handler):
    """Turns errors that are logged with a traceback into reports, each once a run."""

    def __init__(self, folder: Path, redaction: Redaction) -> None:
        """Reports go to `folder`, the kiosk's data folder, into one of their own."""
        super().__init__(logging.ERROR)
        self.folder = folder / FOLDER
        self.told: Callable[[Path], object] = lambda _: None
        """Called with each new report, in whatever thread the error was."""
        self._seen: set[str] = set()
        self._redaction = redaction
        self.setFormatter(Plain(redaction))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a report of `record` if it has a traceback that is new."""
        if record.exc_info is None or record.exc_info[1] is None or len(self._seen) >= KEPT:
            return
        place = _place(record.exc_info[1])
        if place in self._seen:
            return
        self._seen.add(place)
        with suppress(OSError):
            self.told(self._write(record, type(record.exc_info[1]).__name__))

    def reports(self) -> list[Path]:
        """Return the reports there are, the newest first."""
        return reports(self.folder.parent)

    def _write(self, record: logging.LogRecord, kind: str) -> Path:
        now = datetime.now().astimezone()
        self.folder.mkdir(exist_ok=True)
        file = self.folder / f"{now:%Y-%m-%d-%H%M%S}-{kind}.txt"
        head = f"GOaT Kiosk {__version__}, Python {platform.python_version()}, {platform.platform()}"
        thread = self._redaction(f"thread {record.threadName}")
        file.write_text(f"{head}\n{now:%Y-%m-%d %H:%M:%S %z}, {thread}\n\n{self.format(record)}\n", encoding="utf-8")
        for old in self.reports()[KEPT:]:
            old.unlink(missing_ok=True)
        return file


def reports(folder: Path) -> list[Path]:
    """Return the reports of the data folder `folder`, the newest first."""
    return sorted((file for file in (folder / FOLDER).glob("*.txt") if file.name != NATIVE), reverse=True)


def take_native(folder: Path) -> None:
    """Make a report of what a crash of the interpreter in the last run has left in the data folder `folder`."""
    file = folder / FOLDER / NATIVE
    with suppress(OSError):
        if file.stat().st_size:
            at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
            file.replace(file.with_name(f"{at:%Y-%m-%d-%H%M%S}-native.txt"))


@contextmanager
def watch(crashes: Crashes) -> Iterator[None]:
    """Have every bug reported until the block ends; one program does so once."""
    root, before = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    root.addHandler(crashes)
    sys.excepthook = _on_unhandled
    threading.excepthook = lambda told: _tell(told.exc_value, f"in thread {getattr(told.thread, 'name', '?')}")
    sys.unraisablehook = lambda told: _tell(told.exc_value, "where nobody could catch it")
    try:
        with _native(crashes.folder):
            yield
    except KioskError:
        raise
    except Exception as error:
        _tell(error, "that ended the program")
        raise
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
        root.removeHandler(crashes)


@contextmanager
def _native(folder: Path) -> Iterator[None]:
    """Have a crash of the interpreter written down."""
    file = folder / NATIVE
    try:
        folder.mkdir(exist_ok=True)
        opened = file.open("w")
    except OSError:
        yield
        return
    with opened:
        faulthandler.enable(opened)
        try:
            yield
        finally:
            faulthandler.disable()
    file.unlink(missing_ok=True)


def _on_unhandled(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _tell(error, "that nobody caught")


def _tell(error: BaseException | None, where: str) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        _log.critical("A bug %s", where, exc_info=error)


def _place(error: BaseException) -> str:
    """Return what tells one bug from another: its kind, and every place it passed."""
    trace, places = error.__traceback__, [type(error).__name__]
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places)
