"""Version check: the libraries that the kiosk runs on, for support."""

import platform
from importlib import metadata

from goat_kiosk import __version__
from goat_kiosk.diagnostics.checks import updates
from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.errors import Unavailable
from goat_kiosk.text.i18n import t, translate_error

PARTS = ("PySide6-Essentials", "apsw", "aiohttp", "redis", "qasync", "msgspec", "jinja2", "zeroconf")
"""The main libraries; apsw has the version number of its SQLite."""


def check(context: CheckContext) -> Check:
    """Return the versions, and a newer version where the operator set an update file."""
    name, listed = t("Versions"), ", ".join(f"{part} {version}" for part, version in versions().items())
    try:
        update = updates.newer_version(context.settings.updates) if context.settings.updates else ""
    except Unavailable as error:
        return Check(name, "notice", f"{listed}.", translate_error(error))
    return Check(name, "notice" if update else "well", f"{listed}.", update)


def versions() -> dict[str, str]:
    """Return each version by the name of its program or library."""
    programs = {"GOaT Kiosk": __version__, "Python": platform.python_version(), platform.system(): platform.release()}
    return programs | {part: _version(part) for part in PARTS}


def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:  # in the one-folder build, which has no package metadata
        return "?"
