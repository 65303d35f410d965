"""Window preferences, such as keys, sound and sides, in one small file in the data folder.

They are a convenience, so they never stop the window: a file that cannot be read is moved aside with a warning, one
that cannot be written gives a warning, and the window goes on. Unknown fields of a newer version are ignored.
"""

from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.keymap import LETTERS, Profile
from goat_kiosk.gui.text.language import t
from goat_kiosk.host import atomic_write
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.store.log.writer import LogWriter
from goat_kiosk.text.theme import ThemeName

FILE_NAME = "window.json"


class WindowSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """The saved preferences and their defaults."""

    profile: str = LETTERS.name
    """The name of the key profile in use."""
    profiles: tuple[Profile, ...] = ()
    """The scorekeeper's own key profiles."""
    sounds: bool = True
    speech: Literal["all", "rounds"] = "all"
    """What a screen reader says by itself: each bag, or only rounds and whatever else happens."""
    team2_left: bool = False
    """Whether team 2 is on the left of the screen, to match the room."""
    swapped: tuple[int, ...] = ()
    """The ids of games whose sides are the reverse of `team2_left`."""
    network: str = ""
    """The network whose address is shown; empty for any available one."""
    tv_screen: str | None = None
    """The screen of this computer that has the scoreboard; empty for a separate window."""
    tv_open: bool = False
    tv_court: str = ""
    """The court pinned to the TV."""
    tv_all: bool = False
    tv_tournament: Literal["all", "queue", "tables", "bracket", "draw"] | None = None
    """What the TV shows of a tournament while there is one."""
    theme: ThemeName = "night"
    language: str = ""
    """The language of the window (BCP 47); empty for the system's."""
    full_screen: bool = False
    geometry: str = ""
    """The window's geometry from `saveGeometry`, in Base64."""
    court: str = ""
    """The court that was shown last."""
    welcomed: bool = False
    """Whether the welcome page was finished."""
    pin: str = ""
    """The hash of the PIN (`gui.lock.pin`)."""
    pin_wrong: int = 0
    """Wrong tries in a row."""


class Preferences(QObject):
    """The current preferences, and the file that stores them."""

    changed = Signal()
    write_failed = Signal(str)
    """The file cannot be written; the sentence."""

    def __init__(
        self, folder: Path | None = None, parent: QObject | None = None, sync_timeout: float | None = None
    ) -> None:
        """Read the preferences from `folder`; without a folder they are not saved.

        `sync_timeout` is how many seconds a change waits for the disk at most; None waits without limit.
        """
        super().__init__(parent)
        self.folder = folder
        self._file = folder / FILE_NAME if folder else None
        self._writer, self._sync_timeout = LogWriter(), sync_timeout
        self.load_error: str | None = None
        """What was wrong with the file, for the message line."""
        self.current = self._read()

    def change(self, **fields: Any) -> None:
        """Change preferences, save them, and emit `changed`."""
        after = replace(self.current, **fields)
        if after != self.current:
            self.current = after
            self._write()
            self.changed.emit()

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()

    def _read(self) -> WindowSettings:
        if self._file is None or not self._file.exists():
            return WindowSettings()
        try:
            settings = msgspec.json.decode(to_utf8(self._file.read_bytes()), type=WindowSettings)
            profiles = tuple(map(keymap.without_conflicts, settings.profiles))
            for profile in profiles:
                keymap.validate(profile)
        except (OSError, ValueError, RecursionError, InvalidValue) as error:
            self.load_error = self._moved_aside(error)
            return WindowSettings()
        return replace(settings, profiles=profiles)

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
        """Write the preferences, and emit `write_failed` on an error; changes during the write are written after it."""
        if self._file is None:
            return
        try:
            self._writer.write(partial(_write_file, self._file, self.current)).result(self._sync_timeout)
        except TimeoutError:
            return
        except OSError as error:
            self.write_failed.emit(
                t(
                    "The window’s settings cannot be kept: {reason}. They last until it is closed.",
                    reason=error.strerror,
                )
            )


def _write_file(file: Path, settings: WindowSettings) -> None:
    """Write `settings` to `file`. Raises `OSError`."""
    atomic_write.write(file, msgspec.json.format(msgspec.json.encode(settings), indent=1))
