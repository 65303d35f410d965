"""The API over HTTP: the response to each valid and invalid request. Errors are never a 500 and change no game."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from goat_kiosk.domain.games.game import ACTIVE_MS
from tests.games import AT
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running

COUNTS = {"team1": {"in": 2, "on": 1}, "team2": {"in": 0, "on": 1}}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def throw(kiosk: Kiosk, game: str, team: int, result: str) -> Any:
    status, state = await kiosk.call("POST", f"{game}/throws", {"team": team, "result": result})
    assert status == 200, state
    return state


async def test_a_game_from_the_first_bag_to_the_next_round(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules="quick", first_throw=2)
    throws = [(team, result) for result in ("hole", "board", "off", "foul") for team in (2, 1)]
    state = [await throw(kiosk, game, *bag) for bag in throws][-1]
    assert (state["round"], state["bags"], state["status"]) == (2, [], "live")
    assert state["rounds"][0]["points"] == [0, 0]
    assert state["next"] == {"team": 2, "player": 2}
    assert await kiosk.call("GET", game, key=None) == (200, state)
    assert await kiosk.call("GET", game.replace("/api/games", "/game") + "/state", key=None) == (200, state)
    assert await kiosk.call("GET", "/api/games", key=None) == (200, [state])


async def test_every_write_of_the_protocol(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    calls: list[tuple[str, str, object, int]] = [
        ("POST", "/join", {"name": "Eve", "team": 1}, 200),
        ("POST", "/start", None, 200),
        ("POST", "/start", None, 409),
        ("POST", "/throws", {"team": 1, "result": "board", "x": 12.0, "y": 20.0}, 200),
        ("POST", "/bags/1", {"result": "hole"}, 200),
        ("POST", "/awards", {"team": 2, "points": 3, "reason": "touched"}, 200),
        ("POST", "/touches", {"team": 2, "bags": 1}, 409),
        ("POST", "/undo", None, 200),
        ("POST", "/redo", {}, 200),
        ("POST", "/undo", None, 200),
        ("POST", "/undo", None, 200),
        ("POST", "/undo", None, 200),
        ("POST", "/rounds", COUNTS, 200),
        ("POST", "/partners", {"team": 1}, 200),
        ("POST", "/rounds", {**COUNTS, "before": 1, "reason": "forgotten"}, 200),
        ("PUT", "/rounds/1", {**COUNTS, "reason": "miscounted"}, 200),
        ("DELETE", "/rounds/2", {"reason": "never played"}, 200),
        ("DELETE", "/rounds/1", None, 200),
        ("POST", "/throws", {"team": 1, "result": "board"}, 200),
        ("POST", "/reassign", {"bags": [1]}, 200),
        ("POST", "/reassign", {"bags": [2]}, 404),
        ("POST", "/throws", {"team": 1, "result": "hole"}, 200),
        ("POST", "/foul", {"bags": [2], "restored": [{"bag": 1, "result": "off", "x": -3.0, "y": 9.5}]}, 200),
        ("POST", "/rest", None, 200),
        ("POST", "/end", {"ended_by": "conceded", "winner": 2}, 200),
        ("POST", "/next", None, 409),
    ]
    for method, path, body, expected in calls:
        status, answer = await kiosk.call(method, game + path, body)
        assert status == expected, (path, answer)
    status, state = await kiosk.call("GET", game)
    assert (state["status"], state["winner"], state["ended_by"]) == ("finished", 2, "conceded")
    status, log = await kiosk.call("GET", f"{game}/log")
    assert [line["seq"] for line in log["events"]] == list(range(1, state["seq"] + 1))
    assert log["events"][-1]["event"] == {"type": "game-conceded", "winner": 2}


async def test_the_next_game_of_a_match_is_made_once(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules="best-of-3")
    await kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 2})
    status, following = await kiosk.call("POST", f"{game}/next", Idempotency_Key="n")
    assert (status, following["match"]["number"], following["first_throw"]) == (201, 2, 2)
    assert (await kiosk.call("POST", f"{game}/next", Idempotency_Key="n"))[1]["game_id"] == following["game_id"]


async def test_a_refusal_is_in_the_requested_language(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    status, refused = await kiosk.call("POST", f"{game}/undo", Accept_Language="es-MX,es;q=0.9")
    assert (status, refused["detail"]) == (409, "No hay nada que deshacer.")
    status, refused = await kiosk.call("POST", f"{game}/undo", Accept_Language="xx")
    assert (status, refused["detail"]) == (409, "There is nothing to undo.")


BAD_CALLS: list[tuple[str, str, object, int, str]] = [
    ("POST", "/throws", {"team": 3, "result": "hole"}, 422, "Invalid enum value 3 - at `$.team`"),
    ("POST", "/throws", {"team": 1, "result": "bucket"}, 422, "Invalid enum value 'bucket'"),
    ("POST", "/throws", {"team": 1, "result": "hole", "x": 1e9, "y": 0}, 422, "$.x"),
    ("POST", "/throws", {"team": 1, "result": "hole", "x": 1.0}, 409, "both x and y"),
    ("POST", "/throws", {"team": "1", "result": "hole"}, 400, "Expected `int`, got `str`"),
    ("POST", "/throws", {"team": 1}, 400, "missing required field `result`"),
    ("POST", "/throws", {"team": 1, "result": "hole", "z": 1}, 400, "unknown field `z`"),
    ("POST", "/throws", [], 400, "Expected `object`, got `array`"),
    ("POST", "/bags/9", {"result": "hole"}, 404, "There is no bag 9"),
    ("POST", "/rounds", {"team1": {"in": 3, "on": 2}, "team2": {"in": 0, "on": 0}}, 409, "throws four bags a round"),
    ("PUT", "/rounds/1", {"team1": {"in": 5, "on": 0}, "team2": {"in": 0, "on": 0}}, 422, "$.team1.in"),
    ("PUT", "/rounds/7", COUNTS, 404, "There is no round 7"),
    ("DELETE", "/rounds/7", None, 404, "There is no round 7"),
    ("POST", "/undo", None, 409, "nothing to undo"),
    ("POST", "/redo", None, 409, "nothing to redo"),
    ("POST", "/join", {"name": " \u202e ", "team": 1}, 422, "A name needs"),
    ("POST", "/join", {"name": "ann", "team": 2}, 409, "already in this game"),
    ("POST", "/end", {"ended_by": "rain", "winner": 1}, 422, "Invalid enum value 'rain'"),
    ("POST", "/awards", {"team": 1, "points": 1, "reason": "x" * 141}, 422, "$.reason"),
    ("POST", "/nothing", {}, 404, "nothing at this address"),
    ("PATCH", "", {}, 405, "does not take that method"),
]


@pytest.mark.parametrize(("method", "path", "body", "expected", "sentence"), BAD_CALLS)
async def test_a_bad_call_is_answered_with_its_status_and_a_sentence_and_changes_nothing(
    kiosk: Kiosk, method: str, path: str, body: object, expected: int, sentence: str
) -> None:
    game = await kiosk.new_game()
    before = await kiosk.call("GET", game)
    status, problem = await kiosk.call(method, game + path, body, Content_Type="application/json")
    assert (status, problem["status"]) == (expected, expected)
    assert sentence in problem["detail"]
    assert await kiosk.call("GET", game) == before


async def test_the_ninth_bag_and_a_throw_after_the_end_are_refused(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    for _ in range(4):
        await throw(kiosk, game, 1, "hole")
    status, problem = await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
    assert (status, problem["detail"]) == (409, "All four bags of Orange in this round are thrown.")
    await kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
    status, problem = await kiosk.call("POST", f"{game}/throws", {"team": 2, "result": "hole"})
    assert (status, problem["detail"][:17]) == (409, "The game is over.")


@pytest.mark.parametrize("path", ["/api/games/5", "/game/5/state", "/api/games/5/log", "/game/5/events", "/game/5"])
async def test_an_unknown_game_is_not_found(kiosk: Kiosk, path: str) -> None:
    status, problem = await kiosk.call("GET", path)
    assert (status, problem["detail"]) == (404, "There is no game 5.")


@pytest.mark.parametrize("body", [b'{"team":1', b"\xff\xfe", b"nonsense"])
async def test_a_body_that_is_not_json_is_refused(kiosk: Kiosk, body: bytes) -> None:
    game = await kiosk.new_game()
    status, problem = await kiosk.call("POST", f"{game}/throws", body, Content_Type="application/json")
    assert (status, problem["code"]) == (400, "malformed-body")


async def test_deeply_nested_rules_are_refused(kiosk: Kiosk) -> None:
    body = b'{"rules":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001
    status, problem = await kiosk.call("POST", "/api/games", body, Content_Type="application/json")
    assert (status, problem["code"]) == (400, "malformed-body")


async def test_a_form_body_is_refused_as_a_command(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    status, problem = await kiosk.call("POST", f"{game}/throws", b"team=1", Content_Type="text/plain")
    assert (status, "Content-Type: application/json" in problem["detail"]) == (415, True)


async def test_a_body_of_ten_megabytes_is_refused(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    body = io.BytesIO(b'{"team":1,"result":"' + b"x" * 10_000_000 + b'"}')
    status, problem = await kiosk.call("POST", f"{game}/throws", body, Content_Type="application/json")
    assert (status, problem["detail"]) == (413, "The request is too large: a command has at most 64 KB.")


@pytest.mark.parametrize(("key", "expected"), [(None, 401), ("", 401), ("open", 403)])
async def test_writing_needs_the_scorer_key_and_reading_and_joining_do_not(
    kiosk: Kiosk, key: str | None, expected: int
) -> None:
    game = await kiosk.new_game()
    for method, path in (("POST", "/throws"), ("POST", "/undo"), ("PUT", "/rounds/1"), ("POST", "/next")):
        assert (await kiosk.call(method, game + path, {}, key=key))[0] == expected
    assert (await kiosk.call("POST", "/api/games", {}, key=key))[0] == expected
    assert (await kiosk.call("GET", game, key=key))[0] == 200
    assert (await kiosk.call("POST", f"{game}/join", {"name": "Eve", "team": 1}, key=key))[0] == 200


async def test_joining_is_limited_in_rate(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    statuses = [(await kiosk.call("POST", f"{game}/join", {"name": "Ann", "team": 1}))[0] for _ in range(31)]
    assert statuses == [409] * 30 + [429]


async def test_rules_that_contradict_each_other_open_no_game(kiosk: Kiosk) -> None:
    status, problem = await kiosk.call("POST", "/api/games", {"rules": {"bust_to": 15, "win_by": 2}})
    assert status == 422
    assert "contradict each other" in problem["detail"]
    assert await kiosk.call("GET", "/api/games") == (200, [])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rules": "pub"}, "There is no rule set “pub”"),
        ({"team1": {"name": "Blue"}}, "Both teams are called Blue"),
        ({"team1": {"players": ["a", "b", "c"]}}, "at most 2 players"),
        ({"team1": {"players": ["Bob"]}}, "the same name"),
        ({"team1": {"color": "red"}}, "#rrggbb"),
        ({"court": "\t"}, "A name needs"),
    ],
)
async def test_invalid_teams_open_no_game(kiosk: Kiosk, fields: dict[str, object], sentence: str) -> None:
    teams = {"team2": {"name": "Blue", "players": ["Bob"]}}
    status, problem = await kiosk.call("POST", "/api/games", teams | fields)
    assert (status, sentence in problem["detail"]) == (422, True), problem


async def test_a_retry_with_its_idempotency_key_counts_once(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    body = {"team": 1, "result": "hole"}
    for _ in range(3):
        status, state = await kiosk.call("POST", f"{game}/throws", body, Idempotency_Key="one")
        assert (status, state["team1"]["bags_used"]) == (200, 1)
    status, _ = await kiosk.call("POST", f"{game}/throws", {"team": 2, "result": "off"}, Idempotency_Key="one")
    assert status == 422
    assert (await kiosk.call("POST", f"{game}/throws", body, Idempotency_Key="x" * 201))[0] == 422


async def test_if_match_refuses_a_write_based_on_an_old_state(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    state = (await kiosk.call("GET", game))[1]
    current, body = f'"{state["log"]}-{state["seq"]}"', {"team": 1, "result": "off"}
    assert (await kiosk.call("POST", f"{game}/throws", body, If_Match=current))[0] == 200
    assert (await kiosk.call("POST", f"{game}/throws", body, If_Match=current))[0] == 412
    assert (await kiosk.call("POST", f"{game}/throws", body, If_Match="nonsense"))[0] == 412
    assert (await kiosk.call("POST", f"{game}/throws", body, If_Match="*"))[0] == 200


async def test_health_reports_that_the_desk_answers(kiosk: Kiosk) -> None:
    await kiosk.new_game()
    status, health = await kiosk.call("GET", "/healthz", key=None)
    assert (status, health["status"], health["games"], health["subscribers"]) == (200, "ok", 1, 0)


async def raw(kiosk: Kiosk, request: bytes) -> bytes:
    """Send bytes that no client library would send, and return the status line."""
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    writer.write(request)
    line = await asyncio.wait_for(reader.readline(), TIMEOUT_S)
    writer.close()
    return line


FORM = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded"
MULTIPART = b"Host: localhost\r\nContent-Type: multipart/form-data"
KEYED = b"Host: localhost\r\nAuthorization: Bearer sesame\r\nContent-Type: application/json"
MALFORMED = [
    (b"POST /api/games HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \xff\r\n\r\n", b"403"),
    (b"POST /api/games HTTP/1.1\r\n" + KEYED + b"\r\nIdempotency-Key: \xff\r\n\r\n", b"422"),
    (b"POST /api/games HTTP/1.1\r\n" + KEYED + b"\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", b"400"),
    (b"POST /game/GAME/join HTTP/1.1\r\n" + FORM + b"\r\nContent-Length: 1\r\n\r\n\xff", b"422"),
    (b"POST /game/GAME/join HTTP/1.1\r\n" + FORM + b"; charset=foo\r\nContent-Length: 6\r\n\r\nteam=1", b"422"),
    (b"POST /game/GAME/join HTTP/1.1\r\n" + MULTIPART + b"\r\nContent-Length: 1\r\n\r\nx", b"422"),
    (b"GET /static/" + b"x" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
    (b"HEAD /game/GAME/events HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
]


@pytest.mark.parametrize(("request_bytes", "expected"), MALFORMED)
async def test_a_malformed_request_is_not_an_internal_error(
    kiosk: Kiosk, request_bytes: bytes, expected: bytes
) -> None:
    game = (await kiosk.new_game()).rsplit("/", 1)[1]
    assert (await raw(kiosk, request_bytes.replace(b"GAME", game.encode()))).split()[1] == expected


async def test_joining_from_the_page_is_limited_too(kiosk: Kiosk) -> None:
    game = (await kiosk.new_game()).replace("/api/games", "/game")
    form = {"name": "Ann", "team": "1"}
    answers = [await kiosk.session.post(f"{kiosk.url}{game}/join", data=form) for _ in range(31)]
    assert ["Too many joins" in await answer.text() for answer in answers] == [False] * 30 + [True]


async def test_loading_an_old_game_evicts_no_active_one(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        old = await kiosk.new_game()
        await kiosk.call("POST", f"{old}/end", {"ended_by": "conceded", "winner": 1})
    async with running(tmp_path, AT + ACTIVE_MS + 1) as kiosk:
        new = await kiosk.new_game(court="Court 2")
        assert (await kiosk.call("GET", old))[0] == 200
        (shown,) = (await kiosk.call("GET", "/api/games"))[1]
        assert new.endswith(str(shown["game_id"]))
        assert (await kiosk.call("POST", f"{old}/undo"))[0] == 200
        assert len((await kiosk.call("GET", "/api/games"))[1]) == 2


@pytest.mark.logs_warnings
async def test_an_unreadable_game_is_reported(kiosk: Kiosk, tmp_path: Path) -> None:
    database = apsw.Connection(str(tmp_path / "events.db"))
    database.execute('INSERT INTO event (game_id, seq, at, key, body) VALUES (7, 1, 0, NULL, \'{"type":"eaten"}\')')
    database.close()
    status, problem = await kiosk.call("GET", "/api/games/7")
    assert (status, problem["detail"][:32]) == (503, "Event 1 of game 7 cannot be read")
