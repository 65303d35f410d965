"""Swiss and switch through the API: rounds with their reasons, previewed, paired again, and a player's own page."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from goat_kiosk.tournament.due_events import due_events
from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night
from tests.web.tournaments.test_player_pages import new_phone


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as started:
        yield started


async def division(kiosk: Kiosk, players: int, kind: str, **stage: object) -> ApiNight:
    """Return a drawn division 2 of this many, who are the entries 1, 2, …"""
    night = await new_night(kiosk)
    await night.send("POST", "/divisions", {"name": "Rounds", "kind": kind, "stages": [stage]})
    night.division = f"{night.path}/divisions/2"
    for number in range(1, players + 1):
        await night.send("POST", "/players", {"name": f"P{number}"})
        await night.send("POST", "/divisions/2/entries", {"players": [number]})
    await night.send("POST", "/divisions/2/draw", {"order": list(range(1, players + 1))})
    return night


async def finish(night: ApiNight, match: str, winner: int = 1) -> None:
    body = {"winner": winner, "scores": [[21, 14] if winner == 1 else [14, 21]], "how": "played"}
    await night.send("PUT", f"/divisions/2/matches/{match}/result", body)


async def paired(night: ApiNight) -> Any:
    state = await night.send("GET", "", key=None)
    return state["divisions"][1]["paired"]


async def test_a_swiss_is_paired_by_rounds_each_with_its_reasons(kiosk: Kiosk) -> None:
    night = await division(kiosk, 5, "singles", format="swiss", rounds=3)
    preview = await night.send("POST", "/divisions/2/stages/1/rounds?preview=true", {})
    assert [change["match"] for change in preview["effect"]] == ["R1-1", "R1-2"]
    first = await night.send("POST", "/divisions/2/stages/1/rounds", {})
    assert [match["reasons"] for match in first] == [["Neither has played yet."]] * 2
    assert await paired(night) == {
        "stage": 1,
        "round": 1,
        "sits": [5],
        "reasons": ["The bye: the lowest record of those who have had none."],
    }
    assert await night.refuse("POST", "/divisions/2/stages/1/rounds", {}) == (409, "against-the-rules")
    await finish(night, "R1-1")
    await finish(night, "R1-2")
    second = await night.send("POST", "/divisions/2/stages/1/rounds", {}, **{"Accept-Language": "es"})
    assert ["Los dos tienen 1 victoria."] in [match["reasons"] for match in second]
    await finish(night, "R1-1", 2)
    assert (await paired(night))["outdated"] is True
    again = await night.send("POST", "/divisions/2/stages/1/rounds", {"again": True})
    assert [match["round"] for match in again] == [1, 1, 2, 2]
    assert "outdated" not in await paired(night)


async def make_games(night: ApiNight) -> Any:
    """Make the games that are due, as the director's timer does, and return the matches."""
    director = night.kiosk.scorekeeper.director
    director.record(night.tournament_id, lambda tournament: due_events(tournament, director.now()))
    return await night.send("GET", "/divisions/2/matches", key=None)


async def test_a_switch_makes_its_games_by_itself_and_tells_what_it_can_promise(kiosk: Kiosk) -> None:
    night = await division(kiosk, 9, "switch", format="switch", games_each=3)
    matches = await make_games(night)
    assert [match["match"] for match in matches] == ["R1-1", "R2-1"]
    assert matches[0]["a"] == {"pair": [1, 2]}
    assert matches[0]["reasons"] == ["Nobody here has met before."]
    state = await night.send("GET", "", key=None)
    assert state["divisions"][1]["promises"][0] == "Nobody has the same partner twice while everybody stays."
    assert await night.refuse("POST", "/divisions/2/stages/1/rounds", {}) == (409, "against-the-rules")


async def test_a_phone_shows_a_player_their_partner_and_opponents(kiosk: Kiosk) -> None:
    night = await division(kiosk, 9, "switch", format="switch", games_each=3)
    await make_games(night)
    await night.send("POST", "/divisions/2/matches/R1-1/call", {"court": "Board 1"})
    async with new_phone(night) as phone:
        text = await phone.get("/me?player=1")
        assert "Board 1 against P3 &amp; P4 with P2" in text


@pytest.mark.parametrize("kind", ["singles", "switch"])
async def test_pages_walls_and_paper_show_rounds(kiosk: Kiosk, kind: str) -> None:
    stage = {"format": "swiss"} if kind == "singles" else {"format": "switch"}
    night = await division(kiosk, 9, kind, **stage, rounds=2)
    await night.send("POST", "/divisions/2/stages/1/rounds", {})
    await finish(night, "R1-1")
    tournament = f"{kiosk.url}/tournament/{night.tournament_id}"
    async with ClientSession() as session:
        for page in (tournament, f"{tournament}/print", f"{tournament}/wall"):
            async with session.get(page) as answer:
                assert answer.status == 200, page
                text = await answer.text()
                assert "P1" in text, page


async def test_the_phone_of_a_court_names_the_pairs_of_its_next_match(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="board 1")
    night = await division(kiosk, 5, "switch", format="switch", games_each=3)
    await make_games(night)
    match = (await kiosk.call("GET", f"{game}/court", key=None))[1]["match"]
    assert (match["match"], match["sides"]) == ("R1-1", ["P1 & P2", "P3 & P4"])
