"""The venue profile: it is saved, applies at once, and settings override it."""

from pathlib import Path

import pytest

from goat_kiosk.errors import Unavailable
from goat_kiosk.settings import venue
from goat_kiosk.settings.loading import load, name_is_set
from goat_kiosk.settings.venue import Venue, parse_courts

NOWHERE = Path("/nonexistent/config.toml")


def test_a_name_from_the_window_overrides_the_default_but_not_a_setting(tmp_path: Path) -> None:
    settings = {"data_dir": str(tmp_path)}
    default = load(settings, {}, [])
    Venue(default.kiosk_name, tmp_path).update("The Barn", "")
    file = tmp_path / "config.toml"
    file.write_text('kiosk_name = "From the file"')
    names = [
        load(settings, {}, []).kiosk_name,
        load(settings, {}, [file]).kiosk_name,
        load(settings, {"GOAT_KIOSK_KIOSK_NAME": "From outside"}, [file]).kiosk_name,
        load(settings | {"kiosk_name": "Given"}, {"GOAT_KIOSK_KIOSK_NAME": "From outside"}, [file]).kiosk_name,
    ]
    assert names == ["The Barn", "From the file", "From outside", "Given"]
    assert not name_is_set(default)
    assert not name_is_set(load(settings, {}, []))
    assert name_is_set(load(settings, {}, [file]))


def test_listeners_are_called_at_once_when_the_name_changes(tmp_path: Path) -> None:
    house, names = Venue("laptop", tmp_path), list[str]()
    house.subscribe(names.append)
    house.update("laptop", "Court 1")
    house.update("  The\u202e Barn ", "Patio, Bar ,, patio")
    house.update("", "Patio, Bar")
    assert names == ["The Barn"]
    assert house.courts == ("Patio", "Bar")
    assert venue.read(tmp_path) == venue.VenueProfile("The Barn", ("Patio", "Bar"))


def test_an_unchanged_default_name_is_not_saved(tmp_path: Path) -> None:
    """Else the default of this computer would stay when the folder moves to another."""
    Venue("laptop", tmp_path).update("laptop", "Court 1")
    assert venue.read(tmp_path).name == ""


def test_a_name_from_the_settings_cannot_be_changed(tmp_path: Path) -> None:
    house = Venue("Set", tmp_path, fixed=True)
    house.update("Other", "Patio")
    assert house.name == "Set"
    assert venue.read(tmp_path) == venue.VenueProfile("", ("Patio",))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"name":3}', b"\xff\xfe", b'{"name":"' + b"x" * 99 + b'"}'])
def test_an_unreadable_file_is_ignored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / venue.FILE_NAME).write_bytes(content)
    assert venue.read(tmp_path) == venue.VenueProfile()


def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    house = Venue("laptop", tmp_path / "away")
    with pytest.raises(Unavailable, match="cannot be kept"):
        house.update("The Barn", "")
    assert house.name == "laptop"


def test_courts_are_cleaned_and_counted() -> None:
    assert parse_courts(" Patio ,BAR,bar,, ") == ("Patio", "BAR")
    assert len(parse_courts(",".join(f"Court {n}" for n in range(200)))) == venue.MAX_COURTS
