"""Page of the venue: its name, its courts, its network, a PIN, the language. Every field may stay as it is.

It welcomes on a new kiosk, and is later a section of the main window. Enter saves, Esc discards.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.welcome.courts_field import CourtsField
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.settings.venue import Venue
from goat_kiosk.text.i18n import catalogs, mark_for_translation

_PANEL_WIDTH = 420
_NEXT_STEP = mark_for_translation("Next: set up a game. Spectators scan its code. Tap each bag where it falls.")


class WelcomePage(SectionPage):
    """Asks for the basic settings of a kiosk."""

    saved = Signal()
    """The settings were saved."""
    language_chosen = Signal()

    def __init__(
        self, services: Services, address_monitor: AddressMonitor, lock: Lock, *, is_first_start: bool = True
    ) -> None:
        """`is_first_start` is true on a new kiosk, and false for the section of the main window."""
        super().__init__()
        self._is_first_start, self._venue, self._address_monitor, self._lock = (
            is_first_start,
            services.venue or Venue(),
            address_monitor,
            lock,
        )
        self._preferences, self._demo_process = services.preferences, services.demo_process
        self.name, self.courts = QLineEdit(maxLength=MAX_NAME_LENGTH), CourtsField()
        self.pin = QLineEdit(maxLength=pin.MAX_LENGTH, echoMode=QLineEdit.EchoMode.Password)
        self.language = ChoiceBox(
            {"": t("As the system"), **{code: catalog.name for code, catalog in catalogs().items()}}
        )
        self.network, self.code, self.address = ChoiceBox(), QrCode(), QLabel()
        self.problem = ElidedLabel(role="warn")
        self.start, self.skip = KeyButton(), KeyButton()
        self.start.setProperty("role", "start")
        self.start.set_action(t("Start") if is_first_start else t("Save"), "Enter", t("Save what is entered"))
        self.skip.set_action(t("Skip") if is_first_start else t("Cancel"), "Esc", t("Leave everything as it is"))
        self.demo = ElidedButton()
        self.demo.setToolTip(t("Real league games that play by themselves, in a window of their own"))
        self._name_fields()
        self._connect()
        self._arrange()
        self.show_network()
        self._show_demo()

    def _name_fields(self) -> None:
        for field, tooltip in (
            (self.name, t("Name of the venue")),
            (self.pin, t("PIN for settings, if this computer stands in public")),
            (self.language, t("Language of this window")),
            (self.network, t("The network whose address is shown")),
        ):
            field.setAccessibleName(tooltip)
            field.setToolTip(tooltip)
        self.pin.setPlaceholderText(
            t("None needed; or {least} to {most} digits", least=pin.MIN_LENGTH, most=pin.MAX_LENGTH)
        )
        for line in (self.name, self.courts.names, self.pin):
            line.setProperty("tall", "true")
        self.name.setProperty("role", "player")
        self.name.setEnabled(not self._venue.fixed)
        # Typing goes to the first editable field as soon as the page is shown.
        self.setFocusProxy(self.courts.names if self._venue.fixed else self.name)
        self.address.setProperty("role", "address")
        self.address.setTextFormat(Qt.TextFormat.PlainText)
        self.address.setWordWrap(True)

    def _connect(self) -> None:
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            enter.activated.connect(self.save)
        self.start.clicked.connect(self.save)
        self.skip.clicked.connect(self.closed)
        self.language.activated.connect(self._choose_language)
        self.network.activated.connect(lambda: self._address_monitor.choose(self.network.value))
        self._address_monitor.networks_changed.connect(self.show_network)
        self._address_monitor.changed.connect(self.show_network)
        if self._demo_process is not None:
            self.demo.clicked.connect(self._demo_process.toggle)
            self._demo_process.changed.connect(self._show_demo)

    def _arrange(self) -> None:
        body, left, right, footer = QHBoxLayout(self), QVBoxLayout(), QFrame(), QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(28)
        left.setSpacing(6)
        left.addWidget(ElidedLabel(t("Welcome to GOaT Kiosk") if self._is_first_start else t("Venue"), "title"))
        left.addWidget(ElidedLabel(t("Everything here can stay as it is, and be changed later."), "quiet"))
        name = t("Name of the venue") + (f" ({t('set with --kiosk-name')})" if self._venue.fixed else "")
        fields = [
            (name, self.name),
            (t("Courts, and what they are called"), self.courts),
            (t("PIN for settings, if this computer stands in public"), self.pin),
        ]
        if self._is_first_start:  # later it has a page of its own
            fields.append((t("Language of this window"), self.language))
        for caption, field in fields:
            left.addStretch(1)
            left.addWidget(ElidedLabel(caption, "heading"))
            left.addWidget(field)
        left.addStretch(2)
        if self._is_first_start:
            left.addWidget(
                ElidedLabel(t("Next: set up a game. Spectators scan its code. Tap each bag where it falls."), "quiet")
            )
        left.addWidget(self.problem)
        for button, share in ((self.skip, 3), (self.demo, 4), (self.start, 9)):
            footer.addWidget(button, share)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        footer.setSpacing(10)
        left.addLayout(footer)
        right.setObjectName("card")
        right.setFixedWidth(_PANEL_WIDTH)
        column = QVBoxLayout(right)
        column.setContentsMargins(18, 12, 18, 16)
        column.addWidget(ElidedLabel(t("Spectators scan this, or open"), "heading"))
        column.addWidget(self.address)
        column.addWidget(self.code, 1)
        column.addWidget(self.network)
        body.addLayout(left, 1)
        body.addWidget(right)

    def showEvent(self, event: QShowEvent) -> None:
        """Load the saved settings, but keep what has been entered if the window was only minimized."""
        super().showEvent(event)
        if event.spontaneous():
            return
        self.name.setText(self._venue.name)
        self.courts.show_courts(self._venue.courts or (t("Court {number}", number=1),))
        self.language.choose(self._preferences.current.language)
        self.problem.setText("")
        self.pin.clear()
        self.setFocus()
        self.name.selectAll()

    def show_network(self) -> None:
        """Show the networks, and the address for spectators."""
        self.network.set_choices({name: name for name in self._address_monitor.networks})
        self.network.choose(self._address_monitor.network)
        self.network.setVisible(len(self._address_monitor.networks) > 1)
        self.address.setText(self._address_monitor.problem or self._address_monitor.address)
        self.code.show_text(self._address_monitor.address)

    def save(self) -> None:
        """Save the settings; if one is invalid, show why and keep all fields."""
        try:
            if self.pin.text():
                self._lock.set_pin(self.pin.text())
            self._venue.update(self.name.text(), self.courts.text)
        except KioskError as error:
            self.problem.setText(error_text(error))
            return
        self.pin.clear()
        self.saved.emit()
        if not self._is_first_start:
            self.closed.emit()
            self.notified.emit(t("Saved: {name}.", name=self._venue.name))

    def _choose_language(self) -> None:
        self._preferences.change(language=self.language.value)
        self.language_chosen.emit()

    def _show_demo(self) -> None:
        self.demo.setVisible(self._demo_process is not None)
        runs = self._demo_process is not None and self._demo_process.is_running
        self.demo.set_caption(t("End the demo") if runs else t("Show me a demo"))
        self.demo.setAccessibleName(self.demo.caption)
