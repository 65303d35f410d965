"""Source modules of resources/static, served one by one so that a test can import a single one."""

from pathlib import Path

from playwright.async_api import Page, Route

SOURCES = Path(__file__).parents[2] / "resources" / "static"


async def serve_modules(page: Page) -> None:
    """Serve the source files of the static folder to `page` at ``/static/modules/NAME.js``."""

    async def fulfill(route: Route) -> None:
        await route.fulfill(path=SOURCES / route.request.url.rpartition("/")[2], content_type="text/javascript")

    await page.route("**/static/modules/*.js", fulfill)
