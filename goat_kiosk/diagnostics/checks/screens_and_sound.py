"""Display and sound checks: does the window fit a screen, and can sounds be played?"""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.host import display
from goat_kiosk.text.i18n import t, translate_error

MIN_WIDTH, MIN_HEIGHT = 1_280, 660
"""Scaled pixels that the window needs."""


def check_screens(context: CheckContext) -> Check:
    """Return whether the window fits a screen."""
    name = t("Display")
    if context.no_window is not None:
        return Check(name, "wrong", translate_error(context.no_window))
    if context.screens is None:
        reason = display.no_display_reason()
        summary = (
            t("There is no display here ({reason}).", reason=reason) if reason else t("The screens were not looked at.")
        )
        return Check(name, "notice" if reason else "unknown", summary, t("The kiosk serves phones without a window."))
    text = ", ".join(
        t(
            "{name} {width}×{height} at {scale} %",
            name=screen.name,
            width=screen.width,
            height=screen.height,
            scale=f"{100 * screen.scale:.0f}",
        )
        for screen in context.screens
    )
    if not any(screen.width >= MIN_WIDTH and screen.height >= MIN_HEIGHT for screen in context.screens):
        action = t("The window needs {wide} by {high}. Choose a smaller scale.", wide=MIN_WIDTH, high=MIN_HEIGHT)
        return Check(name, "wrong" if context.screens else "unknown", text.strip() or t("There is no screen."), action)
    return Check(name, "well", text + ".")


def check_sound(context: CheckContext) -> Check:
    """Return whether a sound player is installed."""
    name = t("Sound")
    if context.sound_player:
        return Check(name, "well", t("{player} plays the sounds.", player=context.sound_player))
    action = t("Install a sound player to hear each bag; on Debian: sudo apt install alsa-utils.")
    return Check(name, "notice", t("There is no sound player: the desk stays silent."), action)
