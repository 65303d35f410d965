"""Buttons that take a game off its court: set aside for later, canceled, or forfeited."""

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton


def set_aside_button() -> NamedButton:
    """Return the button that frees the court and keeps the game for later."""
    return NamedButton(
        t("Set game aside"), t("Set game aside: the court is free, and the game goes on later at any court")
    )


def cancel_button() -> NamedButton:
    """Return the button that cancels the game; it asks first."""
    return NamedButton(t("Cancel game…"), t("Cancel game: it counts nowhere; you will be asked first"))


def forfeit_button() -> NamedButton:
    """Return the button that ends a game by a forfeit; it asks which team did not come."""
    return NamedButton(t("No-show…"), t("A team did not come: the other wins; you will be asked which"))
