"""Standings of a round robin through the API: ties, who decides them, and what a correction would change."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night

SHARED = {"stage": 1, "entries": [1, 2, 3], "order": [3, 1, 2], "how": "coin"}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


async def play_circle(night: ApiNight) -> None:
    """Let 1 beat 2, 2 beat 3 and 3 beat 1, all by 21–14."""
    for match in (await night.matches()).values():
        first, second = match["a"]["entry"], match["b"]["entry"]
        await night.win(match["match"], 1 if (first, second) in {(1, 2), (2, 3), (3, 1)} else 2)


async def standings(night: ApiNight) -> list[tuple[int, int, str | None]]:
    rows = await night.send("GET", "/divisions/1/standings?stage=1", key=None)
    return [(row["place"], row["entry"], row["decided_by"]) for row in rows]


async def test_a_tie_is_shared_until_the_desk_decides_it(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    assert (await night.refuse("POST", "/divisions/1/ties", SHARED | {"entries": [1, 2]}))[0] == 422
    await play_circle(night)
    assert await standings(night) == [(1, 1, None), (1, 2, None), (1, 3, None)]
    assert (await night.refuse("POST", "/divisions/1/ties", SHARED, key=None))[0] == 401
    preview = await night.send("POST", "/divisions/1/ties?preview=true", SHARED)
    assert {place["entry"]: place["after"] for place in preview["places"]} == {1: 2, 2: 3}
    assert (await standings(night))[0] == (1, 1, None)
    rows = await night.send("POST", "/divisions/1/ties", SHARED)
    assert [(row["place"], row["entry"]) for row in rows] == [(1, 3), (2, 1), (3, 2)]
    assert rows[0]["why"] == "Tied with P1 and P2; decided by a coin."
    part = SHARED | {"entries": [1, 2], "order": [2, 1]}
    assert await night.refuse("POST", "/divisions/1/ties", part) == (409, "not-tied")


async def test_the_reason_of_a_place_is_in_the_language_of_the_reader(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    await play_circle(night)
    path = f"{night.division}/standings?stage=1"
    _, rows = await kiosk.call("GET", path, key=None, **{"Accept-Language": "es"})
    assert rows[0]["why"] == "Comparte su lugar con P2 y P3: nada ha decidido entre ellos."


async def test_a_correction_says_beforehand_whose_place_in_the_table_it_changes(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    await night.win("R1-1", 1)
    body = {"winner": 2, "scores": [[14, 21]], "how": "played", "reason": "It was noted wrongly."}
    preview = await night.send("PUT", "/divisions/1/matches/R1-1/result?preview=true", body)
    sides = (await night.matches())["R1-1"]
    changed = {place["entry"]: (place["before"], place["after"]) for place in preview["places"]}
    assert changed == {sides["a"]["entry"]: (1, 3), sides["b"]["entry"]: (3, 1)}


async def test_a_stage_keeps_its_tie_breakers_and_its_cap(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2, format="round-robin", tie_breakers=["wins", "ppr"], differential_cap=None)
    await night.win("R1-1", 1, scores=[[30, 2]])
    (division,) = (await night.send("GET", ""))["divisions"]
    assert division["stages"][0]["tie_breakers"] == ["wins", "ppr"]
    assert division["stages"][0]["differential_cap"] is None
    rows = await night.send("GET", "/divisions/1/standings", key=None)
    assert [row["differential"] for row in rows] == [28, -28]
