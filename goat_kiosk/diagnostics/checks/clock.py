"""Is this computer's clock one that a game's times can be believed by?

A laptop whose battery died wakes up years ago. Nothing in the program needs the right time, but the history sorts by
it, pairings end by it, and a spectator reads it.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.store.log_stats import newest_event_at
from goat_kiosk.text.i18n import t

_SLACK_S = 120
"""Seconds that a clock may have been put back; more, and new games sort before old ones."""
_PATIENCE = 5.0


def check(patient: CheckContext) -> Check:
    """Compare the clock with what is known to be past, and ask whether it is kept right."""
    name, now = t("Clock"), datetime.now().astimezone()
    says = t("It is {now} ({zone}).", now=f"{now:%Y-%m-%d %H:%M}", zone=now.tzname() or "?")
    past = _past(patient.settings.folder)
    if now.timestamp() < past.timestamp() - _SLACK_S:
        todo = t("Set the clock: {past} is past already.", past=f"{past.astimezone():%Y-%m-%d %H:%M}")
        return Check(name, "wrong", says, todo)
    match _is_synchronized():
        case True:
            return Check(name, "well", says + " " + t("The network keeps it right."))
        case False:
            todo = t("Compare it with your watch: no time server sets it, as without internet.")
            return Check(name, "notice", says, todo)
        case None:
            return Check(name, "well", says)


def _past(folder: Path) -> datetime:
    """Return the latest moment that is known to be past: the program's installation, and the newest event."""
    return datetime.fromtimestamp(max(RESOURCES.stat().st_mtime, newest_event_at(folder) / 1000), UTC)


def _is_synchronized() -> bool | None:
    """Whether systemd says that a time server keeps the clock; None where it says nothing."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    words = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(  # noqa: S603  fixed words
            words, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip())
