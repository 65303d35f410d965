"""Question before a finished game is reopened: it says what that takes back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.describe import action_text, later_games_line
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.message_line import MessageChoice, MessageLine


class Reopening(QObject):
    """Asks whether to reopen a finished game."""

    requested = Signal(int)
    """The id of the game to reopen; another game on its court is set aside."""
    court_asked = Signal(int)
    """The id of the game to reopen once it is clear what becomes of the other on its court."""

    def __init__(
        self, scorekeeper: Scorekeeper, courts: Callable[[], list[str]], message: MessageLine, parent: QObject
    ) -> None:
        """`courts` returns the courts that have an unfinished game."""
        super().__init__(parent)
        self._scorekeeper, self._courts, self._message = scorekeeper, courts, message

    def ask(self, game_id: int) -> None:
        """Ask whether to reopen the game, and say what that takes back."""
        try:
            history = self._scorekeeper.history(game_id)
        except KioskError as error:
            self._message.warn(error_text(error))
            return
        game = history.game
        if history.undo_stack is None or not game.is_over:
            self._message.warn(t("This game is under way already: it stands in the rail."))
            return
        question = t(
            "Reopening takes back “{change}”, and the game goes on.", change=action_text(history.undo_stack[0], game)
        )
        is_busy = court_key(game.court) in map(court_key, self._courts())
        if is_busy:
            question += " " + t("{court} has another game that is not over.", court=game.court)
        later = later_games_line(self._scorekeeper.later_games(game_id, history.undo_stack[0]))
        question = f"{question} {later}".strip()
        answers: list[MessageChoice] = [
            (t("Set it aside and reopen") if is_busy else t("Reopen"), partial(self.requested.emit, game_id)),
            (t("Leave it"), lambda: None),
        ]
        if is_busy:
            answers.append((t("Another way…"), partial(self.court_asked.emit, game_id)))
        self._message.ask(question, answers)
