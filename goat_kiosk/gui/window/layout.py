"""Layout of the main window: makes its parts from the services, and places them; what they do is in `main_window`."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from goat_kiosk.desk.confirmations import Confirmations
from goat_kiosk.domain.games.game import Status
from goat_kiosk.gui.courts.court_use import CourtUse
from goat_kiosk.gui.courts.handover import Handover
from goat_kiosk.gui.courts.help_requests import HelpRequests
from goat_kiosk.gui.courts.rail import Rail
from goat_kiosk.gui.courts.scorer_watch import ScorerWatch
from goat_kiosk.gui.demo.bar import DemoBar
from goat_kiosk.gui.finish.captain_answers import CaptainAnswers
from goat_kiosk.gui.finish.page import FinishPage
from goat_kiosk.gui.finish.reopening import Reopening
from goat_kiosk.gui.lineup.page import LineupPage
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.lock.window_state import WindowState
from goat_kiosk.gui.phones.panel import ScorersPanel
from goat_kiosk.gui.play.game_clock import GameClock
from goat_kiosk.gui.play.page import PlayPage
from goat_kiosk.gui.rounds.panel import RoundsPanel
from goat_kiosk.gui.rounds.preview import CorrectionPreview
from goat_kiosk.gui.services.disk_status import DiskStatus
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.setup.lobby import LobbyPage
from goat_kiosk.gui.setup.new_game import NewGamePage
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import scale
from goat_kiosk.gui.theme.window_scaler import WindowScaler
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.handover import TournamentHandover
from goat_kiosk.gui.tv.tv import Tv, TvGames
from goat_kiosk.gui.widgets.banner import Banner
from goat_kiosk.gui.widgets.inputs.court_choice import CourtOffer, court_offers
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.gui.window.closing import CloseQuestion
from goat_kiosk.gui.window.current_game import CurrentGame
from goat_kiosk.gui.window.feedback import GameFeedback
from goat_kiosk.gui.window.menu import Menu
from goat_kiosk.gui.window.pages import WindowPages
from goat_kiosk.gui.window.quick_toggles import QuickToggles
from goat_kiosk.gui.window.round_horn import RoundHorn
from goat_kiosk.gui.window.save_status import SaveStatus
from goat_kiosk.gui.window.sections import sections
from goat_kiosk.gui.window.status_bar import StatusBar
from goat_kiosk.gui.window.tournament_sections import tournament_sections


class MainWindowLayout(QMainWindow):
    """Owns the parts of the main window: rail, pages, panels, message line, status bar, and the objects behind them."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        # Created before the content, which must be created at scale factor 1.
        WindowScaler(self)
        self._services, self._scorekeeper, self._lobby = services, services.scorekeeper, services.lobby
        self._preferences = services.preferences
        self.address_monitor = AddressMonitor(services.address, services.audience, services.preferences, self)
        self.tv = Tv(services.preferences, self._tv_games, self)
        self.pin_prompt = PinPrompt(services.preferences, self)
        self.window_state = WindowState(self, services.preferences, self.pin_prompt)
        self.close_question = CloseQuestion(services.scorekeeper, self.close, self)
        self.disk = DiskStatus(services.disk_problem, self)
        self.keys = Actions(services.preferences, self)
        self._make_frame()
        self._make_pages()
        self._arrange()

    def _make_frame(self) -> None:
        """Create the rail, the message line, the status bar, and the objects of the current game."""
        services = self._services
        self.menu, self._stage = Menu(self.keys), QWidget()
        self.rail = Rail(self._scorekeeper.games.age, self.keys, self.menu)
        self.message = MessageLine(self.keys, self._stage, self)
        self.status_bar = StatusBar(services.address, self.keys)
        self.toggles = QuickToggles(self.keys, services.preferences, services.sounds)
        self.recorder = Recorder(self)
        self.save_status = SaveStatus(self.recorder, self.message, self.status_bar, self)
        self.court_use = CourtUse(
            self._scorekeeper, self.recorder, self.message, lambda: self.rail.courts, self.pin_prompt.when_unlocked
        )
        self.scorer_watch = ScorerWatch(self._scorekeeper, self.message)
        self.help_requests = HelpRequests(self._scorekeeper, self.recorder, self.message)
        self.current = CurrentGame(services, self.recorder, self.court_use, self.pin_prompt, self)
        self.tournament = CurrentTournament(self._scorekeeper.director, self.recorder, self)
        self.tournament.changed.connect(self.tv.refresh)
        self.handover = Handover(self._scorekeeper, self.message, self)
        self.tournament_handover = TournamentHandover(self._scorekeeper, self.tournament, self.message, self)
        self.reopening = Reopening(self._scorekeeper, lambda: self.rail.courts, self.message, self)
        confirmations = Confirmations(self._scorekeeper, services.lobby)
        self.captain_answers = CaptainAnswers(
            self._scorekeeper, confirmations, self.recorder, self.message, self.pin_prompt
        )
        self.game_clock = GameClock(self._scorekeeper, self)

    def _make_pages(self) -> None:
        services = self._services
        rule_sets = self._scorekeeper.rule_sets.rules_by_key
        self.new_game = NewGamePage(rule_sets, services.roster, self.keys, self._court_offers)
        self.lobby, self.play = LobbyPage(services.address, self.keys, services.roster), PlayPage(self.keys)
        self.finish, self.lineup = (
            FinishPage(services.address),
            LineupPage(services.roster.find_players, self._court_offers),
        )
        self.lineup.setAccessibleName(t("Players and teams"))
        self.rounds, self.preview = RoundsPanel(), CorrectionPreview()
        self.scorers = ScorersPanel(services.pairing, services.address)
        games: dict[Status, QWidget] = {
            "lobby": self.lobby,
            "live": self.play,
            "finished": self.finish,
            "canceled": self.finish,
        }
        section_list = [
            *tournament_sections(
                services,
                self.tournament,
                self.tournament_handover,
                self.keys,
                self.pin_prompt,
                self.recorder,
                lambda: self.address_monitor.address,
            ),
            *sections(services, self.keys, self.address_monitor, self.tv, self.window_state),
        ]
        self.pages = WindowPages(self.new_game, games, section_list)
        self.message.get_top = lambda: self.pages.tabs_height
        self.feedback = GameFeedback(self.message, self.play.flash, services.preferences, services.sounds, self)
        self.round_horn = RoundHorn(self.tournament, partial(self.feedback.sound, "horn"), self)
        self.round_horn.sounded.connect(self.message.say)
        self.round_horn.ticked.connect(self.tv.refresh)
        self.feedback.moment_reached.connect(Banner(self.pages).show_event)
        for page in (self.preview, self.lineup, self.pin_prompt.page, self.close_question.page):
            self.pages.addWidget(page)

    def _arrange(self) -> None:
        content = QWidget()
        self.setCentralWidget(content)
        column, middle, shown = QVBoxLayout(content), QHBoxLayout(), QHBoxLayout(self._stage)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._services.is_demo:
            column.addWidget(demo := DemoBar())
            demo.end_requested.connect(self.close)
        column.addLayout(middle, 1)
        column.addWidget(self.status_bar)
        self.status_bar.add_widget(self.toggles)
        self.status_bar.add_problems(self.message.problems)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._stage, 1)
        shown.setContentsMargins(12, 8, 12, 8)
        shown.setSpacing(12)
        shown.addWidget(self.pages, 1)
        shown.addWidget(self.rounds)
        shown.addWidget(self.scorers)
        self.resize(scale.LAPTOP)
        self.setMinimumSize(scale.SMALLEST_AT_1 * scale.MIN_FACTOR)

    def _court_offers(self) -> list[CourtOffer]:
        venue = self._services.venue
        return court_offers(venue.list_courts() if venue else (), self.rail.playing, self.rail.peers.playing())

    def _tv_games(self) -> TvGames:
        shown, now = self.tournament, self._scorekeeper.director.now()
        return TvGames(self.current.game, self.rail.games, shown.tournament_id, shown.tournament, now)
