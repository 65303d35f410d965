"""What the kiosk runs on, for whoever is asked for help."""

import platform
from importlib import metadata

from goat_kiosk import __version__
from goat_kiosk.diagnostics.checks import updates
from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.errors import Unavailable
from goat_kiosk.text.i18n import t, translate_error

PARTS = ("PySide6-Essentials", "apsw", "aiohttp", "redis", "qasync", "msgspec", "jinja2", "zeroconf")
"""Those that the program would not be what it is without; apsw brings SQLite and bears its number."""


def check(patient: CheckContext) -> Check:
    """Name them, and a newer version where the operator said whom to ask."""
    name, told = t("Versions"), ", ".join(f"{part} {version}" for part, version in versions().items())
    try:
        newer = updates.newer_version(patient.settings.updates) if patient.settings.updates else ""
    except Unavailable as error:
        return Check(name, "notice", f"{told}.", translate_error(error))
    return Check(name, "notice" if newer else "well", f"{told}.", newer)


def versions() -> dict[str, str]:
    """Return the version of everything, by name."""
    own = {"GOaT Kiosk": __version__, "Python": platform.python_version(), platform.system(): platform.release()}
    return own | {part: _version(part) for part in PARTS}


def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:  # in one folder, without the packages' own records
        return "?"
