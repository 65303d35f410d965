"""Taps on a page, far enough apart that the page does not ignore the second one as a bounce."""

from playwright.async_api import Page

_REST = """button => {
    const last = JSON.parse(sessionStorage.getItem('last-tap'));
    const { x, y, width, height } = button.getBoundingClientRect();
    const near = last && Math.hypot(x + width / 2 - last.x, y + height / 2 - last.y) <= 48;
    const since = last ? performance.timeOrigin + performance.now() - last.at : 0;
    return near && new Promise((rested) => setTimeout(rested, 520 - since));
}"""


async def tap(page: Page, *names: str) -> None:
    """Tap the buttons of these names in turn."""
    for name in names:
        button = page.get_by_role("button", name=name, exact=True)
        if await button.count():
            await button.evaluate(_REST)
        await button.tap()
