"""System check page: results as they arrive, the phone test, and the support file."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.diagnostics import check_runner
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, MonitorInfo
from goat_kiosk.gui.checkup.check_row import CheckRow
from goat_kiosk.gui.checkup.page import CheckupPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.web.pages.reachability_test import Visit
from tests.gui.conftest import bring_to_front, click
from tests.gui.display_simulator import DisplaySimulator, run_display_simulator
from tests.gui.window_services import ADDRESS, make_services
from tests.waiting import TIMEOUT_S


@pytest.fixture
def displays(scorekeeper: Scorekeeper, pairing: Pairing) -> Iterator[DisplaySimulator]:
    with run_display_simulator(scorekeeper, pairing) as simulator:
        yield simulator


@pytest.fixture
def window(
    qtbot: QtBot,
    displays: DisplaySimulator,
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    history_worker: HistoryWorker,
    tmp_path: Path,
) -> MainWindow:
    settings = Settings(data_dir=str(tmp_path), host="127.0.0.1")
    services = make_services(
        scorekeeper, pairing, history_worker, exports=tmp_path / "exports", audience=displays.audience
    )
    check_context = CheckContext(settings, 0, [MonitorInfo("eDP-1", 1366, 768, 1.0)])
    window = MainWindow(replace(services, check_context=lambda: check_context))
    bring_to_front(qtbot, window)
    return window


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> CheckupPage:
    window.open_section("System check")
    page = window.pages.section("System check")
    assert isinstance(page, CheckupPage)
    assert page.isVisible()
    qtbot.waitUntil(page.again.isEnabled)
    return page


def rows(page: CheckupPage) -> dict[str, CheckRow]:
    found = [page.rows.itemAt(place) for place in range(page.rows.count())]
    shown = [item.widget() for item in found if item is not None]
    return {row.check.name: row for row in shown if isinstance(row, CheckRow)}


def test_every_check_is_shown_with_what_to_do(page: CheckupPage) -> None:
    found = rows(page)
    assert list(found) == [name for name, _ in check_runner._CHECKS]
    address = found["Address"]
    assert address.sign.text() == "✕"
    assert (
        address.action.text()
        == "→ Take out the setting host, so that phones can reach it; goat-kiosk config shows where it is."
    )
    assert address.accessibleName().startswith("Address, to be done: The kiosk serves 127.0.0.1 only")
    assert found["Display"].sign.text() == "✓"
    assert not found["Display"].action.isVisible()
    assert page.summary.text() == "One thing is to be done"


def test_the_clock_is_written_as_everywhere_in_the_window(page: CheckupPage, qtbot: QtBot) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        click(page.again)
        qtbot.waitUntil(page.again.isEnabled)
        summary = rows(page)["Clock"].summary.text()
    finally:
        QLocale.setDefault(before)
    assert re.search(r"\w+, \w+ \d+, \d{4}, \d+:\d\d\W[AP]M ", summary), summary


def test_a_button_repeats_the_checks(page: CheckupPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_runner, "_CHECKS", (("Clock", lambda _: Check("Clock", "well", "Right.")),))
    click(page.again)
    qtbot.waitUntil(lambda: page.summary.text() == "Fit for the evening")
    assert list(rows(page)) == ["Clock"]


def test_a_phone_that_opens_the_test_page_is_shown_at_once(
    page: CheckupPage, displays: DisplaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.phone.link.text() == f"{ADDRESS}/test"
    assert page.phone.status.text().startswith("No phone yet.")
    connection = HTTPConnection("127.0.0.1", displays.port, timeout=TIMEOUT_S)
    connection.request("GET", "/test")
    assert connection.getresponse().read()
    connection.close()
    page._poll_visits()
    assert page.phone.status.text().startswith("No phone yet."), "this computer itself proves nothing"
    visits = [
        Visit(
            "192.168.1.34", "iPhone", is_this_computer=False, seconds_ago=1.0, receives_stream=True, round_trip_ms=12.0
        )
    ]
    monkeypatch.setattr(displays.audience, "visits", lambda: visits)
    page._poll_visits()
    assert page.phone.status.text() == "✓ iPhone at 192.168.1.34: live, answers in 12 ms"
    visits[0] = structs.replace(visits[0], receives_stream=False)
    page._poll_visits()
    assert page.phone.status.text().endswith("the page has arrived, live news have not")
    visits[0] = structs.replace(visits[0], round_trip_ms=None)
    page._poll_visits()
    assert page.phone.status.text().endswith(": the page has arrived")


def test_the_support_file_is_written_to_the_exports_folder(
    page: CheckupPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    click(page.support)
    qtbot.waitUntil(lambda: "Written: " in window.message.text)
    (file,) = (tmp_path / "exports").iterdir()
    assert file.name in window.message.text
    with zipfile.ZipFile(file) as zip_file:
        report = zip_file.read("doctor.txt").decode()
    assert "Take out the setting host" in report
    assert "Whether a phone gets through was not tried." in report
    qtbot.waitUntil(page.support.isEnabled)


def test_a_support_file_that_cannot_be_written_is_reported(
    page: CheckupPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "exports").write_text("in the way")
    click(page.support)
    qtbot.waitUntil(lambda: "cannot be written" in window.message.text)
