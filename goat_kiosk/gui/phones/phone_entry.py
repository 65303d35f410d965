"""Paired phone in the panel: its editable name, its court, when it was seen, when its pairing ends."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.gui.text.dates import format_day_of_year, format_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.store.devices import Device

_MINUTE_MS = 60_000
_JUST_NOW_MS = 30_000
"""A phone with its scoring page open sends a request every twenty seconds."""


class PhoneEntry(QWidget):
    """Shows a phone, and emits requests to rename or revoke it."""

    renamed = Signal(int, str)
    revoked = Signal(int)

    def __init__(self, device: Device, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.device = device
        self.name, self.facts = QLineEdit(device.name), ElidedLabel(role="quiet")
        self.name.setMaxLength(MAX_NAME_LENGTH)
        self.name.setProperty("role", "flat")
        self.name.editingFinished.connect(self._rename)
        self.revoke = QPushButton(t("End"))
        self.revoke.clicked.connect(lambda: self.revoked.emit(self.device.id))
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        self.facts.setContentsMargins(6, 0, 0, 0)  # under the name, which has a frame while it is written
        column.addWidget(self.name)
        column.addWidget(self.facts)
        row.addLayout(column, 1)
        row.addWidget(self.revoke)

    def show_device(self, device: Device, now: int) -> None:
        """Show the phone's status at the time `now` (milliseconds)."""
        self.device = device
        if not self.name.hasFocus():
            self.name.setText(device.name)
        until = t("to {moment}", moment=expiry_text(device, now))
        facts = f"{device.court or t('All courts')} · {last_seen_text(device, now)} · {until}"
        if facts != self.facts.text():
            self.facts.setText(facts)
        self.name.setAccessibleName(t("Name of {phone}", phone=device.name))
        self.name.setToolTip(t("Type to rename the phone"))
        self.revoke.setAccessibleName(t("End the pairing of {phone}", phone=device.name))
        self.revoke.setToolTip(plain_tooltip(t("{phone} may not keep score any more", phone=device.name)))

    def _rename(self) -> None:
        if self.name.text() != self.device.name:
            self.renamed.emit(self.device.id, self.name.text())


def last_seen_text(device: Device, now: int) -> str:
    """Return when the phone was last seen, as text."""
    ago = now - device.seen
    if ago < _JUST_NOW_MS:
        return t("here now")
    minutes = ago // _MINUTE_MS
    if minutes < 60:
        return t("seen {minutes} min ago", minutes=minutes) if minutes else t("seen just now")
    return t("seen {moment}", moment=_moment(device.seen, now))


def expiry_text(device: Device, now: int) -> str:
    """Return when the pairing expires: a time of day within 24 hours, otherwise a date."""
    return _moment(device.expires, now)


def _moment(time_ms: int, now: int) -> str:
    return format_time(time_ms) if abs(time_ms - now) < 24 * 60 * _MINUTE_MS else format_day_of_year(time_ms)
