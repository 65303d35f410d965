"""Error codes: every refusal has one, the contract lists it, and a program can tell refusals apart by it."""

import importlib
import pkgutil
import re
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

import goat_kiosk
from goat_kiosk.errors import KioskError
from goat_kiosk.web.http.problem_json import code_of
from goat_kiosk.web.http.refusals import HttpRefusal
from tests.web.kiosk import Kiosk, running

PROTOCOL = (Path(__file__).parents[2] / "docs/protocol.md").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"^\| `([a-z-]+)` \| [0-9]{3}", PROTOCOL, re.MULTILINE))
WITHOUT_CLASS = {
    code_of(HTTPStatus(status)) for status in (400, 404, 405, 413, 417, 421, 429, 500)
}  # fmt: skip
"""Of refusals that no class describes."""


PACKAGES = ("domain", "tournament", "store", "desk", "uplink", "hub", "exports", "web")
"""Those whose errors a request can meet."""


def error_classes(parent: type[KioskError] = KioskError) -> Iterator[type[KioskError]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from error_classes(kind)


def project_errors() -> list[type[KioskError]]:
    """Return the error classes of all packages that a request can reach."""
    for name in PACKAGES:
        package = importlib.import_module(f"goat_kiosk.{name}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return [kind for kind in error_classes() if kind.__module__.split(".")[1] in {"errors", *PACKAGES}]


def test_every_error_has_a_code_of_the_contract() -> None:
    codes = {kind.code for kind in project_errors() if kind is not HttpRefusal}
    assert KioskError.code not in codes
    assert codes | WITHOUT_CLASS == DOCUMENTED


def test_errors_that_reach_a_program_are_of_a_subclass() -> None:
    sources = [file for name in ("domain", "desk", "web", "uplink", "hub") for file in
               (Path(goat_kiosk.__file__).parent / name).rglob("*.py")]  # fmt: skip
    for file in sources:
        assert not re.search(r"\b(KioskError|HttpRefusal)\($", file.read_text(encoding="utf-8"), re.MULTILINE), file
        assert not re.search(r"raise (KioskError|HttpRefusal)\b", file.read_text(encoding="utf-8")), file


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


THROW = {"team": 1, "result": "hole"}
ROUND = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/throws", {"team": 3, "result": "hole"}, 422, "invalid-value"),
        ("POST", "/throws", {"team": "1", "result": "hole"}, 400, "malformed-body"),
        ("POST", "/throws", b"{", 415, "wrong-media-type"),
        ("POST", "/undo", {}, 409, "nothing-to-undo"),
        ("POST", "/redo", {}, 409, "nothing-to-redo"),
        ("POST", "/bags/3", {"result": "off"}, 404, "not-in-game"),
        ("POST", "/next", {}, 409, "game-not-over"),
        ("POST", "/players/late", {"team": 1, "name": "Eve"}, 409, "game-not-live"),
        ("PUT", "/players/1", {"name": "Bob"}, 409, "name-taken"),
        ("PUT", "/players/1", {"name": "Ann"}, 409, "no-change"),
        ("DELETE", "/help", {}, 409, "no-change"),
        ("GET", "/nowhere", None, 404, "not-found"),
        ("PATCH", "", {}, 405, "method-not-allowed"),
    ],
)
async def test_a_new_game_refuses_with_a_code(
    kiosk: Kiosk, method: str, path: str, body: object, status: int, code: str
) -> None:
    game = await kiosk.new_game()
    refused, problem = await kiosk.call(method, game + path, body)
    assert (refused, problem["code"]) == (status, code)
    assert problem["type"] == "about:blank"


async def test_the_codes_of_a_game_at_its_end(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="Court 1")
    for _ in range(2):
        await kiosk.call("POST", f"{game}/rounds", ROUND)
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[1]["code"] == "game-over"
    assert (await kiosk.call("POST", f"{game}/start", {}))[1]["code"] == "game-started"
    assert (await kiosk.call("POST", f"{game}/next", {}))[1]["code"] == "match-over"
    await kiosk.call("POST", f"{game}/cancel", {})
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[1]["code"] == "game-canceled"


async def test_the_codes_of_busy_courts_turns_and_outdated_states(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="Court 1")
    assert (await kiosk.call("POST", "/api/games", {"court": "Court 1"}))[1]["code"] == "court-busy"
    for _ in range(4):
        await kiosk.call("POST", f"{game}/throws", THROW)
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[1]["code"] == "not-your-turn"
    assert (await kiosk.call("POST", f"{game}/rounds", ROUND))[1]["code"] == "round-under-way"
    stale = await kiosk.call("POST", f"{game}/throws", THROW, If_Match='"00000000-1"')
    assert (stale[0], stale[1]["code"]) == (412, "stale-state")
    await kiosk.call("POST", f"{game}/set-aside", {})
    assert (await kiosk.call("POST", f"{game}/throws", THROW))[1]["code"] == "game-set-aside"


async def test_the_codes_of_keys(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="Court 1")
    assert (await kiosk.call("POST", f"{game}/undo", {}, key=None))[1]["code"] == "key-missing"
    assert (await kiosk.call("POST", f"{game}/undo", {}, key="guess"))[1]["code"] == "wrong-key"
    code = (await kiosk.call("POST", "/api/codes", {"court": "Court 2"}))[1]["code"]
    phone = (await kiosk.call("POST", "/api/pair", {"code": code, "name": "Phone"}))[1]["key"]
    assert (await kiosk.call("POST", "/api/pair", {"code": code, "name": "Phone"}))[1]["code"] == "wrong-code"
    assert (await kiosk.call("POST", f"{game}/undo", {}, key=phone))[1]["code"] == "wrong-court"
    assert (await kiosk.call("GET", "/api/devices", key=phone))[1]["code"] == "venue-key-required"
    assert (await kiosk.call("PUT", "/api/device", {"name": "x"}))[1]["code"] == "phone-key-required"
    await kiosk.call("DELETE", "/api/devices/1", {})
    assert (await kiosk.call("POST", f"{game}/undo", {}, key=phone))[1]["code"] == "pairing-ended"
    keys = {"Idempotency_Key": "one"}
    await kiosk.call("POST", f"{game}/throws", THROW, **keys)
    reused = await kiosk.call("POST", f"{game}/undo", {}, **keys)
    assert (reused[0], reused[1]["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/throws", {"team": 1, "result": "hole", "x": "1", "y": 1}, 400),
        ("/throws", {"team": 1}, 400),
        ("/throws", {"team": 1, "result": "hole", "speed": 1}, 400),
        ("/throws", {"team": 1, "result": "rim"}, 422),
        ("/throws", {"team": 1, "result": "hole", "x": 1e9, "y": 1}, 422),
        ("/touches", {"team": 1, "bags": 9}, 422),
        ("/reassign", {"bags": []}, 422),
        ("/confirm", {"team": 1, "right": True, "hash": "none"}, 422),
        ("/rounds", {"team1": {"in": 5, "on": 0}, "team2": {"in": 0, "on": 0}}, 422),
        ("/awards", {"team": 1, "points": 1, "reason": "x" * 1_000}, 422),
    ],
)
async def test_a_body_of_another_shape_is_400_and_a_value_that_cannot_be_used_422(
    kiosk: Kiosk, path: str, body: object, status: int
) -> None:
    game = await kiosk.new_game()
    assert (await kiosk.call("POST", game + path, body))[0] == status
