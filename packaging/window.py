"""Make the pictures of the window's pages under docs/: each at the size of a small laptop, by night and by day.

`make picture` runs it after pages.py. The page of play is also shown on a desktop's and on a 4K screen. In another
language, and into a folder that is there already, for looking at and not for the documentation:

    packaging/window.py es /tmp/spanish
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pages import BAGS, in_few_colors
from picture import ADDRESS, ROOT, SHOWN, play
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from goat_kiosk import demo
from goat_kiosk.app import Kiosk
from goat_kiosk.config import Settings
from goat_kiosk.domain.new_game import NewGame
from goat_kiosk.gui import style
from goat_kiosk.gui.audience import Nobody, Screen, Show
from goat_kiosk.gui.language import speak, t
from goat_kiosk.gui.loop import make_application
from goat_kiosk.gui.main_window import MainWindow
from goat_kiosk.gui.preferences import Preferences
from goat_kiosk.gui.sounds import Sounds
from goat_kiosk.gui.venue import Venue
from goat_kiosk.paths import EXPORTS
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.theme import ThemeName

SETTLE_S = 1.0
"""Digits roll and lists are asked for; no picture is worth waiting longer."""
KEPT = 740
"""Pixels of a picture's width in docs/."""
FOLLOWING = 143
"""Streams of the hall in the pictures: the walls, and the phones."""


class ShownScene(NamedTuple):
    """What a screen of the pictures shows."""

    show: Show = "page"
    court: str = ""
    text: str = ""


class ShownScreen(NamedTuple):
    """A screen of the pictures."""

    id: str
    name: str
    shows: Mapping[str, str]
    scene: ShownScene = ShownScene()
    kind: str = "wall"
    width: int = 1920
    height: int = 1080
    page: str = "/display"
    heard: float = 1
    waiting: int = 0


class ShownHall(Nobody):
    """A hall with screens in it, and without the networks of the machine that makes the pictures."""

    following = FOLLOWING

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._scorekeeper = scorekeeper

    def screens(self) -> list[Screen]:
        """Return walls that show the newest of every court or of one, and an overlay."""
        newest = {str(game): self._scorekeeper.recall(game).event_id for game in self._scorekeeper.game_ids()}
        first = dict(list(newest.items())[:1])
        return [
            ShownScreen("1", "Bar", newest),
            ShownScreen("2", "Entrance", newest, ShownScene("all"), width=3840, height=2160),
            ShownScreen("3", "Over court 2", first, ShownScene("court", "Court 2")),
            ShownScreen("4", "Stream", first, kind="overlay", page="/overlay/4711"),
            ShownScreen("5", "Terrace", newest),
        ]


class Shot(NamedTuple):
    """One picture: its page, as the window calls it, and the size of the screen."""

    page: str
    width: int = 1366
    height: int = 768

    @property
    def name(self) -> str:
        """What the file is called, but for the theme."""
        wide = "" if self.width == Shot("").width else f"-{self.width}"
        return f"window-{self.page.lower().replace(' ', '-')}{wide}"


SHOTS = [
    *(Shot(page) for page in ("Play", "Lobby", "New game", "History", "People", "Rules", "Screens", "Keys")),
    Shot("Play", 1920, 1080),
    Shot("Play", 3840, 2160),
]
PACKED = 0
"""The quality that Qt takes for a PNG that is packed as small as it can be."""
THEMES: tuple[ThemeName, ...] = ("night", "day")


async def main(language: str = "en", into: Path = ROOT / "docs") -> None:
    """Play on several courts and photograph every page in both themes."""
    application = make_application()
    speak(language)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(host="127.0.0.1", port=0, data_dir=folder, kiosk_name="Corn Hall", scorer_key="picture")
        kiosk = Kiosk(settings, asyncio.get_running_loop())
        shown, lobby = played(kiosk)
        window = MainWindow(
            Venue(
                *(kiosk.scorekeeper, ADDRESS, kiosk.pairing, kiosk.joining, kiosk.archivist),
                *(Preferences(), Sounds(lambda _: None), EXPORTS, ShownHall(kiosk.scorekeeper)),
            )
        )
        window.server_bar.tell(t("Phones can follow"))
        window.show()
        for theme in THEMES:
            style.apply(theme)
            window.show_game(shown)
            for shot in SHOTS:
                file = into / f"{shot.name}-{theme}.png"
                turn_to(window, shot.page, shown, lobby)
                await photograph(application, window, shot, file)
        window.close()
        kiosk.stop()


def played(kiosk: Kiosk) -> tuple[int, int]:
    """Play part of a game on each court; return the numbers of the one shown and of one in its lobby."""
    sheets, pairs = demo.scoresheets(), demo.pairs()
    next(pairs)  # the teams of the game that is shown
    lobby = kiosk.scorekeeper.create(NewGame("Court 6", "backyard", *next(pairs)).event()).game_id
    for n, bags in enumerate(BAGS[1:5]):
        play(kiosk.scorekeeper, NewGame(f"Court {n + 2}", "acl", *next(pairs)), sheets[n + 1], bags)
    return play(kiosk.scorekeeper, SHOWN, sheets[0], BAGS[0]), lobby


def turn_to(window: MainWindow, page: str, shown: int, lobby: int) -> None:
    """Turn the window to a page."""
    if page == "New game":
        window.show_new_game()
    elif page == "Lobby":
        window.show_game(lobby)
    else:
        window.show_game(shown)
        window.turn_to(page)


async def photograph(application: QApplication, window: MainWindow, shot: Shot, file: Path) -> None:
    """Keep a picture of the window once it stands still."""
    window.resize(shot.width, shot.height)
    ends = asyncio.get_running_loop().time() + SETTLE_S
    while asyncio.get_running_loop().time() < ends:
        application.processEvents()
        await asyncio.sleep(0.01)
    picture = window.grab().toImage().scaledToWidth(KEPT, Qt.TransformationMode.SmoothTransformation)
    in_few_colors(picture).save(str(file), quality=PACKED)
    print(f"Made {file.name}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 2 else main())
