"""The named rule sets, kept in the log's own database.

Not in a file of their own: the log is what a venue backs up and moves to another laptop, and its rules go with it; a
set and those that follow its new name change in one transaction, on the disk before anybody is told; and nobody can
write one by hand that the editor would have refused. They are read once, since the folder is claimed by this process.
"""

import apsw
import msgspec

from goat_kiosk.domain.rule_sets import RuleBook, RuleSet
from goat_kiosk.domain.rules import Rules
from goat_kiosk.errors import Unusable
from goat_kiosk.store.failures import not_saved, reason


class RuleSets:
    """The book of rule sets, and its place on the disk."""

    def __init__(self, database: apsw.Connection) -> None:
        """Read the sets. Raises `Unusable`."""
        self._db = database
        try:
            rows = list(database.execute("SELECT name, parent, changes FROM rule_set"))
        except apsw.Error as error:
            raise Unusable("The rule sets cannot be read: {reason}", reason=reason(error)) from error
        self.book = RuleBook(RuleSet(name, parent, msgspec.json.decode(changes)) for name, parent, changes in rows)

    def named(self) -> dict[str, Rules]:
        """Return every rule set that a game can be played by, the built-in ones among them."""
        return self.book.named()

    def keep(self, wanted: RuleSet, instead_of: str | None = None) -> None:
        """Keep `wanted`, in place of the set `instead_of`.

        Raises `InvalidValue` or `NotSaved`; then nothing changed.
        """
        self._write(self.book.kept(wanted, instead_of))

    def remove(self, key: str) -> None:
        """Remove the set `key`. Raises `InvalidValue` while others are based on it, or `NotSaved`."""
        self._write(self.book.without(key))

    def _write(self, book: RuleBook) -> None:
        rows = [(one.name, one.parent, msgspec.json.encode(one.changes).decode()) for one in book.sets.values()]
        try:
            with self._db:
                self._db.execute("DELETE FROM rule_set")
                self._db.executemany("INSERT INTO rule_set VALUES (?, ?, ?)", rows)
        except apsw.Error as error:
            raise not_saved(error) from error
        self.book = book
