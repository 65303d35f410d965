"""Table of named rule sets, in the log's own database.

They have no file of their own: a venue backs up the log and moves it to another laptop, and its rules go with it; a
rename changes a set and those based on it in one transaction; and nobody can write by hand what the editor would have
refused. They are read once, since this process holds the lock on the folder.
"""

from functools import partial

import apsw
import msgspec

from goat_kiosk.domain.rules.rule_sets import RuleBook, RuleSet
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import Write, WriteQueue


class RuleSets:
    """The rule sets, and their table."""

    def __init__(self, log: EventLog, write_queue: WriteQueue) -> None:
        """Read the sets; they are written through `write_queue`. Raises `Unavailable`."""
        self._log = log
        self._write_queue = write_queue
        try:
            rows = list(log.reading_connection.execute("SELECT name, parent, changes FROM rule_set"))
        except apsw.Error as error:
            raise Unavailable("The rule sets cannot be read: {reason}", reason=reason(error)) from error
        self.book = RuleBook(RuleSet(name, parent, msgspec.json.decode(changes)) for name, parent, changes in rows)

    def rules_by_key(self) -> dict[str, Rules]:
        """Return every playable rule set by its key, built-in ones included."""
        return self.book.rules_by_key()

    def save(self, rule_set: RuleSet, instead_of: str | None = None) -> None:
        """Save `rule_set`, in place of the set `instead_of`.

        Raises `InvalidValue` or `NotSaved`, and then nothing changed; or `WritePending`.
        """
        self._write_queue.submit(lambda: self._step(self.book.with_set(rule_set, instead_of)))

    def remove(self, key: str) -> None:
        """Remove the set `key`. Raises `InvalidValue` while others are based on it; or as `save`."""
        self._write_queue.submit(lambda: self._step(self.book.without(key)))

    def _step(self, book: RuleBook) -> Write[None, None]:
        rows = [
            (rule_set.name, rule_set.parent, msgspec.json.encode(rule_set.changes).decode())
            for rule_set in book.sets.values()
        ]

        def write(database: apsw.Connection) -> None:
            database.execute("DELETE FROM rule_set")
            database.executemany("INSERT INTO rule_set VALUES (?, ?, ?)", rows)

        def on_committed(_: None) -> None:
            self.book = book

        return Write(partial(self._log.change, write), on_committed)
