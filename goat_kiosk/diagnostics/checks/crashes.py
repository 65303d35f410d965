"""Crash report check: are there reports from earlier runs?"""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.logs.crash_reports import list_reports
from goat_kiosk.text.i18n import t


def check(context: CheckContext) -> Check:
    """Count the reports, and name the newest."""
    name, reports = t("Crashes"), list_reports(context.settings.folder)
    if not reports:
        return Check(name, "well", t("No report of a crash is kept."))
    summary = t("{count} kept, the newest: {file}.", count=len(reports), file=reports[0].name)
    action = t("Make a support file and send it to whoever helps you; then delete the folder “crashes”.")
    return Check(name, "notice", summary, action)
