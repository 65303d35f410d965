"""What a phone's visit to the test page, or that none came, tells of the network."""

from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.text.i18n import t


def judge(device: str, address: str) -> Check:
    """Return the outcome when a device has come; `device` is "" when it did not say what it is."""
    says = t("{device} at {address} has opened the test page.", device=device or t("A device"), address=address)
    return Check(t("Phone"), "well", says)


def nobody() -> Check:
    """Return the outcome when a phone was waited for, and none came."""
    todo = t("Is the phone in the same Wi-Fi? Guest networks often keep devices apart: use another, or a hotspot.")
    return Check(t("Phone"), "wrong", t("No phone has opened the test page."), todo)


def not_tested() -> Check:
    """Return the outcome when nobody was asked."""
    todo = t("Scan the code of the page Check-up with a phone, or wait for one with goat-kiosk doctor --phone 60.")
    return Check(t("Phone"), "unknown", t("Whether a phone gets through was not tried."), todo)


def unknown(why: str) -> Check:
    """Return the outcome when the question could not be put."""
    return Check(t("Phone"), "unknown", why)
