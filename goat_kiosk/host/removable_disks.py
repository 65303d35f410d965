"""Removable disks: where systems mount memory sticks, so that nobody has to know the folder of one."""

import os
import string
import sys
from pathlib import Path

_PLACES = {
    "linux": ("/media", "/run/media", "/mnt"),
    "darwin": ("/Volumes",),
}
_DEPTH = 2
"""Desktops mount a stick as ``/media/<user>/<name>``; others as ``/media/<name>``."""


def list_disks() -> list[Path]:
    """Return the folders of the disks that are mounted where sticks are; what cannot be read is left out."""
    if sys.platform == "win32":
        return [drive for letter in string.ascii_uppercase[3:] if (drive := Path(f"{letter}:\\")).exists()]
    places = [Path(place) for place in _PLACES.get(sys.platform, ())]
    return [folder for place in places for folder in subfolders(place, _DEPTH) if os.path.ismount(folder)]


def subfolders(folder: Path, depth: int) -> list[Path]:
    """Return the folders within `folder`, so many levels deep, the upper ones first; symbolic links are left out."""
    try:
        found = sorted(entry for entry in folder.iterdir() if not entry.is_symlink() and entry.is_dir())
    except OSError:
        return []
    return found + [deeper for entry in found if depth > 1 for deeper in subfolders(entry, depth - 1)]
