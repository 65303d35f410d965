"""Coverage-guided fuzzing with Atheris, more than a million inputs, from the valid inputs of `tests/fuzz`."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fuzz.seeds import TOKENS, seeds

RUNS = {
    "frame": 250_000,
    "redis_message": 300_000,
    "command": 200_000,
    "new_game_body": 150_000,
    "settings_file": 50_000,
    "key_profile": 50_000,
    "stream": 20_000,
    "export_file": 30_000,
    "window_file": 10_000,
}
"""Inputs for each target, more for the fast ones; 1,060,000 in all."""
MAX_LENGTH = 2_048
"""Bytes: enough for a game of several rounds."""

pytest.importorskip("atheris", reason="Atheris has no wheel for this Python")


@pytest.mark.parametrize("target", RUNS)
def test_no_input_breaks_an_invariant(target: str, tmp_path: Path) -> None:
    corpus, dictionary = tmp_path / "corpus", tmp_path / "words"
    corpus.mkdir()
    for number, seed in enumerate(seeds()[target]):
        (corpus / f"{number}").write_bytes(seed)
    dictionary.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS if len(token) < 60))
    options = [f"-runs={RUNS[target]}", f"-max_len={MAX_LENGTH}", "-seed=7", f"-dict={dictionary}", "-timeout=60"]
    began = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-m", "tests.bench.fuzz.fuzzer",
         target, *options, f"-artifact_prefix={tmp_path}/", str(corpus)],
        capture_output=True, text=True, check=False, env=_environment(tmp_path),
    )  # fmt: skip
    assert process.returncode == 0, process.stdout[-3_000:] + process.stderr[-6_000:]
    runs = re.search(r"Done (\d+) runs", process.stderr)
    assert runs is not None
    assert int(runs[1]) >= RUNS[target]
    coverage = re.findall(r"cov: (\d+)", process.stderr)
    took = time.monotonic() - began
    print(f"\n{target:>14}: {int(runs[1]):>9,} inputs in {took:4.0f} s, {coverage[-1]} branches covered")


def test_all_targets_together_have_a_million_runs() -> None:
    assert sum(RUNS.values()) >= 1_000_000


def _escaped(token: bytes) -> str:
    """Return a token in the format of libFuzzer's dictionaries."""
    return "".join(f"\\x{byte:02x}" for byte in token)


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
