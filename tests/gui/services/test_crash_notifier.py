"""A bug is told in the window, whatever thread it was met in, and once."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from goat_kiosk.diagnostics.logs.crash_reports import CrashReportHandler
from goat_kiosk.diagnostics.logs.redaction import Redaction
from goat_kiosk.gui.services.crash_notifier import CrashNotifier

LOGGER = logging.getLogger("goat_kiosk.some")


@pytest.fixture
def crashes(tmp_path: Path) -> Iterator[CrashReportHandler]:
    handler = CrashReportHandler(tmp_path, Redaction())
    LOGGER.addHandler(handler)
    yield handler
    LOGGER.removeHandler(handler)


def fail() -> None:
    try:
        dict[str, int]()["planted"]
    except KeyError:
        LOGGER.exception("A bug")


@pytest.mark.logs_warnings
def test_a_bug_in_any_thread_is_told_in_the_windows(crashes: CrashReportHandler, qtbot: QtBot) -> None:
    alarm, told = CrashNotifier(crashes), list[tuple[str, bool]]()
    alarm.notified.connect(lambda words: told.append((words, threading.current_thread() is threading.main_thread())))
    for _ in range(2):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: bool(told))
    (report,) = crashes.list_reports()
    assert told == [(f"Something went wrong in the program; scoring goes on. A report is kept: {report.name}.", True)]


@pytest.mark.logs_warnings
def test_a_window_that_is_going_is_told_nothing(crashes: CrashReportHandler) -> None:
    alarm, told = CrashNotifier(crashes), list[str]()
    alarm.notified.connect(told.append)
    alarm.switch_off()
    fail()
    assert len(crashes.list_reports()) == 1
    assert told == []
