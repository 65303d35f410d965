"""Screenshots of the window for docs/: every page on one sheet, for each screen size and theme.

`make picture` runs it after pages.py. In another language, into an existing folder, for review and not for
the documentation:

    packaging/window.py es /tmp/spanish
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pages import BAGS, reduce_colors
from picture import ADDRESS, ROOT, SHOWN_GAME, play
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from goat_kiosk.app import demo
from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.diagnostics import check_runner
from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.gui.services.audience import NullAudience, ScreenInfo
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.gui.startup.loop import make_application
from goat_kiosk.gui.text.language import set_language, t
from goat_kiosk.gui.theme import scale, style
from goat_kiosk.gui.widgets.inputs.scene_form import SceneRequest
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.settings.config import Settings
from goat_kiosk.settings.paths import EXPORTS
from goat_kiosk.text.theme import ThemeName

SETTLE_S = 1.0
"""Time for digits to roll and lists to load."""
SUBSCRIBERS = 143
"""Streams in the pictures: walls and phones."""


class SampleScreen(NamedTuple):
    """Screen in the pictures."""

    id: str
    name: str
    shows: Mapping[str, str]
    scene: SceneRequest = SceneRequest("page")
    kind: str = "wall"
    width: int = 1920
    height: int = 1080
    page: str = "/display"
    seconds_since_report: float = 1
    pending_orders: int = 0


class SampleAudience(NullAudience):
    """Audience with sample screens, independent of the network of this computer."""

    following = SUBSCRIBERS

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._scorekeeper = scorekeeper

    def screens(self) -> list[ScreenInfo]:
        """Return four walls and an overlay."""
        newest = {str(game): self._scorekeeper.snapshot(game).event_id for game in self._scorekeeper.game_ids()}
        first = dict(list(newest.items())[:1])
        return [
            SampleScreen("1", "Bar", newest),
            SampleScreen("2", "Entrance", newest, SceneRequest("all"), width=3840, height=2160),
            SampleScreen("3", "Over court 2", first, SceneRequest("court", "Court 2")),
            SampleScreen("4", "Stream", first, kind="overlay", page="/overlay/4711"),
            SampleScreen("5", "Terrace", newest),
        ]


SAMPLE_CHECKS = (
    Check("Address", "well", "Phones reach this kiosk at http://192.168.1.20:8080."),
    Check("Port", "well", "GOaT Kiosk serves on port 8080."),
    Check("Firewall", "well", "No firewall is in the way."),
    Check("Clock", "notice", "It is 20:15 (Europe/Madrid).", "Compare it with your watch: no time server sets it."),
    Check("Disk", "well", "A bag is safe on the disk in 4 ms; 212 GB are free."),
    Check("Screen", "well", "1366 × 768 at 100 %."),
    Check("Sound", "well", "Bags are heard through pw-play."),
)
"""Results of the checks on a sample laptop, independent of this computer."""
SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
THEMES: tuple[ThemeName, ...] = ("night", "day")
PAGE_WIDTH, GAP, COLUMNS = 640, 12, 3
"""Width of a page on its sheet and gap between pages, in pixels; pages in a row."""
SMALLEST = 0
"""Qt's PNG quality for the smallest file."""


async def main(language: str = "en", into: Path = ROOT / "docs") -> None:
    """Play on several courts and take screenshots of every page in both themes."""
    application = make_application()
    set_language(language)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(host="127.0.0.1", port=0, data_dir=folder, kiosk_name="Corn Hall", scorer_key="picture")
        kiosk = Kiosk(settings, asyncio.get_running_loop())
        shown, lobby = play_all(kiosk)
        window = MainWindow(
            Services(
                *(kiosk.scorekeeper, ADDRESS, kiosk.pairing, kiosk.lobby, kiosk.history_worker),
                *(Preferences(), Sounds(lambda _: None), EXPORTS, SampleAudience(kiosk.scorekeeper)),
                check_context=lambda: CheckContext(settings, kiosk.port),
            )
        )
        check_runner.run_checks = lambda context: iter(SAMPLE_CHECKS)  # noqa: ARG005  the parameter's name is part of the signature
        window.status_bar.show_hub(t("Phones can follow"))
        window.show()
        for theme in THEMES:
            style.set_theme(theme)
            for wide, high in SIZES:
                window.resize(wide, high)
                pages = [await capture(application, window, turn) for turn in page_actions(kiosk, window, shown, lobby)]
                file = into / f"window-{wide}-{theme}.png"
                reduce_colors(sheet(pages)).save(str(file), quality=SMALLEST)
                print(f"Made {file.name}")
        window.close()
        kiosk.stop()


def play_all(kiosk: Kiosk) -> tuple[int, int]:
    """Play part of a game on each court; return the number of the shown game and of a game in its lobby."""
    sheets, pairs = demo.scoresheets(), demo.team_pairs()
    next(pairs)  # the teams of the game that is shown
    lobby = kiosk.scorekeeper.create(NewGame("Court 6", "backyard", *next(pairs)).to_event()).game_id
    for n, bags in enumerate(BAGS[1:5]):
        play(kiosk.scorekeeper, NewGame(f"Court {n + 2}", "acl", *next(pairs)), sheets[n + 1], bags)
    return play(kiosk.scorekeeper, SHOWN_GAME, sheets[0], BAGS[0]), lobby


def page_actions(kiosk: Kiosk, window: MainWindow, shown: int, lobby: int) -> list[Callable[[], object]]:
    """Return the calls that open each page of the window, in the order of an evening."""
    over = next(one for one in kiosk.scorekeeper.game_ids() if kiosk.scorekeeper.history(one).game.winner)

    def from_game(then: Callable[[], object]) -> Callable[[], object]:
        def turn() -> None:
            window.show_game(shown)
            then()

        return turn

    return [
        window.show_new_game,
        lambda: window.show_game(lobby),
        from_game(window.play.show_board),
        from_game(window.play.rulings_button.click),
        from_game(lambda: window.rounds.correct(3)),
        lambda: window.show_game(over),
        *(from_game(partial(window.open_section, name)) for name in window.pages.sections),
    ]


async def capture(application: QApplication, window: MainWindow, turn: Callable[[], object]) -> QImage:
    """Open a page and return a screenshot of it, once its size has settled."""
    turn()
    factor, ends = scale.factor(), time.monotonic() + SETTLE_S
    while time.monotonic() < ends:
        application.processEvents()
        await asyncio.sleep(0.01)
        if (now := scale.factor()) != factor or now != scale.fit_factor(window.size()):
            factor, ends = now, time.monotonic() + SETTLE_S
    return window.grab().toImage().scaledToWidth(PAGE_WIDTH, Qt.TransformationMode.SmoothTransformation)


def sheet(pages: list[QImage]) -> QImage:
    """Return one picture with the pages in rows."""
    high, rows = pages[0].height(), -(-len(pages) // COLUMNS)
    whole = QImage(COLUMNS * (PAGE_WIDTH + GAP) + GAP, rows * (high + GAP) + GAP, QImage.Format.Format_RGB32)
    whole.fill(style.current_theme().line)
    painter = QPainter(whole)
    for place, page in enumerate(pages):
        row, column = divmod(place, COLUMNS)
        painter.drawImage(GAP + column * (PAGE_WIDTH + GAP), GAP + row * (high + GAP), page)
    painter.end()
    return whole


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 2 else main())
