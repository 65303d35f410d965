"""Questions about courts and games: a court in use, a game to be canceled, set aside, or resumed.

Asked in the message line, so that no game is lost by opening another, and none is canceled by one click.
"""

from collections.abc import Callable, Container
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameCanceled, GameCreated, GameSetAside
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.describe import game_summary
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.court_choice import free_court
from goat_kiosk.gui.widgets.message_line import MessageChoice, MessageLine

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

        def open_game(policy: BusyCourtPolicy) -> Change:
            return self._scorekeeper.create(event, busy_policy=policy)

        another = t("Another court"), self.another_court_requested.emit
        self._open_on_court(event.court, open_game, another)

    def open_next(self, game_id: int) -> None:
        """Open the next game of a match; ask first when its court is in use. If it exists already, show it."""
        next_game = partial(self._scorekeeper.create_next_game, game_id)
        if self._scorekeeper.find_next_game(game_id) is not None:
            self._submit(lambda _: next_game(), "refuse")
            return
        court, free = self._scorekeeper.history(game_id).game.court, free_court(self._courts())
        another = t("Play at {court}", court=free), partial(self._submit, lambda _: next_game(court=free), "refuse")
        self._open_on_court(court, lambda policy: next_game(busy_policy=policy), another)

    def move(self, game_id: int, court: str) -> None:
        """Move a game to a court; ask first when that is in use."""
        move, free = partial(self._scorekeeper.move, game_id), free_court(self._courts())
        another = t("Move to {court}", court=free), partial(self._submit, lambda _: move(free), "refuse")
        self._open_on_court(court, lambda policy: move(court, busy_policy=policy), another, except_games={game_id})

    def reopen(self, game_id: int) -> None:
        """Take back the end of a game; ask first when its court is in use, but for the next game of its match."""
        court, free = self._scorekeeper.history(game_id).game.court, free_court(self._courts())
        another = t("Reopen at {court}", court=free), partial(self._reopen_at, game_id, free)
        self._open_on_court(court, partial(self._scorekeeper.reopen, game_id), another, self._own_games(game_id))

    def is_court_taken(self, game_id: int) -> bool:
        """Whether another game is on the court of a game, but for the next game of its match."""
        return bool(self._others_on_court(game_id))

    def _others_on_court(self, game_id: int) -> list[int]:
        court, own = self._scorekeeper.history(game_id).game.court, self._own_games(game_id)
        return [other for other in self._scorekeeper.courts.games_on(court) if other not in own]

    def _own_games(self, game_id: int) -> set[int | None]:
        return {game_id, self._scorekeeper.find_next_game(game_id)}

    def _reopen_at(self, game_id: int, court: str) -> None:
        """Reopen a game and move it to `court`; what is on its own court meanwhile goes on there."""
        own_court, others = self._scorekeeper.history(game_id).game.court, self._others_on_court(game_id)
        self._recorder.submit(partial(self._scorekeeper.reopen, game_id, "set-aside"))
        self._recorder.submit(partial(self._scorekeeper.move, game_id, court), self.game_opened.emit)
        for other in others:
            self._recorder.submit(partial(self._scorekeeper.move, other, own_court))

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

    def _open_on_court(
        self, court: str, open_game: OpenGame, another: MessageChoice, except_games: Container[int | None] = ()
    ) -> None:
        """Open a game on `court`; if games but `except_games` are there, ask what becomes of them."""
        busy = [game_id for game_id in self._scorekeeper.courts.games_on(court) if game_id not in except_games]
        if not busy:
            self._submit(open_game, "refuse")
            return
        self._message.ask(
            t("{court} has a game that is not over: {game}.", court=court, game=self._summaries(busy)),
            [
                (t("Set it aside"), partial(self._submit, open_game, "set-aside")),
                (t("Cancel it"), partial(self._confirm_cancel, busy, partial(self._submit, open_game, "cancel"))),
                another,
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
