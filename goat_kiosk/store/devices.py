"""Table of paired phones, which holds only the fingerprint of each key, never the key.

It lies in the log's database and has a connection of its own. Unlike events its rows change: a phone is renamed, seen,
revoked. A revoked phone stays for a while, so that its page can say why it may no longer score.
"""

import threading
from pathlib import Path
from typing import Self

import apsw
import msgspec

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.db_errors import not_saved_error, reason, unsaved_revocation_error


class Device(msgspec.Struct, frozen=True, array_like=True):
    """A paired phone; times in milliseconds since 1970 UTC."""

    id: int
    name: str
    court: str | None
    """The one court it may write; None means all."""
    fingerprint: bytes
    """SHA-256 of its secret."""
    paired: int
    expires: int
    seen: int
    revoked: bool = False


class Devices:
    """The table of paired phones. Not for more than one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the database of the log at `path`, and forget the phones that ended long ago. Raises `Unavailable`."""
        self._db = schema.connect(path)
        self._in_use = threading.RLock()
        """Guards the connection: `close` may be called while `touch` writes in another thread."""

    def close(self) -> None:
        """Close the database."""
        with self._in_use:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def all(self) -> list[Device]:
        """Return every phone kept, the oldest pairing first. Raises `Unavailable`."""
        sql = "SELECT id, name, court, fingerprint, paired, expires, seen, revoked FROM device ORDER BY id"
        try:
            return [msgspec.convert(values, Device, strict=False) for values in self._db.execute(sql)]
        except apsw.Error as error:
            raise Unavailable("The paired phones cannot be read: {reason}", reason=reason(error)) from error

    def add(self, device: Device) -> Device:
        """Save a new phone and return it with its number, which no other phone ever had. Raises `NotSaved`."""
        sql = (
            "INSERT INTO device (name, court, fingerprint, paired, expires, seen, revoked) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        self._write(sql, *msgspec.structs.astuple(device)[1:])
        return msgspec.structs.replace(device, id=self._db.last_insert_rowid())

    def rename(self, device_id: int, name: str) -> None:
        """Save a phone's name. Raises `NotSaved`."""
        self._write("UPDATE device SET name = ? WHERE id = ?", name, device_id)

    def revoke(self, device_id: int) -> None:
        """Save that a pairing has ended, which it has even when this fails. Raises `NotSaved`."""
        try:
            with self._in_use:
                self._db.execute("UPDATE device SET revoked = 1 WHERE id = ?", (device_id,))
        except apsw.Error as error:
            raise unsaved_revocation_error(error) from error

    def touch(self, device_id: int, seen: int) -> None:
        """Save when the phone was seen, without waiting for the disk or another writer. Raises `NotSaved`.

        A power cut may lose the newest times, which does no harm.
        """
        with self._in_use:
            try:
                self._db.pragma("synchronous", "normal")
                self._db.set_busy_timeout(0)
                try:
                    self._db.execute("UPDATE device SET seen = ? WHERE id = ?", (seen, device_id))
                finally:
                    self._db.set_busy_timeout(schema.BUSY_TIMEOUT_MS)
                    self._db.pragma("synchronous", "full")
            except apsw.Error as error:
                raise not_saved_error(error) from error

    def forget(self, limit: int) -> None:
        """Delete all but the `limit` phones that were paired last, whatever the clock says. Raises `NotSaved`."""
        self._write("DELETE FROM device WHERE id NOT IN (SELECT id FROM device ORDER BY id DESC LIMIT ?)", limit)

    def _write(self, sql: str, *values: object) -> None:
        try:
            with self._in_use:
                self._db.execute(sql, values)
        except apsw.Error as error:
            raise not_saved_error(error) from error
