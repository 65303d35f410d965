"""Names over HTTP: a list is previewed, added as CSV or JSON, and removed, with the venue's key alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from goat_kiosk.store.history.history_worker import read_roster
from tests.web.kiosk import Kiosk, running

CSV = "Equipo;Jugador\r\nÁguilas;José\r\nÁguilas;Zoë\r\nÁguilas;ZOË\r\n".encode("cp1252")
ROWS = {"rows": [{"team": "Hawks", "players": ["Ann", "!"], "color": "#3FBF6B"}], "source": "league.example"}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


def offered(kiosk: Kiosk) -> list[str]:
    return sorted(person.name for person in read_roster(kiosk.scorekeeper.games.log_path).people)


async def test_a_csv_file_is_previewed_added_and_removed(kiosk: Kiosk) -> None:
    status, preview = await kiosk.call("POST", "/api/names?preview=true", CSV, Content_Type="text/csv; charset=x")
    assert (status, preview["list"], offered(kiosk)) == (200, None, [])
    status, added = await kiosk.call("POST", "/api/names?source=season.csv", CSV, Content_Type="text/csv")
    assert (status, added) == (201, preview | {"list": 1})
    assert added["accepted"][1] == {
        "line": 2,
        "kind": "player",
        "name": "José",
        "team": "Águilas",
        "color": None,
        "is_blocked": False,
    }
    assert added["refused"] == [
        {
            "line": 4,
            "text": "ZOË",
            "code": "twice",
            "reason": "“ZOË” is in the list twice: it stands in line 3 already.",
        }
    ]
    assert offered(kiosk) == ["José", "Zoë"]
    (listed,) = (await kiosk.call("GET", "/api/names"))[1]
    assert (listed["list"], listed["source"], listed["players"], listed["teams"]) == (1, "season.csv", 2, 1)
    assert await kiosk.call("DELETE", "/api/names/1") == (204, None)
    assert (await kiosk.call("GET", "/api/names"), offered(kiosk)) == ((200, []), [])
    assert (await kiosk.call("DELETE", "/api/names/1"))[0] == 404


async def test_json_rows_are_added_once(kiosk: Kiosk) -> None:
    status, added = await kiosk.call("POST", "/api/names", ROWS)
    assert status == 201
    assert [(name["kind"], name["name"], name["color"]) for name in added["accepted"]] == [
        ("team", "Hawks", "#3fbf6b"),
        ("player", "Ann", "#3fbf6b"),
    ]
    assert [(name["line"], name["code"]) for name in added["refused"]] == [(1, "no-letters")]
    status, again = await kiosk.call("POST", "/api/names?preview=true", ROWS)
    assert (status, again["accepted"]) == (200, [])
    assert again["known"] == [{"kind": "team", "name": "Hawks"}, {"kind": "player", "name": "Ann"}]
    status, problem = await kiosk.call("POST", "/api/names", ROWS)
    assert (status, problem["detail"]) == (422, "The list has no new name.")


async def test_a_reason_is_in_the_reader_s_language(kiosk: Kiosk) -> None:
    _, preview = await kiosk.call("POST", "/api/names?preview=true", ROWS, Accept_Language="es")
    assert preview["refused"][0]["reason"] == "Un nombre necesita al menos una letra o una cifra."


@pytest.mark.parametrize(
    ("path", "body", "content_type", "expected"),
    [
        ("/api/names", b"", "text/csv", 422),
        ("/api/names", b"\x89PNG\x00", "text/csv", 422),
        ("/api/names", b"PK\x03\x04", "text/csv", 422),
        ("/api/names", b"a" * 100_000, "text/csv", 413),
        ("/api/names", b"Ann", "image/png", 415),
        ("/api/names", b'{"rows":[{"line":99999999999999999999}]}', "application/json", 422),
        ("/api/names", b"{}", "application/json", 400),
        ("/api/names?preview=perhaps", b"Ann", "text/csv", 422),
        ("/api/names?dry=true", b"Ann", "text/csv", 422),
    ],
)
async def test_a_wrong_request_is_refused(
    kiosk: Kiosk, path: str, body: bytes, content_type: str, expected: int
) -> None:
    assert (await kiosk.call("POST", path, body, Content_Type=content_type))[0] == expected
    assert offered(kiosk) == []


async def test_only_the_venue_may_add_names(kiosk: Kiosk) -> None:
    assert (await kiosk.call("POST", "/api/names", ROWS, key=None))[0] == 401
    phone = kiosk.pairing.pair(kiosk.pairing.create_code(None).code, "Phone")[1]
    for method, path in (("POST", "/api/names"), ("GET", "/api/names"), ("DELETE", "/api/names/1")):
        assert (await kiosk.call(method, path, ROWS if method == "POST" else None, key=phone))[0] == 403
