"""Push button that opens the page of a game's names and lineups; it shows its key."""

from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton


class PlayersButton(KeyButton):
    """The button; three pages have one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.show_key("")

    def show_key(self, key: str) -> None:
        """Show the key that does the same, or none."""
        self.set_action(t("Players…"), key, t("Players: names, colors, late partners, substitutes, and the court"))
