"""Secret files: keys and passwords in files of their own, which others on this computer cannot read."""

import os
import stat
import sys
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.config import InvalidSetting, Settings, expand_user
from goat_kiosk.settings.setting_values import convert

_OTHERS = 0o077
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts a unit's credentials (systemd.exec(5)), which it protects by itself."""
_MAX_BYTES = 4_096
_FIND = "find"
"""The value of `redis` that has the address found on the network."""

AnySettings = TypeVar("AnySettings", bound=Settings)


def with_secrets(settings: AnySettings) -> AnySettings:
    """Return `settings` with the secrets of their files. A key that is set itself wins. Raises `InvalidSetting`."""
    if settings.scorer_key_file and settings.scorer_key is None:
        file = expand_user(settings.scorer_key_file)
        key = convert("scorer_key", read_secret(file), f"scorer_key in {file}")
        settings = msgspec.structs.replace(settings, scorer_key=key)
    if settings.redis_password_file and settings.redis is not None:
        if settings.redis.partition(":")[0] == _FIND:
            raise InvalidSetting(
                "redis_password_file needs the address of Redis, not “find”: a password is sent to no address that "
                "another computer has announced."
            )
        password = read_secret(expand_user(settings.redis_password_file))
        settings = msgspec.structs.replace(settings, redis=_with_password(settings.redis, password))
    return settings


def read_secret(file: Path) -> str:
    """Return the secret in `file`, without the spaces around it. Raises `InvalidSetting`."""
    try:
        mode = file.stat().st_mode
        with file.open("rb") as stream:
            secret = to_utf8(stream.read(_MAX_BYTES)).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InvalidSetting("The secret in {file} cannot be read: {reason}.", file=file, reason=reason) from error
    if is_exposed(file, mode):
        raise InvalidSetting("Others can read the secret in {file}. Take their rights: chmod 600 {file}", file=file)
    if not secret:
        raise InvalidSetting("There is no secret in {file}.", file=file)
    return secret


def is_exposed(file: Path, mode: int) -> bool:
    """Whether others than its owner can read a file of this `mode`."""
    credentials = os.environ.get(_CREDENTIALS)
    is_protected = sys.platform == "win32" or (credentials and file.is_relative_to(credentials))
    return not is_protected and bool(stat.S_IMODE(mode) & _OTHERS)


def _with_password(url: str, password: str) -> str:
    """Return the address of a Redis with `password`; one that has a password, or “find”, stays as it is."""
    try:
        parts = urlsplit(url)
        if parts.password is not None or not (parts.hostname or parts.scheme == "unix"):
            return url
    except ValueError:  # what is wrong with it is reported where it is used
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
