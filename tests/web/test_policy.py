"""Content-Security-Policy: every page has the same strict one, and no page violates it."""

import pytest
from playwright.async_api import Browser

from tests.web.full_kiosk import FullKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_page_has_the_policy_and_does_not_violate_it(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context()
    await context.add_init_script(WATCH)
    page = await context.new_page()
    policies = set()
    for path in full_kiosk.pages.values():
        answer = await page.goto(full_kiosk.kiosk.url + path, wait_until="load")
        assert answer is not None
        policies.add(answer.headers["content-security-policy"])
        await page.evaluate("document.fonts.ready")
        assert await page.evaluate("window.reported") == [], path
    (policy,) = policies
    assert "unsafe" not in policy
    assert "*" not in policy
    await context.close()


async def test_a_planted_policy_violation_is_noticed(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context()
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url)
    await page.evaluate("document.body.setAttribute('style', 'color: red')")
    await page.wait_for_function("() => window.reported.join() === 'style-src-attr'")
    await context.close()


WATCH = """
    window.reported = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.reported.push(effectiveDirective));
"""
