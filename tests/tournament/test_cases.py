"""Real brackets, replayed: who met whom, the champion, and the places."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import Night

CASES = Path(__file__).parent / "cases"


def load(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def real_matches() -> Iterator[tuple[str, list[dict[str, Any]], Stage]]:
    for event in load("de8_frc")["events"]:
        yield f"FIRST {event['key']}", event["matches"], Stage("double", if_game=False)
    yield "FIRST of 4", load("de4_frc")["matches"], Stage("double", if_game=False)
    acl = Stage("double", losers_order="acl")
    yield "ACL of 8", [match for match in load("de8_acl_2026a")["matches"] if match.get("played", True)], acl


def entry(name: str) -> int:
    return int(name.removeprefix("P"))


def replay(night: Night, real: list[dict[str, Any]]) -> list[tuple[str, int, frozenset[int]]]:
    """Play each match that is ready as it was played; return bracket, round and entries of each."""
    played = []
    left = {
        (match["bracket"], frozenset((entry(match["a"]["entry"]), entry(match["b"]["entry"])))): match for match in real
    }
    while night.ready:
        match = night.ready[0]
        key = match.id[0], frozenset(match.entries)
        found = left[key]
        winner = entry(found["winner"])
        if match.id == "F-1" and night.state.divisions[1].stages[0].if_game:
            first_game = found["games"][0]
            winner = entry(found["a" if first_game["a"] > first_game["b"] else "b"]["entry"])
        side: MatchSide = 1 if night.sides(match.id)[0] == winner else 2
        night.win(match.id, side)
        played.append((match.id[0], match.round, frozenset(match.entries)))
    return played


@pytest.mark.parametrize(
    ("name", "real", "stage"), list(real_matches()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_real_bracket_is_played_as_it_was(name: str, real: list[dict[str, Any]], stage: Stage) -> None:
    entries = {entry(match[side]["entry"]) for match in real for side in ("a", "b")}
    night = Night(len(entries), stage)
    night.draw()
    played = replay(night, real)
    expected = [
        (match["bracket"], match["round"], frozenset((entry(match["a"]["entry"]), entry(match["b"]["entry"]))))
        for match in real
    ]
    assert {match for match in played if match[0] != "F"} == {match for match in expected if match[0] != "F"}, name
    assert night.places()[0] == (1, entry(real[-1]["winner"]))
    assert len(night.places()) == len(entries)


def test_the_acls_bracket_of_six_ends_with_its_placings() -> None:
    case = load("de8_acl_2026a")
    night = Night(6, Stage("double", losers_order="acl"))
    night.draw()
    replay(night, [match for match in case["matches"] if match.get("played", True)])
    assert night.matches["F-2"].status == "over"
    placings = [[f"P{entry}" for place, entry in night.places() if place == rank] for rank in (1, 2, 3, 4, 5)]
    assert [sorted(group) for group in placings] == case["placings"]
    assert len([match for match in night.matches.values() if match.status == "over"]) == 2 * 6 - 1
