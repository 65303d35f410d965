"""Browser page that fails its test when an error or a warning appears on its console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

from tests.waiting import TIMEOUT_MS

EXPECTED = "Failed to load resource"
"""The browser's message for an error status, and for a kiosk that a test has stopped."""


@asynccontextmanager
async def quiet_page(browser: Browser, **context: Any) -> AsyncIterator[Page]:
    """Open a page in a new browser context; `context` are Playwright's options for it."""
    browser_context = await browser.new_context(**context)
    browser_context.set_default_timeout(TIMEOUT_MS)
    page = await browser_context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda console_message: (
            complaints.append(console_message.text) if console_message.type in {"error", "warning"} else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await browser_context.close()
    assert [text for text in complaints if not text.startswith(EXPECTED)] == []
