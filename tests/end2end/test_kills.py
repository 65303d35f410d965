"""Kill tests: after SIGKILL at any moment the log has exactly what was acknowledged. `tests/bench` kills 300 times."""

import random
from datetime import UTC, datetime
from pathlib import Path

from goat_kiosk.store.backups import backups
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery import recovery
from tests.end2end import kills
from tests.end2end.kills import kill_repair
from tests.finished_games import add_finished_games


def test_a_bare_process_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    rng, known = random.Random(3), dict[int, int]()  # noqa: S311  the same each time, as far as chance goes
    for _ in range(7):
        kills.check(tmp_path, kills.kill_bare(tmp_path, rng), 1, known)
    assert known


def test_the_program_killed_under_load_loses_nothing(tmp_path: Path) -> None:
    rng, known = random.Random(5), dict[int, int]()  # noqa: S311  as above
    folder = tmp_path / "data"
    folder.mkdir()
    for _ in range(2):
        kills.check(folder, kills.kill_program(folder, rng, jumps=True), kills.WRITERS, known)
    assert known


def test_commands_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    rng, known, folder = random.Random(7), dict[int, int](), tmp_path / "data"  # noqa: S311  as above
    folder.mkdir()
    kills.check(folder, kills.kill_bare(folder, rng), 1, known)
    for name in ("restore", "import"):
        kills.check(folder, kills.kill_command(folder, name, rng), 0, known)
    assert known


def test_a_log_is_repaired_however_often_the_repair_is_killed(tmp_path: Path) -> None:
    kill_repairs(tmp_path, 4)


def kill_repairs(folder: Path, count: int) -> None:
    """Damage a log with a backup, kill several repairs, repair it, and assert that every event is there."""
    rng, log = random.Random(count), folder / "events.db"  # noqa: S311  as above
    with EventLog(log) as opened:
        add_finished_games(opened, 100)
        before = {game_id: opened.events(game_id) for game_id in opened.game_ids()}
    backups.make_backup(log, folder / "backups", datetime.now(UTC))
    for _ in range(count):
        content = bytearray(log.read_bytes())
        content[4096:8192] = bytes(4096)
        log.write_bytes(content)
        kill_repair(folder, rng)
    recovery.repair_if_damaged(log, [folder / "backups"])
    with EventLog(log) as opened:
        assert opened.integrity_errors() == []
        assert {game_id: opened.events(game_id) for game_id in opened.game_ids()} == before
    assert not list(folder.glob("recovery-*"))
    assert not list(folder.glob("replacement*"))
