"""Event log on a real file: acknowledged events are durable, and files of other programs stay unchanged."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from goat_kiosk.domain.events import BagThrown, GameConceded, GameStarted, Undone
from goat_kiosk.errors import InvalidValue, NotSaved, Unavailable
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock
from goat_kiosk.store.log.rows import Row
from tests.games import AT, game_created


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def test_appended_events_are_there_after_reopening(path: Path) -> None:
    with EventLog(path) as log:
        game_id = log.create(game_created(), AT).game_id
        row = Row(game_id, 2, AT + 1, "key", BagThrown(1, "hole", 12.0, 39.0))
        saved = log.append(row)
        name = log.name
    with EventLog(path) as again:
        assert again.events(game_id)[1:] == [saved] == [again.event_by_key("key")]
        assert saved._replace(hash="") == row
        assert again.hash_of(game_id, saved.seq) == saved.hash
        assert again.name == name
        assert len(name) == 8
        assert again.integrity_errors() == []


def test_every_commit_is_synced_to_disk(path: Path) -> None:
    database = schema.connect(path)
    assert (database.pragma("journal_mode"), database.pragma("synchronous")) == ("wal", 2)
    database.close()


@pytest.mark.parametrize("sql", ["UPDATE event SET body = '{}'", "DELETE FROM event"])
def test_events_can_be_neither_changed_nor_deleted(path: Path, sql: str) -> None:
    with EventLog(path) as log:
        log.create(game_created(), AT)
    database = apsw.Connection(str(path))
    with pytest.raises(apsw.ConstraintError, match="the log only grows"):
        database.execute(sql)
    database.close()


def test_a_repeated_event_number_is_refused_with_its_whole_batch(path: Path) -> None:
    with EventLog(path) as log:
        game_id = log.create(game_created(), AT).game_id
        with pytest.raises(InvalidValue, match="in the log already"):
            log.append_all([Row(game_id, 2, AT, None, GameStarted()), Row(game_id, 1, AT, None, GameStarted())])
        assert len(log.events(game_id)) == 1


def test_game_ids_count_up_within_a_block_and_continue_in_another(path: Path) -> None:
    with EventLog(path) as log:
        first, second = log.create(game_created(), AT).game_id, log.create(game_created(), AT).game_id
        block = first >> schema.BLOCK_BITS
        assert (second, second >> schema.BLOCK_BITS) == (first + 1, block)
        log.append(Row((block << schema.BLOCK_BITS) + schema.GAMES_PER_BLOCK - 1, 1, AT, None, game_created()))
        beyond = log.create(game_created(), AT).game_id
        assert beyond >> schema.BLOCK_BITS != block
        assert log.create(game_created(), AT).game_id == beyond + 1
        assert all(0 < game_id < 2**31 for game_id in log.game_ids())


def test_games_are_listed_oldest_first_also_by_time_of_change(path: Path) -> None:
    with EventLog(path) as log:
        old, new = log.create(game_created(), AT).game_id, log.create(game_created(), AT + 10).game_id
        assert log.game_ids() == log.in_starting_order({new, old}) == [old, new]
        assert (log.game_ids_between(AT + 5, AT + 10), log.game_ids_between(AT - 5, AT + 5)) == ([new], [old])


def test_a_game_is_listed_as_unfinished_until_it_ends_and_again_when_reopened(path: Path) -> None:
    with EventLog(path) as log:
        finished_id, open_id = (log.create(game_created(), AT).game_id for _ in range(2))
        log.append(Row(finished_id, 2, AT, None, GameConceded(1)), is_over=True)
        assert log.unfinished_game_ids() == [open_id]
        log.append(Row(finished_id, 3, AT, None, Undone()))
        assert log.unfinished_game_ids() == sorted([finished_id, open_id])
        log.mark_finished([finished_id])
        assert log.unfinished_game_ids() == [open_id]


def test_in_an_older_log_every_game_counts_as_unfinished_until_it_is_checked(path: Path) -> None:
    with EventLog(path) as log:
        games = [log.create(game_created(), AT).game_id for _ in range(3)]
        log.mark_finished(games)
        log.writing_connection.execute("DROP TABLE unfinished; DROP TRIGGER event_may_leave_unfinished")
        log.writing_connection.execute(
            "DROP TABLE lineage; DROP TABLE aside; DROP TABLE listed_name; DROP TABLE name_list;"
            "DROP TABLE tournament_event; DROP TABLE tournament_holding; DROP TABLE tournament_aside"
        )
        log.writing_connection.pragma("user_version", 3)
    schema.upgrade(path)
    with EventLog(path) as log:
        assert log.unfinished_game_ids() == games


@pytest.mark.parametrize("at", [-1, LATEST_MS, 10**17])
def test_an_event_that_cannot_be_decoded_again_is_not_saved(path: Path, at: int) -> None:
    with EventLog(path) as log:
        game_id = log.create(game_created(), AT).game_id
        with pytest.raises(Unavailable, match="a time that cannot be"):
            log.create(game_created(), at)
        with pytest.raises(Unavailable, match="a time that cannot be"):
            log.append(Row(game_id, 2, at, None, GameStarted()))
        assert [row.seq for row in log.events(game_id)] == [1]
        assert log.game_ids() == [game_id]


def test_a_log_of_a_newer_version_is_refused_and_left_unchanged(path: Path) -> None:
    EventLog(path).close()
    database = apsw.Connection(str(path))
    database.pragma("user_version", schema.VERSION + 1)
    database.close()
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="written by a newer GOaT Kiosk"):
        EventLog(path)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_unchanged(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bird (name TEXT)")
    other.close()
    with pytest.raises(Unavailable, match="another program"):
        EventLog(path)


def test_a_file_that_is_not_a_database_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match="cannot be opened"):
        EventLog(path)
    assert path.read_bytes() == b"not a database" * 100


def test_an_unreadable_event_is_named_in_the_error(path: Path) -> None:
    with EventLog(path) as log:
        game_id = log.create(game_created(), AT).game_id
    database = apsw.Connection(str(path))
    database.execute(
        'INSERT INTO event (game_id, seq, at, key, body) VALUES (?, 2, 0, NULL, \'{"type":"bag-eaten"}\')', (game_id,)
    )
    database.close()
    with EventLog(path) as log, pytest.raises(Unavailable, match=f"Event 2 of game {game_id} cannot be read"):
        log.events(game_id)


def test_a_full_disk_is_reported_and_nothing_is_saved(path: Path) -> None:
    with EventLog(path) as log:
        game_id = log.create(game_created(), AT).game_id
        log._writer_db.pragma("max_page_count", 1)
        with pytest.raises(NotSaved, match="Not saved: the disk is full"):
            log.append_all([Row(game_id, seq, AT, None, BagThrown(1, "hole")) for seq in range(2, 10_000)])
        assert [row.seq for row in log.events(game_id)] == [1]


def test_a_damaged_log_is_reported_as_damaged(path: Path) -> None:
    with EventLog(path) as log:
        for _ in range(200):
            log.create(game_created(), AT)
        sql = "SELECT rootpage FROM sqlite_master WHERE tbl_name = 'event' AND rootpage > 0"
        roots = [root for (root,) in log.reading_connection.execute(sql)]
    content = bytearray(path.read_bytes())
    for root in roots:
        content[4096 * (root - 1) : 4096 * root] = b"\xaa" * 4096
    path.write_bytes(content)
    with EventLog(path) as log:
        assert log.integrity_errors()
        with pytest.raises(Unavailable, match="damaged"):
            log.game_ids()


def test_opening_a_log_read_only_writes_nothing(path: Path) -> None:
    EventLog(path).close()
    before = path.read_bytes()
    with EventLog(path) as log:
        assert log.game_ids() == []
    assert path.read_bytes() == before


def test_a_data_folder_is_locked_by_one_kiosk_until_its_process_ends(tmp_path: Path) -> None:
    holder = f"""
import sys, pathlib
from goat_kiosk.store.log.folder_lock import FolderLock
claim = FolderLock(pathlib.Path({str(tmp_path)!r}))
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Unavailable, match="Another GOaT Kiosk is using"):
            FolderLock(tmp_path)
        process.kill()
        process.wait()
    FolderLock(tmp_path).release()
