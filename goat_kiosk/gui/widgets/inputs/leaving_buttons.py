"""Buttons that take a game off its court: conceded, set aside for later, canceled, or forfeited.

They stand in one row of a narrow column, so a long caption takes two lines instead of being clipped.
"""

from goat_kiosk.gui.text.descriptions import name_button
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton


def concede_button() -> ElidedButton:
    """Return the button by which one side gives up; it asks which."""
    return _leaving_button(t("Concede…"), t("Concede: one side gives up; you will be asked which"))


def set_aside_button() -> ElidedButton:
    """Return the button that frees the court and keeps the game for later."""
    return _leaving_button(
        t("Set game aside"), t("Set game aside: the court is free, and the game goes on later at any court")
    )


def cancel_button() -> ElidedButton:
    """Return the button that cancels the game; it asks first."""
    return _leaving_button(t("Cancel game…"), t("Cancel game: it counts nowhere; you will be asked first"))


def forfeit_button() -> ElidedButton:
    """Return the button that ends a game by a forfeit; it asks which team did not come."""
    return _leaving_button(t("No-show…"), t("A team did not come: the other wins; you will be asked which"))


def _leaving_button(caption: str, tooltip: str) -> ElidedButton:
    button = ElidedButton(caption)
    name_button(button, caption, tooltip)
    button.setToolTip(tooltip)
    return button
