"""Current game: the game that the window shows, and everything that the scorekeeper does to it.

It holds the state, records events, and projects what is being saved; the window only shows pages.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.events import AnyEvent, GameCreated, Redone, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import RuleViolation
from goat_kiosk.gui.courts.court_use import CourtUse
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import error_text, t


class CurrentGame(QObject):
    """Shows one game of the scorekeeper at a time, and records its events."""

    shown = Signal()
    """Another game is shown, or none."""
    changed = Signal(object, object)
    """The game has changed: its `History` before and after."""
    projected = Signal(object)
    """The `History` after all pending saves."""
    refused = Signal(str)
    """The sentence for the scorekeeper; nothing has changed."""

    def __init__(
        self, services: Services, recorder: Recorder, court_use: CourtUse, prompt: PinPrompt, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._scorekeeper, self._lobby = services.scorekeeper, services.lobby
        self._recorder, self._court_use, self._pin_prompt = recorder, court_use, prompt
        self.game_id: int | None = None
        self.history: History | None = None
        self._previous_id: int | None = None
        """The game that was shown before the form of a new one."""
        self._is_lobby_announced = False
        """Whether an undo has just been refused because it leads back to the lobby."""
        recorder.refused.connect(self.refused)
        for signal in (recorder.saving, recorder.saved, recorder.refused):
            signal.connect(self._project)

    @property
    def game(self) -> Game | None:
        """The game, if one is shown."""
        return self.history.game if self.history else None

    def show(self, game_id: int) -> None:
        """Show a game; offer a court if it was set aside."""
        self.game_id, self.history = game_id, self._scorekeeper.history(game_id)
        self.shown.emit()
        if self.history.game.is_set_aside and not self.history.game.is_over:
            self._court_use.ask_to_go_on(game_id)

    def clear(self) -> None:
        """Show no game."""
        self._previous_id = self.game_id or self._previous_id
        self.game_id, self.history = None, None
        self.shown.emit()

    def show_previous(self) -> None:
        """Show the game again that was shown before `clear`, if there was one."""
        if self._previous_id in self._scorekeeper.game_ids():
            self.show(self._previous_id)

    def update(self, change: Change) -> None:
        """Apply a change of this game from any device; ignore changes of other games."""
        if change.game_id != self.game_id:
            return
        before, self.history = self.history, change.history
        self._is_lobby_announced = False
        self.changed.emit(before, change.history)
        if self._recorder.is_saving:
            self._project()

    def create(self, event: GameCreated) -> None:
        """Open a game; asks first when its court is in use."""
        self._court_use.create(event)

    def record(self, event: AnyEvent) -> None:
        """Record an event; a confirmed result needs the PIN, and a game that is set aside needs a court first.

        While earlier events are being saved, a key refers to the projected game, not to the one that is shown. So the
        event is tried on the projection first, and a violation is reported at once.
        """
        if self.game_id is None or self.history is None:
            return
        if self.history.game.is_set_aside and not self.history.game.is_over:
            self._court_use.ask_to_go_on(self.game_id)
            return
        if self.history.game.is_confirmed and self._pin_prompt.needs_pin(
            t("Change a confirmed result"), partial(self.record, event)
        ):
            return
        if isinstance(event, Undone) and self.history.game.is_over and self._court_use.is_court_taken(self.game_id):
            self._court_use.reopen(self.game_id)
            return
        if self._recorder.is_saving:
            try:
                self._recorder.projected_history(self.game_id, self.history, event)
            except RuleViolation as error:
                self.refused.emit(error_text(error))
                return
        self._recorder.submit(partial(self._scorekeeper.record, self.game_id, event), recorded=(self.game_id, event))

    def undo(self) -> None:
        self._step(Undone())

    def redo(self) -> None:
        self._step(Redone())

    def _step(self, event: Undone | Redone) -> None:
        """Undo or redo; for a game that is set aside, offer a court first, because it accepts no other event."""
        if self.game_id is not None and self.history is not None and not self.history.allows_undo:
            self._court_use.ask_to_go_on(self.game_id)
        elif isinstance(event, Undone) and self._leads_to_lobby and not self._is_lobby_announced:
            self._is_lobby_announced = True
            self.refused.emit(t("That takes the game back to its lobby. Undo once more if you want that."))
        else:
            self.record(event)

    @property
    def _leads_to_lobby(self) -> bool:
        """Whether undo would take a game that is under way back to its lobby."""
        undo_stack = self.history.undo_stack if self.history else None
        return (
            undo_stack is not None
            and undo_stack[0].status == "lobby"
            and self.game is not None
            and not self.game.is_over
        )

    def reopen(self, game_id: int) -> None:
        """Undo the end of a finished game, and show it; another game on its court is set aside."""
        self._recorder.submit(partial(self._scorekeeper.reopen, game_id, "set-aside"), self._on_reopened)

    def _on_reopened(self, change: Change) -> None:
        self.show(change.game_id)

    def move(self, court: str) -> None:
        """Move the game to another court; asks first when that is in use."""
        if self.game_id is not None:
            self._court_use.move(self.game_id, court)

    def open_next(self) -> None:
        """Open the next game of the match, or show it."""
        if self.game_id is not None:
            self._court_use.open_next(self.game_id)

    def ask_to_cancel(self) -> None:
        if self.game_id is not None:
            self._court_use.ask_to_cancel(self.game_id)

    def set_aside(self) -> None:
        """Free the court; the game goes on later."""
        if self.game_id is not None:
            self._court_use.set_aside(self.game_id)

    def approve_join(self, number: int) -> None:
        """Accept a join request in the lobby."""
        if self.game_id is not None:
            self._recorder.submit(partial(self._lobby.approve, self.game_id, number))

    def refuse_join(self, number: int) -> None:
        if self.game_id is not None:
            self._lobby.refuse(self.game_id, number)

    def _project(self) -> None:
        if self.game_id is not None and self.history is not None:
            with suppress(RuleViolation):
                self.projected.emit(self._recorder.projected_history(self.game_id, self.history))


def choose_initial_game(histories: Mapping[int, History], court: str) -> int | None:
    """Return the id of the open game that changed last, if possible on `court`, the court shown last.

    A game that is set aside is returned only if there is no other. Without an open game, return None.
    """
    open_games = {game_id: history for game_id, history in histories.items() if not history.game.is_over}
    games = {game_id: history for game_id, history in open_games.items() if not history.game.is_set_aside} or open_games
    key = court_key(court)
    on_court = {game_id: history for game_id, history in games.items() if court_key(history.game.court) == key} or games
    return max(on_court, key=lambda game_id: on_court[game_id].at, default=None)
