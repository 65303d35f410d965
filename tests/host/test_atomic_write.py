"""Atomic file replacement: the disk has the old content or the new, and private files stay private."""

import os
import stat
import sys
from pathlib import Path

import pytest

from goat_kiosk.host import atomic_write
from goat_kiosk.host.atomic_write import OWNER_ONLY

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes, and syncs no folders")


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_file_is_created_and_replaced_without_temporary_files(tmp_path: Path) -> None:
    file = tmp_path / "venue.json"
    for content in (b"one", b"two, longer", b""):
        atomic_write.write(file, content)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_write_leaves_the_old_content_and_no_temporary_file(tmp_path: Path) -> None:
    file = tmp_path / "venue.json"
    file.write_bytes(b"old")

    def fail_half_way() -> None:
        with atomic_write.replacing(file) as out:
            out.write(b"half of the new")
            out.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_folder_raises_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write.write(tmp_path / "away" / "venue.json", b"one")


@ON_POSIX
def test_a_key_file_is_private_even_over_an_existing_file_or_link(tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "key", tmp_path / "elsewhere"
    file.write_bytes(b"old")
    file.chmod(0o644)
    elsewhere.write_bytes(b"untouched")
    Path(f"{file}{atomic_write.UNFINISHED}").symlink_to(elsewhere)
    atomic_write.write(file, b"secret", OWNER_ONLY)
    assert (file.read_bytes(), mode(file), file.is_symlink()) == (b"secret", 0o600, False)
    assert elsewhere.read_bytes() == b"untouched"


@ON_POSIX
@pytest.mark.parametrize("sync", [True, False])
def test_the_content_is_synced_before_the_folder(
    *, sync: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, synced, fsync = tmp_path / "venue.json", list[tuple[bool, bytes | None]](), os.fsync

    def note(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append((is_folder, file.read_bytes() if file.exists() else None))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    atomic_write.write(file, b"one", sync=sync)
    assert synced == ([(False, None), (True, b"one")] if sync else [])
