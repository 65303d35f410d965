"""Where things lie: the resources that ship with the program, and the folders that belong to its user.

In a checkout ``resources/`` stands beside the package, in an installed wheel inside it; nobody else needs to know.
"""

import sys
from pathlib import Path

import platformdirs

from goat_kiosk.errors import Unusable

_APP = "goat-kiosk"
_PACKAGE = Path(__file__).parent

RESOURCES = _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"

DEFAULT_DATA_DIR = Path(platformdirs.user_data_dir(_APP, appauthor=False))
EXPORTS = Path(platformdirs.user_documents_dir()) / "GOaT Kiosk"
"""Where the window writes files that are asked for: a folder that its user knows."""
CONFIG_FILE = Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "config.toml"


PROGRAM = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", __package__]
"""The command that starts this very program once more, with words to follow. In one folder, the executable is it."""


def make_folder(path: Path) -> Path:
    """Return `path`, made with its parents if need be. Raises `Unusable`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(
            "The data folder {path} cannot be made: {reason}. Choose another --data-dir.",
            path=path,
            reason=error.strerror,
        ) from error
    return path
