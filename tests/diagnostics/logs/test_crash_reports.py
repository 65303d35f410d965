"""Crash reports of a real process: each bug and crash leaves one, and the next run reports an unclean end once."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from goat_kiosk.diagnostics.logs.crash_reports import MAX_REPORTS, CrashReportHandler, list_reports
from goat_kiosk.diagnostics.logs.kiosk_logs import KioskLogs
from goat_kiosk.diagnostics.logs.redaction import Redaction
from goat_kiosk.diagnostics.logs.unclean_shutdown import MARK
from tests.waiting import TIMEOUT_S

PROGRAM = """
import faulthandler, gc, os, sys, threading
from pathlib import Path
from PySide6.QtCore import QObject, Signal
from goat_kiosk.diagnostics.logs.kiosk_logs import KioskLogs

class Bell(QObject):
    rung = Signal()

def slot():
    raise ValueError("in a slot, key=planted-1")

def thread():
    raise KeyError("in a thread")

class Late:
    def __del__(self):
        raise LookupError("in a finalizer")

logs = KioskLogs(Path(sys.argv[1]), ["planted-2"])
with logs.write_log_files("info"), logs.report_crashes():
    match sys.argv[2]:
        case "bugs":
            bell = Bell()
            bell.rung.connect(slot)
            bell.rung.emit()
            bell.rung.emit()
            begun = threading.Thread(target=thread, name="planted-2")
            begun.start()
            begun.join()
            Late()
        case "native":
            faulthandler._sigsegv()
        case "power":
            os._exit(9)
        case "bug":
            raise OSError("that ends the program")
"""


def raised() -> ZeroDivisionError:
    """Return an exception with a traceback."""
    try:
        _ = 1 // 0
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def run(folder: Path, action: str) -> int:
    words = [sys.executable, "-c", PROGRAM, str(folder), action]
    return subprocess.run(words, capture_output=True, timeout=TIMEOUT_S, check=False).returncode


def kinds(folder: Path) -> set[str]:
    return {file.stem.rsplit("-", 1)[1] for file in list_reports(folder)}


def test_a_bug_in_a_slot_thread_or_finalizer_is_reported_and_the_program_continues(tmp_path: Path) -> None:
    assert run(tmp_path, "bugs") == 0
    assert kinds(tmp_path) == {"ValueError", "KeyError", "LookupError"}
    texts = "".join(file.read_text() for file in list_reports(tmp_path))
    assert "in slot" in texts
    assert "in a thread" in texts
    assert "planted" not in texts
    assert not (tmp_path / MARK).exists()
    assert KioskLogs(tmp_path, []).unclean_shutdown is None


def test_a_crash_of_the_interpreter_leaves_a_report(tmp_path: Path) -> None:
    assert run(tmp_path, "native") < 0
    before = KioskLogs(tmp_path, []).unclean_shutdown
    assert before is not None
    assert before.report is not None
    assert before.report.read_text().startswith("Fatal Python error: Segmentation fault")
    assert f"a report is kept: {before.report.name}." in before.sentence


def test_a_bug_that_ends_the_program_leaves_a_report(tmp_path: Path) -> None:
    assert run(tmp_path, "bug") == 1
    before = KioskLogs(tmp_path, []).unclean_shutdown
    assert before is not None
    assert before.report in list_reports(tmp_path)


@pytest.mark.logs_warnings
def test_a_run_that_was_killed_is_reported_once(tmp_path: Path) -> None:
    assert run(tmp_path, "power") == 9
    kiosk_logs = KioskLogs(tmp_path, [])
    assert kiosk_logs.unclean_shutdown is not None
    assert "Every saved bag is here." in kiosk_logs.unclean_shutdown.sentence
    assert kiosk_logs.unclean_shutdown.report is None
    with kiosk_logs.write_log_files("info"), kiosk_logs.report_crashes():
        assert (tmp_path / MARK).exists()
    assert KioskLogs(tmp_path, []).unclean_shutdown is None


@pytest.mark.logs_warnings
def test_the_oldest_reports_are_deleted(tmp_path: Path) -> None:
    crashes = CrashReportHandler(tmp_path, Redaction())
    crashes.folder.mkdir()
    for number in range(MAX_REPORTS + 3):
        (crashes.folder / f"2020-01-{number + 1:02}-000000-Old.txt").write_text("old")
    logger = logging.getLogger("goat_kiosk.some")
    logger.addHandler(crashes)
    try:
        logger.error("Without a traceback")
        logger.error("With one", exc_info=raised())
    finally:
        logger.removeHandler(crashes)
    reports = crashes.list_reports()
    assert len(reports) == MAX_REPORTS
    assert reports[0].stem.endswith("ZeroDivisionError")
