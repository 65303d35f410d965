"""Services of the desk page: the parts of the kiosk behind it that call and open matches."""

from collections.abc import Callable, Sequence
from functools import partial

from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.desk.rows import DeskView
from goat_kiosk.gui.tournament.desk.step import DueCall
from goat_kiosk.tournament.tournament import MatchKey


class DeskServices:
    """Opens games, and knows what is called next."""

    def __init__(self, services: Services, current: CurrentTournament, recorder: Recorder) -> None:
        self._services, self._current, self._recorder = services, current, recorder

    def open_game(self, key: MatchKey, on_opened: Callable[[int], None]) -> None:
        """Open the game of a called match, and call back with its number."""
        match_games, tournament_id = self._services.match_games, self._current.tournament_id
        if match_games is not None and tournament_id is not None:
            open_game = partial(match_games.open_game, tournament_id, *key)
            self._recorder.submit(open_game, lambda change: on_opened(change.game_id))

    def due_calls(self, view: DeskView) -> Sequence[DueCall]:
        """Return the next match of each free court; without a timer, as the queue has it, and the desk calls it."""
        timer, tournament_id = self._services.director_timer, self._current.tournament_id
        if timer is None or tournament_id is None:
            queued = [(one.division, one.match, one.court) for one in view.queue if one.status == "ready"]
            return [DueCall((division, match), court, None) for division, match, court in queued if court is not None]
        offers = timer.offers(tournament_id)
        return [DueCall(offer.key, offer.court, timer.seconds_left(offer)) for offer in offers]
