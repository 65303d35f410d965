"""Units of the system: hardened, with options in a drop-in, and the program runs under their restrictions."""

import ctypes
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end2end.program import command, environment, kiosk_options
from tests.packaging.conftest import ROOT
from tests.waiting import TIMEOUT_S

UNITS = sorted((ROOT / "packaging" / "systemd").glob("*.service"))
MOST_EXPOSED = 3.0
"""Of systemd's scale from 0 to 10."""
_PR_SET_MDWE = 65
"""prctl(2): no memory is both writable and executable, as `MemoryDenyWriteExecute=` wants it."""


def analyze(*words: str) -> str:
    process = subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    return process.stdout + process.stderr


def exposure(unit: Path) -> float:
    (level,) = re.findall(r"Overall exposure level for .*: ([\d.]+)", analyze("security", "--offline=true", f"{unit}"))
    return float(level)


def test_there_is_a_unit_for_a_kiosk_and_one_for_a_relay() -> None:
    assert [unit.name for unit in UNITS] == ["goat-kiosk-relay.service", "goat-kiosk-serve.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_hardened_and_its_drop_in_is_valid(unit: Path, tmp_path: Path) -> None:
    assert exposure(unit) <= MOST_EXPOSED
    text = unit.read_text()
    comment = text.partition("[Unit]")[0].replace("# ", "").replace("#", "")
    options = re.sub(r"(?m)^ +", "", comment[comment.index("    [Service]") :])
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text))
    (tmp_path / f"{unit.name}.d").mkdir()
    (tmp_path / f"{unit.name}.d" / "options.conf").write_text(re.sub(r"(?m)^([A-Z].*:)$", r"# \1", options))
    output = analyze("verify", "--man=no", f"{copy}")
    assert f"{copy}" not in output, "no finding is about this unit"
    assert "options.conf" not in output
    assert "OPTIONS=" in options


def test_a_kiosk_runs_without_memory_that_is_writable_and_executable(tmp_path: Path) -> None:
    if ctypes.CDLL(None).prctl(_PR_SET_MDWE + 1, 0, 0, 0, 0) < 0:
        pytest.skip("this kernel is older than Linux 6.3 and has no such restriction")
    restrict = f"import ctypes, os, sys; assert not ctypes.CDLL(None).prctl({_PR_SET_MDWE}, 1, 0, 0, 0)"
    words = command("serve", *kiosk_options(tmp_path))
    script = f"{restrict}; os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True, env=environment()
    )
    with process:
        try:
            assert process.stdout is not None
            assert '"ready":true' in process.stdout.readline()
        finally:
            process.terminate()
