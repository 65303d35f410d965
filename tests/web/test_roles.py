"""Authorization: every route of the running kiosk is requested with every kind of key.

The routes are those of the router: one that is new and has no line in `MAY` fails.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.desk.pairing import Duration
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.web.http import auth
from goat_kiosk.web.live import games
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.raw import get, send
from tests.web.tournaments.api_night import new_night

ALL = {"nobody", "guessed", "revoked", "expired", "other court", "this court", "every court", "venue"}
PAIRED = {"other court", "this court", "every court"}
COURT = {"this court", "every court", "venue"}
ANY_COURT = {"every court", "venue"}
VENUE = {"venue"}
ROLES = sorted(ALL)
OF_THE_ROOM = ("nobody", "revoked", "venue")
"""Roles for public routes: an invalid key does no harm there, nor does a powerful one."""

DIVISION = "/api/tournaments/{t}/divisions/{d}"
MATCH = f"{DIVISION}/matches/{{m}}"

MAY = {
    # what the room reads
    **dict.fromkeys(
        [
            *("GET /", "GET /courts", "GET /colors.css", "GET /display", "GET /display/{id}", "GET /qr.svg"),
            *("GET /game/{id}", "GET /game/{id}/figures", "GET /game/{id}/receipt", "GET /game/{id}/lobby"),
            *("GET /game/{id}/colors.css", "GET /game/{id}/qr.svg", "GET /game/{id}/state", "GET /game/{id}/events"),
            *(
                "GET /venue/events",
                "GET /overlay/{id}",
                "GET /overlay/{id}/style.css",
                "GET /overlay/{id}/offline.html",
            ),
            *("GET /overlay/{id}/scores.json", "GET /overlay/{id}/{name}.txt", "GET /sponsors", "GET /sponsors/{name}"),
            *("GET /overlay/scores.json", "GET /overlay/{name}.txt"),
            *("GET /pair", "GET /score", "GET /score/games", "GET /score/{id}"),
            *("GET /static/{name}", "GET /static/{fingerprint}/{name}"),
            *("GET /certificate", "GET /certificate/goat-kiosk.crt", "GET /healthz", "GET /metrics", "GET /readyz"),
            *("GET /api/kiosks", "GET /api/games", "GET /api/games/{id}", "GET /api/games/{id}/log"),
            *("GET /api/games/{id}/stats", "GET /api/games/{id}/court"),
            *("GET /api/openapi.json", "GET /guide", "GET /guide/director", "GET /test"),
            *("GET /game/{id}/receipt/answers", "GET /game/{id}/receipt/qr.svg"),
            *("GET /overlay", "GET /overlay/style.css", "GET /overlay/offline.html", "GET /api/games/{id}/markers.csv"),
            *("GET /api/ratings", "GET /api/ratings/{n}", "GET /api/tournaments/formats"),
            *("GET /api/tournaments", "GET /api/tournaments/{t}", "GET /api/tournaments/{t}/queue"),
            *("GET /tournament/{t}/me", "GET /tournament/{t}/me/now"),
            *("GET /tournament/{t}/check-in", "GET /tournament/{t}/check-in/qr.svg"),
            *(
                "GET /tournament/{t}/overlay",
                "GET /tournament/{t}/overlay/content",
                "GET /tournament/{t}/print",
                "GET /tournament/{t}/wall",
                "GET /tournament/{t}/wall/content",
            ),
            *("GET /tournament/{t}", "GET /tournament/{t}/content", "GET /tournament/{t}/qr.svg"),
            *(
                "GET /tournament/{t}/events",
                "GET /tournament/{t}/changes",
                f"GET {DIVISION}/matches",
                f"GET {DIVISION}/standings",
            ),
        ],
        ALL,
    ),
    # what the room does: a player's own place is kept by his seat, a screen says what it is
    **dict.fromkeys(
        [
            *("POST /game/{id}/join", "POST /game/{id}/leave", "POST /api/games/{id}/join"),
            *("POST /api/games/{id}/seat", "POST /api/games/{id}/leave", "POST /preferences", "POST /screens"),
            *("POST /api/pair", "POST /test", "POST /game/{id}/confirm", "POST /api/games/{id}/confirm"),
            *("GET /api/tournaments/{t}/players/{p}/road", "POST /tournament/{t}/check-in", "POST /tournament/{t}/me"),
            *("POST /api/tournaments/{t}/check-in", "POST /api/tournaments/{t}/me"),
        ],
        ALL,
    ),
    # the scorers of the court
    **dict.fromkeys(
        [
            *("POST /api/games/{id}/start", "POST /api/games/{id}/players/{n}", "DELETE /api/games/{id}/players/{n}"),
            *("PUT /api/games/{id}/teams/{n}", "PUT /api/games/{id}/players/{n}", "POST /api/games/{id}/players/late"),
            *("POST /api/games/{id}/players/{n}/substitute", "POST /api/games/{id}/players/{n}/retire"),
            *("POST /api/games/{id}/throws", "POST /api/games/{id}/bags/{n}", "POST /api/games/{id}/reassign"),
            *("POST /api/games/{id}/foul", "POST /api/games/{id}/rest", "POST /api/games/{id}/rounds"),
            *("PUT /api/games/{id}/rounds/{n}", "DELETE /api/games/{id}/rounds/{n}", "POST /api/games/{id}/partners"),
            *("POST /api/games/{id}/awards", "POST /api/games/{id}/touches", "POST /api/games/{id}/end"),
            *("POST /api/games/{id}/undo", "POST /api/games/{id}/redo", "POST /api/games/{id}/next"),
            *("POST /api/games/{id}/cancel", "POST /api/games/{id}/set-aside", "POST /api/games/{id}/court"),
            *("POST /api/games/{id}/help", "DELETE /api/games/{id}/help"),
            *(
                "POST /api/games/{id}/take-over",
                "GET /api/games/{id}/aside",
                "GET /api/games/{id}/waiting",
            ),
            *("POST /api/games/{id}/waiting/{n}", "DELETE /api/games/{id}/waiting/{n}"),
            *(f"POST {MATCH}/start", f"POST {MATCH}/report", f"POST {MATCH}/protest"),  # a match on court 1
        ],
        COURT,
    ),
    "POST /api/games": COURT,  # a game on court 1, see `BODIES`
    "GET /api/device": PAIRED | VENUE,
    "PUT /api/device": PAIRED,
    "DELETE /api/device": PAIRED,
    **dict.fromkeys(
        [
            *("GET /api/devices", "POST /api/codes", "PUT /api/devices/{n}", "DELETE /api/devices/{n}"),
            *("GET /api/screens", "POST /api/screens/{id}", "GET /api/visits"),
            *("GET /api/names", "POST /api/names", "DELETE /api/names/{n}"),
            *("POST /api/uplink", "GET /api/export", "GET /api/support", "POST /api/games/{id}/take-back"),
            *("POST /api/tournaments", "PUT /api/tournaments/{t}"),
            *("POST /api/tournaments/{t}/pause", "POST /api/tournaments/{t}/resume"),
            *("POST /api/tournaments/{t}/players", "PUT /api/tournaments/{t}/players/{p}"),
            *(
                "DELETE /api/tournaments/{t}/requests/{p}",
                "DELETE /api/tournaments/{t}/players/{p}",
                "POST /api/tournaments/{t}/divisions",
            ),
            *(f"PUT {DIVISION}/stages/{{n}}", f"POST {DIVISION}/entries", f"PUT {DIVISION}/entries/{{e}}"),
            *(f"DELETE {DIVISION}/entries/{{e}}", f"POST {DIVISION}/draw", f"POST {DIVISION}/redraw"),
            *(f"POST {DIVISION}/clock", f"POST {DIVISION}/ties", f"POST {DIVISION}/stages/{{n}}/rounds"),
            *(f"POST {DIVISION}/swap", f"POST {MATCH}/call", f"POST {MATCH}/uncall", f"POST {MATCH}/missing"),
            *(f"PUT {MATCH}/result", f"POST {MATCH}/ruling", f"POST {MATCH}/hold", f"POST {MATCH}/release"),
            *(f"POST {MATCH}/feature", "POST /api/tournaments/{t}/queue", "POST /api/tournaments/{t}/courts"),
            *("POST /api/tournaments/{t}/undo", "POST /api/tournaments/{t}/close", "POST /api/tournaments/{t}/reopen"),
            *("POST /api/tournaments/{t}/take-over", "POST /api/tournaments/{t}/take-back"),
            "GET /api/tournaments/{t}/aside",
            *("GET /api/tournaments/{t}/money", "PUT /api/tournaments/{t}/money"),
        ],
        VENUE,
    ),
}
BODIES: dict[str, object] = {
    "POST /api/tournaments": {"name": "Friday"},
    "POST /api/tournaments/{t}/players": {"name": "Eve"},
    "POST /api/tournaments/{t}/check-in": {"name": "Eve"},
    "POST /api/tournaments/{t}/me": {"seat": "none", "say": "here"},
    "POST /api/tournaments/{t}/divisions": {"name": "B", "kind": "pairs", "stages": [{"format": "single"}]},
    "POST /api/tournaments/{t}/queue": {"order": []},
    "POST /api/tournaments/{t}/courts": {"court": "Court 1", "open": True},
    f"POST {DIVISION}/entries": {"players": [1]},
    f"POST {DIVISION}/clock": {"minutes": 15},
    f"POST {DIVISION}/redraw": {"reason": "A pair was missing."},
    f"POST {DIVISION}/swap": {"entries": [1, 2], "reason": "They came together."},
    f"POST {DIVISION}/ties": {"entries": [1, 2], "order": [2, 1], "how": "coin"},
    f"POST {MATCH}/missing": {"sides": [2]},
    f"POST {MATCH}/start": {"scoring": "result"},
    f"POST {MATCH}/report": {"winner": 1, "scores": [[21, 14]]},
    f"PUT {MATCH}/result": {"winner": 2, "scores": [[14, 21]], "how": "played"},
    f"POST {MATCH}/ruling": {"ruling": "stands", "reason": "Both had seen it."},
    f"POST {MATCH}/protest": {"text": "A foul was missed."},
    f"POST {MATCH}/feature": {"court": "Court 1"},
    "POST /api/games": {"court": "Court 1"},
    "POST /api/names": {"rows": [{"players": ["Ida"]}]},
    "POST /api/games/{id}/throws": {"team": 1, "result": "hole"},
    "POST /api/games/{id}/court": {"court": "Court 1"},
    "POST /api/games/{id}/end": {"ended_by": "conceded", "winner": 1},
    "POST /api/games/{id}/rounds": {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}},
    "PUT /api/games/{id}/rounds/{n}": {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}},
    "POST /api/games/{id}/awards": {"team": 1, "points": 1, "reason": "A late start."},
    "POST /api/games/{id}/partners": {"team": 1},
    "POST /api/games/{id}/touches": {"team": 1},
    "POST /api/games/{id}/players/{n}": {"team": 1},
    "PUT /api/games/{id}/teams/{n}": {"name": "Wasps"},
    "PUT /api/games/{id}/players/{n}": {"name": "Ida"},
    "POST /api/games/{id}/players/late": {"team": 1, "name": "Eve"},
    "POST /api/games/{id}/players/{n}/substitute": {"name": "Eve"},
    "POST /api/games/{id}/bags/{n}": {"result": "board"},
    "POST /api/games/{id}/reassign": {"bags": [1]},
    "POST /api/games/{id}/foul": {"bags": [1]},
    "POST /api/games/{id}/join": {"name": "Eve", "team": 1},
    "POST /api/games/{id}/seat": {"seat": "none"},
    "POST /api/games/{id}/leave": {"seat": "none"},
    "POST /api/screens/{id}": {"do": "identify"},
    "PUT /api/device": {"name": "Pixel"},
    "PUT /api/devices/{n}": {"name": "Pixel"},
}
REFUSED = {401, 403}


class Keys:
    """One key for each role; a key that a request has revoked is replaced."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk
        self._secrets: dict[str, str] = {}
        self.secret_never_given = self._pair("Court 1", "month")
        self._secrets["expired"] = self._pair("Court 1", "evening")
        self._secrets["revoked"] = self._pair("Court 1", "month")
        kiosk.pairing.revoke(int(self._secrets["revoked"].partition(".")[0]))
        kiosk.clock.advance(24 * 60 * 60 * 1000)

    def of(self, role: str) -> str | None:
        fresh: dict[str, Callable[[], str]] = {
            "this court": lambda: self._pair("Court 1", "month"),
            "other court": lambda: self._pair("Court 2", "month"),
            "every court": lambda: self._pair(None, "month"),
        }
        if role in fresh and (role not in self._secrets or not self._writes(self._secrets[role])):
            self._secrets[role] = fresh[role]()
        return {"nobody": None, "venue": KEY, "guessed": f"{self.secret_never_given}x"}.get(
            role, self._secrets.get(role)
        )

    def _writes(self, key: str) -> bool:
        return int(key.partition(".")[0]) in {device.id for device in self._kiosk.pairing.devices}

    def _pair(self, court: str | None, lasts: Duration) -> str:
        return self._kiosk.pairing.pair(self._kiosk.pairing.create_code(court, lasts).code, "Phone")[1]


