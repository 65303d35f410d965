"""System clock check: is the time plausible, and is it synchronized?

A laptop with an empty clock battery starts years in the past. The program itself works with any time, but the history
sorts by it, pairings expire by it, and spectators read it.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.running_kiosk import part_of
from goat_kiosk.health.parts import check_clock
from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.store.log_stats import newest_event_at
from goat_kiosk.text.i18n import t, translate_error

_TIMEOUT_S = 5.0


def check(context: CheckContext) -> Check:
    """Compare the clock with the latest known past moment, and ask systemd whether it is synchronized."""
    name, now = t("Clock"), datetime.now().astimezone()
    summary = t("It is {now} ({zone}).", now=context.format_time(now), zone=now.tzname() or "?")
    part = part_of(context, "clock") or check_clock(now.timestamp(), latest_past(context.settings.folder).timestamp())
    if not part.is_ok:
        return Check(name, "wrong", summary, " ".join(map(translate_error, part.problems)))
    match _is_synchronized():
        case True:
            return Check(name, "well", summary + " " + t("The network keeps it right."))
        case False:
            action = t("Compare it with your watch: no time server sets it, as without internet.")
            return Check(name, "notice", summary, action)
        case None:
            return Check(name, "well", summary)


def latest_past(folder: Path) -> datetime:
    """Return the latest moment that must be past: the installation of the program, or the newest event."""
    return datetime.fromtimestamp(max(RESOURCES.stat().st_mtime, newest_event_at(folder) / 1000), UTC)


def _is_synchronized() -> bool | None:
    """Return whether systemd reports a synchronized clock; None when it reports nothing."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        process = subprocess.run(  # noqa: S603  fixed arguments
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(process.stdout.strip())
