"""Paths of the resources that ship with the program, and of the folders that belong to its user.

In a checkout ``resources/`` stands beside the package, in an installed wheel inside it; no other module needs to know.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import platformdirs

_APP = "goat-kiosk"
_PACKAGE = Path(__file__).parent.parent

RESOURCES = _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"

DEFAULT_DATA_DIR = Path(platformdirs.user_data_dir(_APP, appauthor=False))
EXPORTS = Path(platformdirs.user_documents_dir()) / "GOaT Kiosk"
"""Where the window writes exported files: in the user's documents."""
CONFIG_FILE = Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "config.toml"
"""The user's own settings."""
SYSTEM_CONFIG_FOLDER = (
    Path("/etc", _APP) if sys.platform == "linux" else Path(platformdirs.site_config_dir(_APP, appauthor=False))
)
"""Settings for every user of this computer."""


def config_files(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Return the files with settings, whether they exist or not; the later ones win.

    A systemd unit with ``ConfigurationDirectory=`` names the system's folder in its environment (systemd.exec(5)).
    """
    named = environment.get("CONFIGURATION_DIRECTORY", "").partition(":")[0]
    folder = Path(named) if named else SYSTEM_CONFIG_FOLDER
    files = [folder / "config.toml", *sorted((folder / "conf.d").glob("*.toml")), CONFIG_FILE]
    return list(dict.fromkeys(files))


PROGRAM = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "goat_kiosk"]
"""The command that starts this program again; arguments follow. In the one-folder build it is the executable."""
