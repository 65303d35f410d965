"""Long structural fuzzing of every JSON input from outside; the random seed is printed."""

import random
import secrets
from pathlib import Path

import pytest

from tests.fuzz import targets
from tests.fuzz.seeds import seeds
from tests.fuzz.shapes import OPERATIONS, SNIPPETS, Edit, apply_edits
from tests.fuzz.targets import TARGETS

INPUTS = 20_000
"""Inputs for each target: seventy times as many as in `make test`, at random."""

SHAPED = sorted(TARGETS.keys() - {"frame", "stream", "settings_file", "names_file"})


@pytest.mark.parametrize("target", SHAPED)
def test_no_changed_json_breaks_an_invariant(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "FOLDER", tmp_path)
    seed, good = secrets.randbits(32), seeds()[target]
    rng = random.Random(seed)  # noqa: S311  no secret
    for number in range(INPUTS):
        edits = [
            Edit(rng.random(), rng.randrange(OPERATIONS), rng.randrange(len(SNIPPETS)))
            for _ in range(rng.randint(1, 4))
        ]
        data = apply_edits(rng.choice(good), edits)
        try:
            TARGETS[target](data)
        except Exception as error:
            raise AssertionError(f"seed {seed}, input {number}: {data[:2_000]!r}") from error
