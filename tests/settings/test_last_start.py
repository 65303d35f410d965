"""Settings of the last start: what the commands beside a kiosk describe, without its secrets."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.settings import last_start
from goat_kiosk.settings.last_start import settings_in_force
from goat_kiosk.settings.loading import LoadedSettings, load

AT = datetime(2026, 11, 30, 18, 2, tzinfo=UTC)
ENVIRONMENT = {"GOAT_KIOSK_TLS_PORT": "9443", "GOAT_KIOSK_SCORER_KEY": "planted-key"}


def load_here(folder: Path, files: list[Path] | None = None, **options: Any) -> LoadedSettings:
    return load({"data_dir": f"{folder}"} | options, {}, files or [])


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A data folder whose kiosk was started with options, an environment and a file; it got port 4711."""
    file = tmp_path / "config.toml"
    file.write_text("max_streams = 7\n")
    options = {"data_dir": f"{tmp_path}", "port": "0", "redis": "redis://kiosk:planted@hall:6379"}
    last_start.write(load(options, ENVIRONMENT, [file]), {"port": 4711}, AT)
    return tmp_path


def test_a_running_kiosk_has_all_settings_of_its_start(started: Path) -> None:
    settings, started_at = settings_in_force(load_here(started), is_running=True)
    assert started_at == AT
    assert (settings.port, settings.tls_port, settings.max_streams) == (4711, 9443, 7)
    assert settings.redis == "redis://kiosk@hall:6379"
    assert settings.sources["port"] == "--port, at its start"
    assert settings.sources["max_streams"].startswith("line 1 of ")
    assert settings.scorer_key is None


def test_of_a_stopped_kiosk_options_and_environment_count_and_files_are_read_again(started: Path) -> None:
    file = started / "config.toml"
    file.write_text("max_streams = 8\ntls_port = 1\n")
    settings, _ = settings_in_force(load_here(started, [file]), is_running=False)
    assert (settings.port, settings.tls_port, settings.max_streams) == (0, 9443, 8)


def test_an_option_of_this_command_wins(started: Path) -> None:
    for is_running in (False, True):
        settings, _ = settings_in_force(load_here(started, port="5000"), is_running=is_running)
        assert (settings.port, settings.tls_port) == (5000, 9443)


def test_a_password_that_is_known_here_stays(started: Path) -> None:
    here = load({"data_dir": f"{started}"}, {"GOAT_KIOSK_REDIS": "redis://kiosk:known@hall:6379"}, [])
    assert settings_in_force(here, is_running=True).settings.redis == "redis://kiosk:known@hall:6379"


def test_the_file_has_no_secret_and_is_its_owners(started: Path) -> None:
    file = started / last_start.FILE_NAME
    assert "planted" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 10_000])
def test_a_file_that_cannot_be_read_is_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / last_start.FILE_NAME).write_bytes(content)
    here = load_here(tmp_path)
    assert settings_in_force(here, is_running=True) == (here, None)


def test_values_of_another_version_are_left_out(tmp_path: Path) -> None:
    content = f'{{"started_at":"{AT.isoformat()}","values":{{"port":-1,"future":1,"tls_port":9}}}}'
    (tmp_path / last_start.FILE_NAME).write_text(content)
    settings, _ = settings_in_force(load_here(tmp_path), is_running=True)
    assert (settings.port, settings.tls_port) == (8080, 9)
