"""Health of the running kiosk, as its own `/healthz` says: what is wrong there is wrong here too."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.port import health, local
from goat_kiosk.text.i18n import t


def check(patient: CheckContext) -> Check:
    """Ask the kiosk that has the port."""
    name, told = t("Running kiosk"), health(local(patient.settings.host), patient.port)
    if told is None:
        return Check(name, "well", t("No kiosk runs at port {port} just now.", port=patient.port))
    parts = told.get("parts", {}).values()
    wrong = [str(part.get("words", "")) for part in parts if part.get("status") == "trouble"]
    if told["status"] == "failing" and not wrong:
        wrong = [str(told.get("disk", ""))]
    if wrong:
        return Check(name, "wrong", t("It says: {words}", words=" ".join(wrong)), t("Mend what it names."))
    lying = sum(one.get("events", 0) for one in told.get("aside", []))
    if lying:
        says = t("{count} entries that were scored here are not in their games, which another kiosk has.", count=lying)
        return Check(name, "notice", says, t("Compare them with that kiosk, and correct the games there."))
    return Check(name, "well", t("It says that all is well."))
