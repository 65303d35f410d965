"""Killed at any moment, the log is whole and holds exactly what was acknowledged. `tests/bench` kills 300 times."""

import random
from pathlib import Path

from tests.end2end import kills


def test_a_bare_process_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    chance, known = random.Random(3), dict[int, int]()  # noqa: S311  the same each time, as far as chance goes
    for _ in range(10):
        kills.check(tmp_path, kills.kill_bare(tmp_path, chance), 1, known)
    assert sum(known.values()) > 10


def test_the_program_killed_under_load_loses_nothing(tmp_path: Path) -> None:
    chance, known = random.Random(5), dict[int, int]()  # noqa: S311  as above
    for _ in range(3):
        kills.check(tmp_path, kills.kill_program(tmp_path, chance), kills.WRITERS, known)
    assert sum(known.values()) > 3
