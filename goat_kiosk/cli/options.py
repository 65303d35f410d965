"""Options that several commands share, and their values as typed: one declaration for all that take them.

A wrong value is an `InvalidSetting` that names the option, before anything is written.
"""

import logging
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.logs.log_files import RedactingFormatter
from goat_kiosk.diagnostics.logs.redaction import Redaction
from goat_kiosk.settings import last_start
from goat_kiosk.settings.config import InvalidSetting, Settings
from goat_kiosk.settings.last_start import SettingsInForce
from goat_kiosk.settings.loading import LoadedSettings, load
from goat_kiosk.store.log import folder_lock

Host = Annotated[str | None, typer.Option(help="Address to serve on.", show_default="0.0.0.0, every one")]
Port = Annotated[str | None, typer.Option(help="Port to serve on; 0 takes any free one.", show_default="8080")]
DataDir = Annotated[str | None, typer.Option(help="Folder that holds the games.", show_default="yours")]
KioskName = Annotated[str | None, typer.Option(help="Name shown to spectators.", show_default="this computer's")]
MaxStreams = Annotated[str | None, typer.Option(help="Screens that can follow at a time.", show_default="10000")]
ApproveJoins = Annotated[
    bool | None,
    typer.Option(
        "--approve-joins/--no-approve-joins", help="Players who join wait for the scorekeeper.", show_default="no"
    ),
]
IoUring = Annotated[
    bool | None,
    typer.Option("--io-uring/--no-io-uring", help="Send to many phones at once, where Linux can.", show_default="yes"),
]
TextDir = Annotated[
    str | None, typer.Option(help="Folder to write the scores to, for streaming software.", show_default="none")
]
BackupDir = Annotated[
    str | None, typer.Option(help="Second folder for backups, such as a USB stick.", show_default="none")
]
Redis = Annotated[
    str | None, typer.Option(help="Share with other kiosks at redis://host:6379, or “find” them.", show_default="none")
]
HostNames = Annotated[
    str | None, typer.Option(help="Other host names of the kiosk, separated by commas.", show_default="none")
]
AllowOrigin = Annotated[
    list[str] | None,
    typer.Option(
        help="Let pages of another site read scores, as https://scores.example.org; can be repeated.",
        show_default="none",
    ),
]
TlsPort = Annotated[
    str | None, typer.Option(help="Port for https, if there is a certificate; 0: any.", show_default="8443")
]
Certificate = Annotated[str | None, typer.Option(help="File with your own certificate.", show_default="none")]
KeyFile = Annotated[str | None, typer.Option(help="File with its key, if it is a separate file.", show_default="none")]
PublicUrl = Annotated[
    str | None,
    typer.Option(help="Address that phones are shown, as that of a proxy.", show_default="this computer's"),
]
ScorerKeyFile = Annotated[
    str | None, typer.Option(help="File with the key for scripts, for its owner only.", show_default="one is made")
]
RedisPasswordFile = Annotated[
    str | None, typer.Option(help="File with the password for Redis, for its owner only.", show_default="none")
]
Updates = Annotated[
    str | None, typer.Option(help="File or address of yours with the newest version’s number.", show_default="none")
]
LogLevelOption = Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default="info")]

MAX_QUOTED = 40
"""Letters of a wrong value that an error repeats."""
_MAX_SECONDS = 86_400.0


def load_settings(**arguments: Any) -> LoadedSettings:
    """Return the settings, with the options given on the command line first, and log warnings to the terminal."""
    settings = load(arguments)
    terminal = logging.StreamHandler()
    # Messages of level info go to the log files only.
    terminal.setLevel("WARNING" if settings.log_level == "info" else "NOTSET")
    # What a service prints is in the system's journal, which more people read than the data folder.
    terminal.setFormatter(RedactingFormatter(Redaction(support_file.secrets_of(settings))))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[terminal])
    return settings


def load_settings_in_force(**arguments: Any) -> SettingsInForce:
    """Return the settings of the kiosk that runs, or was last started, in the data folder; options given here win."""
    settings = load_settings(**arguments)
    return last_start.settings_in_force(settings, is_running=is_running(settings))


def is_running(settings: Settings) -> bool:
    """Whether a kiosk runs in the data folder."""
    return folder_lock.is_locked(settings.folder)


def parse_seconds(option: str, text: str, least: float) -> float:
    """Return the seconds that were typed. Raises `InvalidSetting`."""
    with suppress(ValueError):
        if least <= float(text) <= _MAX_SECONDS:
            return float(text)
    raise InvalidSetting(
        "{option} cannot be {word!r}: give seconds, {least} or more.",
        option=option,
        word=text[:MAX_QUOTED],
        least=least,
    )


def require_folder_of(file: Path) -> None:
    """Raise `InvalidSetting` when the folder of `file` does not exist."""
    if not file.parent.exists():
        raise InvalidSetting("There is no folder {folder}. Make it first, or name another.", folder=file.parent)


def require_data_folder(settings: Settings, *, is_explicit: bool = False) -> None:
    """Raise `InvalidSetting` when the data folder does not exist, unless it was `is_explicit` and may be made."""
    if not is_explicit and not settings.folder.is_dir():
        raise InvalidSetting(
            "There is no data folder {folder}. Start the kiosk first, or name its folder with --data-dir.",
            folder=settings.folder,
        )


def join_values(values: list[str] | None) -> str | None:
    """Return the values of a repeated option as the setting has them: separated by commas."""
    return None if values is None else ",".join(values)
