"""Changes of every court, whichever game is shown: the rail, the TV, the messages, and the screen that stays on."""

from collections.abc import Mapping

from PySide6.QtCore import QObject

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.history import History
from goat_kiosk.gui.courts import disputes, help_requests
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.describe import later_games_line
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.window.layout import MainWindowLayout


class AllCourts(QObject):
    """Keeps the parts of one window up to date that show all courts."""

    def __init__(self, window: MainWindowLayout, services: Services) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        window.rail.peers.changed.connect(self._show_court_offers)

    def show(self, histories: Mapping[int, History]) -> None:
        """Show the games that the window opens with."""
        for game_id, history in histories.items():
            self._window.rail.show_game(game_id, history)
        self._show_rest()

    def show_change(self, change: Change) -> None:
        """Show a change of any game from any device."""
        self._window.rail.show_game(change.game_id, change.history)
        self._show_rest()
        if change.reason in {"game-created", "player-joined"}:
            self._services.roster.refresh()

    def report_change(self, change: Change) -> None:
        """Say what a change asks of the desk, after the message about the change itself."""
        window = self._window
        window.help_requests.on_change(change)
        window.scorer_watch.on_change(change)
        if change.later_games:
            window.message.add_remark(later_games_line(change.later_games))

    def on_join(self, game_id: int, reason: str) -> None:
        """Show the join requests of the current game; report a new one of another court."""
        window, pending = self._window, self._services.lobby.pending_joins(game_id)
        game = self._services.scorekeeper.history(game_id).game
        if game_id == window.current.game_id:
            window.lobby.pending_joins.show_pending(pending, game)
        elif reason == "player-waiting":
            window.message.say(t("{player} wants to join at {court}.", player=pending[-1].name, court=game.court))

    def remove(self, game_id: int) -> None:
        """Take away a game that another kiosk has taken over."""
        self._window.rail.remove_game(game_id)
        self._show_rest()

    def keep_screen_on(self, *, closing: bool = False) -> None:
        """Keep the screen on while a game is live; not while the window closes."""
        if self._services.screen_inhibitor is not None:
            is_live = any(game.status == "live" for game in self._window.rail.games)
            self._services.screen_inhibitor.set_active(active=is_live and not closing)

    def _show_court_offers(self) -> None:
        if self._window.new_game.isVisible():
            self._window.new_game.show_courts()

    def _show_rest(self) -> None:
        window, rail = self._window, self._window.rail
        window.tv.refresh()
        window.scorers.show_courts(rail.courts)
        self._show_court_offers()
        window.message.show_problem("help", help_requests.help_message(rail.asking_for_help))
        window.message.show_problem("disputes", disputes.disputes_message(rail.disputed))
        self.keep_screen_on()
