"""Check runner: yields each result as soon as it is there, because some checks take seconds.

Checks block, so the window runs them in a thread. A check that raises is a bug: it is logged, its result is `unknown`,
and the other checks still run.
"""

import logging
from collections.abc import Callable, Iterator

from goat_kiosk.diagnostics.checks import (
    address,
    backup_folders,
    certificate,
    clock,
    crashes,
    disk,
    firewall,
    port,
    running_kiosk,
    screens_and_sound,
    settings_files,
    uplink,
    versions,
)
from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.text.i18n import mark_for_translation, t

_log = logging.getLogger(__name__)

_CHECKS: tuple[tuple[str, Callable[[CheckContext], Check]], ...] = (
    (mark_for_translation("Address"), address.check),
    (mark_for_translation("Port"), port.check),
    (mark_for_translation("Running kiosk"), running_kiosk.check),
    (mark_for_translation("Firewall"), firewall.check),
    (mark_for_translation("Clock"), clock.check),
    (mark_for_translation("Disk"), disk.check),
    (mark_for_translation("Backups"), backup_folders.check),
    (mark_for_translation("Certificate"), certificate.check),
    (mark_for_translation("Other kiosks"), uplink.check),
    (mark_for_translation("Display"), screens_and_sound.check_screens),
    (mark_for_translation("Sound"), screens_and_sound.check_sound),
    (mark_for_translation("Settings"), settings_files.check),
    (mark_for_translation("Crashes"), crashes.check),
    (mark_for_translation("Versions"), versions.check),
)


def run_checks(context: CheckContext) -> Iterator[Check]:
    """Yield the result of each check, in the current language."""
    context = running_kiosk.with_parts(context)
    for name, check in _CHECKS:
        try:
            yield check(context)
        except Exception:  # noqa: BLE001  the boundary: a bug in one check must not stop the others
            _log.exception("A bug in the check “%s”", name)
            yield Check(t(name), "unknown", t("This check failed itself; a report is kept."))
