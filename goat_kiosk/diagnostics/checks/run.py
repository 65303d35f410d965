"""All checks, one after the other; each is handed on as soon as it is done, for some take seconds.

They block, so the window runs them in a thread of their own. A check that fails itself is a bug: it is logged, and said
to be unknown, and the others go on.
"""

import logging
from collections.abc import Callable, Iterator

from goat_kiosk.diagnostics.checks import (
    address,
    clock,
    crashes,
    disk,
    firewall,
    port,
    running_kiosk,
    screens_and_sound,
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
    (mark_for_translation("Other kiosks"), uplink.check),
    (mark_for_translation("Display"), screens_and_sound.screens),
    (mark_for_translation("Sound"), screens_and_sound.sound),
    (mark_for_translation("Crashes"), crashes.check),
    (mark_for_translation("Versions"), versions.check),
)


def run_checks(patient: CheckContext) -> Iterator[Check]:
    """Yield the outcome of each check, in the language of the moment."""
    for name, check in _CHECKS:
        try:
            yield check(patient)
        except Exception:  # noqa: BLE001  the boundary: one check's bug must not keep the others from being made
            _log.exception("A bug in the check “%s”", name)
            yield Check(t(name), "unknown", t("This check failed itself; a report is kept."))
