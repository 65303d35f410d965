"""What the scorekeeper sees and hears: the display and the sound player."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.host import display
from goat_kiosk.text.i18n import t, translate_error

LEAST_WIDE, LEAST_HIGH = 1_280, 660
"""Pixels, as scaled: what the window needs."""


def screens(patient: CheckContext) -> Check:
    """Look at the screens."""
    name = t("Display")
    if patient.no_window is not None:
        return Check(name, "wrong", translate_error(patient.no_window))
    if patient.screens is None:
        reason = display.missing_reason()
        says = (
            t("There is no display here ({reason}).", reason=reason) if reason else t("The screens were not looked at.")
        )
        return Check(name, "notice" if reason else "unknown", says, t("The kiosk serves phones without a window."))
    words = ", ".join(
        t(
            "{name} {width}×{height} at {scale} %",
            name=one.name,
            width=one.width,
            height=one.height,
            scale=f"{100 * one.scale:.0f}",
        )
        for one in patient.screens
    )
    if not any(one.width >= LEAST_WIDE and one.height >= LEAST_HIGH for one in patient.screens):
        todo = t("The window needs {wide} by {high}. Choose a smaller scale.", wide=LEAST_WIDE, high=LEAST_HIGH)
        return Check(name, "wrong" if patient.screens else "unknown", words.strip() or t("There is no screen."), todo)
    return Check(name, "well", words + ".")


def sound(patient: CheckContext) -> Check:
    """Look for the player."""
    name = t("Sound")
    if patient.player:
        return Check(name, "well", t("{player} plays the sounds.", player=patient.player))
    todo = t("Install a sound player to hear each bag; on Debian: sudo apt install alsa-utils.")
    return Check(name, "notice", t("There is no sound player: the desk stays silent."), todo)
