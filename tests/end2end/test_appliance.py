"""Unattended operation: a crash is reported at the next start, `doctor` finds the kiosk, support files have no key."""

import json
import zipfile
from pathlib import Path

from tests.end2end.program import (
    SCORER_KEY,
    call_api,
    free_port,
    kiosk_options,
    run_program,
    run_to_exit,
    virtual_screen,
)
from tests.waiting import wait_until


def test_a_power_cut_is_reported_the_doctor_finds_the_kiosk_and_support_files_omit_the_key(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    options = kiosk_options(data, port)
    with run_program("serve", *options) as program:
        program.kill()
    with run_program("serve", *options, GOAT_KIOSK_APPROVE_JOINS="true") as program:
        call_api(program, "POST", "/api/games", {"team1": {"name": "Plantation", "players": ["Plantagenet"]}})
        doctor = run_to_exit("doctor", "--data-dir", str(data), "--json")
        help_file = run_to_exit("support", str(tmp_path / "help.zip"), "--data-dir", str(data))
        assert program.terminate() == 0
        assert program.process.stderr is not None
        stderr = program.process.stderr.read()
    assert stderr.count("The last run ended badly") == 1
    result = json.loads(doctor.stdout)
    checks = {check["name"]: check for check in result["checks"]}
    assert doctor.returncode == 1, "it serves this computer only"
    assert not result["well"]
    assert checks["Address"]["verdict"] == "wrong"
    assert checks["Port"]["says"] == f"GOaT Kiosk serves on port {port}."
    assert checks["Settings"]["says"].startswith("They are those of the start on ")
    assert checks["Phone"]["verdict"] == "unknown"
    assert help_file.returncode == 0, help_file.stderr
    assert "no keys, no names and no games" in help_file.stdout
    with zipfile.ZipFile(tmp_path / "help.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    settings = json.loads(texts["settings.json"])
    assert (settings["port"], settings["approve_joins"]) == (port, True), "those of the kiosk, not of this shell"
    assert settings["sources"]["port"] == "--port, at its start"
    assert "ended badly" in texts["logs/kiosk.log"]
    assert "Serving on 127.0.0.1" in texts["logs/web.log"]
    assert [name for name, text in texts.items() if SCORER_KEY in text or "Plant" in text] == []


def test_the_doctor_waits_for_a_phone_where_no_kiosk_runs(tmp_path: Path) -> None:
    options = ["--data-dir", str(tmp_path), "--host", "127.0.0.1", "--port", str(free_port())]
    result = run_to_exit("doctor", *options, "--phone", "0.1")
    assert result.returncode == 1
    assert "/test on a phone, or scan this." in result.stdout
    assert "█" in result.stdout
    assert "No phone has opened the test page." in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_shows_the_welcome_page_until_a_game_opens(tmp_path: Path) -> None:
    choices = tmp_path / "window.json"
    with virtual_screen() as display, run_program("run", *kiosk_options(tmp_path), DISPLAY=display) as program:
        assert not choices.exists()
        call_api(program, "POST", "/api/games", {})
        wait_until(choices.exists)
        assert json.loads(choices.read_text())["welcomed"]
        assert program.terminate() == 0
