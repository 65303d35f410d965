"""Page of kiosk mode: full screen, the PIN for leaving and for settings, blocked words."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.lock.window_state import FULL_KEY, WindowState
from goat_kiosk.gui.lock.word_card import WordCard
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import mark_for_translation

_MAX_WIDTH = 640
_EXPLANATION = mark_for_translation(
    "With a PIN, everything but scoring asks for it: closing the window, leaving full screen, pairing phones, walls "
    "and the TV, changing names, reopening games, answering for captains, taking over courts, and the settings. "
    "Forgotten? Run “goat-kiosk reset-pin” on this computer."
)


class LockPage(SectionPage):
    """Sets the PIN, and locks."""

    def __init__(self, state: WindowState, lock: Lock, blocklist: BlocklistFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window_state, self._lock = state, lock
        self.word_card = WordCard(blocklist)
        self.word_card.notified.connect(self.notified)
        self.word_card.refused.connect(self.refused)
        self.full_screen_button = NamedButton("", t("Fill the screen, or leave it"))
        self.full_screen_button.clicked.connect(state.toggle_full_screen)
        state.full_screen_changed.connect(self._show_full)
        self.state, self.explanation = ElidedLabel(role="heading"), QLabel(t(_EXPLANATION))
        self.explanation.setWordWrap(True)
        self.explanation.setProperty("role", "quiet")
        self.field = QLineEdit(maxLength=pin.MAX_LENGTH, echoMode=QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(t("{least} to {most} digits", least=pin.MIN_LENGTH, most=pin.MAX_LENGTH))
        self.field.setAccessibleName(t("New PIN"))
        self.field.setToolTip(t("The digits that open the settings"))
        self.set = NamedButton(t("Set PIN"), t("Ask for this PIN from now on"))
        self.remove = NamedButton(t("Remove PIN"), t("Ask for no PIN any more"))
        self.lock_now = NamedButton(t("Lock now"), t("Ask for the PIN again from now on"), "primary")
        self.field.returnPressed.connect(self._set)
        self.set.clicked.connect(self._set)
        self.remove.clicked.connect(self._remove)
        self.lock_now.clicked.connect(self._lock_now)
        self._lock.changed.connect(self._show)
        self._arrange()
        self._show_full()

    def _arrange(self) -> None:
        outer, left, card, row = QHBoxLayout(self), QVBoxLayout(), QFrame(), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        card.setObjectName("card")
        card.setMaximumWidth(_MAX_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 14, 20, 18)
        column.setSpacing(10)
        row.addWidget(self.field, 1)
        row.addWidget(self.set)
        row.addWidget(self.remove)
        column.addWidget(ElidedLabel(t("A window in public"), "title"))
        column.addWidget(self.full_screen_button)
        column.addSpacing(10)
        column.addWidget(self.state)
        column.addWidget(self.explanation)
        column.addLayout(row)
        column.addWidget(self.lock_now)
        left.addWidget(card)
        left.addStretch(1)
        outer.addLayout(left, 1)
        outer.addWidget(self.word_card, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the current state."""
        super().showEvent(event)
        self.field.clear()
        self._show()

    def _show_full(self) -> None:
        is_full = self._window_state.is_full_screen
        self.full_screen_button.setText(f"{t('Leave full screen') if is_full else t('Full screen')} ({FULL_KEY})")
        self.full_screen_button.setAccessibleName(self.full_screen_button.text())

    def _show(self) -> None:
        has_pin = self._lock.has_pin
        self.state.setText(t("A PIN is set.") if has_pin else t("No PIN is set."))
        self.remove.setEnabled(has_pin)
        self.lock_now.setEnabled(has_pin)

    def _set(self) -> None:
        try:
            self._lock.set_pin(self.field.text())
        except InvalidValue as error:
            self.refused.emit(error_text(error))
        else:
            self.field.clear()
            self.notified.emit(
                t("The PIN is set. Press “Lock now” when you are done; it locks by itself in five minutes.")
            )

    def _remove(self) -> None:
        self._lock.remove_pin()
        self.notified.emit(t("No PIN is asked for any more."))

    def _lock_now(self) -> None:
        self._lock.lock()
        self.closed.emit()
        self.notified.emit(t("Locked: leaving and settings ask for the PIN."))
