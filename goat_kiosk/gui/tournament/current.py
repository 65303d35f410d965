"""Current tournament: the tournament that the window shows, and everything that the desk does to it.

It follows the director, so a decision from a phone and one from a key take the same way to the screen. Commands go
through the window's recorder: while the disk is slow they wait in order, and one that could not be saved is retried.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.director import Decide, Director, TournamentChange, TournamentPreview
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.language import error_text
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.tournament.brackets.match_ids import MatchId
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
        self.since = director.now()
        """When this window began to follow, milliseconds since 1970 UTC: no call clock began before."""
        self.chosen_match: MatchKey | None = None
        """The match that was opened last; the desk shows it, and sets it to None when it is done with it."""
        self.tournament: Tournament | None = None
        with suppress(KioskError):
            self._show_newest()
        unsubscribe = director.subscribe(self._on_change)
        self.destroyed.connect(lambda: unsubscribe())  # noqa: PLW0108  `destroyed` has an argument

    def show_newest(self) -> None:
        """Show the newest open tournament that is run here, if there is one: another kiosk has the one shown."""
        self.tournament_id, self.tournament = None, None
        with suppress(KioskError):
            self._show_newest()
        self.changed.emit()

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

    def create(
        self, event: TournamentCreated, decide: Decide | None = None, on_created: Callable[[], None] | None = None
    ) -> None:
        """Create a tournament and show it, with what `decide` returns for it, such as its divisions."""

        def create(key: str) -> TournamentChange:
            created = partial(self.director.create, event, key)
            return created() if decide is None else then(created, partial(self._record_first, decide))

        self.create_by(create, on_created)

    def create_by(
        self, create: Callable[[str], TournamentChange], on_created: Callable[[], None] | None = None
    ) -> None:
        """Show the tournament that `create` makes, then call `on_created`.

        `create` gets an idempotency key, so that a retry after a part was saved makes no second one.
        """
        key = uuid4().hex

        def show(change: TournamentChange) -> None:
            self.show(change.tournament_id)
            if on_created is not None:
                on_created()

        self._recorder.submit(partial(create, key), show)

    def _record_first(self, decide: Decide, created: TournamentChange) -> TournamentChange:
        return self.director.record(created.tournament_id, decide)

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
