"""Paired phones over HTTP: which games each may write, and that no key is returned a second time."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.web.http import auth
from tests.web.kiosk import KEY, Kiosk, running

THROW = {"team": 1, "result": "hole"}
MONTH = 30 * 24 * 60 * 60 * 1000


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def pair_phone(kiosk: Kiosk, **options: object) -> Any:
    """Pair a phone as its page does, and return the response."""
    status, offer = await kiosk.call("POST", "/api/codes", options)
    assert (status, offer["path"]) == (201, f"/pair#code={offer['code']}")
    status, phone = await kiosk.call("POST", "/api/pair", {"code": offer["code"], "name": "Pixel"}, key=None)
    assert status == 201, phone
    return phone


async def test_a_phone_is_paired_writes_and_is_revoked(kiosk: Kiosk) -> None:
    phone, game = await pair_phone(kiosk), await kiosk.new_game()
    key = phone.pop("key")
    assert phone == {
        "device": 1,
        "name": "Pixel",
        "court": None,
        "paired_at": "2026-09-21T14:13:20.000Z",
        "seen_at": "2026-09-21T14:13:20.000Z",
        "expires_at": phone["expires_at"],
    }
    assert await kiosk.call("GET", "/api/device", key=key) == (200, phone)
    assert await kiosk.call("GET", "/api/devices") == (200, [phone])
    assert (await kiosk.call("POST", f"{game}/throws", THROW, key=key))[0] == 200
    assert (await kiosk.call("POST", "/api/games", {"court": "Court 9"}, key=key))[0] == 201
    assert await kiosk.call("DELETE", "/api/devices/1") == (204, None)
    for method, path in (("POST", f"{game}/throws"), ("GET", "/api/device"), ("POST", "/api/games")):
        status, problem = await kiosk.call(method, path, THROW if "throws" in path else None, key=key)
        assert (status, "has ended this phone's pairing" in problem["detail"]) == (403, True)
    assert (await kiosk.call("GET", "/api/devices"))[1] == []
    assert (await kiosk.call("DELETE", "/api/devices/1"))[0] == 404


async def test_a_command_on_its_way_when_the_phone_is_revoked_is_refused(kiosk: Kiosk) -> None:
    phone, game = await pair_phone(kiosk), await kiosk.new_game()

    async def body() -> AsyncIterator[bytes]:
        yield b'{"team":1,'
        kiosk.pairing.revoke(1)
        yield b'"result":"hole"}'

    headers = {"Authorization": f"Bearer {phone['key']}", "Content-Type": "application/json"}
    async with kiosk.session.post(f"{kiosk.url}{game}/throws", data=body(), headers=headers) as answer:
        assert answer.status == 403
    assert (await kiosk.call("GET", game))[1]["bags"] == []


async def test_a_code_is_for_one_evening_by_default(kiosk: Kiosk) -> None:
    unsaid, evening, month = [
        await pair_phone(kiosk, **lasts) for lasts in ({}, {"lasts": "evening"}, {"lasts": "month"})
    ]
    assert unsaid["expires_at"] == evening["expires_at"]
    assert "2026-09-21" < unsaid["expires_at"] < "2026-09-23"
    assert month["expires_at"] == "2026-10-21T14:13:20.000Z"


async def test_an_expired_phone_is_refused(kiosk: Kiosk) -> None:
    phone, game = await pair_phone(kiosk, lasts="month"), await kiosk.new_game()
    kiosk.clock.advance(MONTH)
    status, problem = await kiosk.call("POST", f"{game}/throws", THROW, key=phone["key"])
    assert (status, "has run out" in problem["detail"]) == (403, True)


async def test_a_phone_of_one_court_writes_no_other(kiosk: Kiosk) -> None:
    phone = await pair_phone(kiosk, court="Court 2", lasts="evening")
    own, other = await kiosk.new_game(court="Court 2", rules="best-of-3"), await kiosk.new_game(court="Court 1")
    writes = [
        ("POST", "/throws", THROW),
        ("POST", "/end", {"ended_by": "conceded", "winner": 1}),
        ("POST", "/next", None),
    ]
    for method, path, body in writes:
        status, problem = await kiosk.call(method, other + path, body, key=phone["key"])
        assert (status, problem["detail"]) == (
            403,
            "This phone keeps score on Court 2 only. For Court 1, pair it anew at the kiosk.",
        )
        assert (await kiosk.call(method, own + path, body, key=phone["key"]))[0] in {200, 201}
    assert (await kiosk.call("POST", "/api/games", {"court": "Court 3"}, key=phone["key"]))[0] == 403
    assert (await kiosk.call("GET", f"{other}/waiting", key=phone["key"]))[0] == 403
    assert (await kiosk.call("GET", other))[1]["seq"] == 1


async def test_a_paired_phone_may_not_manage_pairings(kiosk: Kiosk) -> None:
    phone = await pair_phone(kiosk)
    for method, path in (("GET", "/api/devices"), ("POST", "/api/codes"), ("DELETE", "/api/devices/1")):
        status, problem = await kiosk.call(method, path, key=phone["key"])
        assert (status, problem["detail"]) == (403, "Only the desk can do this, not a paired phone.")
        assert (await kiosk.call(method, path, key=None))[0] == 401
    assert (await kiosk.call("GET", "/api/device"))[1]["device"] is None
    assert (await kiosk.call("DELETE", "/api/device"))[0] == 403


async def test_a_phone_renames_and_unpairs_itself(kiosk: Kiosk) -> None:
    key = (await pair_phone(kiosk))["key"]
    assert (await kiosk.call("PUT", "/api/device", {"name": "Ann's Pixel"}, key=key))[1]["name"] == "Ann's Pixel"
    assert (await kiosk.call("PUT", "/api/devices/1", {"name": "Bar"}))[1]["name"] == "Bar"
    assert (await kiosk.call("PUT", "/api/device", {"name": "\u202e"}, key=key))[0] == 422
    assert (await kiosk.call("DELETE", "/api/device", key=key))[0] == 204
    assert (await kiosk.call("GET", "/api/device", key=key))[0] == 403


async def test_wrong_keys_and_codes_are_limited_and_paired_phones_still_write(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, game = await pair_phone(kiosk), await kiosk.new_game()
    now = [1000.0]
    monkeypatch.setattr(auth, "monotonic", lambda: now[0])
    for attempt in range(auth.FAILURES_PER_MINUTE // 2):
        assert (await kiosk.call("POST", f"{game}/undo", key=f"1.wrong{attempt}"))[0] == 403
        assert (await kiosk.call("POST", "/api/pair", {"code": f"{attempt}", "name": "x"}, key=None))[0] == 403
    requests = [
        kiosk.call("POST", "/api/pair", {"code": "x", "name": "x"}, key=None),
        kiosk.call("POST", f"{game}/leave", {"seat": "x"}, key=None),
        kiosk.call("POST", f"{game}/undo", key="another"),
    ]
    assert [(await call)[0] for call in requests] == [429] * 3
    async with kiosk.session.post(f"{kiosk.url}{game}/undo", headers={"Authorization": "Bearer x"}) as answer:
        assert answer.headers["Retry-After"] == "61"
        assert "Wait a minute" in (await answer.json(content_type=None))["detail"]
    assert (await kiosk.call("POST", f"{game}/throws", THROW, key=phone["key"]))[0] == 200
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[0] == 200, "the right key is always right"
    assert (await kiosk.call("POST", f"{game}/join", {"name": "Eve", "team": 1}))[0] == 409
    now[0] += 61
    assert (await kiosk.call("POST", f"{game}/undo", key="another"))[0] == 403


async def test_a_program_that_guesses_keys_learns_nothing_from_the_right_one(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, game = await pair_phone(kiosk), await kiosk.new_game()
    now = [1000.0]
    monkeypatch.setattr(auth, "monotonic", lambda: now[0])
    guesses = [await kiosk.call("POST", f"{game}/undo", key=f"{n}") for n in range(auth.GUESSES_PER_MINUTE)]
    assert {status for status, _ in guesses} == {403, 429}
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[0] == 429
    assert (await kiosk.call("POST", f"{game}/throws", THROW, key=phone["key"]))[0] == 200
    now[0] += 61
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[0] == 200


async def test_no_key_code_or_seat_is_logged_or_returned_again(kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, offer = await kiosk.call("POST", "/api/codes", {})
    _, phone = await kiosk.call("POST", "/api/pair", {"code": offer["code"], "name": "Pixel"}, key=None)
    game = await kiosk.new_game()
    _, join_reply = await kiosk.call("POST", f"{game}/join", {"name": "Eve", "team": 1}, key=None)
    secrets = [offer["code"], phone["key"], phone["key"].partition(".")[2], join_reply["seat"], KEY, "wr0ngkey"]
    answers = [
        await kiosk.call("POST", f"{game}/throws", {"team": 9}, key=phone["key"]),
        await kiosk.call("POST", "/api/pair", {"code": offer["code"], "name": "Pixel"}, key=None),
        await kiosk.call("POST", "/api/pair", {"code": [offer["code"]], "name": "Pixel"}, key=None),
        await kiosk.call("POST", f"{game}/throws", THROW, key="wr0ngkey"),
        await kiosk.call("POST", f"{game}/leave", {"seat": join_reply["seat"] + "x"}, key=None),
        await kiosk.call("POST", f"{game}/leave", {"seat": join_reply["seat"], "x": 1}, key=None),
        await kiosk.call("GET", "/api/devices"),
        await kiosk.call("GET", f"{game}/log"),
        await kiosk.call("GET", game),
        await kiosk.call("DELETE", "/api/device", key=phone["key"]),
        await kiosk.call("GET", "/api/device", key=phone["key"]),
    ]
    everything_logged = f"{answers} {caplog.text} {[record.args for record in caplog.records]}"
    assert [secret for secret in secrets if secret in everything_logged] == []
