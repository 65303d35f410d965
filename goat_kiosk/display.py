"""Whether a window can be opened here: asked before Qt is, because Qt ends the process when it cannot."""

import os
import re
import socket
import sys


def missing() -> str | None:
    """Return the reason why no window can be opened, or None when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    name = os.environ.get("DISPLAY", "")
    if not name:
        return "there is no display"
    local = re.fullmatch(r":(\d+)(\.\d+)?", name)
    if local and not _answers(f"/tmp/.X11-unix/X{local[1]}"):  # noqa: S108  where X servers listen
        return f"nothing answers at display {name}"
    return None


def _answers(path: str) -> bool:
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False
