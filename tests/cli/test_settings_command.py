"""Command `config`: each value with its source, no secret, and what the running kiosk has instead."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.cli.entry import cli
from goat_kiosk.settings import paths
from goat_kiosk.settings.loading import load
from goat_kiosk.settings.setting_values import FIELDS


def run_cli(*words: str, **environment: str) -> str:
    result = CliRunner().invoke(cli, list(words), env=environment)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(autouse=True)
def config_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's file, and no system's."""
    monkeypatch.setattr(paths, "CONFIG_FILE", tmp_path / "config.toml")
    monkeypatch.setattr(paths, "SYSTEM_CONFIG_FOLDER", tmp_path / "etc")
    return tmp_path / "config.toml"


def test_every_setting_is_shown_with_its_source_and_no_secret(tmp_path: Path, config_file: Path) -> None:
    config_file.write_text("scorer_key = 'planted-key'\nredis = 'redis://kiosk:planted@hall'\nmax_streams = 1\n")
    output = run_cli("config", "--data-dir", f"{tmp_path}", GOAT_KIOSK_PORT="81")
    rows = {line.split()[0]: line for line in output.splitlines() if line.startswith("  ")}
    assert set(FIELDS) < set(rows)
    assert rows["port"].split(maxsplit=1)[1] == "81  (GOAT_KIOSK_PORT)"
    assert rows["max_streams"].split(maxsplit=1)[1] == f"1  (line 3 of {config_file})"
    assert "hall" in rows["redis"]
    assert "planted" not in output
    assert f"{tmp_path / 'etc' / 'config.toml'} (is not there)" in output
    assert f"{config_file}\n" in output


async def test_the_settings_of_the_running_kiosk_are_shown_where_they_differ(tmp_path: Path) -> None:
    options = {"data_dir": f"{tmp_path}", "host": "127.0.0.1", "port": "0"}
    kiosk = Kiosk(load(options, {}, []), asyncio.get_running_loop())
    try:
        words = "config", "--data-dir", f"{tmp_path}", "--json"
        shown = json.loads(await asyncio.to_thread(run_cli, *words))
        certificate = await asyncio.to_thread(run_cli, "certificate", "--data-dir", f"{tmp_path}")
        port = kiosk.port
    finally:
        await asyncio.to_thread(kiosk.stop)
    assert {row["name"]: (row["value"], row["source"]) for row in shown["running"]} == {
        "port": (port, "--port, at its start"),
        "host": ("127.0.0.1", "--host, at its start"),
    }
    assert f"http://127.0.0.1:{port}/certificate" in certificate
