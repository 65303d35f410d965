"""Main window: layout of courts, pages and messages, and the choice of the page.

It subscribes to the scorekeeper like every screen, so a bag from a phone and a bag from a key take the same way to the
screen. The page of a game follows from its status alone; a section, a question or a preview takes its place until it
is left, and the game goes on behind it. The shown game itself is `CurrentGame`.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.games.game import Status
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview
from goat_kiosk.gui.courts import disputes
from goat_kiosk.gui.courts.court_use import CourtUse
from goat_kiosk.gui.courts.handover import Handover
from goat_kiosk.gui.courts.menu import PLAY
from goat_kiosk.gui.courts.rail import Rail
from goat_kiosk.gui.demo.bar import DemoBar
from goat_kiosk.gui.finish.page import FinishPage
from goat_kiosk.gui.finish.reopening import Reopening
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
from goat_kiosk.gui.services.screen_status import late_line
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.settings.shortcuts import Shortcuts
from goat_kiosk.gui.setup.lobby import LobbyPage
from goat_kiosk.gui.setup.new_game import NewGamePage
from goat_kiosk.gui.text.describe import later_games_line
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import scale, style
from goat_kiosk.gui.theme.window_scaler import WindowScaler
from goat_kiosk.gui.tv.tv import Tv, TvGames
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.gui.window.closing import CloseQuestion
from goat_kiosk.gui.window.current_game import CurrentGame
from goat_kiosk.gui.window.feedback import GameFeedback
from goat_kiosk.gui.window.pages import WindowPages
from goat_kiosk.gui.window.quick_toggles import QuickToggles
from goat_kiosk.gui.window.save_status import SaveStatus
from goat_kiosk.gui.window.sections import sections
from goat_kiosk.gui.window.status_bar import StatusBar
from goat_kiosk.uplink.peers.peers import PeerCourt


class MainWindow(QWidget):
    """Lays out the courts, the pages and the messages, and chooses the page."""

    closed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        # Before anything in the window is made: the scaler counts on a laptop's pixels.
        WindowScaler(self)
        self._services, self._scorekeeper, self._lobby = services, services.scorekeeper, services.lobby
        self._preferences = services.preferences
        self._untouched = True
        """Whether the form of a new game is shown only because there was no game."""
        self.address_monitor = AddressMonitor(services.address, services.audience, services.preferences, self)
        self.tv = Tv(services.preferences, self._tv_games, self)
        self.pin_prompt = PinPrompt(services.preferences, self)
        self.window_state = WindowState(self, services.preferences, self.pin_prompt)
        self.close_question = CloseQuestion(services.scorekeeper, self.close, self)
        self.disk = DiskStatus(services.disk_problem, self)
        self.keys = Shortcuts(services.preferences, self)
        self._make_frame()
        self._make_pages()
        self._arrange()
        self._connect()
        self._connect_questions()
        self._connect_settings()
        self._connect_surroundings()
        self._open_newest()
        self._scorekeeper.subscribe(self._on_change)
        self._lobby.subscribe(self._on_join)
        services.roster.refresh()

    def _make_frame(self) -> None:
        """Make what surrounds the page, and the game that is shown on it."""
        services = self._services
        self.rail, self.message = Rail(self._scorekeeper.games.age), MessageLine(self.keys)
        self.status_bar = StatusBar(services.address)
        self.toggles = QuickToggles(self.keys, services.preferences, services.sounds)
        self.recorder = Recorder(self)
        self.save_status = SaveStatus(self.recorder, self.message, self.status_bar, self)
        self.court_use = CourtUse(
            self._scorekeeper, self.recorder, self.message, lambda: self.rail.courts, self.pin_prompt.when_unlocked
        )
        self.current = CurrentGame(services, self.recorder, self.court_use, self.pin_prompt, self)
        self.handover = Handover(self._scorekeeper, self.message, self)
        self.reopening = Reopening(self._scorekeeper, lambda: self.rail.courts, self.message, self)
        self.game_clock = GameClock(self._scorekeeper, self)

    def _make_pages(self) -> None:
        services = self._services
        courts = services.venue.list_courts if services.venue else tuple
        self.new_game = NewGamePage(
            self._scorekeeper.rule_sets.rules_by_key, services.roster, courts, self.rail.peers.playing
        )
        self.lobby, self.play = LobbyPage(services.address), PlayPage(self.keys)
        self.finish = FinishPage(services.address)
        self.rounds, self.preview = RoundsPanel(), CorrectionPreview()
        self.scorers = ScorersPanel(services.pairing, services.address)
        self.feedback = GameFeedback(self.message, self.play.flash, services.preferences, services.sounds, self)
        games: dict[Status, QWidget] = {
            "lobby": self.lobby,
            "live": self.play,
            "finished": self.finish,
            "canceled": self.finish,
        }
        beside = sections(services, self.keys, self.address_monitor, self.tv, self.window_state)
        self.pages = WindowPages(self.new_game, games, beside)
        for page in (self.preview, self.pin_prompt.page, self.close_question.page):
            self.pages.addWidget(page)

    def _arrange(self) -> None:
        column, middle, right, shown = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._services.is_demo:
            column.addWidget(demo := DemoBar())
            demo.end_requested.connect(self.close)
        column.addLayout(middle, 1)
        column.addWidget(self.status_bar)
        self.status_bar.add(self.toggles)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        right.setContentsMargins(12, 8, 12, 8)
        right.addLayout(shown, 1)
        right.addWidget(self.message)
        right.setSpacing(8)
        shown.setSpacing(12)
        shown.addWidget(self.pages, 1)
        shown.addWidget(self.rounds)
        shown.addWidget(self.scorers)
        self.resize(scale.LAPTOP)
        self.setMinimumSize(1280, 660)

    def _connect(self) -> None:
        """Connect the pages and the rail to the game that is shown."""
        for page in (self.lobby, self.play, self.finish, self.rounds):
            page.requested.connect(self.current.record)
        for page in (self.lobby, self.play):
            page.cancel_requested.connect(self.current.ask_to_cancel)
            page.set_aside_requested.connect(self.current.set_aside)
        self.new_game.requested.connect(self.current.create)
        self.finish.rematch_requested.connect(self.current.create)
        self.finish.next_game_requested.connect(self.current.open_next)
        self.lobby.pending_joins.accepted.connect(self.current.approve_join)
        self.lobby.pending_joins.declined.connect(self.current.refuse_join)
        self.current.shown.connect(self._on_shown)
        self.current.changed.connect(self._on_current_changed)
        self.current.projected.connect(lambda history: self.play.set_due(history.game.next_team))
        self.current.refused.connect(self.feedback.refuse)
        self.game_clock.changed.connect(self.play.time_left.setText)
        self.closed.connect(self.game_clock.stop)
        for signal in (self.finish.new_game_requested, self.rail.new_game):
            signal.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.rail.menu.offer(list(self.pages.sections.values()))
        self.rail.menu.chosen.connect(self.turn_to)
        self.rounds.previewed.connect(self._show_preview)
        self.rounds.closed.connect(self._show_page)
        self.pages.left.connect(partial(self.turn_to, PLAY))
        self.pages.notified.connect(self.message.say)
        self.pages.refused.connect(self.message.warn)
        self.pages.turning.connect(self.turn_to)

    def _connect_questions(self) -> None:
        """Connect what is asked in the message line, and what its answers do."""
        self.court_use.arrived.connect(self._on_arrived)
        self.court_use.another_court.connect(self._choose_another_court)
        self.pin_prompt.guard(self.pages.reopening, t("Reopen a finished game"), self.reopening.ask)
        self.reopening.requested.connect(self.current.reopen)
        self.rail.peers.chosen.connect(self._ask_about_peer_court)
        self.handover.arrived.connect(self.show_game)
        self.handover.taken_away.connect(self._on_taken_over)
        self.play.concede_requested.connect(self._ask_who_concedes)
        self.play.ignored.connect(self.feedback.refuse)
        self.feedback.answered.connect(self.current.record)
        for question in (self.pin_prompt, self.close_question):
            question.asking_changed.connect(self._show_page)

    def _connect_settings(self) -> None:
        """Connect what the scorekeeper chooses about the window: keys, sides, colors, the phones that may score."""
        self.keys.bind(self, "undo", partial(self._when_visible, self.current.undo))
        self.keys.bind(self, "redo", partial(self._when_visible, self.current.redo))
        input_filter().tap_ignored.connect(self._on_tap_ignored)
        self.toggles.swap_wanted.connect(self._swap_sides)
        self.status_bar.theme_wanted.connect(self._change_theme)
        self.status_bar.scorers_wanted.connect(self._toggle_scorers)
        self.scorers.closed.connect(self._toggle_scorers)
        self.scorers.refused.connect(self.message.warn)
        self._preferences.troubled.connect(self.message.warn)
        self._preferences.changed.connect(self._show_again)
        if self._preferences.chosen.theme != style.current_theme().name:
            style.set_theme(self._preferences.chosen.theme)
        self._name_theme()

    def _connect_surroundings(self) -> None:
        """Connect the network, the screens, the disk and the lock."""
        self.status_bar.watch(lambda: self._services.audience.open_streams, self._late_screens)
        self.status_bar.follow(self.address_monitor)
        self.pin_prompt.guard(self.status_bar.network_wanted, t("Show another address"), self.address_monitor.choose)
        self.pin_prompt.guard(self.tv.toggle_requested, t("Scoreboard on the TV"), self.tv.toggle)
        self.pin_prompt.lock.changed.connect(self._on_lock_changed)
        input_filter().used.connect(self._keep_unlocked)
        for widget in (self.lobby, self.scorers, self.tv, self.finish.receipt):
            self.address_monitor.changed.connect(widget.show_address)
        self.address_monitor.notified.connect(self.message.say)
        self.game_clock.time_up.connect(self.message.say)
        self.address_monitor.troubled.connect(partial(self.message.show_trouble, "network"))
        self.disk.troubled.connect(partial(self.message.show_trouble, "disk"))
        self.tv.problem_changed.connect(partial(self.message.show_trouble, "tv"))
        self.tv.show_address(self.address_monitor.address)
        self._update_screen_inhibitor()
        self.address_monitor.start()
        self.disk.start()

    def _tv_games(self) -> TvGames:
        return TvGames(self.current.game, self.rail.games)

    def _late_screens(self) -> str:
        return late_line(self._services.screen_statuses.evaluate(self._services.audience.screens()))

    def _open_newest(self) -> None:
        """Show the open game of the court shown last, else the one changed last; with none, the form of a new one."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        for game_id, history in histories.items():
            self.rail.show_game(game_id, history)
        self.scorers.show_courts(self.rail.courts)
        self._show_disputes()
        open_games = [game_id for game_id, history in histories.items() if not history.game.is_over]
        open_games = [game_id for game_id in open_games if not histories[game_id].game.is_set_aside] or open_games
        court = self._preferences.chosen.court
        last = [game_id for game_id in open_games if histories[game_id].game.court == court]
        if open_games:
            self.show_game(max(last or open_games, key=lambda game_id: histories[game_id].at))
        else:
            self.show_new_game()
            self._untouched = True
        if self._preferences.load_error:
            self.message.warn(self._preferences.load_error)

    def show_game(self, game_id: int) -> None:
        """Show a game on the page its status asks for."""
        self.current.show(game_id)

    def show_new_game(self) -> None:
        """Show the form of a new game."""
        self.current.clear()

    def _on_arrived(self, change: Change) -> None:
        self.show_game(change.game_id)

    def _on_shown(self) -> None:
        """Turn to the game that is shown now; what was asked about the one before is over."""
        self._untouched = False
        self.pages.turn_to(None)
        self._forget_questions()
        self.feedback.forget()
        self.rounds.close_correction()
        self.message.say("")
        if self.current.history is None:
            self._show_page()
            self.new_game.begin(self.rail.courts)
        else:
            self._refresh(self.current.history)
            self._preferences.change(court=self.current.history.game.court)

    def turn_to(self, name: str) -> None:
        """Turn to the section of that name, or back to the game; a locked one asks for the PIN first."""
        locked = name in self.pages.sections and self.pages.sections[name].locked
        if locked and self.pin_prompt.needs_pin(t("Open {page}", page=t(name)), partial(self.turn_to, name)):
            return
        self._forget_questions()
        self.pages.turn_to(name)
        self.message.say("")
        self._show_page()

    def _forget_questions(self) -> None:
        self.pin_prompt.forget()
        self.close_question.forget()

    @property
    def _is_behind_lock(self) -> bool:
        """Whether something is open that asks for the PIN."""
        section = self.pages.sections.get(self.pages.open or "")
        return self.scorers.isVisible() or (section is not None and section.locked)

    def _keep_unlocked(self) -> None:
        if self._is_behind_lock:
            self.pin_prompt.lock.keep_open()

    def _on_lock_changed(self) -> None:
        """Leave what asks for the PIN when the lock closes."""
        if self.pin_prompt.lock.is_closed and self._is_behind_lock:
            self.scorers.hide()
            self.turn_to(PLAY)

    def _refresh(self, history: History) -> None:
        """Show the game on its page."""
        game, game_id = history.game, self.current.game_id or 0
        self.rounds.show_history(history)
        self.game_clock.set_game(game_id)
        match game.status:
            case "lobby":
                self.lobby.show_game(game_id, game)
                self.lobby.pending_joins.show_pending(self._lobby.pending_joins(game_id), game)
            case "live":
                self.play.show_history(history, self._services.sides.left(game_id))
            case "finished" | "canceled":
                self.finish.show_result(game_id, history, self._scorekeeper.snapshot(game_id).result)
        self._show_page()

    def _show_page(self) -> None:
        """Show the section that is open, the preview of a correction in hand, or the game on its page."""
        self.tv.refresh()
        self.rail.menu.mark(self.pages.open or PLAY)
        self.rail.mark(None if self.pages.open else self.current.game_id)
        page = self._page()
        self.rounds.setVisible(page in {self.play, self.finish, self.preview} and self.scorers.isHidden())
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            if not self.rounds.is_correcting:
                # Not to a button: the space bar must not press what the scorekeeper has not chosen.
                page.setFocus()

    def _page(self) -> QWidget:
        # Exactly one page is shown. A question wins over a section, a section over a correction, that over the game.
        if self.pin_prompt.is_asking:
            return self.pin_prompt.page
        if self.close_question.is_asking:
            return self.close_question.page
        if self.pages.open is None and self.rounds.is_correcting:
            return self.preview
        return self.pages.page(self.current.game)

    def _show_preview(self, event: CorrectionEvent, outcome: Preview | RejectedPreview) -> None:
        later = ""
        if isinstance(outcome, Preview) and self.current.game_id is not None:
            later = later_games_line(self._scorekeeper.later_games(self.current.game_id, outcome.after))
        self.preview.show_outcome(event, outcome, later)
        # Without the keyboard: it belongs to the form.
        self.pages.setCurrentWidget(self._page())

    def _show_again(self) -> None:
        """Show the game with the sides, keys and colors chosen now."""
        if self.current.history is not None:
            self._refresh(self.current.history)

    def _on_change(self, change: Change) -> None:
        """Show a change of any game, made by anyone."""
        self.rail.show_game(change.game_id, change.history)
        self.tv.refresh()
        self._update_screen_inhibitor()
        self.scorers.show_courts(self.rail.courts)
        self._show_disputes()
        if change.reason in {"game-created", "player-joined"}:
            self._services.roster.refresh()
        if self._untouched and self.pages.open is None and self.new_game.is_blank:
            self.show_game(change.game_id)
        else:
            self.current.update(change)
        if change.later_games:
            self.message.remark(later_games_line(change.later_games))

    def _on_current_changed(self, before: History | None, after: History) -> None:
        self._refresh(after)
        if after is not before:
            self.feedback.tell(before, after)

    def _on_tap_ignored(self) -> None:
        self.message.remark(t("Two taps at one place within 0.3 seconds count once. Tap again if you meant two."))

    def _when_visible(self, action: Callable[[], None]) -> None:
        """Run `action`, such as undo, only while the game can be seen."""
        if self.pages.open is None and not (self.pin_prompt.is_asking or self.close_question.is_asking):
            action()

    def _ask_about_peer_court(self, court: PeerCourt) -> None:
        """Say where it is scored; to take it over needs the PIN."""
        ask = partial(self.handover.ask_about, court)
        if court.owner.away:
            self.pin_prompt.when_unlocked(t("Take over a court"), ask)
        else:
            ask()

    def _on_taken_over(self, game_id: int) -> None:
        """Stop showing a game that another kiosk has taken over."""
        self.rail.remove_game(game_id)
        self.scorers.show_courts(self.rail.courts)
        if self.current.game_id == game_id:
            self.show_new_game()

    def _choose_another_court(self) -> None:
        if self._page() is self.new_game:
            self.new_game.offer_free_court(self.rail.courts)

    def _show_disputes(self) -> None:
        self.message.show_trouble("disputes", disputes.disputes_message(self.rail.disputed))

    def _swap_sides(self) -> None:
        if self.current.game_id is not None:
            self._services.sides.swap(self.current.game_id)

    def _on_join(self, game_id: int, reason: str) -> None:
        """Show who waits for approval; say so when it is at another court."""
        game, pending = self._scorekeeper.history(game_id).game, self._lobby.pending_joins(game_id)
        if game_id == self.current.game_id:
            self.lobby.pending_joins.show_pending(pending, game)
        elif reason == "player-waiting":
            self.message.say(t("{player} wants to join at {court}.", player=pending[-1].name, court=game.court))

    def _toggle_scorers(self) -> None:
        """Show the phones that keep score beside the game, or the rounds again."""
        if self.scorers.isHidden():
            if self.pin_prompt.needs_pin(t("Pair scorer phones"), self._toggle_scorers):
                return
            self.scorers.preset(self.current.game.court if self.current.game else None)
        self.scorers.setVisible(self.scorers.isHidden())
        self._show_page()
        (self.pages if self.scorers.isHidden() else self.scorers.court).setFocus()

    def _ask_who_concedes(self) -> None:
        if self.current.game is not None:
            self.feedback.ask_who_concedes(self.current.game)

    def _update_screen_inhibitor(self) -> None:
        if self._services.screen_inhibitor is not None:
            self._services.screen_inhibitor.hold(wanted=any(game.status == "live" for game in self.rail.games))

    def _change_theme(self) -> None:
        style.set_theme("day" if style.current_theme().name == "night" else "night")
        self._preferences.change(theme=style.current_theme().name)
        self._name_theme()
        self._show_again()

    def _name_theme(self) -> None:
        self.status_bar.offer_theme(t("Day") if style.current_theme().name == "night" else t("Night"))

    def showEvent(self, event: QShowEvent) -> None:
        """Open the TV as it was left: its screen is chosen by where this window is."""
        super().showEvent(event)
        if not event.spontaneous():
            self.tv.restore()

    def _asks_to_close(self) -> bool:
        """Whether a question, or a bag that is not saved, keeps the window open."""
        if self.pin_prompt.needs_pin(t("Close the window"), self.close) or self.save_status.keeps_open():
            return True
        return not self._services.is_demo and not self.window_state.leaving and self.close_question.keeps_open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Emit `closed`, unless something keeps the window open; the program decides what it means."""
        if self._asks_to_close():
            event.ignore()
            return
        event.accept()
        self.window_state.remember_place()
        self.tv.close()
        if self._services.screen_inhibitor is not None:
            self._services.screen_inhibitor.hold(wanted=False)
        self._services.sounds.stop()
        self.closed.emit()
