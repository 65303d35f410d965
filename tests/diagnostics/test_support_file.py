"""Support file: it has the diagnostic data, and none of the planted secrets, names and games."""

import io
import json
import logging
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.checks.check import Check
from goat_kiosk.diagnostics.logs.kiosk_logs import KioskLogs
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.errors import Unavailable
from goat_kiosk.gui.lock import pin
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT

KEY, KEPT_KEY, PASSWORD, STRANGER = "planted/key+1", "planted-kept-key", "planted@password", "plantedstranger"
PLAYERS = "Plantagenet", "Plantaine"
CHECKS = [Check("Disk", "wrong", f"Cannot reach redis://u:{quote(PASSWORD, safe='')}@host", f"key={STRANGER}")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    address = f"redis://kiosk:{quote(PASSWORD, safe='')}@10.0.0.5:6379"
    updates = f"https://kiosk:{STRANGER}@updates.hall/newest"
    return Settings(data_dir=str(tmp_path), redis=address, scorer_key=KEY, updates=updates, kiosk_name="Corn Hall")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture) -> Path:
    """A data folder after an evening in which secrets were used everywhere possible."""
    caplog.set_level(logging.DEBUG)
    (tmp_path / support_file.KEY_FILE).write_text(KEPT_KEY)
    choices = {"pin": pin.hash_pin("24681357"), "theme": "day", "court": PLAYERS[0], "tv_court": PLAYERS[1]}
    (tmp_path / "window.json").write_text(json.dumps(choices))
    kiosk_logs = KioskLogs(tmp_path, support_file.secrets_of(settings))
    with kiosk_logs.write_log_files("info"), EventLog(tmp_path / "events.db") as log:
        logger = logging.getLogger("goat_kiosk.web.server")
        for secret in (KEY, KEPT_KEY, PASSWORD, quote(KEY, safe="")):
            logger.info("A stranger asked for /pair#key=%s and said %s", STRANGER, secret)
        logger.info("Redis is at %s", settings.redis)
        scorekeeper = Scorekeeper(log, "Corn Hall", lambda: AT)
        teams = NewTeam("Plantation", [PLAYERS[0]]), NewTeam("Planters", [PLAYERS[1]])
        game = scorekeeper.create(NewGame("Court 1", "acl", *teams).to_event())
        scorekeeper.record(game.game_id, BagThrown(1, "hole"))
    # As an older version might have left it: not redacted when it was written.
    (tmp_path / "crashes").mkdir()
    (tmp_path / "crashes" / "2026-01-02-030405-ValueError.txt").write_text(f"at {Path.home()}/x: key={KEY}, {PASSWORD}")
    return tmp_path


def unpacked(packed: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.usefixtures("folder")
def test_the_support_file_has_the_files_that_help(settings: Settings) -> None:
    files = unpacked(support_file.build_zip(settings, CHECKS))
    optional = {"logs/kiosk.log", "logs/web.log", "crashes/2026-01-02-030405-ValueError.txt"}
    made = {"README.txt", "doctor.txt", "settings.json", "window.json", "versions.json", "log.json", "files.txt"}
    assert set(files) == optional | made
    assert files["doctor.txt"].startswith("wrong    Disk: ")
    assert json.loads(files["settings.json"])["kiosk_name"] == "Corn Hall"
    assert json.loads(files["window.json"]) == {"theme": "day"}
    shape = json.loads(files["log.json"])
    assert (shape["games"], shape["events"]) == (1, 2)
    assert shape["kinds"] == {"bag-thrown": 1, "game-created": 1}
    assert "events.db" in files["files.txt"]
    assert "A stranger asked" in files["logs/web.log"]


def test_the_support_file_has_no_secret_and_no_name(folder: Path, settings: Settings) -> None:
    secrets = [KEY, KEPT_KEY, PASSWORD, STRANGER, quote(KEY, safe=""), quote(PASSWORD, safe=""), *PLAYERS, "Plant"]
    secrets += [json.loads((folder / "window.json").read_text())["pin"], str(Path.home())]
    for name, text in unpacked(support_file.build_zip(settings, CHECKS)).items():
        for secret in secrets:
            assert secret not in text, name


def test_the_log_of_a_running_kiosk_is_left_unchanged(folder: Path, settings: Settings) -> None:
    with EventLog(folder / "events.db") as log:
        before = log.game_ids()
        assert json.loads(unpacked(support_file.build_zip(settings, []))["log.json"])["games"] == 1
        assert log.game_ids() == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 and then nothing", None])
def test_a_support_file_is_written_without_a_readable_log(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "events.db").write_bytes(content)
    shape = json.loads(unpacked(support_file.build_zip(Settings(data_dir=str(tmp_path)), []))["log.json"])
    assert ("error" in shape) == (content is not None)


def test_the_support_file_is_readable_by_its_owner_only(folder: Path, settings: Settings) -> None:
    file = support_file.write(folder / "new" / "folder" / "help.zip", settings, CHECKS)
    assert zipfile.is_zipfile(file)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Unavailable, match="cannot be written"):
        support_file.write(Path("/proc/help.zip"), settings, CHECKS)


@pytest.mark.usefixtures("folder")
def test_the_support_file_of_a_service_keeps_its_paths(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    files = unpacked(support_file.build_zip(settings, CHECKS))
    assert settings.data_dir in files["settings.json"]
