"""Settings of the program: each with its type, its default and what it is for; `loading` finds their values."""

import os
import re
import socket
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.errors import KioskError
from goat_kiosk.settings.paths import DEFAULT_DATA_DIR

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


def default_kiosk_name() -> str:
    """Return the name of a kiosk to which nobody has given one: this computer's."""
    return clean_text(socket.gethostname(), MAX_NAME_LENGTH) or "Kiosk"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a user can set."""

    host: NonEmpty = "0.0.0.0"  # noqa: S104  phones on the venue's network are whom the hub is for
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8080
    """0 means any free one."""
    data_dir: NonEmpty = str(DEFAULT_DATA_DIR)
    kiosk_name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_LENGTH)] = msgspec.field(
        default_factory=default_kiosk_name
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
    scorer_key_file: str = ""
    """File with the scorer key, readable by its owner alone; empty: none."""
    redis_password_file: str = ""
    """File with the password for Redis, readable by its owner alone; empty: none."""
    public_url: str = ""
    """Address at which phones reach the kiosk, as that of a reverse proxy; empty: one of this computer's own."""

    @property
    def names(self) -> list[str]:
        """The names beside the machine's own, with that of the public URL. Raises `InvalidSetting`."""
        names = [name for part in self.host_names.split(",") if (name := part.strip())]
        for name in names:
            if not _HOST_NAME.fullmatch(name):
                raise InvalidSetting(
                    "“{name}” in --host-names is no name: give names as scores.example.org, no URLs.", name=name
                )
        return [*names, *filter(None, [urlsplit(self.public_url).hostname])]

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
