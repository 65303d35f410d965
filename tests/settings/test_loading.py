"""Sources of the settings: which one wins, where each value comes from, and secrets in files of their own."""

import re
from pathlib import Path

import pytest

from goat_kiosk.settings import paths, secret_files
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.settings.loading import WINDOW, load
from goat_kiosk.settings.setting_values import FIELDS
from goat_kiosk.settings.venue import VenueProfile, write
from goat_kiosk.uplink.protocol.connection import RedisUrl


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Names the system's folder, as systemd does, with a user's file beside it; returns the environment."""
    (tmp_path / "etc" / "conf.d").mkdir(parents=True)
    monkeypatch.setattr(paths, "CONFIG_FILE", tmp_path / "user.toml")
    return {"CONFIGURATION_DIRECTORY": f"{tmp_path / 'etc'}"}


def test_the_later_source_wins_and_each_value_names_its_source(tmp_path: Path, files: dict[str, str]) -> None:
    system, user = tmp_path / "etc" / "config.toml", tmp_path / "user.toml"
    system.write_text(
        "# of all venues\nport = 1\ntls_port = 1\nmax_streams = 1\nlog_level = 'error'\nhost_names = 'a'\n"
    )
    first, second = (tmp_path / "etc" / "conf.d" / name for name in ("10-venue.toml", "20-table.toml"))
    first.write_text("tls_port = 2\nmax_streams = 2\nlog_level = 'warning'\n")
    second.write_text('\n"max_streams" = 3\nlog_level = "info"\n')
    user.write_text("log_level = 'debug'\nhost = '127.0.0.1'\n")
    settings = load({"host_names": "c"}, files | {"GOAT_KIOSK_HOST": "::", "GOAT_KIOSK_HOST_NAMES": "b"})
    assert (settings.port, settings.tls_port, settings.max_streams) == (1, 2, 3)
    assert (settings.log_level, settings.host, settings.host_names) == ("debug", "::", "c")
    assert settings.sources == {
        "port": f"line 2 of {system}",
        "tls_port": f"line 1 of {first}",
        "max_streams": f"line 2 of {second}",
        "log_level": f"line 1 of {user}",
        "host": "GOAT_KIOSK_HOST",
        "host_names": "--host-names",
    }


def test_a_name_from_the_window_says_so(tmp_path: Path) -> None:
    write(tmp_path, VenueProfile("Patio"))
    assert load({"data_dir": f"{tmp_path}"}, {}, []).sources["kiosk_name"] == WINDOW


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("port = 1\nbakcup_dir = '/x'", r"There is no setting bakcup_dir \(line 2 of .*\)\. Did you mean backup_dir\?"),
        ("[prot]\nx = 1", r"There is no setting prot \(line 1 of .*\)\. Did you mean port\?"),
        ("zzz = 1", r"There is no setting zzz \(line 1 of .*\)\. There are: host, port, "),
        ("\n\nport = 'x'", r"port \(line 3 of .*\) cannot be 'x': give a number from 0 to 65535"),
        ("port = 1\nport = 2\n", r"cannot be read: .*line 2"),
        ("scorer_key = ' planted '", r"scorer_key \(line 1 of .*\) cannot be what it is: give a key"),
        ("updates = 'http://me:planted@/'", r"updates \(line 1 of .*\) cannot be what it is: give a file"),
    ],
)
def test_a_mistake_names_its_file_and_line_and_no_secret(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(InvalidSetting, match=sentence) as error:
        load({}, {}, [file])
    assert "planted" not in f"{error.value}"


def secret_file(folder: Path, text: str, mode: int = 0o600) -> str:
    file = folder / "secret"
    file.write_text(text)
    file.chmod(mode)
    return f"{file}"


def test_secrets_are_read_from_files_of_their_own(tmp_path: Path) -> None:
    file = secret_file(tmp_path, "s3same/+ \n")
    settings = load({"scorer_key_file": file, "redis_password_file": file, "redis": "redis://kiosk@hall:6379"}, {}, [])
    assert settings.scorer_key == "s3same/+"
    assert settings.redis == "redis://kiosk:s3same%2F%2B@hall:6379"


@pytest.mark.parametrize(
    ("redis", "address"),
    [
        ("redis://hall", "redis://:x@hall"),
        ("rediss://kiosk@[fd00::1]:6380/2?ssl_ca_certs=/a", "rediss://kiosk:x@[fd00::1]:6380/2?ssl_ca_certs=/a"),
        ("unix:///run/redis.sock?db=1", "unix://:x@/run/redis.sock?db=1"),
        ("redis://kiosk:own@hall:6379", "redis://kiosk:own@hall:6379"),
    ],
)
def test_the_password_joins_any_address_that_has_none(redis: str, address: str, tmp_path: Path) -> None:
    settings = load({"redis_password_file": secret_file(tmp_path, "x"), "redis": redis}, {}, [])
    assert settings.redis == address
    RedisUrl(address)


@pytest.mark.parametrize("redis", ["find", "find:Patio"])
def test_a_password_is_sent_to_no_address_that_was_found(redis: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="needs the address of Redis"):
        load({"redis_password_file": secret_file(tmp_path, "x"), "redis": redis}, {}, [])


def test_a_key_that_is_set_itself_wins(tmp_path: Path) -> None:
    file = secret_file(tmp_path, "from-file")
    assert load({"scorer_key_file": file}, {"GOAT_KIOSK_SCORER_KEY": "itself"}, []).scorer_key == "itself"


@pytest.mark.parametrize(
    ("text", "mode", "sentence"),
    [
        ("planted", 0o644, r"Others can read the secret in .*: chmod 600 "),
        ("planted", 0o640, r"Others can read the secret in "),
        (" \n", 0o600, r"There is no secret in "),
        ("x" * 300, 0o600, r"scorer_key in .* cannot be what it is: give a key of 1 to 200 letters"),
    ],
)
def test_a_secret_that_others_can_read_or_that_is_none_is_refused(
    text: str, mode: int, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidSetting, match=sentence) as error:
        load({"scorer_key_file": secret_file(tmp_path, text, mode)}, {}, [])
    assert "planted" not in f"{error.value}"


def test_a_missing_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"The secret in .* cannot be read: No such file"):
        load({"scorer_key_file": f"{tmp_path / 'none'}"}, {}, [])


def test_a_credential_of_a_systemd_unit_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", f"{tmp_path}")
    assert load({"scorer_key_file": secret_file(tmp_path, "k", 0o440)}, {}, []).scorer_key == "k"


def test_the_example_has_every_setting_and_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_files, "read_secret", lambda _: "s3same")
    example = (Path(__file__).parents[2] / "packaging" / "settings" / "config.toml").read_text()
    file = tmp_path / "config.toml"
    file.write_text(example)
    assert load({}, {}, [file]).sources == {}, "as it is, it changes nothing"
    file.write_text(re.sub(r"^#(?=[a-z_]+ = )", "", example, flags=re.MULTILINE))
    # A key itself belongs to no example.
    assert load({}, {}, [file]).sources.keys() == FIELDS.keys() - {"scorer_key"}
