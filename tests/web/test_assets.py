"""Static files of the pages: complete, of the right type, compressed, and cached by browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.text.i18n import catalogs
from goat_kiosk.web.pages.render import assets
from tests.web.kiosk import Kiosk, running


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("kiosk.css", "text/css"),
        ("venue.css", "text/css"),
        ("shared.js", "text/javascript"),
        ("bag.svg", "image/svg+xml"),
        ("vendor/barlow-condensed-latin-700.woff2", "font/woff2"),
    ],
)
async def test_an_unchanged_file_is_answered_with_304(kiosk: Kiosk, name: str, content_type: str) -> None:
    url = f"{kiosk.url}/static/{name}"
    async with kiosk.session.get(url) as answer:
        assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (200, content_type, "no-cache")
        assert await answer.read()
        tag = answer.headers["ETag"]
    async with kiosk.session.get(url, headers={"If-None-Match": tag}) as again:
        assert (again.status, await again.read()) == (304, b"")


async def test_a_file_with_a_fingerprinted_url_is_cached_forever(kiosk: Kiosk) -> None:
    current, old = assets.address("kiosk.css"), f"/static/{'0' * 16}/kiosk.css"
    async with kiosk.session.get(kiosk.url + current) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        content = await answer.read()
    async with kiosk.session.get(kiosk.url + old) as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert await answer.read() == content


@pytest.mark.parametrize("name", ["kiosk.css", "game.js", "game.es.js", "bag.svg"])
async def test_text_files_are_compressed_for_clients_that_accept_it(kiosk: Kiosk, name: str) -> None:
    sizes = {}
    for encoding in ("gzip", "identity", "gzip;q=0"):
        async with kiosk.session.get(kiosk.url + assets.address(name), headers={"Accept-Encoding": encoding}) as answer:
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert answer.headers.get("Content-Encoding") == ("gzip" if encoding == "gzip" else None)
            sizes[encoding] = int(answer.headers["Content-Length"])
    assert sizes["gzip"] < sizes["identity"] == sizes["gzip;q=0"]


@pytest.mark.parametrize("name", ["", "vendor", "nothing.css", "..%2f..%2fpyproject.toml"])
async def test_no_other_file_is_served(kiosk: Kiosk, name: str) -> None:
    async with kiosk.session.get(f"{kiosk.url}/static/{name}") as answer:
        assert answer.status == 404


def test_a_translated_script_has_the_sentences_that_are_literals_in_it() -> None:
    scripts = assets._translated(
        {"part.js": """t("Final score");t('Round {round}');t(`Set aside`);a={Board:1};"Game {number} of"+0"""}
    )
    for sentence in ("Final score", "Round {round}", "Set aside"):
        assert f'"{sentence}":'.encode() in scripts["part.es.js"]
    for other in ("Final", "Board", "Game {number}"):
        assert f'"{other}":'.encode() not in scripts["part.es.js"]


def test_a_sentence_with_a_quote_inside_is_found_too() -> None:
    quoted = next(sentence for sentence in catalogs()["es"].sentences if "'" in sentence or "`" in sentence)
    [script] = assets._translated({"part.js": f't("{quoted}")'}).values()
    assert msgspec.json.encode(quoted) in script
