"""Rule sets on a real file."""

from pathlib import Path

import pytest

from goat_kiosk.domain.rule_sets import RuleSet
from goat_kiosk.errors import InvalidValue, NotSaved
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.rule_sets import RuleSets
from goat_kiosk.store.write_queue import Turns

BAR = RuleSet("Joe's Bar", "backyard", {"bust_to": 13, "handicap": [2, 0]})
SHORT = RuleSet("Short night", "joe's bar", {"target": 15})


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        sets = RuleSets(log, Turns(log.pen))
        sets.keep(BAR)
        sets.keep(SHORT)
        sets.keep(RuleSet("The Goat", BAR.parent, BAR.changes), "joe's bar")
        sets.keep(RuleSet("Gone", "acl"))
        sets.remove("gone")
    with EventLog(tmp_path / "events.db") as log:
        again = RuleSets(log, Turns(log.pen))
        assert again.book.sets == sets.book.sets
        assert again.book.sets["short night"].parent == "the goat"
        assert again.named()["short night"].handicap == (2, 0)


def test_what_is_refused_or_cannot_be_saved_changes_nothing(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        sets = RuleSets(log, Turns(log.pen))
        sets.keep(BAR)
        before = sets.book
        with pytest.raises(InvalidValue):
            sets.keep(RuleSet("Joe's Bar", "acl"))
        log.writing.pragma("query_only", "on")
        with pytest.raises(NotSaved, match="read-only"):
            sets.keep(SHORT)
        assert sets.book is before
        assert list(RuleSets(log, Turns(log.pen)).book.sets) == ["joe's bar"]
