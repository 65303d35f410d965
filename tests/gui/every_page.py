"""Every page of the window, for tests that look at all of them: each is opened in turn, as its user opens it."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import click, create, throw


def pages(window: MainWindow, scorekeeper: Scorekeeper) -> Iterator[str]:
    """Open each page of `window`, and yield its name while it is shown."""
    lobby, live = create(scorekeeper, "Court 2"), create(scorekeeper)
    scorekeeper.record(live, GameStarted())
    throw(scorekeeper, live, *("hole", "board", "off", "off") * 2, "hole", "board")
    finished = create(scorekeeper, "Court 3")
    scorekeeper.record(finished, GameStarted())
    throw(scorekeeper, finished, *("hole", "off") * 8)

    def with_game(action: Callable[[], object]) -> Callable[[], object]:
        def opened() -> None:
            window.show_game(live)
            action()

        return opened

    steps: dict[str, Callable[[], object]] = {
        "new game": window.show_new_game,
        "lobby": lambda: window.show_game(lobby),
        "play": lambda: window.show_game(live),
        "rulings": with_game(lambda: click(window.play.rulings_button)),
        "foul": lambda: click(window.play.rulings.foul),
        "correction": with_game(lambda: window.rounds.correct(1)),
        "lineup": with_game(window.navigation.toggle_lineup),
        "finished": lambda: window.show_game(finished),
        "scorer phones": with_game(window.navigation.toggle_scorers),
        "close": window.close,
        **{name: partial(window.open_section, name) for name in window.pages.sections},
    }
    for name, step in steps.items():
        step()
        QApplication.processEvents()
        yield name
        if name == "foul":
            click(window.play.rulings.wizard.close_button)
            window.play.show_board()
        if name == "scorer phones":
            window.navigation.toggle_scorers()
        if name == "close":
            window.navigation.go_back()
