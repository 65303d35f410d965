"""Private files and folders: readable by their owner alone, since they hold names, keys and fingerprints."""

from contextlib import suppress
from pathlib import Path

from goat_kiosk.errors import Unavailable


def make_private(path: Path) -> None:
    """Take everybody's rights but the owner's from a file or folder; a file system without owners ignores it."""
    with suppress(OSError):
        mode = 0o700 if path.is_dir() else 0o600
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


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
