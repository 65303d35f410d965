"""Folder of replaced files, below the data folder: nothing that the program replaces there is deleted."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from goat_kiosk.host.atomic_write import sync_folder

ASIDE = "set-aside"
"""The program never empties it; the user may."""


def new_aside_folder(data_folder: Path) -> Path:
    """Make a folder for what is replaced now, named by the time, and return it. Raises `OSError`."""
    parent = data_folder / ASIDE
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    new_folder = next(
        folder for n in count(1) if not (folder := parent / (name if n == 1 else f"{name} ({n})")).exists()
    )
    new_folder.mkdir(parents=True)
    sync_folder(parent)
    return new_folder