@pytest.fixture
async def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kiosk]:
    """A kiosk without a limit of wrong keys, because these tests send many."""
    monkeypatch.setattr(auth, "FAILURES_PER_MINUTE", 10_000)
    monkeypatch.setattr(auth, "GUESSES_PER_MINUTE", 10_000)
    monkeypatch.setattr(games, "JOINS_PER_MINUTE", 10_000)
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


def routes(kiosk: Kiosk) -> list[str]:
    """Return every route of the router, as `GET /game/{id}`; HEAD goes with its GET."""
    router = kiosk.server._runner.app.router
    named = [f"{route.method} {route.resource.canonical}" for route in router.routes() if route.resource is not None]
    return [name for name in named if not name.startswith("HEAD ")]


def test_every_role_is_allowed_something_and_not_everything() -> None:
    for role in ALL - VENUE:
        assert 0 < sum(role in may for may in MAY.values()) < len(MAY)
    assert {name for name, may in MAY.items() if not may >= VENUE} == {"PUT /api/device", "DELETE /api/device"}


async def test_every_route_is_in_the_table(kiosk: Kiosk) -> None:
    assert sorted(set(routes(kiosk)) - set(MAY)) == [], "say in MAY who may use them"
    assert sorted(set(MAY) - set(routes(kiosk))) == [], "there is no such route any more"


