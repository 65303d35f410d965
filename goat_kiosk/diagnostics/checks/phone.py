"""Phone check: the result of a visit to the test page, or of its absence."""

from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.text.i18n import t


def visit_check(device: str, address: str) -> Check:
    """Return the result when a device opened the page; `device` is "" when its browser does not name it."""
    summary = t("{device} at {address} has opened the test page.", device=device or t("A device"), address=address)
    return Check(t("Phone"), "well", summary)


def no_visit_check() -> Check:
    """Return the result when no phone opened the page in time."""
    action = t("Is the phone in the same Wi-Fi? Guest networks often keep devices apart: use another, or a hotspot.")
    return Check(t("Phone"), "wrong", t("No phone has opened the test page."), action)


def not_tested_check() -> Check:
    """Return the result when the test was skipped."""
    action = t("Scan the code of the page Check-up with a phone, or wait for one with goat-kiosk doctor --phone 60.")
    return Check(t("Phone"), "unknown", t("Whether a phone gets through was not tried."), action)


def failed_check(reason: str) -> Check:
    """Return the result when the test could not run."""
    return Check(t("Phone"), "unknown", reason)
