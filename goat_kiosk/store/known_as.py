"""What people decided about names: one is known as another (renamed, or merged with a duplicate), one is forgotten.

It stands beside the log, which keeps every name as it was written. A rename and a merge are the same: the name counts
for another from now on, and taking the entry out separates them again. An entry leads to its end in one step, so
nothing has to be followed at the time of asking and no circle can form.
"""

import apsw

from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.roster import Alias, Kind
from goat_kiosk.errors import Unusable
from goat_kiosk.store.failures import not_saved, reason


class KnownAs:
    """The table of such names."""

    def __init__(self, database: apsw.Connection) -> None:
        self._db = database

    def all(self) -> list[Alias]:
        """Return every entry, the newest first. Raises `Unusable`."""
        try:
            return [Alias(*row) for row in self._db.execute("SELECT * FROM known_as ORDER BY at DESC, key")]
        except apsw.Error as error:
            raise Unusable("The names cannot be read: {reason}", reason=reason(error)) from error

    def rename(self, kind: Kind, was: str, name: str, at: int) -> str:
        """Let the name `was` count for `name` from now on, and return the key it is found by.

        Whatever counted for `was` follows. Raises `InvalidValue` or `NotSaved`; then nothing changed.
        """
        key, cleaned = was.casefold(), clean_name(name)
        try:
            with self._db:
                name, as_key = self._end(kind, key, cleaned)
                follow = "UPDATE known_as SET name = ?, as_key = ? WHERE kind = ? AND as_key = ?"
                self._db.execute(follow, (name, as_key, kind, key))
                self._put(Alias(kind, key, was, name, as_key, at))
        except apsw.Error as error:
            raise not_saved(error) from error
        return as_key

    def forget(self, kind: Kind, was: str, at: int) -> None:
        """Leave the name out of the roster until it plays again. Raises `NotSaved`."""
        try:
            self._put(Alias(kind, was.casefold(), was, None, None, at))
        except apsw.Error as error:
            raise not_saved(error) from error

    def restore(self, kind: Kind, key: str) -> None:
        """Let a name count for itself again. Raises `NotSaved`."""
        try:
            self._db.execute("DELETE FROM known_as WHERE kind = ? AND key = ?", (kind, key))
        except apsw.Error as error:
            raise not_saved(error) from error

    def _end(self, kind: Kind, key: str, name: str) -> tuple[str, str]:
        """Return the name that `name` itself is known as, and its key, unless that is where it comes from."""
        sql = "SELECT name, as_key FROM known_as WHERE kind = ? AND key = ? AND name IS NOT NULL AND as_key != ?"
        found = list(self._db.execute(sql, (kind, name.casefold(), key)))
        return found[0] if found else (name, name.casefold())

    def _put(self, alias: Alias) -> None:
        values = alias.kind, alias.key, alias.was, alias.name, alias.as_key, alias.at
        self._db.execute("INSERT OR REPLACE INTO known_as VALUES (?, ?, ?, ?, ?, ?)", values)
