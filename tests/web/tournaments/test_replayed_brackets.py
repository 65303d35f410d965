"""Real brackets, replayed through the API by their scores: who met whom, the champion, and the places."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tournament.test_cases import entry, load
from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night

Meeting = tuple[str, int, frozenset[int]]
"""Bracket, round, and the two entries."""


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


def real_brackets() -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """Yield name, matches in their real order, and the settings of the stage."""
    best_of_three = {"if_game": False, "best_of": {"F": 3}}
    for event in load("de8_frc")["events"]:
        yield event["key"], event["matches"], best_of_three
    yield "of four", load("de4_frc")["matches"], best_of_three
    played = [match for match in load("de8_acl_2026a")["matches"] if match.get("played", True)]
    yield "ACL", played, {"losers_order": "acl"}


def meeting(match: Any) -> Meeting:
    return match["bracket"], match["round"], frozenset({entry(match["a"]["entry"]), entry(match["b"]["entry"])})


async def report(night: ApiNight, match: Any, real: Any) -> None:
    """Record the result of a match with its real scores, as seen from its side `a`."""
    is_swapped = match["a"]["entry"] != entry(real["a"]["entry"])
    games = [real["games"][0 if match["match"] == "F-1" else 1]] if has_if_game(match, real) else real["games"]
    scores = [[game["b"], game["a"]] if is_swapped else [game["a"], game["b"]] for game in games]
    won = sum(first > second for first, second in scores)
    winner = 1 if won * 2 > len(scores) else 2
    body = {"winner": winner, "scores": scores, "how": "played"}
    await night.send("PUT", f"/divisions/1/matches/{match['match']}/result", body)


def has_if_game(match: Any, real: Any) -> bool:
    """Whether the real final has two games of which each is a match of its own here."""
    return match["match"].startswith("F") and "best_of" not in real


async def replay(night: ApiNight, real: list[Any]) -> list[Meeting]:
    """Play each match that is ready as it was played; return who met."""
    by_meeting = {(bracket, entries): match for match in real for bracket, _, entries in [meeting(match)]}
    met: list[Meeting] = []
    while ready := [match for match in (await night.matches()).values() if match["status"] == "ready"]:
        for match in ready:
            sides = frozenset({match["a"]["entry"], match["b"]["entry"]})
            await report(night, match, by_meeting[match["match"][0], sides])
            met.append((match["match"][0], match["round"], sides))
    return met


@pytest.mark.parametrize(
    ("name", "real", "stage"), list(real_brackets()), ids=lambda value: value if isinstance(value, str) else ""
)
async def test_a_real_bracket_is_played_as_it_was(kiosk: Kiosk, name: str, real: list[Any], stage: Any) -> None:
    entries = {entry(match[side]["entry"]) for match in real for side in ("a", "b")}
    night = await new_night(kiosk, len(entries), **stage)
    met = await replay(night, real)
    assert {each for each in met if each[0] != "F"} == {meeting(match) for match in real if match["bracket"] != "F"}
    standings = await night.send("GET", "/divisions/1/standings", key=None)
    assert (len(standings), standings[0]["entry"]) == (len(entries), entry(real[-1]["winner"])), name
    assert (await night.send("GET", "", key=None))["divisions"][0]["status"] == "over"


async def test_the_acls_bracket_ends_with_its_placings(kiosk: Kiosk) -> None:
    case = load("de8_acl_2026a")
    night = await new_night(kiosk, 6, losers_order="acl")
    await replay(night, [match for match in case["matches"] if match.get("played", True)])
    matches = await night.matches()
    assert (matches["F-1"]["scores"], matches["F-2"]["status"]) == ([[18, 24]], "over")
    standings = await night.send("GET", "/divisions/1/standings", key=None)
    placings = [sorted(f"P{row['entry']}" for row in standings if row["place"] == place) for place in (1, 2, 3, 4, 5)]
    assert placings == case["placings"]
    assert sum(match["status"] == "over" for match in matches.values()) == 2 * 6 - 1
