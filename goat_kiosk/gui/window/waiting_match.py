"""Waiting match: a game that has opened by itself, since another kiosk has called its match to a court of this one.

The window leads to it where nothing is played: at once if it shows no game, with a question in the message line if it
shows the result of the court's last one, whose captains may still look at it.
"""

from functools import partial

from PySide6.QtCore import QObject

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.gui.window.current_game import CurrentGame


class WaitingMatch(QObject):
    """Offers the games of matches that wait in their lobbies."""

    def __init__(self, current: CurrentGame, message: MessageLine) -> None:
        super().__init__(message)
        self._current, self._message = current, message

    def on_change(self, change: Change, *, is_idle: bool) -> None:
        """Lead to a game that has just been opened; `is_idle` says that the window shows an empty form."""
        game, shown = change.game, self._current.game
        if not _waits(change):
            return
        show = partial(self._current.show, change.game_id)
        if shown is None and is_idle:
            show()
        elif shown is not None and shown.is_over and court_key(shown.court) == court_key(game.court):
            self._ask(game, show)

    def _ask(self, game: Game, show: partial[None]) -> None:
        first, second = (local_name(side.name) for side in game.sides)
        question = t("{court} is called: {first} vs {second}.", court=game.court, first=first, second=second)
        self._message.ask(question, [(t("Go there"), show), (t("Leave it"), lambda: None)])


def _waits(change: Change) -> bool:
    game = change.game
    is_new = change.row is not None and change.row.seq == 1
    return is_new and game.status == "lobby" and game.fixture is not None and game.match.number == 1
