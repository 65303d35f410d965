"""Pairing panel for phones that keep score: a code to pair one more, and the list of paired ones.

It is shown beside the game in place of the rounds, so scoring goes on while a phone is paired. A code exists
only while the panel is shown: a new one follows when it is used or expires, and it is withdrawn with the panel.
"""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.desk.pairing import Duration, Pairing, PairingCode
from goat_kiosk.gui.phones.phone_entry import PhoneEntry
from goat_kiosk.gui.services.saving import save
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.text.i18n import mark_for_translation

_WIDTH = 320
_SECOND_MS = 1_000
_DURATIONS: tuple[tuple[str, Duration], ...] = (
    (mark_for_translation("For tonight"), "evening"),
    (mark_for_translation("For 30 days"), "month"),
)


class ScorersPanel(QFrame):
    """Pairs phones and lists them."""

    closed = Signal()
    refused = Signal(str)
    """The sentence that says why a command failed."""

    def __init__(self, pairing: Pairing, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(_WIDTH)
        self._pairing, self._address = pairing, address.rstrip("/")
        self._code: PairingCode | None = None
        self.qr, self.hint, self.empty_label = QrCode(), QLabel(), ElidedLabel(t("No phone is paired yet."), "quiet")
        self.court, self.duration = (
            ChoiceBox(name=t("Which court the phone may score")),
            ChoiceBox(name=t("How long the phone is paired")),
        )
        self.close_button = QPushButton("✕")
        self.entries: list[PhoneEntry] = []
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._tick.timeout.connect(self._refresh)
        unsubscribe = pairing.subscribe(self._refresh_if_shown)
        self.destroyed.connect(lambda: unsubscribe())  # noqa: PLW0108  `destroyed` has an argument
        self._arrange()
        self.show_courts([])
        for caption, duration in _DURATIONS:
            self.duration.addItem(t(caption), duration)
        for choice in (self.court, self.duration):
            choice.currentIndexChanged.connect(self._renew_code)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.hide()

    def _arrange(self) -> None:
        column, header, choices = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(14, 8, 10, 10)
        column.setSpacing(6)
        self.close_button.setProperty("role", "plain")
        self.close_button.setFixedWidth(48)
        self.close_button.setAccessibleName(t("Close the scorer phones"))
        self.close_button.setToolTip(t("Close (Esc)"))
        self.close_button.clicked.connect(self.closed)
        header.addWidget(ElidedLabel(t("Scorer phones"), "heading"), 1)
        header.addWidget(self.close_button)
        choices.addWidget(self.court, 1)
        choices.addWidget(self.duration, 1)
        self.hint.setProperty("role", "quiet")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        column.addLayout(header)
        column.addLayout(choices)
        column.addWidget(self.qr, 3)
        column.addWidget(self.hint)
        column.addWidget(self.empty_label)
        column.addWidget(self._list(), 2)

    def _list(self) -> QScrollArea:
        area, inside = QScrollArea(), QWidget()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons have it
        inside.setObjectName("transparent")
        area.viewport().setObjectName("transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setMinimumHeight(84)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    @property
    def link(self) -> str:
        """The link in the QR code; the pairing code is in its fragment, which browsers do not send to the server."""
        return f"{self._address}/pair#code={self._code.code}" if self._code else ""

    def show_address(self, address: str) -> None:
        """Set the kiosk's address in the link; the current code stays valid."""
        self._address = address.rstrip("/")
        self._draw()

    def show_courts(self, courts: list[str]) -> None:
        """Set the courts to choose from, besides “all”; the chosen one stays, so a code never grows to all courts."""
        chosen = self.court.currentData()
        texts = [t("All courts"), *courts, *([chosen] if chosen and chosen not in courts else [])]
        if texts == [self.court.itemText(index) for index in range(self.court.count())]:
            return
        with QSignalBlocker(self.court):
            self.court.clear()
            for court in texts:
                self.court.addItem(court, None if court == texts[0] else court)
            self.court.setCurrentIndex(self.court.findText(chosen or texts[0]))

    def preset(self, court: str | None) -> None:
        """Choose the smallest permission: this court, tonight. Without a court, choose all."""
        with QSignalBlocker(self.court), QSignalBlocker(self.duration):
            if court and self.court.findText(court) < 0:  # no game is open there, for instance after the end
                self.court.addItem(court, court)
            self.court.setCurrentIndex(max(0, self.court.findText(court or "")))
            self.duration.setCurrentIndex(0)
        self._renew_code()

    def event(self, event: QEvent) -> bool:
        """Claim Enter for the panel's fields; otherwise it would start the game in the lobby behind the panel."""
        enters = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enters and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Create a code, and renew it whenever it expires."""
        super().showEvent(event)
        self._renew_code()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Withdraw the code."""
        super().hideEvent(event)
        self._tick.stop()
        self._withdraw_code()

    def _renew_code(self) -> None:
        self._withdraw_code()
        if self.isVisible():
            self._code = self._pairing.create_code(self.court.currentData(), self.duration.currentData())
            self._draw()
            self._refresh()

    def _draw(self) -> None:
        if self._code is not None:
            self.qr.show_text(self.link, t("QR code that pairs a phone"))

    def _withdraw_code(self) -> None:
        if self._code is not None:
            self._pairing.withdraw_code(self._code)
            self._code = None

    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        if self._code is None or not self._pairing.is_valid(self._code):
            self._renew_code()
            return
        minutes, seconds = divmod(max(0, self._code.expires - self._pairing.now) // 1000, 60)
        self.hint.setText(
            t(
                "Scan it with the phone that keeps score. One phone a code; the next in {minutes}:{seconds}.",
                minutes=minutes,
                seconds=f"{seconds:02}",
            )
        )
        self._fill()

    def _fill(self) -> None:
        devices, now = self._pairing.devices, self._pairing.now
        if [entry.device.id for entry in self.entries] != [device.id for device in devices]:
            for entry in self.entries:
                self._column.removeWidget(entry)
                entry.hide()
                entry.deleteLater()
            self.entries = [scale_widget(PhoneEntry(device)) for device in devices]
            for index, entry in enumerate(self.entries):
                entry.renamed.connect(self._rename)
                entry.revoked.connect(self._revoke)
                self._column.insertWidget(index, entry)
        for entry, device in zip(self.entries, devices, strict=True):
            entry.show_device(device, now)
        self.empty_label.setVisible(not devices)

    def _rename(self, device: int, name: str) -> None:
        def on_refused(sentence: str) -> None:
            self.refused.emit(sentence)
            self._fill()

        save(lambda: self._pairing.rename(device, name), lambda _: None, on_refused)

    def _revoke(self, device: int) -> None:
        save(lambda: self._pairing.revoke(device), lambda _: None, self.refused.emit)
