"""Current tournament: the tournament that the window shows, and everything that the desk does to it.

It follows the director, so a decision from a phone and one from a key take the same way to the screen. Commands go
through the window's recorder: while the disk is slow they wait in order, and one that could not be saved is retried.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.director import Decide, Director, TournamentChange, TournamentPreview
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.language import error_text
from goat_kiosk.tournament.brackets.bracket import MatchId
from goat_kiosk.tournament.events import TournamentCreated
from goat_kiosk.tournament.tournament import MatchKey, Tournament


class CurrentTournament(QObject):
    """Shows one tournament of the director at a time, the newest open one at first, and records its events."""

    changed = Signal()
    """The tournament has changed, or another is shown."""
    match_chosen = Signal()
    """A match was opened on another page, for the desk: `chosen_match`."""
    refused = Signal(str)
    """The sentence for the desk: why there is no preview. What the recorder refuses, it says itself."""

    def __init__(self, director: Director, recorder: Recorder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.director, self._recorder = director, recorder
        self.tournament_id: int | None = None
        """The number of the tournament that is shown; None if there is none."""
        self.chosen_match: MatchKey | None = None
        """The match that was opened last; the desk shows it, and sets it to None when it is done with it."""
        self.tournament: Tournament | None = None
        with suppress(KioskError):
            self._show_newest()
        unsubscribe = director.subscribe(self._on_change)
        self.destroyed.connect(lambda: unsubscribe())  # noqa: PLW0108  `destroyed` has an argument

    def _show_newest(self) -> None:
        newest = max(self.director.open_tournaments(), key=lambda change: change.tournament_id, default=None)
        if newest is not None:
            self.tournament_id, self.tournament = newest.tournament_id, newest.tournament

    def show(self, tournament_id: int) -> None:
        """Show another tournament, open or closed."""
        try:
            tournament = self.director.tournament(tournament_id)
        except KioskError as error:
            self.refused.emit(error_text(error))
            return
        self.tournament_id, self.tournament = tournament_id, tournament
        self.changed.emit()

    def choose_match(self, division: int, match: MatchId) -> None:
        """Open a match at the desk."""
        self.chosen_match = division, match
        self.match_chosen.emit()

    def clear(self) -> None:
        """Show no tournament, so that the next one that begins is shown."""
        self.tournament_id, self.tournament = None, None
        self.changed.emit()

    def create(self, event: TournamentCreated, decide: Decide | None = None) -> None:
        """Create a tournament and show it, then record what `decide` returns for it, such as its divisions."""

        def on_created(change: TournamentChange) -> None:
            self.show(change.tournament_id)
            if decide is not None:
                self.record(decide)

        self._recorder.submit(partial(self.director.create, event), on_created)

    def record(self, decide: Decide, on_saved: Callable[[TournamentChange], None] | None = None) -> None:
        """Record what `decide` returns for the tournament that is shown; then call `on_saved`.

        `decide` is called when the command's turn has come, with the tournament as it stands then. A refusal is a
        sentence in the message line.
        """
        if self.tournament_id is not None:
            self._recorder.submit(partial(self.director.record, self.tournament_id, decide), on_saved)

    def preview(self, decide: Decide) -> TournamentPreview | None:
        """Return what `record` would change; None if it would be refused, and then why is said."""
        if self.tournament_id is None:
            return None
        try:
            return self.director.preview(self.tournament_id, decide)
        except KioskError as error:
            self.refused.emit(error_text(error))
            return None

    def _on_change(self, change: TournamentChange) -> None:
        """Show a change of this tournament from any device; a new one takes the place of none, or of a closed one."""
        if change.tournament_id == self.tournament_id:
            self.tournament = change.tournament
        elif self.tournament is None or (self.tournament.is_closed and change.tournament.seq == 1):
            self.tournament_id, self.tournament = change.tournament_id, change.tournament
        else:
            return
        self.changed.emit()
