"""Browsers that the pages are shown in beside Playwright's Chromium, by name: a number is an old Chromium's version."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.web import firefox, webkit
from tests.web.old_chromium import CHROMIUM, new_chromium, old_chromium, program
from tests.web.tab import Engine

OLD_CHROMIUMS = ("64", "67", "72", "78", "92", "94")
ENGINES = (*OLD_CHROMIUMS, "chromium", "firefox", "webkit")


def is_installed(name: str) -> bool:
    """Whether this machine has it; `make bench` installs them on Debian."""
    match name:
        case "chromium":
            return CHROMIUM.exists()
        case "firefox":
            return firefox.PROGRAM is not None
        case "webkit":
            return webkit.is_installed()
        case _:
            return program(int(name)).exists()


def start(name: str, folder: Path) -> AbstractAsyncContextManager[Engine]:
    """Return a browser with an empty profile in `folder`; it runs while the context is open."""
    match name:
        case "chromium":
            return new_chromium(folder)
        case "firefox":
            return firefox.firefox(folder)
        case "webkit":
            return webkit.webkit(folder)
        case _:
            return old_chromium(int(name), folder)
