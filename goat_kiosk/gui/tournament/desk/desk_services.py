"""Services of the desk page: the parts of the kiosk behind it that call and open matches."""

from collections.abc import Callable, Sequence
from functools import partial

from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.desk.rows import DeskView
from goat_kiosk.gui.tournament.desk.step import DueCall
from goat_kiosk.tournament.court_use import has_game
from goat_kiosk.tournament.tournament import MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division


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

    def opens_game(self, tournament: Tournament, key: MatchKey) -> bool:
        """Whether a match gets a game in this window when it starts: its court is scored in one, and here."""
        court, match_games = find_division(tournament, key[0]).decisions(key[1]).court, self._services.match_games
        is_elsewhere = (
            match_games is not None and court is not None and not match_games.is_scored_here(tournament, court)
        )
        return has_game(tournament, key) and not is_elsewhere

    def where_is(self, tournament: Tournament, key: MatchKey) -> str:
        """Return the name of the other kiosk that scores the game of a match; empty if it is scored here."""
        decisions, match_games = find_division(tournament, key[0]).decisions(key[1]), self._services.match_games
        if match_games is None or not decisions.games or match_games.has_game(decisions.games[-1]):
            return ""
        court = tournament.courts.get(decisions.court or "")
        return court.kiosk.name if court is not None and court.kiosk is not None else t("another kiosk")

    def open_called(self, division: int) -> None:
        """Open the games of the called matches of a division, which starts them."""
        match_games, tournament_id = self._services.match_games, self._current.tournament_id
        if match_games is not None and tournament_id is not None:
            match_games.open_called(tournament_id, division)

    def due_calls(self, view: DeskView) -> Sequence[DueCall]:
        """Return the next match of each free court; without a timer, as the queue has it, and the desk calls it."""
        timer, tournament_id = self._services.director_timer, self._current.tournament_id
        if timer is None or tournament_id is None:
            queued = [(one.division, one.match, one.court) for one in view.queue if one.status == "ready"]
            return [DueCall((division, match), court, None) for division, match, court in queued if court is not None]
        offers = timer.offers(tournament_id)
        return [DueCall(offer.key, offer.court, timer.seconds_left(offer)) for offer in offers]
