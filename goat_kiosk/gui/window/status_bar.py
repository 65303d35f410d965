"""Status bar of the window: whether everything is saved, the spectators' address, and the state of the hub."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import join_messages, t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.uplink.peers.peers import LinkStatus

_HELP_WIDTH = 140
_POLL_MS = 1_000
"""Often enough to see a phone join, seldom enough to cost nothing."""


class StatusBar(QFrame):
    """Shows the save status, the address and the hub's status."""

    theme_requested = Signal()
    scorers_requested = Signal()
    network_requested = Signal(str)
    """The name of the network whose address should be shown; the list does not change until it is."""

    def __init__(self, address: str, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(52)
        self.log = QLabel(t("Saved"))
        self.log.setTextFormat(Qt.TextFormat.PlainText)
        self.address = QPushButton()
        self.address.setProperty("role", "plain")
        self.address.setToolTip(t("Spectators open this address. Click to copy it."))
        self.address.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.address.text()))
        self.show_address(address)
        self.network = ChoiceBox(name=t("The network whose address is shown"))
        self.network.fit_contents()
        self.network.hide()
        self.uplink = ElidedLabel()
        self.uplink.hide()
        self.hub = ElidedLabel(t("Starting…"))
        self._make_buttons(actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self.log)
        row.addSpacing(16)
        self._spectators = QLabel(t("Spectators"))
        self._spectators.setProperty("role", "quiet")
        row.addWidget(self._spectators)
        row.addWidget(self.address)
        row.addWidget(self.network)
        row.addWidget(self.hub, 1)
        row.addWidget(self.uplink, 1)
        row.addWidget(self.scorers)
        row.addWidget(self.theme)
        row.addWidget(self.help)
        self._row = row
        self._hub_text, self._is_warning = "", False
        self._count_followers: Callable[[], int] = lambda: 0
        self._late_screens: Callable[[], str] = str
        self._watch = QTimer(self, interval=_POLL_MS)
        self._watch.timeout.connect(self._show_screens)
        self.show_saved()

    def _make_buttons(self, actions: Actions) -> None:
        self.theme = QPushButton()
        self.theme.setProperty("role", "plain")
        self.theme.clicked.connect(self.theme_requested)
        self.scorers = QPushButton(t("Scorer phones"))
        self.scorers.setProperty("role", "plain")
        self.scorers.setAccessibleName(t("Scorer phones"))
        self.scorers.setToolTip(t("Pair a phone that keeps score, or end a pairing (Ctrl+P)"))
        self.scorers.clicked.connect(self.scorers_requested)
        actions.bind(self, "scorer-phones", self.scorers_requested.emit)
        self.help = KeyButton()
        self.help.setProperty("role", "plain")
        self.help.set_action(t("Help"), actions["help"].cap, t("What can be pressed here, and the guide"))
        self.help.limit_width(_HELP_WIDTH)
        self.help.clicked.connect(actions["help"].run)

    def show_address(self, address: str) -> None:
        """Show the URL for spectators."""
        self.address.setText(address)
        self.address.setAccessibleName(t("Copy the spectators’ address {address}", address=address))

    def show_monitor(self, monitor: AddressMonitor) -> None:
        """Follow the address of `monitor`, and list the networks if there are several."""

        def show() -> None:
            self.network.clear()
            self.network.addItems(monitor.networks)
            self.network.setCurrentText(monitor.network)
            self.network.setVisible(len(monitor.networks) > 1)
            self.show_hub(
                t("No phone can follow") if monitor.problem else t("Phones can follow"), warn=bool(monitor.problem)
            )

        def choose(name: str) -> None:
            show()
            self.network_requested.emit(name)

        self.network.textActivated.connect(choose)
        monitor.changed.connect(self.show_address)
        monitor.changed.connect(show)
        monitor.networks_changed.connect(show)

    def add_widget(self, widget: QWidget) -> None:
        """Insert a widget left of the theme button."""
        self._row.insertWidget(self._row.indexOf(self.theme), widget)

    def add_problems(self, label: QLabel) -> None:
        """Insert the label of lasting problems left of the state of the hub."""
        self._row.insertWidget(self._row.indexOf(self.hub), label, 3)

    def show_hub(self, text: str, *, warn: bool = False) -> None:
        """Show the state of the hub."""
        self._hub_text = text
        self._is_warning = warn
        self._show_screens()

    def watch_screens(self, count_followers: Callable[[], int], late_screens: Callable[[], str] = str) -> None:
        """Poll the number of screens that follow, and the text about late ones."""
        self._count_followers, self._late_screens = count_followers, late_screens
        self._watch.start()
        self._show_screens()

    def _show_screens(self) -> None:
        screens = self._count_followers()
        late = self._late_screens()
        # The number of screens already implies that phones can follow.
        hub_text = self._hub_text if self._is_warning or not screens else ""
        text = " · ".join(part for part in (hub_text, late, _screens(screens)) if part)
        _set_role(self.hub, "warn" if self._is_warning or late else "quiet")
        if text != self.hub.text():
            self.hub.setText(text)
            self.hub.setAccessibleName(t("Hub: {text}", text=text))

    def show_uplink(self, status: LinkStatus) -> None:
        """Show the status of the link to the other kiosks; its problems are in the message line."""
        text = t("Cut off from the other kiosks") if status.problems else join_messages(status.messages)
        if text != self.uplink.text():
            self.uplink.setText(text)
            self.uplink.setAccessibleName(t("Other kiosks: {words}", words=join_messages(status.messages)))
            _set_role(self.uplink, "warn" if status.problems else "quiet")
        self.uplink.setVisible(status.state != "off")
        # The caption makes room for the two sentences beside the address.
        self._spectators.setVisible(status.state == "off")

    def show_saved(self) -> None:
        """Show that everything is saved."""
        self.log.setText(t("✓ Saved"))
        _set_role(self.log, "good")

    def show_saving(self) -> None:
        """Show that entries are being saved."""
        self.log.setText(t("Saving…"))
        _set_role(self.log, "warn")

    def show_unsaved(self) -> None:
        """Show that an entry is not saved."""
        self.log.setText(t("Not saved"))
        _set_role(self.log, "warn")

    def show_theme_choice(self, theme_name: str) -> None:
        """Set the theme that the button switches to."""
        self.theme.setText(theme_name)
        self.theme.setAccessibleName(t("{theme} theme", theme=theme_name))
        self.theme.setToolTip(t("Change to the {theme} theme", theme=theme_name.lower()))


def _screens(count: int) -> str:
    if not count:
        return ""
    return t("1 screen follows") if count == 1 else t("{count} screens follow", count=format_count(count))


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)
