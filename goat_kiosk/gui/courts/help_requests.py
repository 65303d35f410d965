"""Help that a scorer asked for: a lasting message, and a question by which somebody at the desk takes it.

The message stays, also through a restart, until the request is taken, here or over the API.
"""

from functools import partial

from PySide6.QtCore import QObject

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import HelpCleared, HelpRequested
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.message_line import MessageChoice, MessageLine


def help_message(games: list[Game]) -> str:
    """Return a sentence for each court that asks for help; empty if none does."""
    return " ".join(_sentence(game) for game in games if game.help is not None)


def _sentence(game: Game) -> str:
    if game.help is not None and game.help.reason:
        return t("{court} asks for help: {reason}", court=game.court, reason=game.help.reason)
    return t("{court} asks for help.", court=game.court)


class HelpRequests(QObject):
    """Asks in the message line who takes a request for help, and records that somebody does."""

    def __init__(self, scorekeeper: Scorekeeper, recorder: Recorder, message: MessageLine) -> None:
        super().__init__(message)
        self._scorekeeper, self._recorder, self._message = scorekeeper, recorder, message
        self._asked_about = 0
        self._question = ""

    def on_change(self, change: Change) -> None:
        """Ask about a new request; drop the question about one that is taken. Another open question stays."""
        if change.row is None:
            return
        if isinstance(change.row.event, HelpRequested) and (not self._message.answers or self._is_asking):
            self.ask(change.game_id)
        elif self._is_asking and self._asked_about == change.game_id and change.game.help is None:
            self._message.say("")

    def ask(self, game_id: int) -> None:
        """Ask who goes to the court of a game, if its scorer waits for help."""
        game = self._scorekeeper.history(game_id).game
        if game.help is None:
            return
        take = partial(self._scorekeeper.record, game_id, HelpCleared())
        answers: list[MessageChoice] = [
            (t("On my way"), partial(self._recorder.submit, take)),
            (t("Later"), lambda: None),
        ]
        self._asked_about, self._question = game_id, _sentence(game)
        self._message.ask(self._question, answers)

    @property
    def _is_asking(self) -> bool:
        """Whether the message line still shows the question."""
        return bool(self._message.answers) and self._message.text == self._question
