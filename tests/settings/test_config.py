"""Settings as given: what cannot be used is refused before anything starts, with a sentence that names it."""

from pathlib import Path

import pytest

from goat_kiosk.settings.config import InvalidSetting, Settings
from goat_kiosk.settings.loading import load


def given(**arguments: object) -> Settings:
    return load(arguments, environment={}, files=[Path("/nowhere/config.toml")])


@pytest.mark.parametrize(
    "place",
    [
        "ftp://x",
        "sftp://venue/newest",
        "://x",
        "http://",
        "https:///newest",
        "http://venue:port/",
        "http://venue:99999/",
        "http://venue:0/",
        "http://[::1/",
        "http://two words/",
        "http://" + "x" * 70 + ".org/",
        "file://",
        "file:///",
        "file://server/share/newest",
    ],
)
def test_an_address_for_updates_that_cannot_be_read_is_refused(place: str) -> None:
    with pytest.raises(InvalidSetting, match=r"--updates cannot be .*: give a file, or an address as https://"):
        given(updates=place)


@pytest.mark.parametrize(
    "place",
    [
        "newest.txt",
        "~/newest.txt",
        r"C:\newest.txt",
        r"\\server\share\newest.txt",
        "http://venue/newest",
        "HTTPS://venue:8443/newest?of=all",
        "http://[::1]:80/newest",
        "file:///srv/newest.txt",
        "file://localhost/srv/newest.txt",
    ],
)
def test_a_file_or_address_for_updates_is_accepted(place: str) -> None:
    assert given(updates=place).updates == place


@pytest.mark.parametrize("key", [" ", " key", "key ", "key\u00a0"])
def test_a_scorer_key_that_is_invalid_in_a_header_is_refused(key: str) -> None:
    with pytest.raises(InvalidSetting, match="with no space before or after it"):
        load({}, environment={"GOAT_KIOSK_SCORER_KEY": key}, files=[Path("/nowhere/config.toml")])
