"""Fuzzing of each parser and of the encoder: no crash, no forged event. See `targets`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goat_kiosk.hub import frames
from goat_kiosk.settings.setting_values import FIELDS
from tests.fuzz import sse, targets
from tests.fuzz.seeds import NESTED, TOKENS, seeds
from tests.fuzz.shapes import OPERATIONS, SNIPPETS, Edit, apply_edits
from tests.fuzz.targets import TARGETS

INPUTS, SHAPES = 300, 120
"""Random inputs and structural edits for each target; `tests/bench` tries more than a million."""

SEEDS = seeds()
SHAPED = sorted(TARGETS.keys() - {"frame", "stream", "settings_file", "names_file"})
"""Targets that read JSON."""
_positions = st.floats(0, 1, exclude_max=True)
_edits = st.lists(
    st.tuples(_positions, st.integers(0, 12), st.sampled_from(TOKENS) | st.binary(max_size=6)), min_size=1, max_size=4
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "FOLDER", tmp_path)


def replace_bytes(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Return a valid input with some of its bytes replaced."""
    for position, length, replacement in edits:
        at = int(position * (len(seed) + 1))
        seed = seed[:at] + replacement + seed[at + length :]
    return seed


def shapes_of(target: str) -> st.SearchStrategy[tuple[int, list[Edit]]]:
    edit = st.builds(Edit, _positions, st.integers(0, OPERATIONS - 1), st.integers(0, len(SNIPPETS) - 1))
    return st.tuples(st.integers(0, len(SEEDS[target]) - 1), st.lists(edit, min_size=1, max_size=3))


def hostile(target: str) -> st.SearchStrategy[bytes]:
    return st.builds(replace_bytes, st.sampled_from(SEEDS[target]), _edits) | st.binary(max_size=200)


@pytest.mark.parametrize("target", TARGETS)
def test_random_bytes_break_no_invariant(target: str) -> None:
    count = 0

    @settings(max_examples=INPUTS, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(hostile(target))
    def throw(data: bytes) -> None:
        nonlocal count
        TARGETS[target](data)
        count += 1

    throw()
    assert count >= INPUTS


@pytest.mark.parametrize("target", SHAPED)
def test_no_changed_json_breaks_an_invariant(target: str) -> None:
    count = 0

    @settings(max_examples=SHAPES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(shapes_of(target))
    def throw(chosen: tuple[int, list[Edit]]) -> None:
        nonlocal count
        TARGETS[target](apply_edits(SEEDS[target][chosen[0]], chosen[1]))
        count += 1

    throw()
    assert count >= SHAPES


@pytest.mark.parametrize("name", FIELDS)
def test_no_wrong_type_in_a_settings_file_breaks_an_invariant(name: str) -> None:
    for value in (
        '"a"',
        '""',
        "0",
        "-1",
        "1e400",
        "nan",
        "inf",
        "9" * 30,
        "true",
        "[]",
        "[[1]]",
        "{a=1}",
        "1979-05-27",
    ):
        TARGETS["settings_file"](f"{name} = {value}\n".encode())
        TARGETS["settings_file"](f"[{name}]\nvalue = {value}\n".encode())


@pytest.mark.parametrize("target", TARGETS)
def test_valid_input_is_accepted(target: str) -> None:
    for seed in SEEDS[target]:
        TARGETS[target](seed)


@pytest.mark.parametrize("target", NESTED)
def test_nesting_without_end_is_refused(target: str) -> None:
    TARGETS[target](NESTED[target])


@pytest.mark.parametrize("forged", [b"{}\n\nevent: state\ndata: {}", b"{}\rid: 9", b"{}\r\n\r\ndata: x", b"\0"])
def test_the_reader_would_see_a_forged_event(forged: bytes) -> None:
    """Proves that the tests above can fail."""
    stream_bytes = b"event: state\ndata: " + forged + b"\n\n"
    honest = [sse.Event("state", forged.decode(), "")]
    assert sse.events(stream_bytes) != honest or forged == b"\0"
    with pytest.raises(ValueError, match="one line"):
        frames.event("state", forged)
