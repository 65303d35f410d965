"""The API of tournaments: a night through it, its previews, its headers, and who may do what."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.finished_games import game_between, rounds_won_by
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


async def test_a_tournament_is_created_listed_and_read(kiosk: Kiosk) -> None:
    body = {
        "name": "Friday",
        "courts": ["Board 1"],
        "calling": "ask",
        "end_by": "2026-11-28T04:00:00Z",
        "rules": {"target": 15},
    }
    status, tournament = await kiosk.call("POST", "/api/tournaments", body)
    assert status == 201
    assert (tournament["name"], tournament["status"], tournament["seq"]) == ("Friday", "open", 1)
    assert tournament["courts"] == [{"court": "Board 1", "open": True, "calling": "ask", "scoring": "bags"}]
    assert (tournament["end_by"], tournament["rules"]["target"]) == ("2026-11-28T04:00:00.000Z", 15)
    number = tournament["tournament_id"]
    status, listed = await kiosk.call("GET", "/api/tournaments", key=None)
    assert [(row["tournament_id"], row["name"], row["status"]) for row in listed] == [(number, "Friday", "open")]
    status, read = await kiosk.call("GET", f"/api/tournaments/{number}", key=None)
    assert (status, read) == (200, tournament)
    assert (await kiosk.call("GET", "/api/tournaments/7", key=None))[0] == 404


async def test_settings_change_one_by_one(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    changed = await night.send("PUT", "", {"end_by": "2026-11-28T04:00:00Z", "rules": {"target": 15}})
    assert (changed["name"], changed["end_by"], changed["rules"]["target"]) == (
        "Friday",
        "2026-11-28T04:00:00.000Z",
        15,
    )
    changed = await night.send("PUT", "", {"name": "Saturday", "calling": "ask", "rules": None})
    assert (changed["name"], changed["calling"], "rules" in changed, "end_by" in changed) == (
        "Saturday",
        "ask",
        False,
        True,
    )
    assert await night.refuse("PUT", "", {"calling": "ask"}) == (409, "no-change")


async def test_the_fee_of_a_person_stays_when_another_setting_changes(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    assert "fee" not in await night.send("PUT", "", {"name": "Saturday"})
    assert (await night.send("PUT", "", {"fee": 1_000}))["fee"] == 1_000
    assert (await night.send("PUT", "", {"calling": "off"}))["fee"] == 1_000
    assert "fee" not in await night.send("PUT", "", {"fee": 0})
    status, created = await kiosk.call("POST", "/api/tournaments", {"name": "Friday", "fee": 500})
    assert (status, created["fee"]) == (201, 500)


async def test_a_night_of_eight_with_a_correction_previewed_and_made(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8)
    matches = await night.matches()
    assert [matches[f"W1-{number}"]["a"] for number in (1, 2, 3, 4)] == [
        {"entry": 1},
        {"entry": 4},
        {"entry": 2},
        {"entry": 3},
    ]
    assert matches["W2-1"]["a"] == {"open": {"winner": "W1-1"}}
    await night.win("W1-1", 1)
    await night.win("W1-2", 1)
    called = await night.send("POST", "/divisions/1/matches/W2-1/call", {"court": "Board 2"})
    assert (called["status"], called["court"], called["calls"], called["here"]) == (
        "called",
        "Board 2",
        1,
        [True, True],
    )
    correction = {"winner": 2, "scores": [[14, 21]], "how": "played", "reason": "Read the wrong way round."}
    path = "/divisions/1/matches/W1-1/result"
    effect = await night.send("PUT", f"{path}?preview=true", correction)
    before = await night.matches()
    assert {row["match"] for row in effect["effect"]} == {"W1-1", "W2-1", "L1-1"}
    assert {row["player"] for row in effect["tell"]} == {1, 4, 8}
    assert effect["sentence"]
    corrected = await night.send("PUT", path, correction)
    after = await night.matches()
    assert corrected == after["W1-1"]
    changed = {match for match in after if before[match] != after[match]}
    assert changed == {row["match"] for row in effect["effect"]}
    for row in effect["effect"]:
        assert (row["before"], row["after"]) == (before[row["match"]], after[row["match"]])
    assert (after["W2-1"]["a"], after["W2-1"]["out_of_line"]) == ({"entry": 1}, {"due": [8, 4]})
    ruled = await night.send("POST", "/divisions/1/matches/W2-1/ruling", {"ruling": "swap", "reason": "Eight has won."})
    assert ruled["a"] == {"entry": 8}
    assert "out_of_line" not in ruled


async def test_a_night_ends_with_places_and_who_has_not_paid(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4, format="single", third_place=True)
    await night.send("PUT", "/players/2", {"paid": True})
    for match in ("W1-1", "W1-2", "T-1", "W2-1"):
        await night.win(match, 1)
    standings = await night.send("GET", "/divisions/1/standings?stage=1", key=None)
    assert [(row["place"], row["entry"], row["wins"], row["losses"]) for row in standings] == [
        (1, 1, 2, 0),
        (2, 2, 1, 1),
        (3, 4, 1, 1),
        (4, 3, 0, 2),
    ]
    assert (standings[0]["points_for"], standings[0]["differential"]) == (42, 14)
    closed = await night.send("POST", "/close")
    assert [(row["place"], row["entry"]) for row in closed["places"]] == [(1, 1), (2, 2), (3, 4), (4, 3)]
    assert (closed["status"], closed["unpaid"], closed["divisions"][0]["status"]) == ("closed", [1, 3, 4], "over")
    assert await night.refuse("POST", "/players", {"name": "Late"}) == (409, "against-the-rules")
    assert (await night.send("POST", "/reopen"))["status"] == "open"


async def test_money_and_private_reasons_stay_at_the_desk(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    dropped = await night.send("DELETE", "/players/3", {"reason": "Drunk.", "private": True})
    assert (dropped["status"], dropped["paid"]) == ("dropped", False)
    state = await night.send("GET", "", key=None)
    assert all("paid" not in player for player in state["players"])
    assert "Drunk" not in str(state)
    assert all("paid" in player for player in (await night.send("GET", ""))["players"])
    matches = await night.matches()
    assert (matches["W1-2"]["b"], matches["W1-2"]["status"], matches["W1-2"]["how"]) == (
        {"withdrawn": 3},
        "over",
        "forfeit",
    )


async def test_a_repeated_key_records_once_and_has_the_same_answer(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    answers = [await night.send("POST", "/players", {"name": "Ada"}, Idempotency_Key="one") for _ in range(2)]
    assert answers[0] == answers[1]
    assert [player["name"] for player in (await night.send("GET", ""))["players"]] == ["Ada"]
    other = {"name": "B", "kind": "pairs", "stages": [{"format": "single"}]}
    assert await night.refuse("POST", "/divisions", other, Idempotency_Key="one") == (422, "idempotency-key-reused")
    created = [
        await kiosk.call("POST", "/api/tournaments", {"name": "Saturday"}, Idempotency_Key="two") for _ in range(2)
    ]
    assert created[0] == created[1]


async def test_a_write_names_the_state_that_it_was_decided_on(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    async with kiosk.session.get(kiosk.url + night.path) as answer:
        tag = answer.headers["ETag"]
        assert tag == f'"{(await answer.json())["log"]}-{(await answer.json())["seq"]}"'
    await night.send("POST", "/players", {"name": "Ada"}, If_Match=tag)
    assert await night.refuse("POST", "/players", {"name": "Bo"}, If_Match=tag) == (412, "stale-state")
    assert await night.refuse("DELETE", "/players/1?preview=true", {}, If_Match=tag) == (412, "stale-state")


@pytest.mark.parametrize(
    ("method", "path", "body", "refusal"),
    [
        ("POST", "/players", {"name": "p1"}, (409, "name-taken")),
        ("PUT", "/players/9", {"here": True}, (404, "not-in-tournament")),
        ("POST", "/divisions/9/draw", {}, (404, "not-in-tournament")),
        ("POST", "/divisions/1/matches/W9-1/call", {}, (404, "not-in-tournament")),
        ("POST", "/divisions/1/matches/W2-1/call", {"court": "Board 1"}, (409, "match-not-ready")),
        ("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 7"}, (404, "not-in-tournament")),
        ("POST", "/divisions/1/matches/W1-1/feature", {"court": "Board 7"}, (404, "not-in-tournament")),
        ("DELETE", "/players/1", {"partner": "substitute", "substitute": 99}, (404, "not-in-tournament")),
        ("POST", "/divisions", {"name": "X", "kind": "singles", "stages": []}, (422, "invalid-value")),
        ("PUT", "/divisions/1/stages/2", {"play_to": 15}, (404, "not-in-tournament")),
        ("POST", "/divisions/1/redraw", {"reason": ""}, (409, "against-the-rules")),
        ("POST", "/resume", {}, (409, "no-change")),
        ("DELETE", "/requests/1", {}, (409, "no-change")),
        ("DELETE", "/requests/9", {}, (404, "not-in-tournament")),
        ("POST", "/divisions/1/matches/W1-1/feature", {"court": "Board 1", "minutes": 0}, (422, "invalid-value")),
        (
            "PUT",
            "/divisions/1/matches/W1-1/result",
            {"winner": 2, "scores": [[21, 14]], "how": "played"},
            (422, "invalid-value"),
        ),
        (
            "PUT",
            "/divisions/1/matches/W1-1/result",
            {"winner": None, "scores": [], "how": "played"},
            (422, "invalid-value"),
        ),
        (
            "PUT",
            "/divisions/1/matches/W2-1/result",
            {"winner": 1, "scores": [[21, 14]], "how": "played"},
            (409, "match-not-ready"),
        ),
        ("POST", "/courts", {"court": "Board 1", "open": False, "running": "move"}, (422, "invalid-value")),
        ("POST", "/pause", {"until": "1969-01-01T00:00:00Z"}, (422, "invalid-value")),
    ],
)
async def test_a_refused_write_changes_nothing(
    kiosk: Kiosk, method: str, path: str, body: Any, refusal: tuple[int, str]
) -> None:
    night = await new_night(kiosk, 4)
    before = await night.send("GET", "")
    assert await night.refuse(method, path, body) == refusal
    assert await night.send("GET", "") == before


async def test_the_queue_says_why_and_courts_open_and_close(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8)
    queue = await night.send("GET", "/queue", key=None)
    assert [(row["match"], row["court"], row["status"]) for row in queue[:3]] == [
        ("W1-1", "Board 1", "ready"),
        ("W1-2", "Board 2", "ready"),
        ("W1-3", None, "on-deck"),
    ]
    assert all(row["why"] for row in queue)
    ordered = await night.send("POST", "/queue", {"order": [[1, "W1-4"]]})
    assert (ordered[0]["match"], ordered[0]["why"]) == ("W1-4", "The director put it here.")
    called = await night.send("POST", "/divisions/1/matches/W1-4/call", {})
    assert called["court"] == "Board 1"
    courts = await night.send(
        "POST", "/courts", {"court": "Board 1", "open": False, "running": "move", "to": "Board 2"}
    )
    assert [(court["court"], court["open"], court.get("match")) for court in courts] == [
        ("Board 1", False, None),
        ("Board 2", True, [1, "W1-4"]),
    ]
    courts = await night.send("POST", "/courts", {"court": "Board 2", "open": False, "running": "requeue"})
    assert [court.get("match") for court in courts] == [None, None]
    await night.send("POST", "/courts", {"court": "Board 3", "open": True})
    paused = await night.send("POST", "/pause", {"text": "Dinner", "until": "2026-11-28T01:00:00Z"})
    assert (paused["pause"]["text"], paused["queue"]) == ("Dinner", [])
    assert "pause" not in await night.send("POST", "/resume")


async def test_the_newest_decision_is_taken_back_once(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    before = await night.matches()
    await night.win("W1-1", 2)
    effect = await night.send("POST", "/undo?preview=true")
    assert {row["match"] for row in effect["effect"]} == {"W1-1", "W2-1", "L1-1"}
    await night.send("POST", "/undo")
    assert await night.matches() == before
    assert await night.refuse("POST", "/undo") == (409, "nothing-to-undo")
    async with kiosk.session.get(f"{kiosk.url}/tournament/{night.tournament_id}/events") as stream:
        text = (await stream.content.readuntil(b"event: ping")).decode()
    assert text.count('"status":"over"') == 0


async def test_a_late_entry_takes_a_bye_or_plays_in(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3)
    for number in (4, 5):
        await night.send("POST", "/players", {"name": f"P{number}"})
    preview = await night.send("POST", "/divisions/1/entries?preview=true", {"players": [4]})
    assert "W1-1" in {row["match"] for row in preview["effect"]}
    late = await night.send("POST", "/divisions/1/entries", {"players": [4]})
    assert (late["entry"], late["status"]) == (4, "late")
    assert (await night.matches())["W1-1"]["b"] == {"entry": 4}
    await night.send("POST", "/divisions/1/entries", {"players": [5]})
    assert {"entry": 5} in [match["b"] for match in (await night.matches()).values()]


async def test_a_walker_is_an_entry_of_one_in_a_blind_draw(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    await night.send("POST", "/divisions", {"name": "Blind", "kind": "blind-draw", "stages": [{"format": "double"}]})
    for number in range(1, 6):
        await night.send("POST", "/players", {"name": f"P{number}"})
        await night.send("POST", "/divisions/2/entries", {"players": [number]})
    assert len(await night.send("POST", "/divisions/2/draw", {})) > 2
    entries = (await night.send("GET", "", key=None))["entries"]
    assert sorted(len(entry["players"]) for entry in entries) == [1, 2, 2]


async def test_a_match_on_paper_is_started_and_reported_by_its_players(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    path = "/divisions/1/matches/W1-1"
    assert await night.refuse("POST", f"{path}/start", {}) == (409, "match-not-ready")
    started = await night.send("POST", f"{path}/start", {"court": "Board 1", "scoring": "result"})
    again = await night.send("POST", f"{path}/start", {"court": "Board 1", "scoring": "result"})
    assert (started["status"], started["games"], again) == ("playing", [], started)
    report = {"winner": 1, "scores": [[21, 14]]}
    assert await night.refuse("POST", f"{path}/report", report, key=None) == (401, "key-missing")
    assert await night.refuse("POST", f"{path}/report", report | {"name": "P2"}, key=None) == (404, "not-in-tournament")
    reported = await night.send("POST", f"{path}/report", report | {"name": "P1"}, key=None)
    assert (reported["status"], reported["winner"]) == ("reported", None)
    confirmed = await night.send("POST", f"{path}/report", report | {"name": "P4"}, key=None)
    assert (confirmed["status"], confirmed["winner"], confirmed["how"]) == ("over", 1, "played")


async def test_a_result_need_not_have_scores(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    assert (await night.win("W1-1", 2, scores=[]))["winner"] == 2
    forfeited = await night.win("W1-2", 1, scores=[], how="forfeit")
    assert (forfeited["how"], forfeited["scores"]) == ("forfeit", [])


async def test_two_reports_that_differ_are_a_protest(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    path = "/divisions/1/matches/W1-1"
    await night.send("POST", f"{path}/call", {})
    await night.send("POST", f"{path}/report", {"winner": 1, "scores": [[21, 14]], "name": "P1"}, key=None)
    other = {"winner": 2, "scores": [[14, 21]], "name": "P4"}
    disputed = await night.send("POST", f"{path}/report", other, key=None)
    assert (disputed["status"], disputed["protest"]) == ("reported", "21–14 ≠ 14–21")
    settled = await night.send("POST", f"{path}/report", {"winner": 2, "scores": [[14, 21]]}, key=KEY)
    assert (settled["status"], settled["winner"]) == ("over", 2)


async def test_a_match_on_a_court_opens_its_game(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    path = "/divisions/1/matches/W1-1"
    game = await night.send("POST", f"{path}/start", {"court": "Board 1"})
    assert (game["court"], game["fixture"]["match"]) == ("Board 1", "W1-1")
    assert (await night.send("POST", f"{path}/start", {}))["game_id"] == game["game_id"]
    match = (await night.matches())["W1-1"]
    assert (match["status"], match["games"]) == ("playing", [game["game_id"]])
    for _ in range(7):
        await kiosk.call(
            "POST", f"/api/games/{game['game_id']}/rounds", {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}}
        )
    match = (await night.matches())["W1-1"]
    assert (match["status"], match["winner"], match["scores"]) == ("over", 1, [[21, 0]])


async def test_a_match_whose_court_breaks_goes_on_elsewhere_in_its_game(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    path = "/divisions/1/matches/W1-1"
    game = (await night.send("POST", f"{path}/start", {"court": "Board 1"}))["game_id"]
    await kiosk.call("POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
    await night.send("POST", "/courts", {"court": "Board 1", "open": False, "running": "requeue"})
    assert (await night.matches())["W1-1"]["status"] == "ready"
    resumed = await night.send("POST", f"{path}/start", {"court": "Board 2"})
    assert (resumed["game_id"], resumed["court"], len(resumed["bags"])) == (game, "Board 2", 1)
    match = (await night.matches())["W1-1"]
    assert (match["status"], match["court"], match["games"]) == ("playing", "Board 2", [game])


async def test_a_courts_phone_starts_and_reports_its_own_court_alone(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    own = kiosk.pairing.pair(kiosk.pairing.create_code("Board 1").code, "Phone")[1]
    other = kiosk.pairing.pair(kiosk.pairing.create_code("Board 2").code, "Phone")[1]
    path = "/divisions/1/matches/W1-1"
    assert await night.refuse("POST", f"{path}/call", {"court": "Board 1"}, key=own) == (403, "venue-key-required")
    await night.send("POST", f"{path}/call", {"court": "Board 1"})
    assert await night.refuse("POST", f"{path}/start", {"scoring": "result"}, key=other) == (403, "wrong-court")
    assert await night.refuse("POST", f"{path}/start", {"scoring": "result"}, key=None) == (401, "key-missing")
    await night.send("POST", f"{path}/start", {"scoring": "result"}, key=own)
    report = {"winner": 1, "scores": [[21, 14]]}
    assert await night.refuse("POST", f"{path}/report", report, key=other) == (403, "wrong-court")
    assert (await night.send("POST", f"{path}/report", report, key=own))["status"] == "reported"


async def test_players_check_in_and_speak_with_their_seat(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    await night.send("POST", "/players", {"name": "Ada", "here": False})
    arrived = await night.send("POST", "/check-in", {"name": "ada"}, key=None)
    walk_up = await night.send("POST", "/check-in", {"name": "Bo"}, key=None)
    assert (arrived["player"], walk_up["player"]) == (1, 2)
    assert await night.refuse("POST", "/check-in", {"name": "Ada"}, key=None) == (409, "name-taken")
    left = await night.send("POST", "/me", {"seat": arrived["seat"], "say": "leaving"}, key=None)
    assert (left["player"], left["here"], "paid" in left) == (1, False, False)
    assert await night.refuse("POST", "/me", {"seat": "x", "say": "here"}, key=None) == (404, "not-found")
    other = await new_night(kiosk)
    assert await other.refuse("POST", "/me", {"seat": arrived["seat"], "say": "here"}, key=None) == (404, "not-found")
    assert arrived["seat"] not in str(await night.send("GET", ""))


async def test_a_player_asks_for_the_director_until_the_desk_has_taken_care(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    ask = {"seat": (await night.send("POST", "/check-in", {"name": "Ada"}, key=None))["seat"], "say": "director"}
    for _ in range(2):
        assert (await night.send("POST", "/me", ask, key=None))["player"] == 1
    (request,) = (await night.send("GET", "", key=None))["requests"]
    assert request["player"] == 1
    assert await night.refuse("DELETE", "/requests/1", {}, key=None) == (401, "key-missing")
    assert "requests" not in await night.send("DELETE", "/requests/1", {})
    await night.send("POST", "/me", ask, key=None)
    assert "requests" in await night.send("GET", "", key=None)


async def test_undo_passes_over_what_phones_have_sent(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 1"})
    await night.send("POST", "/divisions/1/matches/W1-2/call", {"court": "Board 2"})
    await night.send("POST", "/check-in", {"name": "Bo"}, key=None)
    report = {"winner": 1, "scores": [[21, 14]], "name": "P1"}
    await night.send("POST", "/divisions/1/matches/W1-1/report", report, key=None)
    await night.send("POST", "/undo")
    matches = await night.matches()
    assert (matches["W1-1"]["status"], matches["W1-2"]["status"]) == ("reported", "ready")
    assert "Bo" in [player["name"] for player in (await night.send("GET", ""))["players"]]


async def test_seeding_by_rating_follows_the_games_that_were_played_here(kiosk: Kiosk) -> None:
    for _ in range(5):
        created = game_between("Court 1", ("Hawks", "P3"), ("Owls", "P2"))
        game_id = kiosk.scorekeeper.create(created).game_id
        for played in rounds_won_by(1):
            kiosk.scorekeeper.record(game_id, played)
    night = await new_night(kiosk, seeding="rating")
    await night.enter(4)
    matches = await night.send("POST", "/divisions/1/draw", {})
    assert (matches[0]["a"], matches[1]["a"]) == ({"entry": 3}, {"entry": 2})
    state = await night.send("GET", "", key=None)
    assert state["divisions"][0]["strengths"] == {"rated": 2, "graded": 0, "unknown": 2}


async def test_a_practice_night_is_there_at_once_and_says_so(kiosk: Kiosk) -> None:
    body = {"name": "Practice", "courts": ["Board 1"], "practice": True}
    status, tournament = await kiosk.call("POST", "/api/tournaments", body)
    assert (status, tournament["practice"], len(tournament["entries"])) == (201, True, 12)
    _, listed = await kiosk.call("GET", "/api/tournaments", key=None)
    assert [row["practice"] for row in listed] == [True]


async def test_a_seat_protests_its_own_match(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    seats = [(await night.send("POST", "/check-in", {"name": f"P{n}"}, key=None))["seat"] for n in range(1, 5)]
    for number in range(1, 5):
        await night.send("POST", "/divisions/1/entries", {"players": [number]})
    await night.draw(4)
    await night.win("W1-1", 1)
    path = "/divisions/1/matches/W1-1/protest"
    text = {"text": "A foul was missed."}
    assert await night.refuse("POST", path, text | {"seat": seats[1]}, key=None) == (404, "not-in-tournament")
    assert (await night.send("POST", path, text | {"seat": seats[3]}, key=None))["protest"] == text["text"]


async def test_who_checks_in_waits_where_joins_are_approved(tmp_path: Path) -> None:
    async with running(tmp_path, approve=True) as kiosk:
        night = await new_night(kiosk)
        status, waiting = await kiosk.call("POST", f"{night.path}/check-in", {"name": "Ada"}, key=None)
        assert (status, waiting["standing"]) == (202, "waiting")
        say = {"seat": waiting["seat"], "say": "here"}
        assert await night.refuse("POST", "/me", say, key=None) == (409, "against-the-rules")
        await night.send("PUT", "/players/1", {"here": True})
        await night.send("POST", "/me", say | {"say": "leaving"}, key=None)
        assert (await night.send("POST", "/me", say, key=None))["here"]


async def test_everything_works_while_the_disk_is_slow(tmp_path: Path) -> None:
    """Without blocking, each write is pending before it is answered."""
    async with running(tmp_path, is_blocking=False) as kiosk:
        night: ApiNight = await new_night(kiosk, 4)
        await night.send("POST", "/check-in", {"name": "Bo"}, key=None)
        game = await night.send("POST", "/divisions/1/matches/W1-1/start", {"court": "Board 1"})
        assert game["fixture"]["match"] == "W1-1"


async def test_the_road_of_a_player(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8)
    road = await night.send("GET", "/players/1/road", key=None)
    assert (road["player"], road["status"]) == (1, "ready")
    (division,) = road["divisions"]
    assert (division["match"], division["ahead"], division["losses"], division["place"]) == ("W1-1", 0, 0, None)
    first = {"match": "W2-1", "against": {"open": {"winner": "W1-2"}}, "possible": [4, 5]}
    assert division["if_won"]["matches"][0] == first
    assert division["if_won"]["place"] == division["if_lost"]["place"] == 1
    await night.win("W1-1", 2)
    await night.win("W1-2", 2)
    await night.win("L1-1", 2)
    (division,) = (await night.send("GET", "/players/1/road", key=None))["divisions"]
    assert (division["status"], division["place"], division["match"]) == ("out", 7, None)
    assert await night.refuse("GET", "/players/9/road", key=None) == (404, "not-in-tournament")


async def test_a_retry_of_what_was_taken_back_says_that_it_is_not_there(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    await night.send("POST", "/players", {"name": "Ann"})
    commands = (
        ("/players", {"name": "Bob"}),
        ("/divisions/1/entries", {"players": [1]}),
        ("/divisions", {"name": "B", "kind": "singles", "stages": [{"format": "double"}]}),
    )
    for path, body in commands:
        await night.send("POST", path, body, Idempotency_Key=path)
        await night.send("POST", "/undo", {})
        assert await night.refuse("POST", path, body, Idempotency_Key=path) == (404, "not-in-tournament")


async def test_a_key_that_was_used_for_another_player_does_not_break_the_answer(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    await night.send("POST", "/players", {"name": "Ann"})
    await night.send("PUT", "/players/1", {"here": True}, Idempotency_Key="once")
    refusal = await night.refuse("PUT", "/players/999", {"here": True}, Idempotency_Key="once")
    assert refusal == (404, "not-in-tournament")


async def test_a_phone_that_says_here_ends_the_wait_for_its_side(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    seat = (await night.send("POST", "/check-in", {"name": "P1"}, key=None))["seat"]
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 1"})
    await night.send("POST", "/divisions/1/matches/W1-1/missing", {"sides": [1, 2]})
    await night.send("POST", "/me", {"seat": seat, "say": "here"}, key=None)
    assert (await night.matches())["W1-1"]["here"] == [True, False]
    await night.send("POST", "/me", {"seat": seat, "say": "here"}, key=None)
    assert (await night.matches())["W1-1"]["here"] == [True, False]


async def test_the_pot_is_public_and_who_has_paid_is_not(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    assert "pots" not in await night.send("GET", "", key=None)
    for player in (1, 2, 4):
        await night.send("PUT", f"/players/{player}", {"paid": True})
    body = {"fee": 1000, "added": 500, "house_percent": 10, "pots": [{"name": "Main", "places": [60, 40]}]}
    money = await night.send("PUT", "/money", body)
    assert (money["fees"], money["house"], money["pot"], money["unpaid"]) == (3000, 300, 3200, [3])
    assert [row["amount"] for row in money["pots"][0]["payouts"]] == [2000, 1200]
    assert await night.send("GET", "/money") == money
    public = await night.send("GET", "", key=None)
    assert (public["fee"], public["pots"]) == (1000, [{"name": "Main", "amount": 3200, "pays": 2, "prize": "cash"}])
    assert await night.refuse("GET", "/money", key=None) == (401, "key-missing")
    bad = {"pots": [{"name": "Main", "share": 70}]}
    assert await night.refuse("PUT", "/money", bad) == (422, "invalid-value")
    undone = await night.send("POST", "/undo", {})
    assert "fee" not in undone
    assert "pots" not in undone
