"""Has anything gone wrong lately? The reports of crashes that are kept here."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.journal.crashes import reports
from goat_kiosk.text.i18n import t


def check(patient: CheckContext) -> Check:
    """Count them, and name the newest."""
    name, kept = t("Crashes"), reports(patient.settings.folder)
    if not kept:
        return Check(name, "well", t("No report of a crash is kept."))
    says = t("{count} kept, the newest: {file}.", count=len(kept), file=kept[0].name)
    todo = t("Make a support file and send it to whoever helps you; then delete the folder “crashes”.")
    return Check(name, "notice", says, todo)
