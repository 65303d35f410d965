"""Welcome: what the venue is called, its courts, its network, a PIN, the language. All of it may stay as it is.

It is the first thing that is seen on a new kiosk, and later a page beside the game. Enter takes what is written, Esc
leaves all as it was.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from goat_kiosk.domain.names import MAX_NAME_LENGTH
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.welcome.courts_field import CourtsField
from goat_kiosk.gui.widgets.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.named_button import NamedButton
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.settings.venue import Venue
from goat_kiosk.text.i18n import catalogs, mark_for_translation

_SHEET = 420
_NEXT = mark_for_translation("Next: set up a game. Spectators scan its code. Tap each bag where it falls.")


class WelcomePage(SectionPage):
    """Asks what a kiosk is better for knowing."""

    saved = Signal()
    """What is written was taken."""
    language_chosen = Signal()

    def __init__(self, venue: Services, reach: AddressMonitor, lock: Lock, *, first: bool = True) -> None:
        """`first` on a new kiosk; later it is a page like the others, and says so."""
        super().__init__()
        self._first, self._house, self._reach, self._lock = first, venue.venue or Venue(), reach, lock
        self._preferences, self._demonstration = venue.preferences, venue.demonstration
        self.name, self.courts = QLineEdit(maxLength=MAX_NAME_LENGTH), CourtsField()
        self.pin = QLineEdit(maxLength=pin.LONGEST, echoMode=QLineEdit.EchoMode.Password)
        self.language = ChoiceBox({"": t("As the system"), **{code: one.name for code, one in catalogs().items()}})
        self.network, self.code, self.address = ChoiceBox(), QrCode(), QLabel()
        self.problem = ElidedLabel(role="warn")
        self.start = NamedButton(f"{t('Start') if first else t('Keep')} ⏎", t("Take what is written (Enter)"), "start")
        self.skip = NamedButton(f"{t('Skip') if first else t('Leave it')} (Esc)", t("Leave everything as it is"))
        self.demo = NamedButton("", t("Real league games that play by themselves, in a window of their own"))
        self._name_fields()
        self._connect()
        self._arrange()
        self.show_network()
        self._show_demo()

    def _name_fields(self) -> None:
        for field, words in (
            (self.name, t("Name of the venue")),
            (self.pin, t("PIN for settings, if this computer stands in public")),
            (self.language, t("Language of this window")),
            (self.network, t("The network whose address is shown")),
        ):
            field.setAccessibleName(words)
            field.setToolTip(words)
        self.pin.setPlaceholderText(t("None needed; or {least} to {most} digits", least=pin.SHORTEST, most=pin.LONGEST))
        self.name.setEnabled(not self._house.fixed)
        # Whoever turns to the page writes at once.
        self.setFocusProxy(self.courts.names if self._house.fixed else self.name)
        self.address.setProperty("role", "address")
        self.address.setTextFormat(Qt.TextFormat.PlainText)
        self.address.setWordWrap(True)

    def _connect(self) -> None:
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            enter.activated.connect(self.save)
        self.start.clicked.connect(self.save)
        self.skip.clicked.connect(self.left)
        self.language.activated.connect(self._choose_language)
        self.network.activated.connect(lambda: self._reach.choose(self.network.value))
        self._reach.networks_changed.connect(self.show_network)
        self._reach.changed.connect(self.show_network)
        if self._demonstration is not None:
            self.demo.clicked.connect(self._demonstration.toggle)
            self._demonstration.changed.connect(self._show_demo)

    def _arrange(self) -> None:
        body, left, right, foot = QHBoxLayout(self), QVBoxLayout(), QFrame(), QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(28)
        left.setSpacing(6)
        left.addWidget(ElidedLabel(t("Welcome to GOaT Kiosk"), "title"))
        left.addWidget(ElidedLabel(t("Everything here can stay as it is, and be changed later."), "quiet"))
        left.addSpacing(10)
        name = t("Name of the venue") + (f" ({t('set with --kiosk-name')})" if self._house.fixed else "")
        for words, field in (
            (name, self.name),
            (t("Courts, and what they are called"), self.courts),
            (t("PIN for settings, if this computer stands in public"), self.pin),
            (t("Language of this window"), self.language),
        ):
            left.addWidget(ElidedLabel(words, "quiet"))
            left.addWidget(field)
            left.addSpacing(6)
        left.addStretch(1)
        if self._first:
            left.addWidget(
                ElidedLabel(t("Next: set up a game. Spectators scan its code. Tap each bag where it falls."), "quiet")
            )
        left.addWidget(self.problem)
        for button in (self.skip, self.demo):
            foot.addWidget(button)
        foot.addWidget(self.start, 1)
        foot.setSpacing(10)
        left.addLayout(foot)
        right.setObjectName("card")
        right.setFixedWidth(_SHEET)
        column = QVBoxLayout(right)
        column.setContentsMargins(18, 12, 18, 16)
        column.addWidget(ElidedLabel(t("Spectators scan this, or open"), "quiet"))
        column.addWidget(self.address)
        column.addWidget(self.code, 1)
        column.addWidget(self.network)
        body.addLayout(left, 1)
        body.addWidget(right)

    def showEvent(self, event: QShowEvent) -> None:
        """Show how it stands; what was written stays when the window was only put aside."""
        super().showEvent(event)
        if event.spontaneous():
            return
        self.name.setText(self._house.name)
        self.courts.show_courts(self._house.courts or (t("Court {number}", number=1),))
        self.language.choose(self._preferences.chosen.language)
        self.problem.setText("")
        self.pin.clear()
        self.setFocus()
        self.name.selectAll()

    def show_network(self) -> None:
        """Show where spectators find the kiosk now."""
        self.network.offer({name: name for name in self._reach.networks})
        self.network.choose(self._reach.network)
        self.network.setVisible(len(self._reach.networks) > 1)
        self.address.setText(self._reach.trouble or self._reach.address)
        self.code.show_text(self._reach.address)

    def save(self) -> None:
        """Take what is written; what cannot be taken is said, and all stays."""
        try:
            if self.pin.text():
                self._lock.set_pin(self.pin.text())
            self._house.update(self.name.text(), self.courts.text)
        except KioskError as error:
            self.problem.setText(error_text(error))
            return
        self.pin.clear()
        self.saved.emit()
        if not self._first:
            self.left.emit()
            self.notified.emit(t("Kept: {name}.", name=self._house.name))

    def _choose_language(self) -> None:
        self._preferences.change(language=self.language.value)
        self.language_chosen.emit()
        if not self._first:
            self.notified.emit(t("The language changes when the window is opened again."))

    def _show_demo(self) -> None:
        self.demo.setVisible(self._demonstration is not None)
        runs = self._demonstration is not None and self._demonstration.is_running
        self.demo.setText(t("End the demo") if runs else t("Show me a demo"))
