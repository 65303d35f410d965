"""File permissions: names and keys are readable by their owner only, also in folders of older versions."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goat_kiosk.errors import Unavailable
from goat_kiosk.exports import export_format
from goat_kiosk.exports.export_format import read_limited
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.store.backups import backups
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, game_created

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_data_folders_and_logs_are_private_also_existing_ones(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for _ in range(2):
        make_folder(folder)
        with EventLog(folder / "events.db") as log:
            log.create(game_created(), AT)
            files = list(folder.glob("events.db*"))
            assert len(files) == 3
            assert {mode(file) for file in files} == {0o600}
        assert mode(folder) == 0o700
        folder.chmod(0o755)
        (folder / "events.db").chmod(0o644)


def test_a_backup_is_private(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        log.create(game_created(), AT)
        backup, _ = backups.make_backup(log.path, tmp_path / "backups", datetime(2026, 1, 1, tzinfo=UTC))
    assert (mode(backup.file), mode(tmp_path / "backups")) == (0o600, 0o700)


@pytest.mark.parametrize("endless", ["/dev/zero", "large"])
def test_a_file_too_large_for_an_export_is_refused(
    endless: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_format, "MAX_BYTES", 1_000_000)
    file = Path(endless)
    if endless == "large":
        file = tmp_path / endless
        file.write_bytes(b" " * 1_000_001)
    with pytest.raises(Unavailable, match="is larger than 1 MB"):
        read_limited(file)
