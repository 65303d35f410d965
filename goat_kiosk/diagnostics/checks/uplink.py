"""Redis check: can this kiosk connect, and is it fast enough? Without a Redis setting there is nothing to check."""

import asyncio

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.running_kiosk import part_of, trouble_check
from goat_kiosk.errors import KioskError
from goat_kiosk.host import network
from goat_kiosk.text.i18n import t, translate_error

SLOW_MS = 100.0
"""Screens of other kiosks lag by about twice that."""
MIN_VERSION = 7


def check(context: CheckContext) -> Check:
    """Probe Redis in a new event loop: do not call this where one runs."""
    name, url = t("Other kiosks"), context.settings.redis
    if url is None:
        return Check(name, "well", t("This kiosk is alone: no Redis is set, and none is needed."))
    if (part := part_of(context, "uplink")) is not None:
        action = t("Scoring goes on without it; the other kiosks see nothing.")
        connected = Check(name, "well", t("The running kiosk is connected to Redis."))
        return trouble_check(name, part, action) or connected
    from goat_kiosk.uplink.peers.probe import probe  # noqa: PLC0415  loads Redis' library

    try:
        result = asyncio.run(probe(url, network.spectator_host(context.settings.host)))
    except KioskError as error:
        return Check(
            name, "wrong", translate_error(error), t("Scoring goes on without it; the other kiosks see nothing.")
        )
    summary = t(
        "Redis {version} at {where} answers in {ms} ms.",
        version=result.version,
        where=result.address,
        ms=f"{result.latency_ms:.1f}",
    )
    if result.version.partition(".")[0].isdecimal() and int(result.version.partition(".")[0]) < MIN_VERSION:
        return Check(
            name, "wrong", summary, t("It is too old: version {oldest} or newer is needed.", oldest=MIN_VERSION)
        )
    if result.latency_ms > SLOW_MS:
        return Check(name, "notice", summary, t("It is slow. Use a cable, or stand closer to the Wi-Fi."))
    return Check(name, "well", summary)
