"""Pages of other sites: those of an allowed origin read what everybody reads, and nobody's page writes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from goat_kiosk.settings.config import InvalidSetting, Settings
from tests.web.kiosk import KEY, Kiosk, running

SITE = "https://scores.example.org"
STRANGER = "https://elsewhere.example"


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        server.server.allow_origins([SITE])
        yield server


async def headers(kiosk: Kiosk, method: str, path: str, origin: str, **more: str) -> tuple[int, dict[str, str]]:
    sent = {"Origin": origin} | {name.replace("_", "-"): value for name, value in more.items()}
    async with kiosk.session.request(method, kiosk.url + path, headers=sent) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize(
    "path", ["/api/games", "/api/games/7", "/api/openapi.json", "/healthz", "/metrics", "/sponsors"]
)
async def test_an_allowed_page_reads_what_everybody_reads_and_errors_too(kiosk: Kiosk, path: str) -> None:
    _, allowed = await headers(kiosk, "GET", path, SITE)
    assert allowed["access-control-allow-origin"] == SITE
    assert "ETag" in allowed["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in allowed
    _, refused = await headers(kiosk, "GET", path, STRANGER)
    assert "access-control-allow-origin" not in refused
    assert "Origin" in refused["vary"]


@pytest.mark.parametrize("path", ["/venue/events", "/game/{id}/events"])
async def test_an_allowed_page_follows_streams(kiosk: Kiosk, path: str) -> None:
    game = (await kiosk.new_game()).rpartition("/")[2]
    at = path.replace("{id}", game)
    assert (await headers(kiosk, "GET", at, SITE))[1]["access-control-allow-origin"] == SITE
    status, refused = await headers(kiosk, "GET", at, STRANGER)
    assert (status, "access-control-allow-origin" in refused) == (200, False)


@pytest.mark.parametrize("path", ["/", "/game/1", "/score", "/api/devices", "/api/export", "/api/device"])
async def test_pages_and_what_needs_a_key_are_not_for_other_sites(kiosk: Kiosk, path: str) -> None:
    _, answer = await headers(kiosk, "GET", path, SITE, Authorization=f"Bearer {KEY}")
    assert "access-control-allow-origin" not in answer
    _, preflight = await headers(kiosk, "OPTIONS", path, SITE, Access_Control_Request_Method="GET")
    assert "access-control-allow-origin" not in preflight


async def test_a_preflight_of_a_read_is_answered(kiosk: Kiosk) -> None:
    status, answer = await headers(kiosk, "OPTIONS", "/api/games", SITE, Access_Control_Request_Method="GET")
    assert (status, answer["access-control-allow-origin"]) == (204, SITE)
    assert "If-None-Match" in answer["access-control-allow-headers"]
    assert (await headers(kiosk, "OPTIONS", "/api/games", STRANGER, Access_Control_Request_Method="GET"))[0] == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_no_page_of_another_site_writes(kiosk: Kiosk, method: str) -> None:
    game = await kiosk.new_game()
    path = {"POST": f"{game}/undo", "PUT": f"{game}/players/1", "DELETE": f"{game}/help"}[method]
    status, answer = await headers(kiosk, "OPTIONS", path, SITE, Access_Control_Request_Method=method)
    assert (status, "access-control-allow-origin" in answer) == (405, False)
    status, answer = await headers(kiosk, method, path, SITE, Authorization=f"Bearer {KEY}")
    assert (status, "access-control-allow-origin" in answer) == (403, False)


async def test_without_the_option_no_header_allows_an_origin(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        _, answer = await headers(kiosk, "GET", "/api/games", SITE)
        assert not [name for name in answer if name.startswith("access-control")]
        assert "vary" not in answer
        assert (await headers(kiosk, "OPTIONS", "/api/games", SITE, Access_Control_Request_Method="GET"))[0] == 405


def test_the_option_takes_origins_and_nothing_else() -> None:
    assert Settings(allow_origin=f"{SITE}/, http://localhost:3000").origins == [SITE, "http://localhost:3000"]
    assert Settings().origins == []
    for wrong in ("*", "scores.example.org", f"{SITE}/page", "ftp://x", "https://", "https://a b"):
        with pytest.raises(InvalidSetting, match="--allow-origin"):
            _ = Settings(allow_origin=wrong).origins
