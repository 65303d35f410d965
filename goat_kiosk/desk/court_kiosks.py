"""Kiosks of a tournament's courts: records which of them are there, so that no match is called to one that is gone.

It is recorded in the log, as a fact: so every screen, also on other kiosks, shows the same queue and the same reason.
While Redis is away nobody is known to be there, and the courts of the other kiosks wait.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError
from goat_kiosk.store.log.write_queue import WritePending
from goat_kiosk.tournament.court_kiosks import SeenKiosk, kiosk_changes
from goat_kiosk.tournament.events import CourtKiosk, CourtSet, TournamentCreated
from goat_kiosk.tournament.tournament import Court, Tournament

_log = logging.getLogger(__name__)


class OtherKiosk(NamedTuple):
    """Another kiosk that can score courts."""

    seen: SeenKiosk
    former_logs: tuple[str, ...] = ()
    """The names that its log had before."""
    courts: tuple[str, ...] = ()
    """The courts of its venue, in order."""


BoardGames = Mapping[tuple[str, str], frozenset[int]]
"""By log and court: the tournaments whose games are being played on a board; 0 for games of none."""


class CourtKiosks:
    """Follows the presence of the kiosks that score courts of this desk's tournaments. For the desk's thread."""

    def __init__(
        self,
        director: Director,
        own: Callable[[], tuple[CourtKiosk, ...]],
        has_own_game: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`own` returns this kiosk under each name of its log, the newest first.

        `has_own_game` says whether a court of this kiosk has a game that belongs to no match.
        """
        self._director, self._own, self._has_own_game = director, own, has_own_game
        self.others: Sequence[OtherKiosk] = ()
        """The other kiosks of the last day, by name."""
        self._is_informed = False
        """Whether it is known who is there: until then, after a start, nothing is recorded."""
        self._games: BoardGames = {}
        self.on_board_free: Callable[[], None] = lambda: None
        """Called when games of other kiosks have begun or ended on their boards."""
        director.subscribe(self._on_change)

    @property
    def own_logs(self) -> set[str]:
        """All names of this kiosk's log."""
        return {kiosk.log for kiosk in self._own()}

    def on_seen(self, others: Sequence[OtherKiosk]) -> None:
        """Record which other kiosks are there now."""
        self.others = others
        self.look()

    def on_games_seen(self, games: BoardGames) -> None:
        """Take note of the games that are not over on the boards of the other kiosks."""
        self._games = games
        self.on_board_free()

    def has_game(self, tournament_id: int, court: Court) -> bool:
        """Whether a court of a tournament has a game that is not over and does not belong to it."""
        if court.kiosk is None or court.kiosk.log in self.own_logs:
            return self._has_own_game(court.name)
        return bool(self._games.get((court.kiosk.log, court_key(court.name)), frozenset()) - {tournament_id})

    def look(self) -> None:
        """Record what has changed in the open tournaments; who has not been seen is gone."""
        self._is_informed = True
        for change in self._director.open_tournaments():
            self._record(change.tournament_id, change.tournament)

    def _on_change(self, change: TournamentChange) -> None:
        if not change.rows or any(isinstance(row.event, TournamentCreated | CourtSet) for row in change.rows):
            self._record(change.tournament_id, change.tournament)

    def _record(self, tournament_id: int, tournament: Tournament) -> None:
        if not self._is_informed or not kiosk_changes(tournament, self._seen):
            return
        try:
            self._director.record(tournament_id, lambda current: kiosk_changes(current, self._seen))
        except WritePending:
            pass  # it is being saved
        except KioskError as error:
            _log.warning("Tournament %d: the kiosks of its courts are not noted: %s", tournament_id, error)

    @property
    def _seen(self) -> dict[str, SeenKiosk]:
        # A renamed log is still listed under its name before, as a kiosk that is gone: the one that is there counts.
        own, others_by_presence = self._own(), sorted(self.others, key=lambda other: not other.seen.is_away)
        others = {log: other.seen for other in others_by_presence for log in (other.seen.kiosk.log, *other.former_logs)}
        return others | {kiosk.log: SeenKiosk(own[0]) for kiosk in own}
