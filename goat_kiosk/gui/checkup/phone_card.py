"""Phone test card: the QR code of the test page, and the phones that have opened it, updated live."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.services.audience import VisitInfo
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.text.i18n import mark_for_translation

_PATH = "/test"
_MAX_SHOWN = 2
"""Most visits that are shown, the newest first."""
_NO_PHONE_YET = mark_for_translation(
    "No phone yet. If yours does not get there: is it in the same Wi-Fi? Guest networks often keep devices apart."
)


class PhoneCard(QFrame):
    """Shows the code, and the phones that have opened it."""

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
        """Show the address of the test page, as text and QR code."""
        link = f"{address.rstrip('/')}{_PATH}"
        if link != self.link.text():
            self.code.show_text(link)
            self.link.setText(link)
            self.link.setAccessibleName(t("Address of the test page: {link}", link=link))

    def show_visits(self, visits: Sequence[VisitInfo]) -> None:
        """Show the devices that have opened the page, except for this computer, which proves nothing."""
        phones = [visit for visit in visits if not visit.is_this_computer]
        text = "\n".join(_line(visit) for visit in phones[:_MAX_SHOWN]) or t(_NO_PHONE_YET)
        role = "good" if phones else "quiet"
        if text != self.status.text() or role != self.status.property("role"):
            self.status.setText(text)
            self.status.setProperty("role", role)
            self.status.style().polish(self.status)


def _line(visit: VisitInfo) -> str:
    device = t("✓ {device} at {address}", device=visit.device or t("A device"), address=visit.address)
    if visit.round_trip_ms is None:
        return f"{device}: {t('the page has arrived')}"
    if not visit.receives_stream:
        return f"{device}: {t('the page has arrived, live news have not')}"
    return f"{device}: {t('live, answers in {ms} ms', ms=f'{visit.round_trip_ms:.0f}')}"
