"""Power cuts during writes: acknowledged events survive, the log is intact, a migration is complete or absent."""

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


def score_with_cuts(log: EventLog, acknowledged: list[int], events: int, in_one: random.Random) -> int:
    """Score a game with one or several bags a commit; add each committed event to `acknowledged`."""
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
    """Score with power cuts; return how many there were, and after how many an acknowledged event was missing."""
    rng, snapshots_taken, lost = random.Random(9), 0, 0  # noqa: S311  the same each time
    acknowledged: list[int] = []

    def take_snapshot() -> None:
        nonlocal snapshots_taken, lost
        if acknowledged and snapshots_taken < most and rng.random() < 0.3:
            found = folder / f"cut-{snapshots_taken}"
            disk.cut(found, snapshots_taken)
            snapshots.append((found, acknowledged[-1]))
            snapshots_taken += 1

    snapshots: list[tuple[Path, int]] = []
    with powered() as disk:
        disk.looked = take_snapshot
        with EventLog(folder / "events.db") as log:
            log.writing_connection.pragma("synchronous", synchronous)
            log.writing_connection.pragma("wal_autocheckpoint", 40)
            game_id = score_with_cuts(log, acknowledged, events, rng)
    for found, count in snapshots:
        assert integrity.find_damage(found / "events.db", whole=True) is None or synchronous != "full", found
        with EventLog(found / "events.db") as log:
            assert log.integrity_errors() == [], found
            numbers = [row.seq for row in log.events(game_id)]
        assert numbers == list(range(1, len(numbers) + 1)), found
        assert len(numbers) <= count + 3, found
        lost += len(numbers) < count
        shutil.rmtree(found)
    return snapshots_taken, lost


def test_acknowledged_events_survive_power_cuts(tmp_path: Path) -> None:
    assert cuts(tmp_path, 40) == (40, 0)


def test_a_log_without_syncs_would_lose_events(tmp_path: Path) -> None:
    """Proves that the test above can fail."""
    snapshots_taken, lost = cuts(tmp_path, 40, synchronous="normal")
    assert snapshots_taken == 40
    assert lost > 5


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_migration_interrupted_by_a_power_cut_changes_nothing(released: Path, tmp_path: Path) -> None:
    old = released.read_bytes()
    (tmp_path / "events.db").write_bytes(old)
    snapshots: list[Path] = []

    def take_snapshot() -> None:
        snapshots.append(tmp_path / f"cut-{len(snapshots)}")
        disk.cut(snapshots[-1], len(snapshots))

    with powered() as disk:
        disk.looked = take_snapshot
        schema.upgrade(tmp_path / "events.db")
    known, before = _looked_at(released, tmp_path / "released.db")
    versions = set()
    for snapshot in snapshots:
        with closing(apsw.Connection(str(snapshot / "events.db"))) as database:
            versions.add(database.pragma("user_version"))
        schema.upgrade(snapshot / "events.db")
        with EventLog(snapshot / "events.db") as log:
            assert list(log.reading_connection.execute("SELECT game_id, seq, at, key, body FROM event")) == before
            assert log.reading_connection.pragma("user_version") == schema.VERSION
            assert log.integrity_errors() == []
    assert versions <= {known, schema.VERSION}
    assert len(snapshots) > 5 or known == schema.VERSION


# What the disk refuses while the connection is closed, nobody is there to be told of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_migration_that_cannot_be_saved_changes_nothing(released: Path, tmp_path: Path) -> None:
    known, before = _looked_at(released, tmp_path / "released.db")
    allowed = left = -1
    while left < 0:
        allowed += 1
        folder, left = tmp_path / f"{allowed}", allowed
        folder.mkdir()
        shutil.copyfile(released, folder / "events.db")

        def take_snapshot() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise apsw.IOError

        with powered() as disk:
            disk.looked = take_snapshot
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
