"""Reset of the window's PIN from the command line, by a file in the data folder.

`window.json` belongs to the running window, which writes it from memory: a PIN that is taken out of the file would come
back. So the command leaves a request, which an open window looks for every second, and a new one when it starts.
"""

from pathlib import Path

_FILE_NAME = "reset-pin"


def request(folder: Path) -> None:
    """Leave a request in the data folder. Raises `OSError`."""
    (folder / _FILE_NAME).touch()


def take_request(folder: Path) -> bool:
    """Remove the request from the data folder, and return whether there was one."""
    try:
        (folder / _FILE_NAME).unlink()
    except OSError:  # none is there, or the folder is not, or nothing can be written: the PIN stays
        return False
    return True
