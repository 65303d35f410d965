"""Questions about courts and games: a court in use, a game to be canceled, set aside, or resumed.

Asked in the message line, so that no game is lost by opening another, and none is canceled by one click.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameCanceled, GameCreated, GameSetAside
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.setup.new_game import free_court
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.message_line import MessageLine

OpenGame = Callable[[BusyCourtPolicy], Change]
Unlock = Callable[[str, Callable[[], object]], None]


class CourtUse(QObject):
    """Opens games, frees courts, and brings back games that were set aside."""

    game_opened = Signal(object)
    """A `Change`: its game is to be shown."""
    another_court_requested = Signal()
    """The scorekeeper wants another court for the game that was to be opened."""

    def __init__(
        self,
        scorekeeper: Scorekeeper,
        recorder: Recorder,
        message: MessageLine,
        courts: Callable[[], list[str]],
        when_unlocked: Unlock,
    ) -> None:
        """`courts` returns the courts in use; `when_unlocked` asks for the PIN where one is set."""
        super().__init__(message)
        self._scorekeeper, self._recorder, self._message, self._courts = scorekeeper, recorder, message, courts
        self._when_unlocked = when_unlocked

    def create(self, event: GameCreated) -> None:
        """Open a game; ask first when its court is in use."""
        self._open_on_court(event.court, lambda if_busy: self._scorekeeper.create(event, busy_policy=if_busy))

    def open_next(self, game_id: int) -> None:
        """Open the next game of a match; ask first when its court is in use. If it exists already, show it."""
        next_game = partial(self._scorekeeper.create_next_game, game_id)
        if self._scorekeeper.find_next_game(game_id) is not None:
            self._submit(lambda _: next_game(), "refuse")
        else:
            court = self._scorekeeper.history(game_id).game.court
            self._open_on_court(court, lambda busy_policy: next_game(busy_policy=busy_policy))

    def ask_to_cancel(self, game_id: int) -> None:
        """Ask whether to cancel a game; a canceled game counts nowhere."""
        cancel = partial(self._recorder.submit, partial(self._scorekeeper.record, game_id, GameCanceled()))
        self._confirm_cancel([game_id], cancel)

    def set_aside(self, game_id: int) -> None:
        """Free a game's court, and ask where it goes on."""
        open_game = partial(self._scorekeeper.record, game_id, GameSetAside())
        self._recorder.submit(open_game, lambda _: self.ask_to_go_on(game_id))

    def ask_to_go_on(self, game_id: int) -> None:
        """Say that a game is set aside, and offer it a free court: its own, if that is free."""
        game, used_courts = self._scorekeeper.history(game_id).game, self._courts()
        court = free_court(used_courts, [game.court])
        move = partial(self._scorekeeper.move, game_id, court)
        self._message.ask(
            t("{game} is set aside. It stays in the list until it goes on.", game=game_summary(game)),
            [
                (t("Go on at {court}", court=court), partial(self._recorder.submit, move, self.game_opened.emit)),
                (t("Leave it"), lambda: None),
            ],
        )

    def _open_on_court(self, court: str, open_game: OpenGame) -> None:
        busy = self._scorekeeper.courts.games_on(court)
        if not busy:
            self._submit(open_game, "refuse")
            return
        self._message.ask(
            t("{court} has a game that is not over: {game}.", court=court, game=self._summaries(busy)),
            [
                (t("Set it aside"), partial(self._submit, open_game, "set-aside")),
                (t("Cancel it"), partial(self._confirm_cancel, busy, partial(self._submit, open_game, "cancel"))),
                (t("Another court"), self.another_court_requested.emit),
            ],
        )

    def _confirm_cancel(self, game_ids: list[int], cancel: Callable[[], object]) -> None:
        """Ask once more, and for the PIN where one is set, before games are canceled."""
        question = t("Cancel {game}? It stays in the log and counts nowhere.", game=self._summaries(game_ids))
        ask = partial(self._message.ask, question, [(t("Cancel the game"), cancel), (t("Leave it"), lambda: None)])
        self._when_unlocked(t("Cancel a game"), ask)

    def _summaries(self, game_ids: list[int]) -> str:
        return ", ".join(game_summary(self._scorekeeper.history(game_id).game) for game_id in game_ids)

    def _submit(self, open_game: OpenGame, busy_policy: BusyCourtPolicy) -> None:
        self._recorder.submit(partial(open_game, busy_policy), self.game_opened.emit)


def game_summary(game: Game) -> str:
    """Return both team names and the score, such as “Hawks 12–9 Owls”."""
    side1, side2 = game.sides
    return f"{side1.name} {game.score[0]}–{game.score[1]} {side2.name}"