async def status(kiosk: Kiosk, route: str, game: int, key: str | None) -> int:
    """Send a valid request to a route and return the status; of a stream only the head is read."""
    method, _, path = route.partition(" ")
    at = path.replace("{id}", "0" * 16 if path.startswith("/api/screens") else str(game)).replace("{n}", "1")
    tournaments = kiosk.scorekeeper.director.tournaments()
    oldest = str(min((each.tournament_id for each in tournaments), default=1))
    for variable, value in {"{t}": oldest, "{d}": "1", "{p}": "1", "{e}": "1", "{m}": "W1-1"}.items():
        at = at.replace(variable, value)
    at = at.replace("{fingerprint}", "0" * 16).replace("{name}", "score1")
    body = b""
    if route == "POST /api/pair":
        body = msgspec.json.encode({"code": kiosk.pairing.create_code().code, "name": "Pixel"})
    elif method != "GET" and path.startswith("/api"):
        body = msgspec.json.encode(BODIES.get(route, {}))
    lines = [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"Authorization: Bearer {key}"] if key is not None else []
    if not path.endswith(("/events", "/changes")):
        return (await send(kiosk.port, get(at, "localhost", *lines, method=method) + body)).status
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    writer.write(get(at, "localhost", *lines))
    first = await asyncio.wait_for(reader.readline(), TIMEOUT_S)
    writer.close()
    return int(first.split()[1])


