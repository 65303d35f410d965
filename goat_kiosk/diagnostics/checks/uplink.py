"""Does the Redis where the kiosks meet take this one in? Where none is named there is nothing to look at."""

import asyncio
from urllib.parse import urlsplit

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.port import health, local
from goat_kiosk.errors import KioskError
from goat_kiosk.host import network
from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.uplink.probe import probe

SLOW_MS = 100.0
"""The other kiosks' screens are late by about twice that."""
OLDEST = 7


def check(patient: CheckContext) -> Check:
    """Visit it, in an event loop of its own: not to be called where one runs."""
    name, url = t("Other kiosks"), patient.settings.redis
    if url is None:
        return Check(name, "well", t("This kiosk is alone: no Redis is set, and none is needed."))
    told = (health(local(patient.settings.host), patient.port) or {}).get("uplink", {})
    if told.get("line") in {"down", "refused"}:
        todo = t("Scoring goes on without it; the other kiosks see nothing.")
        return Check(name, "wrong", t("The running kiosk says: {words}", words=told.get("words", "")), todo)
    host = urlsplit(network.address(patient.settings.host, patient.port)).hostname or ""
    try:
        found = asyncio.run(probe(url, host))
    except KioskError as error:
        return Check(
            name, "wrong", translate_error(error), t("Scoring goes on without it; the other kiosks see nothing.")
        )
    says = t(
        "Redis {version} at {where} answers in {ms} ms.",
        version=found.version,
        where=found.address,
        ms=f"{found.latency_ms:.1f}",
    )
    if found.version.partition(".")[0].isdecimal() and int(found.version.partition(".")[0]) < OLDEST:
        return Check(name, "wrong", says, t("It is too old: version {oldest} or newer is needed.", oldest=OLDEST))
    if found.latency_ms > SLOW_MS:
        return Check(name, "notice", says, t("It is slow. Use a cable, or stand closer to the Wi-Fi."))
    return Check(name, "well", says)
