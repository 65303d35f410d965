"""Folder lock where a file or folder of another program has the name of the lock file: it is not lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log import folder_lock
from goat_kiosk.store.log.folder_lock import FolderLock, is_locked

MOVE_IT = "claim.db is not GOaT Kiosk’s, .* Move it to another folder, or choose another --data-dir."


def test_the_lock_file_stays_empty(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    assert is_locked(tmp_path)
    lock.release()
    assert (tmp_path / folder_lock.FILE_NAME).read_bytes() == b""
    assert not is_locked(tmp_path)
    FolderLock(tmp_path).release()


@pytest.mark.logs_warnings
def test_a_text_file_in_place_of_the_lock_file_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / folder_lock.FILE_NAME
    file.write_text("claims of the insurance\n" * 100)
    assert not is_locked(tmp_path)
    lock = FolderLock(tmp_path)
    assert is_locked(tmp_path)
    lock.release()
    (aside,) = (tmp_path / "set-aside").glob("*/claim.db")
    assert aside.read_text() == "claims of the insurance\n" * 100


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_in_place_of_the_lock_file_stays_and_the_error_says_what_to_do(tmp_path: Path, mode: str) -> None:
    file = tmp_path / folder_lock.FILE_NAME
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"PRAGMA journal_mode = {mode}")
        database.execute("CREATE TABLE claim (text)")
        database.execute("INSERT INTO claim VALUES ('mine')")
        database.commit()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
        with pytest.raises(Unavailable, match=MOVE_IT):
            FolderLock(tmp_path)
        assert not is_locked(tmp_path)
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")} == before


def test_a_folder_in_place_of_the_lock_file_stays_and_the_error_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / folder_lock.FILE_NAME / "inside").mkdir(parents=True)
    with pytest.raises(Unavailable, match=MOVE_IT):
        FolderLock(tmp_path)
    assert not is_locked(tmp_path)
    assert (tmp_path / folder_lock.FILE_NAME / "inside").is_dir()
