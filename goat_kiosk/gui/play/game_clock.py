"""Countdown timer of the current game: updates its remaining time every second, and tells when time is up."""

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.games.time_limit import is_last_round, is_timed, time_left
from goat_kiosk.gui.text.language import t
from goat_kiosk.host.clock import MINUTE_MS, SECOND_MS


class GameClock(QObject):
    """Polls the scorekeeper's clock, which is monotonic: setting the computer's clock changes nothing."""

    changed = Signal(str)
    """The remaining time as text; empty if the game has no time limit."""
    time_up = Signal(str)
    """The time has just run out; the sentence to show."""

    def __init__(self, scorekeeper: Scorekeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._scorekeeper = scorekeeper
        self._game_id: int | None = None
        self._text = ""
        self._time_left: int | None = None
        self._timer = QTimer(self, interval=SECOND_MS)
        self._timer.timeout.connect(self.update)
        self._timer.start()

    def stop(self) -> None:
        """Stop polling; the window is closed, and the log may be closed next."""
        self._timer.stop()

    def set_game(self, game_id: int) -> None:
        """Count down for this game from now on."""
        if game_id != self._game_id:
            self._game_id, self._time_left = game_id, None
        self.update()

    def update(self) -> None:
        """Emit the remaining time if it has changed."""
        if self._game_id is None or not self._scorekeeper.owners.is_owner(self._game_id):
            return
        history, before = self._scorekeeper.history(self._game_id), self._time_left
        now_ms = self._scorekeeper.games.game_time(self._game_id) if is_timed(history.game) else history.at
        self._time_left = time_left(history.game, now_ms)
        text = time_left_text(self._time_left, last=is_last_round(history.game, now_ms))
        if text != self._text:
            self._text = text
            self.changed.emit(text)
        if self._time_left == 0 and before:
            self.time_up.emit(t("The time is up: this round is the last, unless it ends level."))


def time_left_text(milliseconds: int | None, *, last: bool) -> str:
    """Return `milliseconds`, the remaining time, as text; None is a game without a limit."""
    if last:
        return t("Last round")
    if milliseconds is None:
        return ""
    minutes = -(-milliseconds // MINUTE_MS)
    return t("1 minute left") if minutes == 1 else t("{minutes} minutes left", minutes=minutes)
