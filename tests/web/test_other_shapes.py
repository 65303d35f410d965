"""Malformed query parameters and cookies: every page answers or refuses, and none fails with an error."""

from pathlib import Path

import pytest
from yarl import URL

from tests.web.kiosk import Kiosk, running

VALUES = [
    "",
    "a",
    "-1",
    "1e999",
    "NaN",
    "9" * 400,
    "%00",
    "%ff",
    "%F0%9F",
    "%D9%A3",
    "[]",
    "{}",
    "true",
    "x" * 900,
    "1,,2",
]
QUERIES = {
    "/display": ["metres", "inches", "theme", "language", "new"],
    "/overlay/{id}": ["layout", "place", "scale", "team1", "ink", "bags", "follow", "language"],
    "/venue/events": ["games", "last_event_id"],
    "/game/{id}/receipt": ["hash"],
    "/courts": ["seen"],
    "/api/games": ["court", "limit"],
}
COOKIES = ["language", "theme", "print", "phone", "seats"]
PAGES = ["/", "/game/{id}", "/game/{id}/receipt", "/display", "/score"]


async def _status_of(kiosk: Kiosk, path: str, cookie: str = "") -> None:
    headers = {"Cookie": cookie} if cookie else {}
    async with kiosk.session.get(URL(kiosk.url + path, encoded=True), headers=headers) as answer:
        assert answer.status < 500, (path, cookie)


@pytest.mark.parametrize("path", QUERIES)
async def test_a_malformed_query_is_answered_or_refused(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as kiosk:
        page = path.format(id=(await kiosk.new_game()).rpartition("/")[2])
        for name in QUERIES[path]:
            for value in VALUES:
                await _status_of(kiosk, f"{page}?{name}={value}")
            await _status_of(kiosk, f"{page}?{name}=1&{name}=2")


@pytest.mark.parametrize("path", PAGES)
async def test_a_malformed_cookie_is_ignored(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as kiosk:
        page = path.format(id=(await kiosk.new_game()).rpartition("/")[2])
        for name in COOKIES:
            for value in ("", '"', "=;", "\\073", "\xff", "9" * 900, "..", "a.b.c", '"\\"'):
                await _status_of(kiosk, page, f"{name}={value}")


@pytest.mark.parametrize("number", ["%D9%A3", "\u0663", "0", "9" * 11, "-1", "1e3", "%00"])
async def test_a_malformed_game_number_is_refused(tmp_path: Path, number: str) -> None:
    async with running(tmp_path) as kiosk:
        for path in ("/game/{n}", "/api/games/{n}", "/display/{n}", "/overlay/{n}", "/score/{n}", "/game/{n}/events"):
            async with kiosk.session.get(URL(kiosk.url + path.replace("{n}", number), encoded=True)) as answer:
                assert answer.status in {400, 404}, (path, number)
