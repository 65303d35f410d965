"""The named rule sets, kept in the log's own database.

Not in a file of their own: the log is what a venue backs up and moves to another laptop, and its rules go with it; a
set and those that follow its new name change in one transaction, on the disk before anybody is told; and nobody can
write one by hand that the editor would have refused. They are read once, since the folder is claimed by this process.
"""

from functools import partial

import apsw
import msgspec

from goat_kiosk.domain.rule_sets import RuleBook, RuleSet
from goat_kiosk.domain.rules import Rules
from goat_kiosk.errors import Unusable
from goat_kiosk.store.db_errors import reason
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.write_queue import Step, Turns


class RuleSets:
    """The book of rule sets, and its place on the disk."""

    def __init__(self, log: EventLog, turns: Turns) -> None:
        """Read the sets; they are written in the log's order, which `turns` is. Raises `Unusable`."""
        self._log = log
        self._turns = turns
        try:
            rows = list(log.database.execute("SELECT name, parent, changes FROM rule_set"))
        except apsw.Error as error:
            raise Unusable("The rule sets cannot be read: {reason}", reason=reason(error)) from error
        self.book = RuleBook(RuleSet(name, parent, msgspec.json.decode(changes)) for name, parent, changes in rows)

    def named(self) -> dict[str, Rules]:
        """Return every rule set that a game can be played by, the built-in ones among them."""
        return self.book.named()

    def keep(self, wanted: RuleSet, instead_of: str | None = None) -> None:
        """Keep `wanted`, in place of the set `instead_of`.

        Raises `InvalidValue` or `NotSaved`, and then nothing changed; or `BeingSaved`.
        """
        self._turns.take(lambda: self._step(self.book.kept(wanted, instead_of)))

    def remove(self, key: str) -> None:
        """Remove the set `key`. Raises `InvalidValue` while others are based on it; or as `keep`."""
        self._turns.take(lambda: self._step(self.book.without(key)))

    def _step(self, book: RuleBook) -> Step[None, None]:
        rows = [(one.name, one.parent, msgspec.json.encode(one.changes).decode()) for one in book.sets.values()]

        def write(database: apsw.Connection) -> None:
            database.execute("DELETE FROM rule_set")
            database.executemany("INSERT INTO rule_set VALUES (?, ?, ?)", rows)

        def settle(_: None) -> None:
            self.book = book

        return Step(partial(self._log.change, write), settle)