def count_events(kiosk: Kiosk) -> dict[int, int]:
    """Return how many events each game and tournament has."""
    games = {game: len(kiosk.scorekeeper.events(game)) for game in kiosk.scorekeeper.game_ids()}
    director = kiosk.scorekeeper.director
    return games | {each.tournament_id: director.tournament(each.tournament_id).seq for each in director.tournaments()}


async def open_tournament(kiosk: Kiosk) -> None:
    """Open the first tournament, with a match that is called to court 1."""
    night = await new_night(kiosk, courts=["Court 1", "Court 2"])
    await night.enter(4)
    await night.draw(4)
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Court 1"})


async def test_every_route_accepts_exactly_the_roles_of_its_line(kiosk: Kiosk) -> None:
    keys = Keys(kiosk)
    await open_tournament(kiosk)
    game = int((await kiosk.new_game(court="Court 1")).rpartition("/")[2])
    kiosk.scorekeeper.record(game, GameStarted())
    await kiosk.new_game(court="Court 2")
    mismatches: list[tuple[str, str, object]] = []
    for route, may in MAY.items():
        for role in ROLES if may != ALL else OF_THE_ROOM:
            before = count_events(kiosk)
            answer = await status(kiosk, route, game, keys.of(role))
            if answer >= 500 or (answer in REFUSED) == (role in may):
                mismatches.append((route, role, answer))
            if role not in may and count_events(kiosk) != before:
                mismatches.append((route, role, "has written"))
    assert mismatches == [], "\n".join(map(str, mismatches))


