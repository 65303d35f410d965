"""Paired phones on a real file, and the database of every released version brought up to date."""

import shutil
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from goat_kiosk.domain.events import Undone
from goat_kiosk.domain.history import replay
from goat_kiosk.errors import NotSaved, Unavailable
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("version-*.db"))
PIXEL = Device(0, "Pixel", "Court 2", b"\x00" * 32, paired=AT, expires=AT + 1000, seen=AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def test_paired_phones_survive_a_restart(path: Path) -> None:
    with Devices(path) as devices:
        phone1, phone2 = devices.add(PIXEL), devices.add(replace(PIXEL, court=None))
        devices.rename(phone2.id, "Pixel at the bar")
        devices.touch(phone2.id, AT + 5)
        devices.revoke(phone2.id)
    with Devices(path) as again:
        assert again.all() == [phone1, replace(phone2, name="Pixel at the bar", seen=AT + 5, revoked=True)]
        assert [phone1.id, phone2.id] == [1, 2]


def test_the_number_of_phones_is_limited_and_ids_are_not_reused(path: Path) -> None:
    with Devices(path) as devices:
        for _ in range(3):
            devices.add(PIXEL)
        devices.forget(2)
        assert [device.id for device in devices.all()] == [2, 3]
        devices.forget(0)
        assert devices.add(PIXEL).id == 4


def test_a_full_disk_is_reported(path: Path) -> None:
    with Devices(path) as devices:
        devices._db.pragma("max_page_count", 1)
        with pytest.raises(NotSaved, match="the disk is full"):
            devices.add(replace(PIXEL, name="P" * 100_000))


def test_every_schema_version_has_a_sample_database() -> None:
    assert [path.name for path in SCHEMAS] == [f"version-{n}.db" for n in range(1, schema.VERSION)]


@pytest.mark.parametrize("old", SCHEMAS, ids=lambda path: path.stem)
def test_an_older_database_is_migrated_with_all_its_events(old: Path, path: Path) -> None:
    shutil.copy(old, path)
    schema.upgrade(path)
    with EventLog(path) as log, Devices(path) as devices:
        (game_id,) = log.game_ids()
        rows = log.events(game_id)
        assert (log.name, [row.seq for row in rows], rows[0].key) == ("2a4e6989", [1, 2, 3, 4, 5, 6, 7], "first")
        assert rows[-1].event == Undone()
        assert [bag.history[-1].result for bag in replay((row.event, row.at) for row in rows).game.bags] == [
            "hole",
            "board",
        ]
        assert devices.add(PIXEL).id == 1
        assert log.integrity_errors() == []


@pytest.mark.parametrize("old", SCHEMAS, ids=lambda path: path.stem)
def test_an_interrupted_migration_is_rolled_back(old: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(old, path)
    before = tables(path)
    monkeypatch.setattr(schema, "_MIGRATIONS", [*schema._MIGRATIONS, "CREATE TABLE half (x); CREATE TABLE half (x);"])
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(Unavailable, match="cannot be opened"):
        schema.upgrade(path)
    monkeypatch.undo()
    assert tables(path) == before


def tables(path: Path) -> tuple[object, ...]:
    """Return a database's version, its schema and its events."""
    database = apsw.Connection(str(path))
    made = list(database.execute("SELECT name, sql FROM sqlite_schema ORDER BY name"))
    found = database.pragma("user_version"), made, list(database.execute("SELECT * FROM event"))
    database.close()
    return found
