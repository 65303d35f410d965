"""Loading of the settings, later sources first: option, environment, user's file, the system's files, the window.

Many kiosks are set up by files below ``/etc/goat-kiosk``: ``config.toml``, then ``conf.d/*.toml`` by name. An unknown
key or a bad value is an error that names it and where it stands: a typing mistake in a venue's file must not silently
mean the default.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings import secret_files, venue
from goat_kiosk.settings.config import PREFIX, InvalidSetting, Settings, default_kiosk_name
from goat_kiosk.settings.paths import config_files
from goat_kiosk.settings.setting_values import FIELDS, convert

WINDOW = "the window"
"""The source of a name that was chosen there."""


class LoadedSettings(Settings, frozen=True, kw_only=True):
    """Settings, and where each comes from."""

    sources: dict[str, str] = msgspec.field(default_factory=dict)
    """By the setting's name; one that is not listed has its default."""


class GivenValue(NamedTuple):
    """A value of a setting as it was given."""

    name: str
    value: object
    source: str
    """As `--port`, `GOAT_KIOSK_PORT` or `line 2 of /etc/goat-kiosk/config.toml`."""
    label: str
    """What to call it in an error."""


def load(
    arguments: Mapping[str, Any], environment: Mapping[str, str] = os.environ, files: Sequence[Path] | None = None
) -> LoadedSettings:
    """Return the settings. An argument of None and an empty variable count as absent. Raises `InvalidSetting`.

    Of `files`, by default those of this computer, the later ones win.
    """
    paths = config_files(environment) if files is None else files
    given = [*(value for path in paths for value in _read(path)), *_variables(environment), *_options(arguments)]
    values: dict[str, Any] = {}
    for name, value, _, label in given:
        _require_known(name, label)
        values[name] = convert(name, value, label)
    settings = LoadedSettings(**values, sources={name: source for name, _, source, _ in given})
    return secret_files.with_secrets(_with_kiosk_name(settings))


def name_is_set(settings: Settings) -> bool:
    """Whether the kiosk's name was set for this machine: one chosen in the window would be lost at the next start."""
    return settings.kiosk_name not in {venue.read(settings.folder).name, default_kiosk_name()}


def _options(arguments: Mapping[str, Any]) -> Iterator[GivenValue]:
    for name, value in arguments.items():
        if value is not None:
            option = f"--{name.replace('_', '-')}"
            yield GivenValue(name, value, option, option)


def _variables(environment: Mapping[str, str]) -> Iterator[GivenValue]:
    for name, value in environment.items():
        if name.startswith(PREFIX) and value:
            yield GivenValue(name.removeprefix(PREFIX).lower(), value, name, name)


def _read(file: Path) -> Iterator[GivenValue]:
    """Yield the values in a file; none when it does not exist. Raises `InvalidSetting`."""
    try:
        text = to_utf8(file.read_bytes()).decode()
        values = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidSetting("{file} cannot be read: {error}.", file=file, error=error) from error
    for name, value in values.items():
        place = _place(name, text, file)
        yield GivenValue(name, value, place, f"{name} ({place})")


def _place(name: str, text: str, file: Path) -> str:
    """Return where `file` sets `name`, a key or a table."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    number = next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)
    return f"line {number} of {file}" if number else f"{file}"


def _require_known(name: str, label: str) -> None:
    """Raise `InvalidSetting` unless there is a setting `name`."""
    if name in FIELDS:
        return
    if similar := difflib.get_close_matches(name, FIELDS, 1):
        raise InvalidSetting("There is no setting {where}. Did you mean {name}?", where=label, name=similar[0])
    raise InvalidSetting("There is no setting {where}. There are: {names}.", where=label, names=", ".join(FIELDS))


def _with_kiosk_name(settings: LoadedSettings) -> LoadedSettings:
    """Return `settings` with a name that a screen can show. Raises `InvalidSetting`."""
    if "kiosk_name" in settings.sources:
        return msgspec.structs.replace(settings, kiosk_name=_readable_name(settings.kiosk_name))
    if chosen := venue.read(settings.folder).name:
        sources = settings.sources | {"kiosk_name": WINDOW}
        return msgspec.structs.replace(settings, kiosk_name=chosen, sources=sources)
    return settings


def _readable_name(name: str) -> str:
    """Return the kiosk's name as it may be shown on walls. Raises `InvalidSetting` when nothing readable is left."""
    if not (cleaned := clean_text(name, MAX_NAME_LENGTH)):
        raise InvalidSetting("The kiosk's name {name!r} has nothing that a screen can show. Choose another.", name=name)
    return cleaned
