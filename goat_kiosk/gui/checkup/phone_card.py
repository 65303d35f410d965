"""The phone's part of the check-up: the code that leads to the test page, and who has opened it, seen at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.services.audience import VisitInfo
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.text.i18n import mark_for_translation

_PATH = "/test"
_SHOWN = 2
"""Visits; the newest are those that are waited for."""
_NOBODY = mark_for_translation(
    "No phone yet. If yours does not get there: is it in the same Wi-Fi? Guest networks often keep devices apart."
)


class PhoneCard(QFrame):
    """Shows the code and the visits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.code, self.link, self.status = QrCode(), QLabel(), QLabel()
        self.link.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status.setWordWrap(True)
        for label in (self.link, self.status):
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(ElidedLabel(t("Does a phone get through?"), "heading"))
        column.addWidget(ElidedLabel(t("Scan this with one, or open"), "quiet"))
        column.addWidget(self.link)
        column.addWidget(self.code, 1)
        column.addWidget(self.status)

    def show_address(self, address: str) -> None:
        """Lead phones to the test page at `address`."""
        link = f"{address.rstrip('/')}{_PATH}"
        if link != self.link.text():
            self.code.show_text(link)
            self.link.setText(link)
            self.link.setAccessibleName(t("Address of the test page: {link}", link=link))

    def show_visits(self, visits: Sequence[VisitInfo]) -> None:
        """Show who has been there; this computer itself proves nothing."""
        come = [visit for visit in visits if not visit.here]
        said = "\n".join(_line(visit) for visit in come[:_SHOWN]) or t(_NOBODY)
        role = "good" if come else "quiet"
        if said != self.status.text() or role != self.status.property("role"):
            self.status.setText(said)
            self.status.setProperty("role", role)
            self.status.style().polish(self.status)


def _line(visit: VisitInfo) -> str:
    who = t("✓ {device} at {address}", device=visit.device or t("A device"), address=visit.address)
    if visit.ms is None:
        return f"{who}: {t('the page has arrived')}"
    if not visit.stream:
        return f"{who}: {t('the page has arrived, live news have not')}"
    return f"{who}: {t('live, answers in {ms} ms', ms=f'{visit.ms:.0f}')}"
