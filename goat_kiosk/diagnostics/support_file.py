"""The support file: what whoever helps needs to know about a kiosk, and nothing that he must not.

In it are the logs, the reports of crashes, the doctor's findings, the settings and the shape of the log in numbers. Not
in it are keys, passwords and the PIN, the games, and the names of players, teams and phones; the user's home folder is
called ``~``. It is made where the kiosk is, and sent by nobody but its owner.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.diagnostics.checks.versions import versions
from goat_kiosk.diagnostics.journal import crashes, logs
from goat_kiosk.diagnostics.journal.redaction import GONE, Redaction, in_address
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.atomic_write import OWNER_ONLY
from goat_kiosk.settings.config import Settings
from goat_kiosk.store import log_stats

KEY_FILE = "scorer.key"
_CHOICES = "window.json"
_NOT_TOLD = {"pin", "court", "tv_court", "geometry"}
"""What the window keeps and nobody needs for help: the PIN's hash, and what the venue calls its courts."""
_LARGEST = 2_000_000
"""Bytes of a file that is taken in, from its end: no log of ours is larger, whatever else lies there."""
_ABOUT = """\
This file was made by GOaT Kiosk for whoever helps you with it. It has been sent to nobody.

In it:  doctor.txt      how this computer was found
        settings.json   how the kiosk is set up, without keys and passwords
        window.json     how its window is set up, without the PIN
        versions.json   what it runs on
        log.json        the log of the games in numbers, without a game or a name
        files.txt       the files of the data folder and their sizes
        logs, crashes   what happened, without keys and names
"""


def name(now: datetime) -> str:
    """Return what a support file of this moment is called."""
    return f"goat-kiosk-support-{now:%Y-%m-%d-%H%M%S}.zip"


def write(file: Path, settings: Settings, checks: Sequence[Check]) -> Path:
    """Write the support file and return where it is. Raises `Unavailable`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, bundle(settings, checks), OWNER_ONLY)
    except OSError as error:
        raise Unavailable(
            "The support file {file} cannot be written: {reason}.", file=file, reason=error.strerror
        ) from error
    return file


def bundle(settings: Settings, checks: Sequence[Check]) -> bytes:
    """Return the support file."""
    redaction, packed = Redaction(secrets_of(settings)), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in _texts(settings, checks):
            archive.writestr(place, redaction(text).replace(str(Path.home()), "~"))
    return packed.getvalue()


def secrets_of(settings: Settings) -> list[str | None]:
    """Return every secret that the kiosk of these settings has."""
    kept = None
    with suppress(OSError, UnicodeDecodeError):
        kept = (settings.folder / KEY_FILE).read_text().strip()
    pin = _read(settings.folder / _CHOICES).get("pin")
    return [
        settings.scorer_key,
        kept,
        pin if isinstance(pin, str) else None,
        *in_address(settings.redis),
        *in_address(settings.updates),
    ]


def _texts(settings: Settings, checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    folder = settings.folder
    yield "README.txt", _ABOUT
    yield "doctor.txt", "".join(f"{check.verdict:8} {check.name}: {check.says} {check.todo}\n" for check in checks)
    yield "settings.json", _json(_settings_text(settings))
    yield "window.json", _json(_choices(folder / _CHOICES))
    yield "versions.json", _json(versions())
    yield "log.json", _json(log_stats.stats(folder))
    yield "files.txt", "".join(_list_folder(folder))
    for pattern in (f"{logs.FOLDER}/*.log*", f"{crashes.FOLDER}/*.txt"):
        for file in sorted(folder.glob(pattern)):
            yield file.relative_to(folder).as_posix(), _end_of(file)


def _settings_text(settings: Settings) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(settings)
    return told | {"scorer_key": GONE if settings.scorer_key else None}


def _choices(file: Path) -> dict[str, Any]:
    return {name: value for name, value in _read(file).items() if name not in _NOT_TOLD}


def _read(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file; an empty one when there is none that can be read."""
    with suppress(OSError, ValueError, RecursionError):
        read = json.loads(file.read_bytes())
        if isinstance(read, dict):
            return read
    return {}


def _list_folder(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        with suppress(OSError):
            about = file.stat()
            at = datetime.fromtimestamp(about.st_mtime).astimezone()
            yield f"{at:%Y-%m-%d %H:%M:%S} {about.st_size:>12,} {file.relative_to(folder).as_posix()}\n"


def _end_of(file: Path) -> str:
    try:
        return file.read_bytes()[-_LARGEST:].decode(errors="replace")
    except OSError as error:
        return f"This file cannot be read: {error.strerror}.\n"


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"
