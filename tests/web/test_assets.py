"""The pages' files: complete, of the right type, and asked for again rather than fetched again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.kiosk import Kiosk, running


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("kiosk.css", "text/css"),
        ("tokens.css", "text/css"),
        ("stream.js", "text/javascript"),
        ("bag.svg", "image/svg+xml"),
        ("vendor/htmx.min.js", "text/javascript"),
        ("vendor/barlow-condensed-700.woff2", "font/woff2"),
    ],
)
async def test_a_file_is_served_once_and_then_found_the_same(kiosk: Kiosk, name: str, content_type: str) -> None:
    url = f"{kiosk.url}/static/{name}"
    async with kiosk.session.get(url) as answer:
        assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (200, content_type, "no-cache")
        assert await answer.read()
        tag = answer.headers["ETag"]
    async with kiosk.session.get(url, headers={"If-None-Match": tag}) as again:
        assert (again.status, await again.read()) == (304, b"")


@pytest.mark.parametrize("name", ["", "vendor", "nothing.css", "..%2f..%2fpyproject.toml"])
async def test_there_is_nothing_else_to_be_had(kiosk: Kiosk, name: str) -> None:
    async with kiosk.session.get(f"{kiosk.url}/static/{name}") as answer:
        assert answer.status == 404
