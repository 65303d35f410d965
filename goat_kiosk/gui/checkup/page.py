"""System check page: the results of the checks on the left as they arrive, the phone test and the actions on the right.

The checks can take seconds (a slow disk, a network that does not answer), so they run in a background task, at the
first visit and on request. The page polls for phones once a second while it is visible.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.diagnostics import check_runner, support_file
from goat_kiosk.diagnostics.checks import phone
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, all_ok
from goat_kiosk.gui.checkup.check_row import CheckRow
from goat_kiosk.gui.checkup.phone_card import PhoneCard
from goat_kiosk.gui.services.audience import VisitInfo
from goat_kiosk.gui.services.background_task import BackgroundTask
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage

_PANEL_WIDTH = 360
_POLL_MS = 1_000


class CheckupPage(SectionPage):
    """Runs the system checks, and shows their results."""

    def __init__(self, services: Services, address: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._address = services, address
        self._checks: list[Check] = []
        self._visit: VisitInfo | None = None
        self.summary, self.phone = ElidedLabel(role="title"), PhoneCard()
        self.rows = QVBoxLayout()
        self.again = NamedButton(t("Check again"), t("Make every check anew"), "primary")
        self.support = NamedButton(t("Support file"), t("Logs and findings in one file, without keys or names"))
        self._check_task, self._support_task = BackgroundTask(), BackgroundTask()
        self._poll_timer = QTimer(self, interval=_POLL_MS)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self._poll_timer.timeout.connect(self._poll_visits)
        self.again.clicked.connect(self.run_checks)
        self.support.clicked.connect(self._write_support_file)
        self._check_task.result_ready.connect(self._add_check)
        self._check_task.finished.connect(self._show_summary)
        self._support_task.result_ready.connect(
            lambda file: self.notified.emit(t("Written: {file}. It was sent to nobody.", file=file))
        )
        self._support_task.failed.connect(self.refused)
        self._support_task.finished.connect(lambda: self.support.setEnabled(True))

    def _arrange(self) -> None:
        body, left, right = QHBoxLayout(self), QFrame(), QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        left.setObjectName("card")
        column, area, content = QVBoxLayout(left), QScrollArea(), QWidget()
        area.setAccessibleName(t("System check"))
        column.setContentsMargins(4, 10, 4, 8)
        self.summary.setContentsMargins(14, 0, 14, 0)
        column.addWidget(self.summary)
        content.setObjectName("transparent")
        content_column = QVBoxLayout(content)
        content_column.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(2)
        content_column.addLayout(self.rows)
        content_column.addStretch(1)
        area.setWidget(content)
        area.setWidgetResizable(True)
        column.addWidget(area, 1)
        body.addWidget(left, 1)
        self.phone.setFixedWidth(_PANEL_WIDTH)
        right.addWidget(self.phone, 1)
        right.setSpacing(8)
        for button in (self.again, self.support):
            right.addWidget(button)
        body.addLayout(right)

    def showEvent(self, event: QShowEvent) -> None:
        """Run the checks at the first visit; start to poll for phones."""
        super().showEvent(event)
        if not self._checks:
            self.run_checks()
        self._poll_visits()
        self._poll_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop polling."""
        super().hideEvent(event)
        self._poll_timer.stop()

    def run_checks(self) -> None:
        """Run every check again."""
        if self._services.check_context is None or self._check_task.is_running:
            return
        self._checks = []
        while (item := self.rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.deleteLater()
        self.again.setEnabled(False)
        self.summary.setText(t("Looking…"))
        context = self._services.check_context()._replace(format_time=_format_time)
        self._check_task.start(lambda: check_runner.run_checks(context))

    def _add_check(self, check: Check) -> None:
        self._checks.append(check)
        self.rows.addWidget(CheckRow(check))

    def _show_summary(self) -> None:
        failed_checks = sum(check.verdict == "wrong" for check in self._checks)
        if all_ok(self._checks):
            self.summary.setText(t("Fit for the evening"))
        else:
            self.summary.setText(
                t("One thing is to be done")
                if failed_checks == 1
                else t("{count} things are to be done", count=failed_checks)
            )
        self.again.setEnabled(True)

    def _poll_visits(self) -> None:
        visits = self._services.audience.visits()
        self._visit = next((visit for visit in visits if not visit.is_this_computer), self._visit)
        self.phone.show_address(self._address())
        self.phone.show_visits(visits)

    def _write_support_file(self) -> None:
        if self._services.check_context is None:
            return
        self.support.setEnabled(False)
        context, checks = self._services.check_context(), [*self._checks, self._phone_check()]
        file = self._services.exports / support_file.file_name(datetime.now().astimezone())
        self._support_task.start(lambda: _write_support_file(file, context, checks))

    def _phone_check(self) -> Check:
        with use_window_language():
            return (
                phone.visit_check(self._visit.device, self._visit.address) if self._visit else phone.not_tested_check()
            )


def _write_support_file(file: Path, context: CheckContext, checks: list[Check]) -> Iterator[Path]:
    yield support_file.write(file, context.settings, checks)


def _format_time(moment: datetime) -> str:
    return format_day_and_time(int(moment.timestamp() * 1_000))
