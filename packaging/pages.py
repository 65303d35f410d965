"""Screenshots of the venue's page, walls, overlay and printed guide for docs/, from real games.

`make picture` runs it after picture.py. The pictures have 256 colors, which are enough for a scoreboard, to be small.
"""

import asyncio
import tempfile
from collections import Counter
from typing import NamedTuple

from picture import ADDRESS, CHROMIUM, ROOT, play
from playwright.sync_api import Browser, sync_playwright
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage

from goat_kiosk.app import demo
from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.settings.config import Settings

BAGS = [69, 20, 43, 50, 1_000, 8]
"""Bags thrown in each court's game; the fifth game is over."""


class Shot(NamedTuple):
    """One picture: its name, its page, and the size of its screen."""

    name: str
    path: str
    width: int
    height: int
    docs_width: int
    """Width of the picture in docs/, in pixels."""


SHOTS = [
    Shot("venue", "/", 390, 844, 390),
    Shot("venue-laptop", "/", 1366, 768, 1366),
    Shot("wall", "/display", 3840, 2160, 1600),
    Shot("wall-one-court", "/display/{game}", 1920, 1080, 1280),
    Shot("overlay", "/overlay/{game}", 1920, 1080, 1280),
]


def main() -> None:
    """Play part of a game on each court and take a screenshot of every page."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = Settings(host="127.0.0.1", port=0, data_dir=folder, kiosk_name="Corn Hall", scorer_key="picture")
        kiosk = Kiosk(settings, asyncio.new_event_loop())
        kiosk.server.set_public_url(ADDRESS)
        game = min(play_all(kiosk))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            take_screenshot(browser, f"{kiosk.address}{shot.path.format(game=game)}", shot)
        print_guide(browser, f"{kiosk.address}/guide")
        browser.close()
        kiosk.stop()


def play_all(kiosk: Kiosk) -> list[int]:
    """Play a game on every court; return the games' numbers."""
    sheets, pairs = demo.scoresheets(), demo.team_pairs()
    return [
        play(kiosk.scorekeeper, NewGame(f"Court {n + 1}", "acl", *next(pairs)), sheets[n], bags)
        for n, bags in enumerate(BAGS)
    ]


def take_screenshot(browser: Browser, url: str, shot: Shot) -> None:
    """Take a screenshot of a page once it is live."""
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme="dark")
    page.goto(url)
    page.wait_for_function("() => document.querySelector('.link').textContent === 'Live'")
    page.wait_for_timeout(800)  # fonts, colors and the last animation
    screenshot = page.screenshot(omit_background=True)
    page.close()
    small = QImage.fromData(QByteArray(screenshot)).scaledToWidth(
        shot.docs_width, Qt.TransformationMode.SmoothTransformation
    )
    file = ROOT / "docs" / f"{shot.name}.png"
    reduce_colors(small).save(str(file))
    print(f"Made {file.relative_to(ROOT)}, {file.stat().st_size // 1024} KB")


def print_guide(browser: Browser, url: str) -> None:
    """Print the scorekeeper's guide."""
    page = browser.new_page()
    page.goto(url)
    file = ROOT / "docs" / "guide.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    page.close()
    print(f"Made {file.relative_to(ROOT)}, {file.stat().st_size // 1024} KB")


def reduce_colors(picture: QImage) -> QImage:
    """Return a picture in its 256 most frequent colors."""
    whole = picture.convertToFormat(QImage.Format.Format_ARGB32)
    frequent = Counter(memoryview(whole.constBits()).cast("I")).most_common(256)
    flags = Qt.ImageConversionFlag.ThresholdDither
    return whole.convertToFormat(QImage.Format.Format_Indexed8, [color for color, _ in frequent], flags)


if __name__ == "__main__":
    main()
