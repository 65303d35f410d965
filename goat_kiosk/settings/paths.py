"""Where things lie: the resources that ship with the program, and the folders that belong to its user.

In a checkout ``resources/`` stands beside the package, in an installed wheel inside it; nobody else needs to know.
"""

import sys
from contextlib import suppress
from pathlib import Path

import platformdirs

from goat_kiosk.errors import Unavailable

_APP = "goat-kiosk"
_PACKAGE = Path(__file__).parent.parent

RESOURCES = _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"

DEFAULT_DATA_DIR = Path(platformdirs.user_data_dir(_APP, appauthor=False))
EXPORTS = Path(platformdirs.user_documents_dir()) / "GOaT Kiosk"
"""Where the window writes files that are asked for: a folder that its user knows."""
CONFIG_FILE = Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "config.toml"


PROGRAM = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "goat_kiosk"]
"""The command that starts this very program once more, with words to follow. In one folder, the executable is it."""


def make_private(path: Path) -> None:
    """Let nobody but its owner read a file or folder; where the file system knows no owners, as on a stick, it stays.

    The log holds names and fingerprints, the folder the venue's key.
    """
    with suppress(OSError):
        wanted = 0o700 if path.is_dir() else 0o600
        if path.stat().st_mode & 0o077:
            path.chmod(wanted)


def make_folder(path: Path) -> Path:
    """Return the data folder `path`, its owner's alone, made with its parents if need be. Raises `Unavailable`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(path)
    except OSError as error:
        raise Unavailable(
            "The data folder {path} cannot be made: {reason}. Choose another --data-dir.",
            path=path,
            reason=error.strerror,
        ) from error
    return path
