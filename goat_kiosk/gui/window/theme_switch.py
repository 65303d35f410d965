"""Theme switch of the status bar: night or day, saved for the next start."""

from PySide6.QtCore import QObject

from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import style
from goat_kiosk.gui.window.status_bar import StatusBar


class ThemeSwitch(QObject):
    """Applies the saved theme, and changes it when the button is clicked."""

    def __init__(self, bar: StatusBar, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._preferences = bar, preferences
        bar.theme_requested.connect(self._toggle)
        # Setting a theme polishes every widget, which takes as long as opening the window: only when it differs.
        if preferences.current.theme != style.current_theme().name:
            style.set_theme(preferences.current.theme)
        self._update_button()

    def _toggle(self) -> None:
        style.set_theme("day" if style.current_theme().name == "night" else "night")
        self._preferences.change(theme=style.current_theme().name)
        self._update_button()

    def _update_button(self) -> None:
        self._bar.show_theme_choice(t("Day") if style.current_theme().name == "night" else t("Night"))