def stored_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_no_key_appears_in_a_log_metric_error_or_stored_row(
    kiosk: Kiosk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The key is sent in the URL, as a name, and in a body of the wrong type."""
    caplog.set_level(logging.DEBUG)
    secret = Keys(kiosk).of("every court") or ""
    inner = secret.partition(".")[2]
    game = await kiosk.new_game()
    replies = [
        await send(kiosk.port, get(f"{path}?key={secret}")) for path in ("/pair", "/api/device", "/nothing", game)
    ]
    for lines in ([f"Authorization: Bearer {secret}"], [f"Referer: http://localhost/pair?key={secret}"]):
        replies += [
            await send(kiosk.port, get(path, "localhost", *lines)) for path in ("/metrics", "/healthz", "/api/device")
        ]
    replies.append(await send(kiosk.port, get("/", f"{inner}.example")))
    replies.append(await send(kiosk.port, f"GET {secret} HTTP/7\r\nAuthorization: {secret}\r\n\r\n".encode()))
    status, answer = await kiosk.call("POST", f"{game}/throws", {"team": [secret]}, key=secret)
    assert status == 400
    misdirected = replies[-2]
    assert (misdirected.status, inner.lower() in misdirected.body.decode()) == (421, True), "a name is told again"
    assert [each for each in [*replies[:-2], replies[-1], answer] if inner in str(each)] == []
    assert inner not in caplog.text
    files = stored_bytes(tmp_path)
    assert b"Phone" in files
    assert inner.encode() not in files


@pytest.mark.logs_warnings
async def test_an_internal_error_reveals_nothing_of_the_request(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = Keys(kiosk).of("every court") or ""

    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    game = await kiosk.new_game()
    monkeypatch.setattr(kiosk.scorekeeper, "write", broken)
    status, replies = await kiosk.call("POST", f"{game}/throws?key={secret}", {"team": 1, "result": "off"}, key=secret)
    assert (status, "broken" in str(replies)) == (500, False)
    assert "broken on purpose" in caplog.text
    assert secret.partition(".")[2] not in caplog.text
