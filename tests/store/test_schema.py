"""Schema migrations: `schemas/version-N.db` was written by a program of that version, and must open."""

import shutil
from pathlib import Path

import apsw
import pytest

from goat_kiosk.domain.history import replay
from goat_kiosk.domain.names.name_list import ListedName
from goat_kiosk.domain.rules.rule_sets import RuleSet
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.aliases import AliasTable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.name_lists import NameLists
from goat_kiosk.store.rule_sets import RuleSets

RELEASED = sorted((Path(__file__).parent / "schemas").glob("version-*.db"))


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_an_older_log_is_migrated_without_loss(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    shutil.copy(released, path)
    old = apsw.Connection(str(path))
    assert old.pragma("user_version") == int(released.stem.removeprefix("version-"))
    events = "SELECT game_id, seq, at, key, body FROM event"
    before, name = list(old.execute(events)), old.execute("SELECT log FROM identity").get
    old.close()
    schema.upgrade(path)
    with EventLog(path) as log:
        assert log.name == name
        assert list(log.reading_connection.execute(events)) == before
        assert before
        assert log.reading_connection.pragma("user_version") == schema.VERSION
        assert log.integrity_errors() == []
        assert all(replay((row.event, row.at) for row in log.events(game_id)) for game_id in log.game_ids())
        assert all(find_problems(log, game_id) == [] for game_id in log.game_ids()), "each event has its hash"
        with pytest.raises(apsw.ConstraintError, match="the log only grows"):
            log.reading_connection.execute("UPDATE event SET hash = x''")
        RuleSets(log, WriteQueue(log.writer_thread)).save(RuleSet("Pub", "acl"))
        AliasTable(log, WriteQueue(log.writer_thread)).forget("player", "Ann", 1)
        NameLists(log, WriteQueue(log.writer_thread)).add([ListedName("player", "Zoë")], "season.csv", 1)


def test_a_file_without_tables_as_a_full_disk_leaves_it_is_a_new_log(tmp_path: Path) -> None:
    (tmp_path / "events.db").write_bytes(b"")
    assert verified_copy.is_empty(tmp_path / "events.db")
