"""Settings by precedence: argument, environment, ``config.toml``, what was chosen in the window, default.

An unknown key or a bad value is an error that names it and where it stands; a typing mistake in a venue's file must not
silently mean the default.
"""

import os
import re
import socket
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.errors import KioskError
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings import venue
from goat_kiosk.settings.paths import CONFIG_FILE, DEFAULT_DATA_DIR

PREFIX = "GOAT_KIOSK_"

NonEmpty = Annotated[str, msgspec.Meta(min_length=1)]
LogLevel = Literal["debug", "info", "warning", "error"]


_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]*:[0-9a-f:.]*", re.IGNORECASE)
"""A host name or an address. Browsers also send names without a dot, or with a hyphen at the end."""


_ORIGIN_HOST = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
"""A host and perhaps a port."""


class InvalidSetting(KioskError):
    """A setting is unknown or its value cannot be used."""


def expand_user(path: str) -> Path:
    """Return a path as typed, with the home folder for ``~``; one of a user that does not exist stays as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  Path raises RuntimeError for such a user


def _hostname() -> str:
    return clean_text(socket.gethostname(), MAX_NAME_LENGTH) or "Kiosk"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a user can set."""

    host: NonEmpty = "0.0.0.0"  # noqa: S104  phones on the venue's network are whom the hub is for
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8080
    """0 means any free one."""
    data_dir: NonEmpty = str(DEFAULT_DATA_DIR)
    kiosk_name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_LENGTH)] = msgspec.field(
        default_factory=_hostname
    )
    host_names: str = ""
    """Other host names and addresses of the kiosk, separated by commas."""
    allow_origin: str = ""
    """Origins of other sites whose pages may read scores here, separated by commas."""
    tls_port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8443
    """The port for https, if there is a certificate or an authority; 0 means any free one."""
    certificate: str = ""
    """File with the venue's own certificate for https."""
    key: str = ""
    """File with the certificate's private key, when it is not in the same file."""
    redis: NonEmpty | None = None
    """Address of the Redis that the venue's kiosks share; without it this kiosk is alone."""
    log_level: LogLevel = "info"
    max_streams: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 10_000
    """Fewer when the system does not allow so many open files."""
    text_dir: str = ""
    """Folder for the scores as plain text files, for streaming software; empty: none are written."""
    backup_dir: str = ""
    """A second folder for backups, on another disk; empty: there is only the one in the data folder."""
    approve_joins: bool = False
    """Whether players who join by phone wait until the scorekeeper approves."""
    updates: str = ""
    """File, or http address of the venue's own, with the newest version's number; empty for no check."""
    io_uring: bool = True
    """Whether Linux's io_uring sends to many phones at once, where there is one; it is slower without."""
    scorer_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    """API key for scripts; without it the kiosk makes a key and stores it in the data folder."""

    @property
    def names(self) -> list[str]:
        """The names beside the machine's own. Raises `InvalidSetting`."""
        names = [name for part in self.host_names.split(",") if (name := part.strip())]
        for name in names:
            if not _HOST_NAME.fullmatch(name):
                raise InvalidSetting(
                    "“{name}” in --host-names is no name: give names as scores.example.org, no URLs.", name=name
                )
        return names

    @property
    def origins(self) -> list[str]:
        """The origins of other sites whose pages may read. Raises `InvalidSetting`."""
        origins = [origin for part in self.allow_origin.split(",") if (origin := part.strip().removesuffix("/"))]
        for origin in origins:
            scheme, _, host = origin.partition("://")
            if scheme.lower() not in {"http", "https"} or not _ORIGIN_HOST.fullmatch(host):
                raise InvalidSetting(
                    "“{origin}” in --allow-origin is no origin: give the scheme and the host of the page, as "
                    "https://scores.example.org, without a path.",
                    origin=origin,
                )
        return origins

    @property
    def folder(self) -> Path:
        """The data folder."""
        return expand_user(self.data_dir)

    @property
    def backup_folders(self) -> list[Path]:
        """The folders for backups, the one in the data folder first."""
        extra_folders = [expand_user(self.backup_dir)] if self.backup_dir else []
        return [self.folder / "backups", *extra_folders]


