"""Takeover of tournaments between kiosks: another kiosk took over ours, or we take over one of theirs."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.uplink.peers.peers import PeerTournament


class TournamentHandover(QObject):
    """Asks about takeovers in the message line, and reports them."""

    take_over_requested = Signal(int)
    """The number of a tournament to take over, because its kiosk is away."""
    take_back_requested = Signal(int)
    """The number of a tournament to take back from the kiosk that took it over."""
    peers_changed = Signal()
    """The tournaments of the other kiosks have changed: `peers`."""

    def __init__(
        self, scorekeeper: Scorekeeper, current: CurrentTournament, message: MessageLine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ownership, self._director = scorekeeper.tournament_ownership, scorekeeper.director
        self._current, self._message = current, message
        self.peers: Sequence[PeerTournament] = ()
        """The open tournaments of the other kiosks."""
        self._question: tuple[int, str] | None = None
        """The tournament of the last question, and its text; by now the message line may show something else."""
        self._offered: set[int] = set()
        """The tournaments that were offered since their kiosk went away."""
        end_takings = self._ownership.subscribe(self._on_taken_away)
        end_changes = self._director.subscribe(self._on_change)
        self.destroyed.connect(lambda: (end_takings(), end_changes()))

    def show_peers(self, tournaments: Sequence[PeerTournament]) -> None:
        """Note the open tournaments of the other kiosks; offer one whose kiosk is away if none is run here."""
        if tournaments == self.peers:
            return
        self.peers = tournaments
        self.peers_changed.emit()
        away = [one for one in tournaments if one.owner.away_since is not None]
        self._offered &= {one.tournament_id for one in away}
        is_free = self._current.tournament is None or self._current.tournament.is_closed
        for one in away:
            if is_free and one.tournament_id not in self._offered and not self._message.requires_answer:
                self._offered.add(one.tournament_id)
                self.ask_about(one)

    def ask_about(self, tournament: PeerTournament) -> None:
        """Show which kiosk runs a tournament; offer to take it over if that kiosk is away."""
        owner = tournament.owner
        if owner.away_since is None:
            sentence = t("{tournament} is run at kiosk {kiosk}.", tournament=tournament.name, kiosk=owner.name)
            self._message.say(f"{sentence} {owner.url}")
            return
        take = partial(self.take_over_requested.emit, tournament.tournament_id)
        offer = t("Go on with {tournament} here? That kiosk can then not run it any more.", tournament=tournament.name)
        with use_window_language():
            self._question = tournament.tournament_id, f"{owner.away} {offer}"
        self._message.ask(self._question[1], [(t("Take it over"), take), (t("Leave it"), lambda: None)])

    def on_taken_over(self, tournament_id: int, error: KioskError | None) -> None:
        """Show a tournament that was taken over, or why it could not be."""
        if error:
            self._message.warn(error_text(error))
        else:
            self._current.show(tournament_id)

    def _on_taken_away(self, tournament_id: int, kiosk: str) -> None:
        """Report that another kiosk has taken a tournament over, and how much it does not have."""
        if tournament_id == self._current.tournament_id:
            self._current.show_newest()
        sentence = self._taken_sentence(tournament_id, kiosk)
        if unshared := len(self._ownership.unshared_events(tournament_id)):
            kept = t("1 decision was kept here and not there.") if unshared == 1 else ""
            kept = kept or t("{count} decisions were kept here and not there.", count=unshared)
            sentence = f"{sentence} {kept}"
        self._ask_to_take_back(tournament_id, sentence, t("Understood"))

    def _taken_sentence(self, tournament_id: int, kiosk: str) -> str:
        name = self._director.tournament(tournament_id).name
        return t("Kiosk {kiosk} has taken over {tournament}.", kiosk=kiosk, tournament=name)

    def offer_take_back(self) -> None:
        """Offer to take back an open tournament that another kiosk took over; for a kiosk without an uplink now."""
        for change in self._ownership.taken_tournaments()[:1]:
            number = change.tournament_id
            sentence = self._taken_sentence(number, self._ownership.taken_by(number))
            self._ask_to_take_back(number, sentence, t("Leave it"))

    def _ask_to_take_back(self, tournament_id: int, question: str, leave: str) -> None:
        self._question = tournament_id, question
        take_back = partial(self.take_back_requested.emit, tournament_id)
        self._message.require_answer(question, [(leave, lambda: None), (t("Take it back"), take_back)])

    def _on_change(self, change: TournamentChange) -> None:
        """Remove a question about a tournament that is already run here: the API can take over and back, too."""
        if self._question is None or not self._director.owners.is_owner(change.tournament_id):
            return
        tournament_id, question = self._question
        if change.tournament_id == tournament_id:
            self._question = None
            if self._message.text.startswith(question):
                self._message.withdraw_question()

    def take_back(self, tournament_id: int) -> None:
        """Run a tournament here again without asking the other kiosk, and offer the next one."""
        try:
            then(lambda: self._ownership.reclaim(tournament_id, 0), lambda _: self.on_taken_over(tournament_id, None))
        except KioskError as error:
            self.on_taken_over(tournament_id, error)
        self.offer_take_back()
