"""Running kiosk: the health of its parts, which every check here reads first, and what has no check of its own."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.port import fetch_health, local_host
from goat_kiosk.errors import Message
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.text.i18n import t, translate_error

_WITH_OWN_CHECK = {"disk", "clock", "backups", "stick", "certificate", "uplink"}
"""Parts of which another check speaks."""


def with_parts(context: CheckContext) -> CheckContext:
    """Return `context` with the parts of the running kiosk, read once for all checks."""
    if context.parts is not None:
        return context
    if context.read_parts is not None:
        return context._replace(parts=context.read_parts())
    health = fetch_health(local_host(context.settings.host), context.port) or {}
    return context._replace(parts=_parse_parts(health.get("parts")))


def part_of(context: CheckContext, name: str) -> PartHealth | None:
    """Return the health of a part of the running kiosk; None where no kiosk runs, or it has no such part."""
    parts = with_parts(context).parts
    return None if parts is None else parts.get(name)


def trouble_check(name: str, part: PartHealth | None, action: str = "") -> Check | None:
    """Return what to report of a part that is in trouble; None when it is not."""
    if part is None or part.is_ok:
        return None
    return Check(name, "wrong", " ".join(map(translate_error, part.problems)), action)


def check(context: CheckContext) -> Check:
    """Return the problems that the kiosk on the port reports and no other check does."""
    name, health = t("Running kiosk"), fetch_health(local_host(context.settings.host), context.port)
    if health is None:
        return Check(name, "well", t("No kiosk runs at port {port} just now.", port=context.port))
    others = {part: found for part, found in (with_parts(context).parts or {}).items() if part not in _WITH_OWN_CHECK}
    problems = [translate_error(problem) for found in others.values() for problem in found.problems]
    if health["status"] == "failing" and not problems:
        problems = [str(health.get("disk", ""))]
    if problems:
        return Check(name, "wrong", t("It says: {words}", words=" ".join(problems)), t("Mend what it names."))
    unshared = sum(item.get("events", 0) for item in health.get("aside", []))
    if unshared:
        summary = t(
            "{count:entry was scored|entries were scored} here, but another kiosk has the game.",
            count=unshared,
        )
        return Check(name, "notice", summary, t("Compare them with that kiosk, and correct the games there."))
    if health["status"] == "trouble":
        return Check(name, "well", t("It serves; what is in trouble stands below."))
    return Check(name, "well", t("It says that all is well."))


def _parse_parts(components: Any) -> dict[str, PartHealth]:
    """Return the parts in `/healthz`, whose words are English."""
    found = {}
    if isinstance(components, Mapping):
        for name, component in components.items():
            problems = (Message(str(component.get("words", ""))),) if component.get("status") == "trouble" else ()
            ends = None
            with suppress(ValueError, TypeError):
                ends = datetime.fromisoformat(component.get("ends"))
            found[name] = PartHealth(problems, component.get("age"), ends)
    return found
