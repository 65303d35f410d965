"""The power goes in mid-write: what was acknowledged is there, the log is whole, a migration never began."""

import random
import shutil
from contextlib import closing, suppress
from pathlib import Path

import apsw
import pytest

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import integrity
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.games import AT, bag_throws, game_created
from tests.store.power import powered
from tests.store.test_schema import RELEASED


def scored(log: EventLog, acknowledged: list[int], events: int, in_one: random.Random) -> int:
    """Score a game, one bag a commit and at times several in one; `acknowledged` grows as the log answers."""
    game_id = log.create(game_created(), AT).game_id
    acknowledged.append(1)
    thrown: list[AnyEvent] = bag_throws(["board"] * 8)
    while acknowledged[-1] < events:
        count = in_one.choice((1, 1, 1, 3))
        rows = [Row(game_id, acknowledged[-1] + n, AT, None, thrown[n % 8]) for n in range(1, count + 1)]
        log.append_all(rows) if count > 1 else log.append(rows[0])
        acknowledged.append(rows[-1].seq)
    return game_id


def cuts(folder: Path, most: int, *, synchronous: str = "full", events: int = 80) -> tuple[int, int]:
    """Score under cuts of the power; return how many there were, and after how many an acknowledged event was gone."""
    chance, taken, lost = random.Random(9), 0, 0  # noqa: S311  the same each time
    acknowledged: list[int] = []

    def look() -> None:
        nonlocal taken, lost
        if acknowledged and taken < most and chance.random() < 0.3:
            found = folder / f"cut-{taken}"
            disk.cut(found, taken)
            pictures.append((found, acknowledged[-1]))
            taken += 1

    pictures: list[tuple[Path, int]] = []
    with powered() as disk:
        disk.looked = look
        with EventLog(folder / "events.db") as log:
            log.writing_connection.pragma("synchronous", synchronous)
            log.writing_connection.pragma("wal_autocheckpoint", 40)
            game_id = scored(log, acknowledged, events, chance)
    for found, count in pictures:
        assert integrity.find_damage(found / "events.db", whole=True) is None or synchronous != "full", found
        with EventLog(found / "events.db") as log:
            assert log.integrity_errors() == [], found
            numbers = [row.seq for row in log.events(game_id)]
        assert numbers == list(range(1, len(numbers) + 1)), found
        assert len(numbers) <= count + 3, found
        lost += len(numbers) < count
        shutil.rmtree(found)
    return taken, lost


def test_whatever_is_acknowledged_outlives_the_power(tmp_path: Path) -> None:
    assert cuts(tmp_path, 40) == (40, 0)


def test_a_log_that_did_not_wait_for_the_disk_would_lose_events(tmp_path: Path) -> None:
    """So the test above can fail."""
    taken, lost = cuts(tmp_path, 40, synchronous="normal")
    assert taken == 40
    assert lost > 5


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_migration_that_is_cut_short_never_began(released: Path, tmp_path: Path) -> None:
    old = released.read_bytes()
    (tmp_path / "events.db").write_bytes(old)
    pictures: list[Path] = []

    def look() -> None:
        pictures.append(tmp_path / f"cut-{len(pictures)}")
        disk.cut(pictures[-1], len(pictures))

    with powered() as disk:
        disk.looked = look
        schema.upgrade(tmp_path / "events.db")
    known, before = _looked_at(released, tmp_path / "released.db")
    versions = set()
    for picture in pictures:
        with closing(apsw.Connection(str(picture / "events.db"))) as database:
            versions.add(database.pragma("user_version"))
        schema.upgrade(picture / "events.db")
        with EventLog(picture / "events.db") as log:
            assert list(log.reading_connection.execute("SELECT game_id, seq, at, key, body FROM event")) == before
            assert log.reading_connection.pragma("user_version") == schema.VERSION
            assert log.integrity_errors() == []
    assert versions <= {known, schema.VERSION}
    assert len(pictures) > 5 or known == schema.VERSION


# What the disk refuses while the connection is closed, nobody is there to be told of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_migration_that_the_disk_refuses_changes_nothing(released: Path, tmp_path: Path) -> None:
    known, before = _looked_at(released, tmp_path / "released.db")
    allowed = left = -1
    while left < 0:
        allowed += 1
        folder, left = tmp_path / f"{allowed}", allowed
        folder.mkdir()
        shutil.copyfile(released, folder / "events.db")

        def look() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise apsw.IOError

        with powered() as disk:
            disk.looked = look
            with suppress(Unavailable, apsw.Error):
                schema.upgrade(folder / "events.db")
        schema.upgrade(folder / "events.db")
        with EventLog(folder / "events.db") as log:
            assert list(log.reading_connection.execute("SELECT game_id, seq, at, key, body FROM event")) == before
            assert log.reading_connection.pragma("user_version") == schema.VERSION
            assert log.integrity_errors() == []
    assert allowed > 5 or known == schema.VERSION


def _looked_at(released: Path, copy: Path) -> tuple[int, list[tuple[object, ...]]]:
    shutil.copyfile(released, copy)
    with closing(apsw.Connection(str(copy))) as database:
        rows = list(database.execute("SELECT game_id, seq, at, key, body FROM event"))
        return database.pragma("user_version"), rows
