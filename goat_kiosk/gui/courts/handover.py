"""Takeover of games between kiosks: another kiosk took over our game, or we take over one of theirs."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.describe import summarize_events
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.uplink.peers.peers import PeerCourt


class Handover(QObject):
    """Asks about takeovers in the message line, and reports them."""

    take_over_requested = Signal(int)
    """The id of a game to take over, because its kiosk is away."""
    take_back_requested = Signal(int)
    """The id of a game to take back from the kiosk that took it over."""
    game_arrived = Signal(int)
    """The id of a game that is scored here from now on."""
    game_taken_away = Signal(int)
    """The id of a game that is no longer scored here."""

    def __init__(self, scorekeeper: Scorekeeper, message: MessageLine, parent: QObject) -> None:
        super().__init__(parent)
        self._scorekeeper, self._message = scorekeeper, message
        self._question: tuple[int, str] | None = None
        """The game of the last question, and its text; by now the message line may show something else."""
        end_takings = scorekeeper.ownership.subscribe(self._on_taken_away)
        end_changes = scorekeeper.subscribe(self._on_change)
        self.destroyed.connect(lambda: (end_takings(), end_changes()))

    def ask_about(self, court: PeerCourt) -> None:
        """Show which kiosk scores the court; offer to take it over if that kiosk is away."""
        if not court.owner.away:
            summary = t("{court} is scored at kiosk {kiosk}.", court=court.name, kiosk=court.owner.name)
            self._message.say(f"{summary} {court.owner.url}")
            return
        take = partial(self.take_over_requested.emit, court.game_id)
        offer = t("Go on with {court} here? That kiosk can then not score it any more.", court=court.name)
        with use_window_language():
            question = f"{court.owner.away} {offer}"
        self._question = court.game_id, question
        self._message.ask(question, [(t("Take it over"), take), (t("Leave it"), lambda: None)])

    def on_taken_over(self, game_id: int, error: KioskError | None) -> None:
        """Show a game that was taken over, or why it could not be."""
        if error:
            self._message.warn(error_text(error))
        else:
            self.game_arrived.emit(game_id)

    def _on_taken_away(self, game_id: int, kiosk: str) -> None:
        """Report that another kiosk has taken a game over, and which entries it does not have."""
        self.game_taken_away.emit(game_id)
        unshared = summarize_events(row.event for row in self._scorekeeper.ownership.unshared_events(game_id))
        court = self._scorekeeper.history(game_id).game.court
        sentence = t("Kiosk {kiosk} has taken over {court}.", kiosk=kiosk, court=court)
        if unshared:
            sentence += " " + t(
                "Kept here and not there: {entries}. Enter them there, or leave them out.", entries=unshared
            )
        self._ask_to_take_back(game_id, sentence, t("Understood"))

    def offer_take_back(self) -> None:
        """Offer to take back a game in progress that another kiosk took over; for a kiosk without an uplink now."""
        for game_id in self._scorekeeper.ownership.taken_games()[:1]:
            court, kiosk = self._scorekeeper.history(game_id).game.court, self._scorekeeper.owners.taken_by(game_id)
            sentence = t("Kiosk {kiosk} has taken over {court}.", kiosk=kiosk, court=court)
            self._ask_to_take_back(game_id, sentence, t("Leave it"))

    def _ask_to_take_back(self, game_id: int, question: str, leave: str) -> None:
        self._question = game_id, question
        take_back = partial(self.take_back_requested.emit, game_id)
        self._message.require_answer(question, [(leave, lambda: None), (t("Take it back"), take_back)])

    def _on_change(self, change: Change) -> None:
        """Remove a question about a game that is already scored here: the API can take games over and back, too."""
        if self._question is None or not self._scorekeeper.owners.is_owner(change.game_id):
            return
        game_id, question = self._question
        if change.game_id == game_id:
            self._question = None
            if self._message.text.startswith(question):
                self._message.withdraw_question()

    def take_back(self, game_id: int) -> None:
        """Score a game here again without asking the other kiosk, and offer the next one."""
        try:
            then(lambda: self._scorekeeper.ownership.reclaim(game_id, 0), lambda _: self.on_taken_over(game_id, None))
        except KioskError as error:
            self.on_taken_over(game_id, error)
        self.offer_take_back()
