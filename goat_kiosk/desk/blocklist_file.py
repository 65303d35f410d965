"""The venue's list of unwanted words: a text file in the data folder, and the one place that holds names against it.

The file is there from the first start on, filled with a short list that ships with the program, so that its owner sees
what is kept out and can take out what he does not mind; an empty one keeps out nothing. It is edited in the window or
with any editor: it is read again when it has changed. A list that cannot be read keeps out what the shipped one does,
since a wall should not depend on a broken file.

Only what strangers type is held against it. What the scorekeeper types is the scorekeeper's business.
"""

import logging
from pathlib import Path

from goat_kiosk.domain.blocklist import Blocklist
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.settings.paths import RESOURCES

FILE_NAME = "unwanted-words.txt"
SHIPPED = RESOURCES / FILE_NAME
LARGEST = 64 * 1024
"""Bytes that are read of it: twice as many words as are ever looked for."""

_log = logging.getLogger(__name__)


class BlocklistFile:
    """The list in force. For the desk's thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the list in `folder`; without one the shipped list is in force and cannot be changed."""
        self.file = SHIPPED if folder is None else folder / FILE_NAME
        self._file_version: tuple[int, int] | None = None
        self._blocklist = Blocklist("")
        if not self.file.exists():
            self._begin()

    @property
    def text(self) -> str:
        """The list as it stands in the file; the shipped one when that cannot be read."""
        try:
            with self.file.open("rb") as file:
                return file.read(LARGEST).decode(errors="replace")
        except OSError:
            return SHIPPED.read_text(encoding="utf-8")

    def write(self, text: str) -> None:
        """Keep `text` as the list from now on. Raises `Unavailable`, and then the old one is in force."""
        if self.file is SHIPPED:
            raise Unavailable("This kiosk has no folder to keep a list of words in.")
        try:
            atomic_write.write(self.file, text.encode())
        except OSError as error:
            raise Unavailable(
                "The list of words cannot be kept in {file}: {reason}.", file=self.file, reason=error.strerror
            ) from error

    def check(self, name: str) -> None:
        """Raise `InvalidValue` when a name has a word that is not wanted."""
        if self._current().matches(name):
            raise InvalidValue("This name has a word that is not shown on the wall here. Please choose another one.")

    def _current(self) -> Blocklist:
        """Return the list, read anew when the file has changed."""
        try:
            found = self.file.stat()
            stamp = found.st_mtime_ns, found.st_size
        except OSError:
            stamp = 0, 0
        if stamp != self._file_version:
            self._file_version, self._blocklist = stamp, Blocklist(self.text)
        return self._blocklist

    def _begin(self) -> None:
        try:
            self.write(SHIPPED.read_text(encoding="utf-8"))
        except Unavailable as error:
            _log.warning("%s The shipped list is in force.", error.sentence)
