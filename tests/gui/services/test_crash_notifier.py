"""Crash notifier: a bug in any thread is reported in the window once."""

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


def log_exception() -> None:
    try:
        dict[str, int]()["planted"]
    except KeyError:
        LOGGER.exception("A bug")


@pytest.mark.logs_warnings
def test_a_bug_in_any_thread_is_reported_in_the_window(crashes: CrashReportHandler, qtbot: QtBot) -> None:
    notifier, messages = CrashNotifier(crashes), list[tuple[str, bool]]()
    notifier.notified.connect(
        lambda words: messages.append((words, threading.current_thread() is threading.main_thread()))
    )
    for _ in range(2):
        thread = threading.Thread(target=log_exception)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: bool(messages))
    (report,) = crashes.list_reports()
    assert messages == [
        (f"Something went wrong in the program; scoring goes on. A report is kept: {report.name}.", True)
    ]


@pytest.mark.logs_warnings
def test_a_window_that_is_closing_gets_no_report(crashes: CrashReportHandler) -> None:
    notifier, messages = CrashNotifier(crashes), list[str]()
    notifier.notified.connect(messages.append)
    notifier.switch_off()
    log_exception()
    assert len(crashes.list_reports()) == 1
    assert messages == []
