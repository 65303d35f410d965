"""Settings of the last start, kept in the data folder for the commands beside a kiosk.

A shell knows neither the options nor the environment of the service that runs the kiosk: `doctor`, `support` and
`certificate` would describe another kiosk than the one that runs. Secrets are not kept.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec

from goat_kiosk.host import atomic_write
from goat_kiosk.host.atomic_write import OWNER_ONLY
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.config import PREFIX, InvalidSetting, Settings
from goat_kiosk.settings.loading import LoadedSettings
from goat_kiosk.settings.setting_values import FIELDS, convert

FILE_NAME = "last-start.json"
_SECRETS = {"scorer_key"}
_URLS = {"redis", "updates"}
"""Settings that may hold a user and a password."""

_log = logging.getLogger(__name__)


class LastStart(msgspec.Struct, frozen=True):
    """How a kiosk was started."""

    started_at: datetime
    values: dict[str, Any]
    """By the setting's name, without secrets."""
    sources: dict[str, str] = msgspec.field(default_factory=dict)
    """As `LoadedSettings.sources`."""
    ports: dict[str, int] = msgspec.field(default_factory=dict)
    """The ports that it served on, by the setting's name: one that was set to 0 is any."""


class SettingsInForce(NamedTuple):
    """Settings of a kiosk, and when it was started with them."""

    settings: LoadedSettings
    started_at: datetime | None
    """None when they are those of this command, since no kiosk was started in the data folder."""


def write(settings: Settings, ports: Mapping[str, int], started_at: datetime) -> None:
    """Keep the settings of a start in the data folder; if that fails, the kiosk still runs."""
    values = {name: _without_password(name, value) for name, value in _values(settings).items() if name in FIELDS}
    sources = settings.sources if isinstance(settings, LoadedSettings) else {}
    start = LastStart(started_at, values, sources, dict(ports))
    try:
        atomic_write.write(settings.folder / FILE_NAME, msgspec.json.encode(start), OWNER_ONLY, sync=False)
    except OSError as error:
        _log.warning("The settings of this start cannot be kept for goat-kiosk doctor: %s", error)


def read(folder: Path) -> LastStart | None:
    """Return how the kiosk of the data folder `folder` was last started; None when that is unknown."""
    try:
        return msgspec.json.decode(to_utf8((folder / FILE_NAME).read_bytes()), type=LastStart)
    except (OSError, ValueError, RecursionError):
        return None


def settings_in_force(settings: LoadedSettings, *, is_running: bool) -> SettingsInForce:
    """Return the settings of the kiosk in the data folder of `settings`, which are those of this command.

    A running kiosk has all settings of its start. Of one that does not run, only options and environment are taken:
    files are read again. An option of this command always wins.
    """
    if (start := read(settings.folder)) is None:
        return SettingsInForce(settings, None)
    given_here = {name for name, source in settings.sources.items() if _is_of_process(source, with_environment=False)}
    chosen = {}
    for name, value in (start.values | (start.ports if is_running else {})).items():
        source = start.sources.get(name, "")
        is_theirs = is_running or (_is_of_process(source) and not _is_of_process(settings.sources.get(name, "")))
        if is_theirs and name in FIELDS and name not in {"data_dir", *_SECRETS, *given_here}:
            chosen[name] = value
    sources = settings.sources | {name: f"{start.sources.get(name, 'default')}, at its start" for name in chosen}
    return SettingsInForce(_with_values(settings, chosen, sources), start.started_at)


def _with_values(settings: LoadedSettings, values: dict[str, Any], sources: dict[str, str]) -> LoadedSettings:
    """Return `settings` with `values`; those that this version cannot use are left out."""
    usable = {}
    for name, value in values.items():
        if _without_password(name, getattr(settings, name)) == value:
            continue  # what is here may have the password, too
        try:
            usable[name] = convert(name, value, name)
        except InvalidSetting:
            continue
    return msgspec.structs.replace(settings, **usable, sources=sources)


def _is_of_process(source: str, *, with_environment: bool = True) -> bool:
    """Whether a value was given to the process itself: by an option or its environment."""
    return source.startswith("--") or (with_environment and source.startswith(PREFIX))


def _values(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(settings)
    return {name: value for name, value in values.items() if name not in _SECRETS}


def _without_password(name: str, value: Any) -> Any:
    if name not in _URLS or not isinstance(value, str) or "@" not in value:
        return value
    try:
        parts = urlsplit(value)
        user, _, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{parts.netloc.rpartition('@')[2]}"))
    except ValueError:
        return ""
