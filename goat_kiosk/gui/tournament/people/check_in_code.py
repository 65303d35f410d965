"""Check-in code of a tournament: the QR code with which people at the door sign in from their phones."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.qr_code import QrCode


class CheckInCode(QWidget):
    """Shows the code as large as it goes, and the address for who cannot scan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code, self.address, self.hint = QrCode(), QLabel(), QLabel()
        self.hint.setText(t("Hold this up at the door: people check in, or sign up, on their phones."))
        self.address.setProperty("role", "title")
        self.hint.setProperty("role", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code, 1)
        for label in (self.address, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)

    def show_tournament(self, kiosk_url: str, tournament_id: int) -> None:
        """Show the code of a tournament; `kiosk_url` is the address of the kiosk's pages."""
        url = f"{kiosk_url.rstrip('/')}/tournament/{tournament_id}/check-in"
        self.code.show_text(url)
        self.address.setText(url.partition("://")[2])
