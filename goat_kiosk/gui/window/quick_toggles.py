"""Toggle buttons of every page: swap the sides of this game, turn the sound on or off."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from goat_kiosk.gui.settings.action_specs import ProfileAction
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.sounds import NO_PLAYER, Sounds
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton

_MAX_WIDTH = 200


class QuickToggles(QWidget):
    """Two buttons with their keys, in the status bar."""

    swap_requested = Signal()

    def __init__(self, keys: Actions, preferences: Preferences, sounds: Sounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys, self._preferences, self._sounds = keys, preferences, sounds
        self.swap, self.mute = KeyButton(), KeyButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        buttons: dict[ProfileAction, KeyButton] = {"swap-sides": self.swap, "mute": self.mute}
        for action, button in buttons.items():
            button.setProperty("role", "plain")
            button.limit_width(_MAX_WIDTH)
            row.addWidget(button)
            keys.bind(self, action, button.click)
        self.swap.clicked.connect(self.swap_requested)
        self.mute.clicked.connect(lambda: preferences.change(sounds=not preferences.current.sounds))
        preferences.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        are_sounds_on, cap = self._preferences.current.sounds, self._keys.key_caption
        tooltip = t("Turn the sounds off") if are_sounds_on else t("Turn the sounds on")
        tooltip = tooltip if self._sounds.is_available else t(NO_PLAYER)
        self.swap.set_action(t("Swap sides"), cap("swap-sides"), t("Swap the sides of this game"))
        self.mute.set_action(t("Sound on") if are_sounds_on else t("Sound off"), cap("mute"), tooltip)
