"""Paper copies of tournaments beside the backups: the desk's thread brings states, the backup thread writes pages."""

import os
from collections.abc import Callable
from pathlib import Path

from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.errors import Unavailable
from goat_kiosk.exports.tournament_page import PageIdentity, draw_page
from goat_kiosk.host import atomic_write
from goat_kiosk.text.i18n import SOURCE_LANGUAGE, catalogs


class TournamentCopies:
    """Knows the newest state of every tournament that is open, or was when the program started."""

    def __init__(self, director: Director, kiosk: Callable[[], str]) -> None:
        """`kiosk` returns the kiosk's name. In the desk's thread. Raises `Unavailable`."""
        self._director, self._kiosk = director, kiosk
        self._changes = {change.tournament_id: change for change in director.open_tournaments()}
        self._written: dict[Path, tuple[str, str]] = {}
        """The event and the language of each page that was written."""
        self.language: Callable[[], str] = system_language
        """Returns the venue's language: the window's, once there is one."""

    def on_change(self, change: TournamentChange) -> None:
        """Note the new state. In the desk's thread."""
        self._changes[change.tournament_id] = change

    def write(self, folder: Path) -> None:
        """Write the pages that `folder` lacks or has in an older state. Raises `Unavailable`."""
        for change in list(self._changes.values()):
            file, state = folder / f"tournament-{change.tournament_id}.html", (change.event_id, self.language())
            if self._written.get(file) == state and file.exists():
                continue
            identity = PageIdentity(change.tournament_id, change.event_id, self._kiosk())
            page = draw_page(identity, change.tournament, self._director.now(), self.language())
            try:
                atomic_write.write(file, page, atomic_write.OWNER_ONLY)
            except OSError as error:
                raise Unavailable("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error
            self._written[file] = state


def system_language() -> str:
    """Return the language of the system; English where it has none that is known."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next(filter(None, names), "").partition("_")[0].partition(".")[0]
    return code if code in catalogs() else SOURCE_LANGUAGE
