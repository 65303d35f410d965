"""The page Check-up: the doctor's findings on the left as they come, the phone's test and the deeds on the right.

The checks take up to some seconds (a disk, a network that does not answer), so they are made in a thread of their own,
at the first visit and by a button. Phones are looked for once a second while the page is shown.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.checks import phone, run
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, all_ok
from goat_kiosk.gui.checkup.check_row import CheckRow
from goat_kiosk.gui.checkup.phone_card import PhoneCard
from goat_kiosk.gui.services.audience import VisitInfo
from goat_kiosk.gui.services.background_task import BackgroundTask
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import as_window, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import mark_for_translation

WELCOME = mark_for_translation("Welcome")
"""The page of the first start, as the window calls it."""

_SHEET = 360
_EVERY_MS = 1_000


class CheckupPage(SectionPage):
    """Shows what the doctor found."""

    def __init__(self, venue: Services, address: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._venue, self._address = venue, address
        self._checks: list[Check] = []
        self._visit: VisitInfo | None = None
        self.summary, self.phone = ElidedLabel(role="title"), PhoneCard()
        self.rows = QVBoxLayout()
        self.again = NamedButton(t("Check again"), t("Make every check anew"), "primary")
        self.support = NamedButton(t("Support file"), t("Logs and findings in one file, without keys or names"))
        self.welcome = NamedButton(t("Name and courts"), t("The page of the first start: name, courts, network, PIN"))
        self._examination, self._packing = BackgroundTask(), BackgroundTask()
        self._every = QTimer(self, interval=_EVERY_MS)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self._every.timeout.connect(self._look_for_phones)
        self.again.clicked.connect(self.run_checks)
        self.support.clicked.connect(self._pack)
        self.welcome.clicked.connect(lambda: self.turning.emit(WELCOME))
        self._examination.brought.connect(self._take)
        self._examination.ended.connect(self._show_summary)
        self._packing.brought.connect(
            lambda file: self.notified.emit(t("Written: {file}. It was sent to nobody.", file=file))
        )
        self._packing.failed.connect(self.refused)
        self._packing.ended.connect(lambda: self.support.setEnabled(True))

    def _arrange(self) -> None:
        body, left, right = QHBoxLayout(self), QFrame(), QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        left.setObjectName("card")
        column, area, inside = QVBoxLayout(left), QScrollArea(), QWidget()
        column.setContentsMargins(4, 10, 4, 8)
        self.summary.setContentsMargins(14, 0, 14, 0)
        column.addWidget(self.summary)
        inside.setObjectName("transparent")
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(2)
        below.addLayout(self.rows)
        below.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        column.addWidget(area, 1)
        body.addWidget(left, 1)
        self.phone.setFixedWidth(_SHEET)
        right.addWidget(self.phone, 1)
        right.setSpacing(8)
        for button in (self.again, self.support, self.welcome):
            right.addWidget(button)
        body.addLayout(right)

    def showEvent(self, event: QShowEvent) -> None:
        """Examine at the first visit; look for phones from now on."""
        super().showEvent(event)
        if not self._checks:
            self.run_checks()
        self._look_for_phones()
        self._every.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._every.stop()

    def run_checks(self) -> None:
        """Make every check anew."""
        if self._venue.check_context is None or self._examination.is_running:
            return
        self._checks = []
        while (item := self.rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.deleteLater()
        self.again.setEnabled(False)
        self.summary.setText(t("Looking…"))
        patient = self._venue.check_context()
        self._examination.start(lambda: run.run_checks(patient))

    def _take(self, check: Check) -> None:
        self._checks.append(check)
        self.rows.addWidget(CheckRow(check))

    def _show_summary(self) -> None:
        wrong = sum(check.verdict == "wrong" for check in self._checks)
        if all_ok(self._checks):
            self.summary.setText(t("Fit for the evening"))
        else:
            self.summary.setText(
                t("One thing is to be done") if wrong == 1 else t("{count} things are to be done", count=wrong)
            )
        self.again.setEnabled(True)

    def _look_for_phones(self) -> None:
        visits = self._venue.audience.visits()
        self._visit = next((visit for visit in visits if not visit.here), self._visit)
        self.phone.show_address(self._address())
        self.phone.show_visits(visits)

    def _pack(self) -> None:
        if self._venue.check_context is None:
            return
        self.support.setEnabled(False)
        patient, found = self._venue.check_context(), [*self._checks, self._phone_check()]
        file = self._venue.exports / support_file.name(datetime.now().astimezone())
        self._packing.start(lambda: _pack(file, patient, found))

    def _phone_check(self) -> Check:
        with as_window():
            return phone.judge(self._visit.device, self._visit.address) if self._visit else phone.not_tested()


def _pack(file: Path, patient: CheckContext, checks: list[Check]) -> Iterator[Path]:
    yield support_file.write(file, patient.settings, checks)
