"""The API of a blind draw after the draw: late people, also from their phones; one pair drawn again; caps."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


async def blind_night(kiosk: Kiosk, people: int, **fields: object) -> ApiNight:
    """Return a tournament with a blind draw that is drawn."""
    status, tournament = await kiosk.call("POST", "/api/tournaments", {"name": "Friday", "courts": ["Board 1"]})
    assert status == 201
    night = ApiNight(kiosk, tournament["tournament_id"])
    division = {"name": "Blind draw", "kind": "blind-draw", "stages": [{"format": "double"}]}
    await night.send("POST", "/divisions", division | fields)
    await night.enter(people)
    await night.send("POST", "/divisions/1/draw", {})
    return night


async def test_late_people_join_the_walker_from_the_desk_and_from_their_phones(kiosk: Kiosk) -> None:
    night = await blind_night(kiosk, 7)
    entries = (await night.send("GET", ""))["entries"]
    walker = next(entry for entry in entries if len(entry["players"]) == 1)
    player = (await night.send("POST", "/players", {"name": "Late"}))["player"]
    team = await night.send("POST", "/divisions/1/entries", {"players": [player]})
    assert (team["entry"], team["players"]) == (walker["entry"], [*walker["players"], player])
    await night.send("POST", "/check-in", {"name": "Later"}, key=None)
    await night.send("POST", "/check-in", {"name": "Latest"}, key=None)
    state = await night.send("GET", "")
    assert [entry["name"] for entry in state["entries"]][-1] == "Later & Latest"
    assert len(state["entries"]) == 5
    assert (await night.send("POST", "/undo", {}))["entries"][-1]["players"] == [9, 10], "phones are no decision"


async def test_where_joins_need_approval_a_phone_enters_nobody(tmp_path: Path) -> None:
    async with running(tmp_path, approve=True) as kiosk:
        night = await blind_night(kiosk, 7)
        await night.send("POST", "/check-in", {"name": "Late"}, key=None)
        assert len((await night.send("GET", ""))["entries"]) == 4


async def test_one_pair_is_drawn_again_and_everybody_sees_why(kiosk: Kiosk) -> None:
    night = await blind_night(kiosk, 8, pairing="balanced")
    before = {entry["entry"]: entry["players"] for entry in (await night.send("GET", ""))["entries"]}
    pair = min(before)
    body = {"reason": "They came together.", "entry": pair}
    preview = await night.send("POST", "/divisions/1/redraw?preview=true", body)
    assert "effect" in preview
    await night.send("POST", "/divisions/1/redraw", body)
    state = await night.send("GET", "", key=None)
    after = {entry["entry"]: entry["players"] for entry in state["entries"]}
    changed = {entry for entry in after if after[entry] != before[entry]}
    assert len(changed) == 2
    assert pair in changed
    change = state["divisions"][0]["changes"][0]
    assert (change["kind"], set(change["entries"]), change["reason"]) == ("pair-redrawn", changed, body["reason"])
    assert state["divisions"][0]["strengths"] == {"rated": 0, "graded": 0, "unknown": 8}
    assert await night.refuse("POST", "/divisions/1/redraw", body | {"entry": 99}) == (404, "not-in-tournament")


async def test_a_cap_refuses_who_is_graded_too_high(kiosk: Kiosk) -> None:
    night = await blind_night(kiosk, 4, cap={"grade": "B"})
    assert (await night.send("GET", ""))["divisions"][0]["cap"] == {"grade": "B"}
    for name, grade in (("Ace", "A"), ("Bea", "B")):
        await night.send("POST", "/players", {"name": name, "grade": grade})
    assert (await night.refuse("POST", "/divisions/1/entries", {"players": [5]}))[0] == 409
    await night.send("POST", "/divisions/1/entries", {"players": [6]})


async def test_the_page_says_what_the_draw_knew_and_why_it_was_changed(kiosk: Kiosk) -> None:
    night = await blind_night(kiosk, 8, pairing="balanced")
    await night.send("POST", "/divisions/1/redraw", {"reason": "They came together.", "entry": 9})
    async with kiosk.session.get(f"{kiosk.url}/tournament/{night.tournament_id}") as answer:
        text = await answer.text()
    assert "By strength: 0 by rating, 0 by grade, 8 unknown, who are in the middle" in text
    assert "New partners: " in text
    assert ": They came together.</p>" in text
