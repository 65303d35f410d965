"""Settings check: from which start they are, and whether others on this computer can read a secret among them."""

import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.logs.redaction import passwords_in_url
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.paths import config_files
from goat_kiosk.settings.secret_files import is_exposed
from goat_kiosk.text.i18n import t


def check(context: CheckContext, files: Sequence[Path] | None = None) -> Check:
    """Look at `files`, by default those that a start here would read."""
    name = t("Settings")
    if context.started_at is not None:
        summary = t("They are those of the start on {when}.", when=context.format_time(context.started_at.astimezone()))
    else:
        summary = t("They are those of the files, the environment and the options here.")
    exposed = [file for file in (config_files() if files is None else files) if _exposes_secret(file)]
    if exposed:
        action = t(
            "Others can read a key or password in {file}. Put it into a file of its own, which scorer_key_file or "
            "redis_password_file names.",
            file=exposed[0],
        )
        return Check(name, "notice", summary, action)
    return Check(name, "well", summary)


def _exposes_secret(file: Path) -> bool:
    with suppress(OSError, ValueError, RecursionError):
        if is_exposed(file, file.stat().st_mode):
            values = tomllib.loads(to_utf8(file.read_bytes()).decode())
            urls = [f"{values[name]}" for name in ("redis", "updates") if name in values]
            return "scorer_key" in values or any(map(passwords_in_url, urls))
    return False
