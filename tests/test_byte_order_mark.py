"""Byte order marks: every file that users provide is read with or without one, also in UTF-16."""

import codecs
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from aiohttp.test_utils import make_mocked_request

from goat_kiosk import __version__
from goat_kiosk.app.kiosk import load_or_create_scorer_key
from goat_kiosk.desk import blocklist_file
from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.diagnostics.checks.updates import newer_version
from goat_kiosk.diagnostics.support_file import secrets_of
from goat_kiosk.errors import InvalidValue
from goat_kiosk.exports import export_format, exporting, verification
from goat_kiosk.gui.settings import keymap, preferences
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings import venue
from goat_kiosk.settings.config import Settings
from goat_kiosk.settings.loading import load
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.http.body import parse_body
from goat_kiosk.web.pages.sponsors import SponsorSlides
from tests.finished_games import add_finished_games

MARKED = {
    "UTF-8": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 LE": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
Write = Callable[[Path, str], Path]


@pytest.fixture(params=MARKED)
def write_marked(request: pytest.FixtureRequest) -> Write:
    """Return a function that writes a text with a byte order mark."""

    def write(file: Path, text: str) -> Path:
        file.write_bytes(MARKED[request.param](text))
        return file

    return write


def test_an_export_is_verified(write_marked: Write, tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        add_finished_games(log, 2)
        text = exporting.export_bytes(log, log.game_ids(), "json").decode()
    export_file = export_format.read(write_marked(tmp_path / "games.json", text))
    assert [result.is_intact for result in verification.verify_export(export_file.games)] == [True, True]


def test_settings_are_read(write_marked: Write, tmp_path: Path) -> None:
    file = write_marked(tmp_path / "config.toml", 'kiosk_name = "José’s Patio"\n')
    assert load({}, environment={}, files=[file]).kiosk_name == "José’s Patio"


def test_the_first_word_of_the_blocklist_is_blocked(write_marked: Write, tmp_path: Path) -> None:
    write_marked(tmp_path / blocklist_file.FILE_NAME, "bum\nother\n")
    with pytest.raises(InvalidValue, match="choose another"):
        BlocklistFile(tmp_path).check("Bum")


def test_keys_and_settings_of_the_window_are_read(write_marked: Write, tmp_path: Path) -> None:
    profile = keymap.Profile("Mine", {})
    exported = keymap.export_profile(profile).decode()
    assert keymap.import_profile(write_marked(tmp_path / "keys.json", exported).read_bytes()).name == "Mine"
    write_marked(tmp_path / preferences.FILE_NAME, '{"language": "es", "pin": "scrypt-text"}')
    assert Preferences(tmp_path).current.language == "es"
    assert "scrypt-text" in secrets_of(Settings(data_dir=str(tmp_path)))


def test_the_venues_names_and_key_are_read(write_marked: Write, tmp_path: Path) -> None:
    write_marked(tmp_path / venue.FILE_NAME, '{"name": "Corn Hall", "courts": ["North"]}')
    assert venue.read(tmp_path) == venue.VenueProfile("Corn Hall", ("North",))
    key = write_marked(tmp_path / "scorer.key", "sesame\r\n")
    assert load_or_create_scorer_key(key) == "sesame"
    assert "sesame" in secrets_of(Settings(data_dir=str(tmp_path)))


async def test_slides_and_the_newest_version_are_read(write_marked: Write, tmp_path: Path) -> None:
    (slides := tmp_path / "slides").mkdir()
    write_marked(slides / "1.txt", "Barn & Sons")
    response = await SponsorSlides(slides).all_slides(make_mocked_request("GET", "/sponsors"))
    assert response.text == '[{"text":"Barn & Sons"}]'
    assert newer_version(str(write_marked(tmp_path / "newest.txt", "99.0.0\r\n")))
    assert not newer_version(str(write_marked(tmp_path / "same.txt", __version__)))


def test_the_body_of_a_request_may_begin_with_the_mark_of_utf_8() -> None:
    assert parse_body(codecs.BOM_UTF8 + b'{"court": "Court 1"}', dict[str, str]) == {"court": "Court 1"}


def test_a_text_without_a_mark_is_the_same_object() -> None:
    content = msgspec.json.encode("é")
    assert to_utf8(content) is content
