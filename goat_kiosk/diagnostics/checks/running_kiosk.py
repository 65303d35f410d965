"""Running kiosk check by its own `/healthz`: a problem that it reports is a problem here."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.port import fetch_health, local_host
from goat_kiosk.text.i18n import t


def check(context: CheckContext) -> Check:
    """Return the problems that the kiosk on the port reports."""
    name, status = t("Running kiosk"), fetch_health(local_host(context.settings.host), context.port)
    if status is None:
        return Check(name, "well", t("No kiosk runs at port {port} just now.", port=context.port))
    parts = status.get("parts", {}).values()
    problems = [str(part.get("words", "")) for part in parts if part.get("status") == "trouble"]
    if status["status"] == "failing" and not problems:
        problems = [str(status.get("disk", ""))]
    if problems:
        return Check(name, "wrong", t("It says: {words}", words=" ".join(problems)), t("Mend what it names."))
    unshared = sum(item.get("events", 0) for item in status.get("aside", []))
    if unshared:
        summary = t(
            "{count:entry was scored|entries were scored} here, but another kiosk has the game.",
            count=unshared,
        )
        return Check(name, "notice", summary, t("Compare them with that kiosk, and correct the games there."))
    return Check(name, "well", t("It says that all is well."))
