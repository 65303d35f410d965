"""Command `rekey`: a new venue's key, with the paired phones kept or revoked, as the user says."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from goat_kiosk.app.kiosk import load_or_create_scorer_key
from goat_kiosk.cli.entry import cli
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.errors import KioskError
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock
from tests.games import AT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a key and two paired phones."""
    monkeypatch.setenv("GOAT_KIOSK_DATA_DIR", f"{tmp_path}")
    load_or_create_scorer_key(tmp_path / "scorer.key")
    with EventLog(tmp_path / "events.db"), Devices(tmp_path / "events.db") as devices:
        pairing = Pairing(devices, lambda: AT)
        for name in ("Ann", "Bob"):
            pairing.pair(pairing.create_code().code, name)
    return tmp_path


def run_command(*words: str) -> Result:
    return CliRunner().invoke(cli, ["rekey", *words])


def revoked_phones(folder: Path) -> list[bool]:
    with Devices(folder / "events.db") as devices:
        return [device.revoked for device in devices.all()]


@pytest.mark.parametrize(("option", "revoked"), [("--keep-phones", False), ("--revoke-phones", True)])
def test_the_key_is_replaced_and_phones_are_kept_or_revoked(folder: Path, option: str, revoked: bool) -> None:  # noqa: FBT001  a row
    file = folder / "scorer.key"
    before = file.read_text()
    result = run_command(option)
    assert result.exit_code == 0, result.output
    assert len(file.read_text()) >= 32
    assert file.read_text() != before
    assert file.read_text() not in result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert revoked_phones(folder) == [revoked, revoked]
    assert ("2 phones were revoked" in result.output) == revoked


def test_the_command_asks_whether_phones_are_kept(folder: Path) -> None:
    before = (folder / "scorer.key").read_text()
    assert run_command().exit_code == 2
    assert (folder / "scorer.key").read_text() == before


def test_a_running_kiosk_keeps_its_key(folder: Path) -> None:
    lock = FolderLock(folder)
    try:
        result = run_command("--keep-phones")
    finally:
        lock.release()
    assert isinstance(result.exception, KioskError)
    assert "Another GOaT Kiosk is using" in result.exception.sentence


def test_a_key_that_is_set_elsewhere_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOAT_KIOSK_SCORER_KEY", "planted-key")
    result = run_command("--keep-phones")
    assert isinstance(result.exception, KioskError)
    assert result.exception.sentence == "The key is set by GOAT_KIOSK_SCORER_KEY. Change it there."
    assert (folder / "scorer.key").read_text() != ""
