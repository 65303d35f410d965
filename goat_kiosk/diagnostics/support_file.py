"""Support file: a ZIP with what support needs about a kiosk, without secrets.

It contains the logs, crash reports, check results, settings, and statistics of the event log. It contains no keys,
passwords or PIN, no games, and no names of players, teams or phones; the user's home folder is written as ``~``. It is
written to disk, and only the user sends it.
"""

import io
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.diagnostics.checks.versions import versions
from goat_kiosk.diagnostics.logs import crash_reports, log_files
from goat_kiosk.diagnostics.logs.redaction import REDACTED, Redaction, passwords_in_url
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.atomic_write import OWNER_ONLY
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.config import Settings
from goat_kiosk.store import log_stats

KEY_FILE = "scorer.key"
_WINDOW_FILE = "window.json"
_PRIVATE = {"pin", "court", "tv_court", "geometry"}
"""Window settings that support does not need: the PIN's hash, and names of courts."""
_MAX_BYTES = 2_000_000
"""Bytes of a file that are packed, counted from its end. No log is larger, but other files may be there."""
_README = """\
GOaT Kiosk made this file for the person who helps you. Nothing has been uploaded.

It contains:
        doctor.txt      the results of the checks
        settings.json   the settings, without keys and passwords
        window.json     the window's settings, without the PIN
        versions.json   the versions of the program and its libraries
        log.json        statistics of the event log, without games or names
        files.txt       the files of the data folder and their sizes
        logs, crashes   logs and crash reports, without keys and names
"""


def file_name(now: datetime) -> str:
    """Return the file name of a support file made at `now`."""
    return f"goat-kiosk-support-{now:%Y-%m-%d-%H%M%S}.zip"


def write(file: Path, settings: Settings, checks: Sequence[Check]) -> Path:
    """Write the support file and return where it is. Raises `Unavailable`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, build_zip(settings, checks), OWNER_ONLY)
    except OSError as error:
        raise Unavailable(
            "The support file {file} cannot be written: {reason}.", file=file, reason=error.strerror
        ) from error
    return file


def build_zip(settings: Settings, checks: Sequence[Check]) -> bytes:
    """Return the bytes of the ZIP."""
    redaction, packed = Redaction(secrets_of(settings)), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in _texts(settings, checks):
            archive.writestr(path, _without_home(redaction(text)))
    return packed.getvalue()


def _without_home(text: str) -> str:
    """Return `text` with ``~`` for the user's home folder. That of a service is ``/``, which hides nothing."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path raises RuntimeError for a user without one
    return text.replace(home, "~") if len(home) > 1 else text


def secrets_of(settings: Settings) -> list[str | None]:
    """Return every secret of the kiosk with these settings."""
    scorer_key = None
    with suppress(OSError, UnicodeDecodeError):
        scorer_key = to_utf8((settings.folder / KEY_FILE).read_bytes()).decode().strip()
    pin = _read(settings.folder / _WINDOW_FILE).get("pin")
    return [
        settings.scorer_key,
        scorer_key,
        pin if isinstance(pin, str) else None,
        *passwords_in_url(settings.redis),
        *passwords_in_url(settings.updates),
    ]


def _texts(settings: Settings, checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    folder = settings.folder
    yield "README.txt", _README
    yield "doctor.txt", "".join(f"{check.verdict:8} {check.name}: {check.summary} {check.action}\n" for check in checks)
    yield "settings.json", _json(_settings_text(settings))
    yield "window.json", _json(_window_settings(folder / _WINDOW_FILE))
    yield "versions.json", _json(versions())
    yield "log.json", _json(log_stats.stats(folder))
    yield "files.txt", "".join(_list_folder(folder))
    for pattern in (f"{log_files.FOLDER}/*.log*", f"{crash_reports.FOLDER}/*.txt"):
        for file in sorted(folder.glob(pattern)):
            yield file.relative_to(folder).as_posix(), _end_of(file)


def _settings_text(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(settings)
    return values | {"scorer_key": REDACTED if settings.scorer_key else None}


def _window_settings(file: Path) -> dict[str, Any]:
    return {name: value for name, value in _read(file).items() if name not in _PRIVATE}


def _read(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file; {} when it cannot be read."""
    with suppress(OSError, ValueError, RecursionError):
        content = json.loads(to_utf8(file.read_bytes()))
        if isinstance(content, dict):
            return content
    return {}


def _list_folder(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        with suppress(OSError):
            status = file.stat()
            modified_at = datetime.fromtimestamp(status.st_mtime).astimezone()
            yield f"{modified_at:%Y-%m-%d %H:%M:%S} {status.st_size:>12,} {file.relative_to(folder).as_posix()}\n"


def _end_of(file: Path) -> str:
    try:
        return file.read_bytes()[-_MAX_BYTES:].decode(errors="replace")
    except OSError as error:
        return f"This file cannot be read: {error.strerror}.\n"


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"
