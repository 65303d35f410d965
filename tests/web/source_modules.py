"""Modules of resources/static in a page: the pages have them bundled, and a test asks one module alone."""

from pathlib import Path

from playwright.async_api import Page, Route

SOURCES = Path(__file__).parents[2] / "resources" / "static"


async def serve_modules(page: Page) -> None:
    """Let `page` import each from ``/static/modules/NAME.js``."""

    async def fulfill(route: Route) -> None:
        await route.fulfill(path=SOURCES / route.request.url.rpartition("/")[2], content_type="text/javascript")

    await page.route("**/static/modules/*.js", fulfill)
