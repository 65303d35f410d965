"""Blocklist of the venue: a text file in the data folder, against which names from phones are checked.

The file exists from the first start on and begins with the short list that ships with the program, so the venue sees
what is blocked and can remove words; an empty file blocks nothing. It is edited in the window or with any editor, and
read again when it has changed. If it cannot be read, the shipped list is in force.

Only names from phones are checked. The scorekeeper may type anything.
"""

import logging
from pathlib import Path

from goat_kiosk.domain.names.blocklist import Blocklist
from goat_kiosk.errors import NameBlocked, Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.paths import RESOURCES

FILE_NAME = "unwanted-words.txt"
SHIPPED = RESOURCES / FILE_NAME
MAX_BYTES = 64 * 1024
"""Bytes that are read of the file: twice as many words as are used."""

_log = logging.getLogger(__name__)


class BlocklistFile:
    """The blocklist in force. For the desk's thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the list in `folder`; without one the shipped list is in force and cannot be changed."""
        self.file = SHIPPED if folder is None else folder / FILE_NAME
        self._file_version: tuple[int, int] | None = None
        self._blocklist = Blocklist("")
        if not self.file.exists():
            self._create_file()

    @property
    def text(self) -> str:
        """The list in the file; the shipped one if that cannot be read."""
        try:
            with self.file.open("rb") as file:
                return to_utf8(file.read(MAX_BYTES)).decode(errors="replace")
        except OSError:
            return SHIPPED.read_text(encoding="utf-8")

    def write(self, text: str) -> None:
        """Replace the list by `text`. Raises `Unavailable`, and then the old list stays in force."""
        if self.file is SHIPPED:
            raise Unavailable("This kiosk has no folder to keep a list of words in.")
        try:
            atomic_write.write(self.file, text.encode())
        except OSError as error:
            raise Unavailable(
                "The list of words cannot be kept in {file}: {reason}.", file=self.file, reason=error.strerror
            ) from error

    def check(self, name: str) -> None:
        """Raise `InvalidValue` when a name holds a blocked word."""
        if self.current().matches(name):
            raise NameBlocked("This name has a word that is not shown on the wall here. Please choose another one.")

    def current(self) -> Blocklist:
        """Return the list, read again if the file has changed; any thread may match names against it."""
        try:
            status = self.file.stat()
            version = status.st_mtime_ns, status.st_size
        except OSError:
            version = 0, 0
        if version != self._file_version:
            self._file_version, self._blocklist = version, Blocklist(self.text)
        return self._blocklist

    def _create_file(self) -> None:
        try:
            self.write(SHIPPED.read_text(encoding="utf-8"))
        except Unavailable as error:
            _log.warning("%s The shipped list is in force.", error.sentence)
