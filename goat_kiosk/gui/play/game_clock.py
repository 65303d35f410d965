"""The clock of the game shown: what is left of its time limit, counted down each second, and its last round."""

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.time_limit import is_last_round, is_timed, time_left
from goat_kiosk.gui.text.language import t
from goat_kiosk.host.clock import MINUTE_MS, SECOND_MS


class GameClock(QObject):
    """Looks at the scorekeeper's clock, which nobody can set."""

    changed = Signal(str)
    """What is left, in words; empty where nothing limits the game."""
    time_up = Signal(str)
    """The sentence for the moment when the time runs out."""

    def __init__(self, scorekeeper: Scorekeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._scorekeeper = scorekeeper
        self._game_id: int | None = None
        self._words = ""
        self._left: int | None = None
        self._timer = QTimer(self, interval=SECOND_MS)
        self._timer.timeout.connect(self.update)
        self._timer.start()

    def stop(self) -> None:
        """Look no more: the window is closed, and the log may be."""
        self._timer.stop()

    def set_game(self, game_id: int) -> None:
        """Show the time of this game from now on."""
        if game_id != self._game_id:
            self._game_id, self._left = game_id, None
        self.update()

    def update(self) -> None:
        """Tell what is left now, if that has changed."""
        if self._game_id is None or not self._scorekeeper.owners.is_owner(self._game_id):
            return
        history, before = self._scorekeeper.history(self._game_id), self._left
        at = self._scorekeeper.games.game_time(self._game_id) if is_timed(history.game) else history.at
        self._left = time_left(history.game, at)
        words = time_left_text(self._left, last=is_last_round(history.game, at))
        if words != self._words:
            self._words = words
            self.changed.emit(words)
        if self._left == 0 and before:
            self.time_up.emit(t("The time is up: this round is the last, unless it ends level."))


def time_left_text(left: int | None, *, last: bool) -> str:
    """Return what is left of a time limit in words; `left` is in milliseconds."""
    if last:
        return t("Last round")
    if left is None:
        return ""
    minutes = -(-left // MINUTE_MS)
    return t("1 minute left") if minutes == 1 else t("{minutes} minutes left", minutes=minutes)
