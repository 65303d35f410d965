"""Test page: the desk sees each device that opens it and what it found; the kiosk itself is told apart."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from goat_kiosk.web.pages import reachability_test
from tests.web.full_kiosk import FullKiosk
from tests.web.kiosk import running

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"


async def test_a_phones_visit_to_the_test_page_is_shown_in_the_window(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        assert kiosk.server.reachability_test.latest() == []
        async with kiosk.session.get(f"{kiosk.url}/test", headers={"User-Agent": PHONE}) as page:
            assert page.status == 200
        (visit,) = kiosk.server.reachability_test.latest()
        assert (visit.address, visit.device, visit.is_this_computer, visit.receives_stream, visit.round_trip_ms) == (
            *("127.0.0.1", "iPhone", True),
            *(False, None),
        )
        status, _ = await kiosk.call("POST", "/test", {"stream": True, "ms": 12.5}, User_Agent=PHONE)
        assert status == 204
        status, reply = await kiosk.call("GET", "/api/visits")
        assert status == 200
        assert [(visit["address"], visit["stream"], visit["ms"]) for visit in reply] == [("127.0.0.1", True, 12.5)]


async def test_only_the_owner_sees_the_visits(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        assert (await kiosk.call("GET", "/api/visits", key=None))[0] == 401
        assert (await kiosk.call("GET", "/api/visits", key="wrong"))[0] == 403


@pytest.mark.parametrize("body", [{"ms": -1}, {"ms": "fast"}, {"stream": 3}, b"no json"])
async def test_malformed_reports_are_refused(tmp_path: Path, body: object) -> None:
    async with running(tmp_path) as kiosk:
        status, _ = await kiosk.call("POST", "/test", body)
        assert status in {400, 415, 422}
        assert kiosk.server.reachability_test.latest() == []


async def test_the_number_of_remembered_visits_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachability_test, "_MAX_VISITS", 0)
    async with running(tmp_path) as kiosk:
        await kiosk.call("POST", "/test", {})
        assert kiosk.server.reachability_test.latest() == []
        monkeypatch.setattr(reachability_test, "_MAX_VISITS", 50)
        monkeypatch.setattr(reachability_test, "MAX_AGE_S", 0)
        await kiosk.call("POST", "/test", {})
        assert kiosk.server.reachability_test.latest() == []


@pytest.mark.asyncio(loop_scope="session")
async def test_the_test_page_reports_what_works_on_the_phone(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context(locale="es-MX", user_agent=PHONE, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(f"{full_kiosk.kiosk.url}/test")
    await expect(page.locator("h1")).to_contain_text("Este dispositivo llega al kiosco")
    await expect(page.locator("#stream")).to_have_text("Las novedades llegan en vivo.")
    await expect(page.locator("#speed")).to_contain_text("Una respuesta tarda")
    (visit,) = full_kiosk.kiosk.server.reachability_test.latest()
    assert visit.receives_stream
    assert visit.round_trip_ms is not None
    await context.close()
