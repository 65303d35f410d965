"""Display check before Qt is loaded: whether a window can be opened, and whether output goes to a terminal.

Qt ends the process when it cannot open a window, and the output of a program started from a menu is lost.
"""

import os
import re
import socket
import stat
import sys
from pathlib import Path

_NAME = re.compile(r"(?P<host>[\w.-]*):(?P<number>[0-9]{1,4})(\.[0-9]+)?")
_FIRST_PORT = 6_000
_TIMEOUT_S = 1.0
"""Seconds for a display on another machine."""

_MENU_VARIABLES = ("GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What desktops give to a program that they start (https://specifications.freedesktop.org/startup-notification-spec)."""
_STDERR = 2


def started_from_menu() -> bool:
    """Whether the program was started from a menu, an icon or the login session, so that its output is lost."""
    return any(os.environ.get(name) for name in _MENU_VARIABLES) or _is_unread(_STDERR)


def _is_unread(descriptor: int) -> bool:
    """Whether a descriptor leads to the journal or nowhere: neither to a terminal, nor a file, nor another program."""
    try:
        descriptor_stat = os.fstat(descriptor)
    except OSError:
        return True
    return stat.S_ISSOCK(descriptor_stat.st_mode) or os.path.samestat(descriptor_stat, Path(os.devnull).stat())


def no_display_reason() -> str | None:
    """Return the reason why no window can be opened, or None when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if (wayland := os.environ.get("WAYLAND_DISPLAY")) and _accepts_unix(str(Path(_runtime_folder(), wayland))):
        return None
    name = os.environ.get("DISPLAY", "")
    if not name:
        return "there is no display"
    return None if _has_x_server(name) else f"nothing answers at display {name}"


def _runtime_folder() -> str:
    return os.environ.get("XDG_RUNTIME_DIR", "/")


def _has_x_server(name: str) -> bool:
    parts = _NAME.fullmatch(name)
    if parts is None:
        return False
    number = int(parts["number"])
    if parts["host"]:
        return _accepts_tcp(parts["host"], _FIRST_PORT + number)
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108  where X servers listen
    return _accepts_unix(path) or _accepts_unix(f"\0{path}")


def _accepts_unix(path: str) -> bool:
    if sys.platform == "win32":
        return False  # Python has no such sockets there
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


def _accepts_tcp(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), _TIMEOUT_S).close()
    except OSError:
        return False
    return True
