"""Screenshot docs/picture.png: the scorekeeper's window and a spectator's phone during a real game.

`make picture` runs it; `tests/packaging/test_picture.py` fails when the program has come to look different since.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from goat_kiosk.app import demo  # noqa: E402  the checkout must be on the path first
from goat_kiosk.app.kiosk import Kiosk  # noqa: E402
from goat_kiosk.desk.scorekeeper import Scorekeeper  # noqa: E402
from goat_kiosk.domain.events import BagThrown, Result  # noqa: E402
from goat_kiosk.domain.games.new_game import NewGame, NewTeam  # noqa: E402
from goat_kiosk.domain.rounds.scoresheet import Scoresheet, throws  # noqa: E402
from goat_kiosk.gui.services.services import Services  # noqa: E402
from goat_kiosk.gui.settings.preferences import Preferences  # noqa: E402
from goat_kiosk.gui.sound.sounds import Sounds  # noqa: E402
from goat_kiosk.gui.startup.loop import make_application  # noqa: E402
from goat_kiosk.gui.window.main_window import MainWindow  # noqa: E402
from goat_kiosk.settings.config import Settings  # noqa: E402
from goat_kiosk.store.log import write_queue  # noqa: E402

write_queue.SYNC_TIMEOUT_S = 60  # no one waits for these bags, and the disk of a busy machine is slow
PICTURE = ROOT / "docs" / "picture.png"
WINDOW = 1366, 728
PHONE = 390, 728
GAP = 24
ADDRESS = "http://192.168.1.20:8080"
CHROMIUM = "/usr/bin/chromium"
SHOWN_GAME = NewGame(
    "Court 1", "acl", NewTeam("Board Meeting", ["Ada", "Rufus"]), NewTeam("Corn Stars", ["Mabel", "Otis"])
)
LANDINGS: dict[Result, tuple[tuple[float, float], ...]] = {
    "hole": ((12, 39),),
    "board": ((7.5, 21), (16, 14.5), (10, 31)),
    "off": ((-3.5, 12), (27.5, 30)),
}
"""Positions of the picture's bags on the board, in inches, by result."""
SECOND_GAME = NewGame(
    "Court 2", "acl", NewTeam("Hole Patrol", ["Ines", "Walt"]), NewTeam("Slide Rules", ["Greta", "Hank"])
)


async def main(picture: Path = PICTURE) -> None:
    """Play part of two games, take a screenshot of both screens, and save them side by side as `picture`."""
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(host="127.0.0.1", port=0, data_dir=folder, kiosk_name="Corn Hall", scorer_key="picture")
        kiosk = Kiosk(settings, asyncio.get_running_loop())
        play(kiosk.scorekeeper, SECOND_GAME, demo.scoresheets()[4], bags=20)
        shown = play(kiosk.scorekeeper, SHOWN_GAME, demo.scoresheets()[0], bags=69)
        window, phone = capture_window(application, kiosk), await capture_phone(kiosk.address, shown)
        kiosk.stop()
    side_by_side(window, phone).save(str(picture))
    print(f"Made {picture.name}")


def play(scorekeeper: Scorekeeper, game: NewGame, sheet: Scoresheet, bags: int) -> int:
    """Play the first `bags` bags of a real game and return its number."""
    change = scorekeeper.create(game.to_event())
    for turn, sides in enumerate(sheet.rounds):
        for throw in throws(sides, change.game.first_throw, turn):
            if bags:
                change, bags = scorekeeper.record(change.game_id, with_position(throw, bags)), bags - 1
    return change.game_id


def with_position(throw: BagThrown, turn: int) -> BagThrown:
    """Return a throw with a position: the scoresheets contain only counts."""
    landings = LANDINGS.get(throw.result, ((None, None),))
    x, y = landings[turn % len(landings)]
    return BagThrown(throw.team, throw.result, x, y)


def capture_window(application: QApplication, kiosk: Kiosk) -> QImage:
    """Return a screenshot of the window."""
    window = MainWindow(
        Services(
            kiosk.scorekeeper, ADDRESS, kiosk.pairing, kiosk.lobby, kiosk.history_worker, Preferences(), Sounds(None)
        )
    )
    window.status_bar.show_hub("Phones can follow")
    window.resize(*WINDOW)
    window.show()
    application.processEvents()
    return window.grab().toImage()


async def capture_phone(address: str, game_id: int) -> QImage:
    """Return a screenshot of the game's page on a phone."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="dark")
        await page.goto(f"{address}/game/{game_id}")
        await page.get_by_text("Live", exact=True).first.wait_for()
        screenshot = await page.screenshot()
        await browser.close()
    return QImage.fromData(QByteArray(screenshot))


def side_by_side(window: QImage, phone: QImage) -> QImage:
    """Return both screenshots in one picture."""
    sheet = QImage(window.width() + GAP + phone.width(), window.height(), QImage.Format.Format_ARGB32)
    sheet.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(sheet)
    painter.drawImage(QPoint(0, 0), window)
    painter.drawImage(QPoint(window.width() + GAP, 0), phone)
    painter.end()
    return sheet


if __name__ == "__main__":
    asyncio.run(main(*map(Path, sys.argv[1:])))
