"""The streams of a tournament: its state and divisions at once, then what changes, and calls; and the changes alone."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.uplink.kiosks import until
from tests.web.kiosk import Kiosk, running
from tests.web.test_streams import next_event
from tests.web.tournaments.api_night import ApiNight, new_night


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


def events_of(night: ApiNight) -> str:
    return f"{night.kiosk.url}/tournament/{night.tournament_id}/events"


def changes_of(night: ApiNight) -> str:
    return f"{night.kiosk.url}/tournament/{night.tournament_id}/changes"


async def next_events(stream: aiohttp.ClientResponse, count: int) -> dict[str, Any]:
    """Return the data of the next events, by their names."""
    events = [await next_event(stream) for _ in range(count)]
    return {event["event"]: json.loads(event["data"]) for event in events}


async def test_a_newcomer_gets_the_state_and_the_divisions_at_once(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(events_of(night)) as stream:
        assert (stream.status, stream.content_type) == (200, "text/event-stream")
        events = await next_events(stream, 2)
    assert events["state"] == await night.send("GET", "", key=None)
    assert not any("paid" in player for player in events["state"]["players"])
    part = events["division"]
    assert (part["division"], part["part"], part["of"]) == (1, 1, 1)
    assert part["matches"] == list((await night.matches()).values())


async def test_the_id_of_a_state_names_it_in_writes(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    async with kiosk.session.get(events_of(night)) as stream:
        events = [await next_event(stream) for _ in range(2)]
    event_id = next(event["id"] for event in events if event["event"] == "state")
    await night.send("POST", "/players", {"name": "Ada"}, If_Match=f'"{event_id}"')


async def test_a_change_sends_the_state_and_the_divisions_that_it_changes(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", "/divisions", {"name": "B", "kind": "singles", "stages": [{"format": "single"}]})
    async with kiosk.session.get(events_of(night)) as stream:
        await next_events(stream, 3)
        await night.win("W1-1", 1)
        changed = await next_events(stream, 2)
        assert changed["state"]["divisions"][0]["seq"] == changed["state"]["seq"]
        assert changed["division"]["division"] == 1
        await night.send("PUT", "/players/1", {"paid": True})
        await night.send("POST", "/pause", {"text": "Dinner"})
        events = [await next_event(stream) for _ in range(2)]
    assert [event["event"] for event in events] == ["state", "state"]
    assert json.loads(events[1]["data"])["pause"] == {"text": "Dinner"}


async def test_the_standings_come_with_the_matches(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2, format="single")
    await night.win("W1-1", 1)
    async with kiosk.session.get(events_of(night)) as stream:
        events = await next_events(stream, 2)
    assert events["division"]["standings"]["1"] == await night.send("GET", "/divisions/1/standings", key=None)


async def test_a_call_reaches_the_phones_and_is_not_repeated(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(events_of(night)) as stream:
        await next_events(stream, 2)
        await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 2"})
        events = await next_events(stream, 3)
    assert events["call"] == {"players": [1, 4], "division": 1, "match": "W1-1", "court": "Board 2"}
    assert events["division"]["matches"][0]["status"] == "called"
    async with kiosk.session.get(events_of(night)) as stream:
        assert set(await next_events(stream, 2)) == {"state", "division"}


async def test_the_changes_are_calls_and_numbers_alone(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(changes_of(night)) as stream:
        await next_event(stream)
        await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 2"})
        events = [await next_event(stream) for _ in range(2)]
        newest = await night.send("GET", "", key=None)
    assert [event["event"] for event in events] == ["call", "state"]
    assert json.loads(events[0]["data"]) == {"players": [1, 4], "division": 1, "match": "W1-1", "court": "Board 2"}
    version = {name: newest[name] for name in ("tournament_id", "log", "seq")}
    assert (json.loads(events[1]["data"]), events[1]["id"]) == (version, f"{version['log']}-{version['seq']}")


async def test_the_changes_have_the_moment_of_the_champions(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2, format="single")
    async with kiosk.session.get(changes_of(night)) as stream:
        await next_event(stream)
        await night.win("W1-1", 1)
        assert set(await next_events(stream, 2)) == {"state", "moment"}
        assert stream.status == 200
    async with kiosk.session.get(f"{kiosk.url}/tournament/7/changes") as missing:
        assert missing.status == 404


async def test_a_tournament_that_nobody_followed_meanwhile_is_current_for_the_next(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(events_of(night)) as stream:
        await next_events(stream, 2)
    await until(lambda: kiosk.server.open_streams == 0)
    await night.win("W1-1", 1)
    async with kiosk.session.get(events_of(night)) as stream:
        events = await next_events(stream, 2)
        assert events["state"] == await night.send("GET", "", key=None)
        assert events["division"]["matches"] == list((await night.matches()).values())
        await night.win("W1-2", 1)
        assert (await next_events(stream, 2))["state"] == await night.send("GET", "", key=None)


async def test_a_client_that_returns_gets_only_what_it_has_missed(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(events_of(night)) as stream:
        events = [await next_event(stream) for _ in range(2)]
    event_id = next(event["id"] for event in events if event["event"] == "state")
    async with kiosk.session.get(events_of(night), params={"last_event_id": event_id}) as stream:
        events = [await next_event(stream)]
        await night.send("POST", "/players", {"name": "Ada"})
        events.append(await next_event(stream))
    assert [event["event"] for event in events] == ["division", "state"]


async def test_tournaments_are_not_in_the_venues_stream_or_list(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with kiosk.session.get(f"{kiosk.url}/venue/events") as stream:
        await night.win("W1-1", 1)
        await night.send("POST", "/divisions/1/matches/W1-2/call", {"court": "Board 2"})
        await kiosk.new_game()
        while (event := await next_event(stream))["event"] == "refresh":
            pass  # the page of courts lists the open tournaments
    assert (event["event"], "tournament_id" in event["data"]) == ("state", False)
    status, games = await kiosk.call("GET", "/api/games")
    assert (status, ["game_id" in game for game in games]) == (200, [True])


async def test_a_tournament_of_an_earlier_start_is_followed_too(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        night = await new_night(kiosk, 4)
    async with running(tmp_path) as kiosk:
        again = ApiNight(kiosk, night.tournament_id)
        async with kiosk.session.get(events_of(again)) as stream:
            assert set(await next_events(stream, 2)) == {"state", "division"}
            await again.win("W1-1", 1)
            assert set(await next_events(stream, 2)) == {"state", "division"}
        async with kiosk.session.get(f"{kiosk.url}/tournament/7/events") as missing:
            assert missing.status == 404


async def test_a_division_that_is_won_is_a_moment_and_its_correction_is_none(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2, format="single")
    async with kiosk.session.get(events_of(night)) as stream:
        await next_events(stream, 2)
        await night.win("W1-1", 1)
        won = await next_events(stream, 3)
        await night.win("W1-1", 2, reason="The sides were swapped.")
        corrected = await next_events(stream, 2)
    assert (won["moment"]["kind"], won["moment"]["division"], won["moment"]["entries"]) == ("champions", 1, [1])
    assert won["moment"]["seq"] == won["state"]["seq"]
    assert set(corrected) == {"state", "division"}
