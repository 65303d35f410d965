"""Rule sets on a real file."""

from pathlib import Path

import pytest

from goat_kiosk.domain.rules.rule_sets import RuleSet
from goat_kiosk.errors import InvalidValue, NotSaved
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.rule_sets import RuleSets

BAR = RuleSet("Joe's Bar", "backyard", {"bust_to": 13, "handicap": [2, 0]})
SHORT = RuleSet("Short night", "joe's bar", {"target": 15})


def test_rule_sets_survive_a_restart(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        sets = RuleSets(log, WriteQueue(log.writer_thread))
        sets.save(BAR)
        sets.save(SHORT)
        sets.save(RuleSet("The Goat", BAR.parent, BAR.changes), "joe's bar")
        sets.save(RuleSet("Gone", "acl"))
        sets.remove("gone")
    with EventLog(tmp_path / "events.db") as log:
        again = RuleSets(log, WriteQueue(log.writer_thread))
        assert again.book.sets == sets.book.sets
        assert again.book.sets["short night"].parent == "the goat"
        assert again.rules_by_key()["short night"].handicap == (2, 0)


def test_a_refused_or_unsaved_change_changes_nothing(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        sets = RuleSets(log, WriteQueue(log.writer_thread))
        sets.save(BAR)
        before = sets.book
        with pytest.raises(InvalidValue):
            sets.save(RuleSet("Joe's Bar", "acl"))
        log.writing_connection.pragma("query_only", "on")
        with pytest.raises(NotSaved, match="read-only"):
            sets.save(SHORT)
        assert sets.book is before
        assert list(RuleSets(log, WriteQueue(log.writer_thread)).book.sets) == ["joe's bar"]
