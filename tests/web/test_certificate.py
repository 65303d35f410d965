"""https beside http: streams, slow phones, the page for displays, and a browser, with a real authority."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from goat_kiosk.domain.events import BagThrown, GameStarted
from goat_kiosk.web.pages import certificate
from tests.games import game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, running
from tests.web.raw import get, send
from tests.web.secured import SecureKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def secure_kiosk(tmp_path: Path) -> AsyncIterator[SecureKiosk]:
    async with running(tmp_path) as kiosk:
        yield SecureKiosk(kiosk, tmp_path)


async def test_a_kiosk_serves_the_same_game_over_http_and_https(secure_kiosk: SecureKiosk) -> None:
    game = await secure_kiosk.kiosk.new_game()
    tls = {"ssl": secure_kiosk.client_context}
    async with secure_kiosk.kiosk.session.get(secure_kiosk.url + game, **tls) as answer:  # type: ignore[arg-type]
        assert (answer.status, await answer.json()) == (200, (await secure_kiosk.kiosk.call("GET", game))[1])
    headers = {"Authorization": f"Bearer {KEY}", "Origin": secure_kiosk.url}
    throw = {"team": 1, "result": "hole"}
    async with secure_kiosk.kiosk.session.post(
        f"{secure_kiosk.url}{game}/throws", ssl=secure_kiosk.client_context, headers=headers, json=throw
    ) as answer:
        assert answer.status == 200
    assert [bag["result"] for bag in (await secure_kiosk.kiosk.call("GET", game))[1]["bags"]] == ["hole"]


async def test_a_client_without_the_authority_does_not_trust_the_certificate(secure_kiosk: SecureKiosk) -> None:
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await secure_kiosk.kiosk.session.get(f"{secure_kiosk.url}/healthz")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_stream_over_https_brings_every_event_in_order(secure_kiosk: SecureKiosk, encoding: str) -> None:
    scorekeeper = secure_kiosk.kiosk.scorekeeper
    game_id = scorekeeper.create(game_created()).game_id
    at = f"{secure_kiosk.url}/game/{game_id}/events"
    async with secure_kiosk.kiosk.session.get(
        at, ssl=secure_kiosk.client_context, headers={"Accept-Encoding": encoding}
    ) as stream:
        assert stream.headers.get("Content-Encoding", "identity") == encoding
        changes = [scorekeeper.record(game_id, GameStarted())]
        changes += [scorekeeper.record(game_id, BagThrown(1 if n % 2 else 2, "off")) for n in range(20)]
        ids: list[str] = []
        async with asyncio.timeout(TIMEOUT_S):
            while changes[-1].event_id not in ids:
                line = await stream.content.readline()
                ids += [line.decode().strip().removeprefix("id: ")] if line.startswith(b"id: ") else []
    assert ids[-21:] == [change.event_id for change in changes]


async def test_an_https_client_that_does_not_read_is_disconnected(
    secure_kiosk: SecureKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub limits the send buffer of encrypted connections as well."""
    monkeypatch.setattr(secure_kiosk.kiosk.server._hub, "_abort_after_s", 0.5)
    counts, scorekeeper = secure_kiosk.kiosk.server._hub.counts, secure_kiosk.kiosk.scorekeeper
    game_id = scorekeeper.create(game_created()).game_id
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    slow.settimeout(TIMEOUT_S)
    await asyncio.to_thread(slow.connect, ("127.0.0.1", secure_kiosk.port))
    with await asyncio.to_thread(secure_kiosk.client_context.wrap_socket, slow, server_hostname="127.0.0.1") as wrapped:
        await asyncio.to_thread(wrapped.sendall, get(f"/game/{game_id}/events").replace(b"Connection: close\r\n", b""))
        async with asyncio.timeout(TIMEOUT_S):
            while not counts.aborted:
                secure_kiosk.kiosk.server.publish_refresh(game_id, "x" * 500)
                await asyncio.sleep(0.001)


async def test_a_new_address_gets_a_certificate_while_the_kiosk_runs(
    secure_kiosk: SecureKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "RENEWAL_CHECK_S", 0.0)
    secure_kiosk.client_context.check_hostname = False
    secure_kiosk.addresses = ["192.168.1.20", "10.9.8.7"]
    async with asyncio.timeout(TIMEOUT_S):
        while ("IP Address", "10.9.8.7") not in await names(secure_kiosk):
            await asyncio.sleep(0.05)
    async with secure_kiosk.kiosk.session.get(f"{secure_kiosk.url}/healthz", ssl=secure_kiosk.client_context) as answer:
        assert answer.status == 200


async def names(secure_kiosk: SecureKiosk) -> tuple[tuple[str, str], ...]:
    _, writer = await asyncio.open_connection("127.0.0.1", secure_kiosk.port, ssl=secure_kiosk.client_context)
    subject_names: tuple[tuple[str, str], ...] = writer.get_extra_info("peercert")["subjectAltName"]
    writer.close()
    return subject_names


async def test_http_on_the_https_port_and_the_reverse_affect_no_other_client(secure_kiosk: SecureKiosk) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", secure_kiosk.port)
    writer.write(get("/"))
    writer.close()
    with pytest.raises(OSError, match="SSL"):
        await asyncio.open_connection("127.0.0.1", secure_kiosk.kiosk.port, ssl=secure_kiosk.client_context)
    assert (await secure_kiosk.kiosk.call("GET", "/healthz"))[0] == 200


async def test_the_https_page_leads_a_display_to_https_and_has_no_private_key(
    secure_kiosk: SecureKiosk, browser: Browser
) -> None:
    await secure_kiosk.kiosk.new_game()
    context = await browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(f"{secure_kiosk.kiosk.url}/certificate")
    shown = await page.get_by_test_id("fingerprint").inner_text()
    assert shown.split() == secure_kiosk.certificates.fingerprint.split(":")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    async with page.expect_download() as started:
        await page.get_by_role("link", name="goat-kiosk.crt").click()
    downloaded = await (await started.value).path()
    assert downloaded.read_bytes() == secure_kiosk.certificates.authority
    assert await page.evaluate("isSecureContext && 'wakeLock' in navigator")  # Chromium trusts this machine itself
    await page.get_by_role("link", name=f"{secure_kiosk.url}/display").click()
    await expect(page).to_have_url(f"{secure_kiosk.url}/display")
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await context.close()


async def test_without_an_authority_the_https_page_says_so(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        for path in ("/certificate", certificate.AUTHORITY_PATH):
            answer = await send(kiosk.port, get(path))
            assert (answer.status, b"goat-kiosk certificate" in answer.body) == (404, True)
