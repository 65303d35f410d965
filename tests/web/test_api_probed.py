"""API fuzzing of the real program with Schemathesis, in every role: no 5xx, and no response that the document
lacks. `make bench` runs more examples.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.program import SCORER_KEY, Program, call_api, kiosk_options, run_program
from tests.web.prober import Target, operations, probe

EXAMPLES = 4


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        teams = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}}
        courts = [teams | {"court": f"Court {number}"} for number in range(1, 5)]
        games = [call_api(program, "POST", "/api/games", court)["game_id"] for court in courts]
        code = call_api(program, "POST", "/api/codes", {})["code"]
        phone = call_api(program, "POST", "/api/pair", {"code": code, "name": "Phone"})
        tournament = open_tournament(program)
        keys = {"nobody": None, "stranger": "a wrong key", "phone": phone["key"], "venue": SCORER_KEY}
        existing = {"id": games, "n": [1, 2, 3], "t": [tournament], "d": [1], "p": [1, 2, 3, 4], "e": [1, 2, 3, 4]}
        yield Target(program.url, keys, existing | {"m": ["W1-1", "W1-2", "W2-1", "F-1"]})
        assert program.terminate() == 0
        assert program.process.stderr is not None
        complaints = [line for line in program.process.stderr if " ERROR " in line or "Traceback" in line]
        assert complaints == []


def open_tournament(program: Program) -> int:
    """Create a tournament of four entries that is drawn, and return its number."""
    tournament: int = call_api(program, "POST", "/api/tournaments", {"name": "Friday", "calling": "off"})[
        "tournament_id"
    ]
    path = f"/api/tournaments/{tournament}"
    call_api(program, "POST", f"{path}/courts", {"court": "Board 1", "open": True})
    stages = [{"format": "double"}]
    call_api(program, "POST", f"{path}/divisions", {"name": "Open", "kind": "singles", "stages": stages})
    for number in range(1, 5):
        call_api(program, "POST", f"{path}/players", {"name": f"P{number}"})
        call_api(program, "POST", f"{path}/divisions/1/entries", {"players": [number]})
    call_api(program, "POST", f"{path}/divisions/1/draw", {})
    return tournament


def probe_kiosk(target: Target, examples: int) -> Counter[tuple[str, int]]:
    """Send `examples` requests to every operation. Return how often each role got each status."""
    counts: Counter[tuple[str, int]] = Counter()
    for operation in operations(target):
        counts.update(probe(target, operation, examples))
    return counts


def test_every_response_matches_the_openapi_document(target: Target) -> None:
    counts = probe_kiosk(target, EXAMPLES)
    assert {role for role, _ in counts} == set(target.keys)
    assert {200, 400, 401, 403, 404, 409, 422} <= {status for _, status in counts}
    assert counts.total() >= EXAMPLES * 20
