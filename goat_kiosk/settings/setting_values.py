"""Setting values as typed, converted to their types; one that cannot be used is an error that says where it stands."""

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.settings.config import InvalidSetting, Settings

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
    "public_url": "an address as https://scores.example.org, without a path",
}
"""The allowed values of a setting, for the error; a setting that is not listed is any text."""
_PUBLIC_URL = re.compile(r"https?://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?", re.IGNORECASE)

FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}


def convert(name: str, value: object, where: str) -> Any:
    """Return `value` with the type of the setting `name`. Raises `InvalidSetting`, which says `where` it stands."""
    try:
        return _checked(name, msgspec.convert(value, FIELDS[name].type, strict=False))
    except ValueError as error:  # msgspec's too
        expected = _ALLOWED.get(name, "a text")
        raise InvalidSetting(
            "{where} cannot be {value}: give {give}.", where=where, value=_quoted(name, value), give=expected
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
        if name == "public_url" and value:
            if not _PUBLIC_URL.fullmatch(value):
                raise ValueError(value)
            return value.removesuffix("/")
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


def _quoted(name: str, value: object) -> str:
    """Return a value as the error shows it: a text is quoted, so that spaces are visible. A secret is not shown."""
    if value and (name == "scorer_key" or "@" in f"{value}"):
        return "what it is"
    return f"{value}" if f"{value}".lstrip("-").isdigit() else repr(value)
