"""Window preferences, such as keys, sound and sides, in one small file in the data folder.

They are a convenience, so they never stop the window: a file that cannot be read is moved aside with a warning, one
that cannot be written gives a warning, and the window goes on. Unknown fields of a newer version are ignored.
"""

from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.keymap import LETTERS, Profile
from goat_kiosk.gui.text.language import t
from goat_kiosk.host import atomic_write
from goat_kiosk.store.log.writer import LogWriter
from goat_kiosk.text.theme import ThemeName

FILE_NAME = "window.json"


class WindowSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """The choices; each has the default of a first evening."""

    profile: str = LETTERS.name
    """The name of the keys in use."""
    profiles: tuple[Profile, ...] = ()
    """Keys of the scorekeeper's own."""
    sounds: bool = True
    team2_left: bool = False
    """Whether team 2 stands left on the screen, because it does in the room."""
    swapped: tuple[int, ...] = ()
    """Games whose sides are the other way round than `team2_left` says."""
    network: str = ""
    """The network whose address is shown; none: whichever is there."""
    tv_screen: str | None = None
    """Which of this computer's screens has the scoreboard; empty: a window of its own."""
    tv_open: bool = False
    tv_court: str = ""
    """The court pinned to the TV."""
    tv_all: bool = False
    theme: ThemeName = "night"
    language: str = ""
    """What the window speaks (BCP 47); empty: what the system speaks."""
    full_screen: bool = False
    geometry: str = ""
    """Where the window stood, as Qt writes it, in base 64."""
    court: str = ""
    """The court that was shown last."""
    welcomed: bool = False
    """Whether the page of the first start has been seen."""
    pin: str = ""
    """What is kept of the PIN (`gui.pin`)."""
    pin_wrong: int = 0
    """Wrong tries in a row."""


class Preferences(QObject):
    """The choices in force, and the file that keeps them."""

    changed = Signal()
    troubled = Signal(str)
    """The file cannot be written; the sentence."""

    def __init__(
        self, folder: Path | None = None, parent: QObject | None = None, sync_timeout: float | None = None
    ) -> None:
        """Read the choices kept in `folder`; without one they last as long as the window.

        `sync_timeout` is how many seconds a change waits for the disk at the most; None waits however long.
        """
        super().__init__(parent)
        self.folder = folder
        self._file = folder / FILE_NAME if folder else None
        self._writer, self._sync_timeout = LogWriter(), sync_timeout
        self.load_error: str | None = None
        """What was wrong with the file, for the message line."""
        self.chosen = self._read()

    def change(self, **fields: Any) -> None:
        """Choose anew, keep it and tell everybody."""
        after = replace(self.chosen, **fields)
        if after != self.chosen:
            self.chosen = after
            self._write()
            self.changed.emit()

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()

    def _read(self) -> WindowSettings:
        if self._file is None or not self._file.exists():
            return WindowSettings()
        try:
            chosen = msgspec.json.decode(self._file.read_bytes(), type=WindowSettings)
            for profile in chosen.profiles:
                keymap.validate(profile)
        except (OSError, ValueError, RecursionError, InvalidValue) as error:
            self.load_error = self._moved_aside(error)
            return WindowSettings()
        return chosen

    def _moved_aside(self, error: Exception) -> str:
        file = self._file or Path(FILE_NAME)
        aside = file.with_suffix(".damaged.json")
        try:
            file.replace(aside)
        except OSError:
            return t("The window’s settings cannot be read ({error}). It starts with the usual ones.", error=error)
        return t(
            "The window’s settings could not be read and were moved to {file}. It starts with the usual ones.",
            file=aside.name,
        )

    def _write(self) -> None:
        """Have the choices written, and say when they cannot be; what is chosen meanwhile is written after them."""
        if self._file is None:
            return
        try:
            self._writer.write(partial(_store, self._file, self.chosen)).result(self._sync_timeout)
        except TimeoutError:
            return
        except OSError as error:
            self.troubled.emit(
                t(
                    "The window’s settings cannot be kept: {reason}. They last until it is closed.",
                    reason=error.strerror,
                )
            )


def _store(kept: Path, chosen: WindowSettings) -> None:
    """Raises `OSError`."""
    atomic_write.write(kept, msgspec.json.format(msgspec.json.encode(chosen), indent=1))