_ALLOWED = {
    "port": "a number from 0 to 65535",
    "tls_port": "a number from 0 to 65535",
    "max_streams": "a number from 1 to 100000",
    "kiosk_name": f"a name of 1 to {MAX_NAME_LENGTH} letters",
    "log_level": "debug, info, warning or error",
    "approve_joins": "true or false",
    "io_uring": "true or false",
    "scorer_key": "a key of 1 to 200 letters, with no space before or after it",
    "updates": "a file, or an address as https://example.org/newest.txt",
    "host": "an address of this computer, as 0.0.0.0",
    "redis": "an address as redis://host:6379, or “find”",
    "data_dir": "a folder",
}
"""The allowed values of a setting, for the error; a setting that is not listed is any text."""

_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}


def load(
    arguments: Mapping[str, Any], environment: Mapping[str, str] = os.environ, file: Path = CONFIG_FILE
) -> Settings:
    """Return the settings. An argument of None and an empty variable count as absent. Raises `InvalidSetting`."""
    from_arguments = {
        f"--{name.replace('_', '-')}": (name, value) for name, value in arguments.items() if value is not None
    }
    from_environment = {
        name: (name.removeprefix(PREFIX).lower(), value)
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    from_file = {f"{name} in {file}": (name, value) for name, value in _read(file).items()}
    values: dict[str, Any] = {}
    for source in (from_file, from_environment, from_arguments):
        values |= {name: _value(name, value, source_name) for source_name, (name, value) in source.items()}
    settings = Settings(**values)
    if "kiosk_name" in values:
        return msgspec.structs.replace(settings, kiosk_name=_readable_name(settings.kiosk_name))
    return msgspec.structs.replace(settings, kiosk_name=venue.read(settings.folder).name or settings.kiosk_name)


def _readable_name(name: str) -> str:
    """Return the kiosk's name as it may be shown on walls. Raises `InvalidSetting` when nothing readable is left."""
    if not (cleaned := clean_text(name, MAX_NAME_LENGTH)):
        raise InvalidSetting("The kiosk's name {name!r} has nothing that a screen can show. Choose another.", name=name)
    return cleaned


def name_is_set(settings: Settings) -> bool:
    """Whether the kiosk's name was set for this machine: one chosen in the window would be lost at the next start."""
    return settings.kiosk_name not in {venue.read(settings.folder).name, _hostname()}


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(to_utf8(file.read_bytes()).decode())
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidSetting("{file} cannot be read: {error}.", file=file, error=error) from error


def _value(name: str, value: object, source_name: str) -> object:
    if name not in _FIELDS:
        raise InvalidSetting(
            "There is no setting {where}. There are: {names}.", where=source_name, names=", ".join(_FIELDS)
        )
    try:
        return _checked(name, msgspec.convert(value, _FIELDS[name].type, strict=False))
    except ValueError as error:  # msgspec's too
        expected = _ALLOWED.get(name, "a text")
        raise InvalidSetting(
            "{where} cannot be {value}: give {give}.", where=source_name, value=_quoted(value), give=expected
        ) from error


def _checked(name: str, value: object) -> object:
    """Return a value. Raises `ValueError` for a text with which a system call would fail later."""
    if isinstance(value, str):
        if any(character < " " for character in value):
            raise ValueError(value)
        if name == "host":
            value.encode("idna")  # as the resolver does: labels of 1 to 63 letters
        if name == "scorer_key" and value != value.strip():  # a header's value has no space at its ends
            raise ValueError(value)
        if name == "updates":
            _check_update_place(value)
    return value


def _check_update_place(location: str) -> None:
    """Raise `ValueError` unless `location` is a path or an address that `diagnostics.checks.updates` can read."""
    scheme, separator, _ = location.partition("://")
    if not separator:
        return
    parts = urlsplit(location)
    match scheme.lower():
        case "http" | "https":
            is_readable = bool(parts.hostname) and parts.port != 0 and not any(map(str.isspace, location))
            (parts.hostname or "").encode("idna")
        case "file":
            is_readable = parts.netloc in {"", "localhost"} and len(parts.path) > 1
        case _:
            is_readable = False
    if not is_readable:
        raise ValueError(location)


def _quoted(value: object) -> str:
    """Return a value as the error shows it: a text is quoted, so that spaces are visible."""
    return f"{value}" if f"{value}".lstrip("-").isdigit() else repr(value)
