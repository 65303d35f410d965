"""The scorekeeper's window: the rail of courts, the page of the game that is shown, its rounds, one line of messages.

It follows the scorekeeper like everybody else and shows whatever it is told, so a bag from a phone and a bag from
the pad take the same way to the screen. Which page a game is shown on follows from its status alone; the pages beside
the game (`sections`) stand in its place until they are left, and the game goes on behind them.
"""

from contextlib import suppress
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.events import AnyEvent, Redone, Undone
from goat_kiosk.domain.game import Status
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview
from goat_kiosk.errors import RuleViolation
from goat_kiosk.gui.courts import disputes
from goat_kiosk.gui.courts.court_use import CourtUse
from goat_kiosk.gui.courts.handover import Handover
from goat_kiosk.gui.courts.menu import PLAY
from goat_kiosk.gui.courts.rail import Rail
from goat_kiosk.gui.demo.bar import DemoBar
from goat_kiosk.gui.finish.page import FinishPage
from goat_kiosk.gui.finish.reopening import Reopening
from goat_kiosk.gui.lock.window_state import WindowState
from goat_kiosk.gui.phones.panel import ScorersPanel
from goat_kiosk.gui.play.game_clock import GameClock
from goat_kiosk.gui.play.page import PlayPage
from goat_kiosk.gui.rounds.panel import RoundsPanel
from goat_kiosk.gui.rounds.preview import CorrectionPreview
from goat_kiosk.gui.services.disk_status import DiskStatus
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.services.screen_status import ScreenStatuses, late_line
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.settings.keymap import KeyAction
from goat_kiosk.gui.settings.shortcuts import Shortcuts
from goat_kiosk.gui.settings.sides import Sides
from goat_kiosk.gui.setup.lobby import LobbyPage
from goat_kiosk.gui.setup.new_game import NewGamePage
from goat_kiosk.gui.text.describe import later_line
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.tv.tv import Tv, TvGames
from goat_kiosk.gui.widgets import scale, style
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.gui.widgets.window_scaler import WindowScaler
from goat_kiosk.gui.window.closing import Closing
from goat_kiosk.gui.window.feedback import GameFeedback
from goat_kiosk.gui.window.pages import WindowPages
from goat_kiosk.gui.window.quick_toggles import QuickToggles
from goat_kiosk.gui.window.save_status import SaveStatus
from goat_kiosk.gui.window.sections import SharedParts, sections
from goat_kiosk.gui.window.status_bar import StatusBar
from goat_kiosk.uplink.peers import PeerCourt

_KEYS: tuple[tuple[KeyAction, AnyEvent], ...] = (("undo", Undone()), ("redo", Redone()))


class MainWindow(QWidget):
    """Shows one game at a time and records what the scorekeeper keys."""

    closed = Signal()

    def __init__(self, venue: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        WindowScaler(self)
        self._venue, self._scorekeeper, self._joining = venue, venue.scorekeeper, venue.joining
        self._game_id: int | None = None
        self._history: History | None = None
        self._idle = True
        self._standings = ScreenStatuses(venue.scorekeeper)
        self.reach = AddressMonitor(venue.address, venue.audience, venue.preferences, self)
        self.tv = Tv(venue.preferences, self._games, self)
        self.stand = WindowState(self, venue.preferences)
        self.closing = Closing(venue.scorekeeper, self.close, self)
        self.disk = DiskStatus(venue.trouble, self)
        self.keys, self._sides = Shortcuts(venue.preferences, self), Sides(venue.preferences)
        self.roster, self.recorder = RosterBook(venue.archivist, self), Recorder(self)
        self.rail, self.message, self.server_bar = (
            Rail(self._scorekeeper.games.age),
            MessageLine(self.keys),
            StatusBar(venue.address),
        )
        self.saving = SaveStatus(self.recorder, self.message, self.server_bar, self)
        self.desk = QuickToggles(self.keys, venue.preferences, venue.sounds)
        courts = venue.house.is_named if venue.house else tuple
        self.new_game = NewGamePage(
            self._scorekeeper.rule_sets.rules_by_key, self.roster, courts, self.rail.neighbours.playing
        )
        self.lobby, self.play, self.finish = LobbyPage(venue.address), PlayPage(self.keys), FinishPage(venue.address)
        self.game_clock = GameClock(self._scorekeeper, self)
        self.game_clock.changed.connect(self.play.time_left.setText)
        self.closed.connect(self.game_clock.stop)
        self.rounds, self.preview = RoundsPanel(), CorrectionPreview()
        self.scorers = ScorersPanel(venue.pairing, venue.address)
        self.herald = GameFeedback(self.message, self.play.flash, venue.preferences, venue.sounds, self)
        self.court_use = CourtUse(self._scorekeeper, self.recorder, self.message, lambda: self.rail.courts)
        self.handover = Handover(self._scorekeeper, self.message, self)
        self.reopening = Reopening(self._scorekeeper, lambda: self.rail.courts, self.message, self)
        shared = SharedParts(self.roster, self.keys, self._sides, self._standings, self.reach, self.tv, self.stand)
        games: dict[Status, QWidget] = {
            "lobby": self.lobby,
            "live": self.play,
            "finished": self.finish,
            "canceled": self.finish,
        }
        self.pages = WindowPages(self.new_game, games, sections(venue, shared))
        self.pages.addWidget(self.preview)
        self.pages.addWidget(self.stand.page)
        self.pages.addWidget(self.closing.page)
        self._arrange()
        self._connect()
        self._connect_desk()
        self._open_newest()
        self._scorekeeper.subscribe(self._on_change)
        self._joining.subscribe(self._on_waiting)
        self.roster.refresh()

    def _arrange(self) -> None:
        column, middle, right, shown = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._venue.is_demo:
            column.addWidget(demo := DemoBar())
            demo.end_requested.connect(self.close)
        column.addLayout(middle, 1)
        column.addWidget(self.server_bar)
        self.server_bar.add(self.desk)
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
        for page in (self.lobby, self.play, self.finish, self.rounds):
            page.requested.connect(self._record)
        self.new_game.requested.connect(self.court_use.create)
        self.finish.rematch_requested.connect(self.court_use.create)
        self.court_use.arrived.connect(self._turn_to_game)
        self.court_use.another_court.connect(self._choose_another_court)
        for page in (self.lobby, self.play):
            page.cancel_requested.connect(self._ask_to_cancel)
            page.set_aside_requested.connect(self._set_aside)
        self.finish.next_game_requested.connect(self._next_game)
        self.finish.new_game_requested.connect(self.show_new_game)
        self.rail.new_game.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.rail.menu.offer(list(self.pages.sections.values()))
        self.rail.menu.chosen.connect(self.turn_to)
        self.rounds.previewed.connect(self._show_preview)
        self.rounds.closed.connect(self._show_page)
        self.pages.left.connect(partial(self.turn_to, PLAY))
        self.pages.told.connect(self.message.say)
        self.pages.refused.connect(self.message.warn)
        self.stand.guard(self.pages.reopening, t("Reopen a finished game"), self.reopening.ask)
        self.pages.turning.connect(self.turn_to)
        self.reopening.requested.connect(self._reopen)
        self.rail.neighbours.chosen.connect(self._ask_about_neighbour)
        self.handover.arrived.connect(self.show_game)
        self.handover.parted.connect(self._part_with)
        self.play.concede_requested.connect(self._ask_who_concedes)
        self.play.ignored.connect(self.herald.refuse)
        self.herald.answered.connect(self._record)
        self.recorder.refused.connect(self.herald.refuse)
        for told in (self.recorder.saving, self.recorder.saved, self.recorder.refused):
            told.connect(self._expect)
        self.lobby.pending_joins.accepted.connect(self._let_in)
        self.lobby.pending_joins.declined.connect(self._refuse)

    def _connect_desk(self) -> None:
        """Join what the scorekeeper chooses about the window: keys, sides, colours, the phones that may score."""
        for action, event in _KEYS:
            self.keys.bind(self, action, partial(self._on_key, event))
        input_filter().tap_ignored.connect(self._say_that_a_tap_bounced)
        self.desk.swap_wanted.connect(self._swap_sides)
        self.server_bar.theme_wanted.connect(self._change_theme)
        self.server_bar.scorers_wanted.connect(self._turn_scorers)
        self.scorers.closed.connect(self._turn_scorers)
        self.scorers.refused.connect(self.message.warn)
        self._venue.preferences.troubled.connect(self.message.warn)
        self._venue.preferences.changed.connect(self._show_again)
        if self._venue.preferences.chosen.theme != style.current_theme().name:
            style.set_theme(self._venue.preferences.chosen.theme)
        self._name_theme()
        self._connect_hall()

    def _connect_hall(self) -> None:
        """Join what is around the desk: the network, the screens, the disk."""
        self.server_bar.watch(lambda: self._venue.audience.count_followers, self._late_screens)
        self.server_bar.follow(self.reach)
        self.stand.guard(self.server_bar.network_wanted, t("Show another address"), self.reach.choose)
        self.stand.guard(self.tv.toggle_requested, t("Scoreboard on the TV"), self.tv.toggle)
        self.stand.lock.changed.connect(self._leave_what_is_locked)
        input_filter().used.connect(self._keep_unlocked)
        for shows in (self.lobby, self.scorers, self.tv, self.finish.receipt):
            self.reach.changed.connect(shows.show_address)
        self.reach.told.connect(self.message.say)
        self.game_clock.time_up.connect(self.message.say)
        self.reach.troubled.connect(partial(self.message.show_trouble, "network"))
        self.disk.troubled.connect(partial(self.message.show_trouble, "disk"))
        self.tv.problem_changed.connect(partial(self.message.show_trouble, "tv"))
        self.tv.show_address(self.reach.address)
        for question in (self.stand, self.closing):
            question.asking_changed.connect(self._show_page)
        self._keep_awake()
        self.reach.start()
        self.disk.start()

    def _games(self) -> TvGames:
        return TvGames(self._history.game if self._history else None, self.rail.games)

    def _late_screens(self) -> str:
        return late_line(self._standings.of(self._venue.audience.screens()))

    def _open_newest(self) -> None:
        """Show the open game of the court shown last, else the one touched last; with none, the form of a new one."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        for game_id, history in histories.items():
            self.rail.take(game_id, history)
        self.scorers.show_courts(self.rail.courts)
        self._tell_disputes()
        open_games = [game_id for game_id, history in histories.items() if not history.game.is_over]
        open_games = [one for one in open_games if not histories[one].game.aside] or open_games
        last = [one for one in open_games if histories[one].game.court == self._venue.preferences.chosen.court]
        if open_games:
            self.show_game(max(last or open_games, key=lambda game_id: histories[game_id].at))
        else:
            self.show_new_game()
            self._idle = True
        if self._venue.preferences.complaint:
            self.message.warn(self._venue.preferences.complaint)

    def show_game(self, game_id: int) -> None:
        """Show a game on the page its status asks for."""
        self._game_id, self._idle = game_id, False
        self.pages.turn_to(None)
        self._forget_questions()
        self.herald.forget()
        self.rounds.close_correction()
        self.message.say("")
        history = self._scorekeeper.history(game_id)
        self._refresh(history)
        self._venue.preferences.change(court=history.game.court)
        if history.game.aside and not history.game.is_over:
            self.court_use.ask_to_go_on(game_id)

    def show_new_game(self) -> None:
        """Show the form of a new game."""
        self._game_id, self._history, self._idle = None, None, False
        self.pages.turn_to(None)
        self._forget_questions()
        self.rounds.close_correction()
        self.message.say("")
        self._show_page()
        self.new_game.begin(self.rail.courts)

    def turn_to(self, name: str) -> None:
        """Turn to the section of that name, or back to the game; a locked one asks for the PIN first."""
        locked = name in self.pages.sections and self.pages.sections[name].locked
        if locked and self.stand.needs_pin(t("Open {page}", page=t(name)), partial(self.turn_to, name)):
            return
        self._forget_questions()
        self.pages.turn_to(name)
        self.message.say("")
        self._show_page()

    def _forget_questions(self) -> None:
        self.stand.forget()
        self.closing.forget()

    @property
    def _is_behind_lock(self) -> bool:
        """Whether something is open that asks for the PIN."""
        section = self.pages.sections.get(self.pages.open or "")
        return self.scorers.isVisible() or (section is not None and section.locked)

    def _keep_unlocked(self) -> None:
        if self._is_behind_lock:
            self.stand.lock.keep_open()

    def _leave_what_is_locked(self) -> None:
        if self.stand.lock.closed and self._is_behind_lock:
            self.scorers.hide()
            self.turn_to(PLAY)

    def _refresh(self, history: History) -> None:
        self._history, game, game_id = history, history.game, self._game_id or 0
        self.rounds.show_history(history)
        self.game_clock.set_game(game_id)
        match game.status:
            case "lobby":
                self.lobby.show_game(game_id, game)
                self.lobby.pending_joins.show_pending(self._joining.pending_joins(game_id), game)
            case "live":
                self.play.show_history(history, self._sides.left(game_id))
            case "finished" | "canceled":
                self.finish.show_result(game_id, history, self._scorekeeper.snapshot(game_id).result)
        self._show_page()

    def _show_page(self) -> None:
        """Show the section that is open, the preview of a correction in hand, or the game on its page."""
        self.tv.refresh()
        self.rail.menu.mark(self.pages.open or PLAY)
        self.rail.mark(None if self.pages.open else self._game_id)
        page = self._page()
        self.rounds.setVisible(page in {self.play, self.finish, self.preview} and self.scorers.isHidden())
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            if not self.rounds.is_correcting:
                # Not to a button: the space bar must not press what the scorekeeper has not chosen.
                page.setFocus()

    def _page(self) -> QWidget:
        if self.stand.asking:
            return self.stand.page
        if self.closing.asking:
            return self.closing.page
        if self.pages.open is None and self.rounds.is_correcting:
            return self.preview
        return self.pages.page(self._history.game if self._history else None)

    def _show_preview(self, event: CorrectionEvent, outcome: Preview | RejectedPreview) -> None:
        later = ""
        if isinstance(outcome, Preview) and self._game_id is not None:
            later = later_line(self._scorekeeper.later_games(self._game_id, outcome.after))
        self.preview.show_outcome(event, outcome, later)
        # Without the keyboard: it belongs to the form.
        self.pages.setCurrentWidget(self._page())

    def _show_again(self) -> None:
        """Show the game with the sides, keys and colours chosen now."""
        if self._history is not None:
            self._refresh(self._history)

    def _on_change(self, change: Change) -> None:
        """Show a change, whoever made it."""
        self.rail.take(change.game_id, change.history)
        self.tv.refresh()
        self._keep_awake()
        self.scorers.show_courts(self.rail.courts)
        self._tell_disputes()
        if change.reason in {"game-created", "player-joined"}:
            self.roster.refresh()
        if self._idle and self.pages.open is None and self.new_game.is_blank:
            # Nobody has asked for the form: it only stood there for want of a game.
            self.show_game(change.game_id)
        elif change.game_id == self._game_id:
            before = self._history
            self._refresh(change.history)
            if self.recorder.under_way:
                self._expect()
            if change.history is not before:
                self.herald.tell(before, change.history)
        if change.later:
            self.message.remark(later_line(change.later))

    def _say_that_a_tap_bounced(self) -> None:
        self.message.remark(t("Two taps at one place within 0.3 seconds count once. Tap again if you meant two."))

    def _on_key(self, event: AnyEvent) -> None:
        """Undo and redo belong to the game that can be seen."""
        if self.pages.open is None and not (self.stand.asking or self.closing.asking):
            self._record(event)

    def _ask_about_neighbour(self, court: PeerCourt) -> None:
        """Say where it is scored; to take it over needs the PIN."""
        ask = partial(self.handover.ask_about, court)
        if court.owner.away:
            self.stand.when_unlocked(t("Take over a court"), ask)
        else:
            ask()

    def _part_with(self, game_id: int) -> None:
        """Show a game no more that another kiosk has taken over."""
        self.rail.part_with(game_id)
        self.scorers.show_courts(self.rail.courts)
        if self._game_id == game_id:
            self.show_new_game()

    def _record(self, event: AnyEvent) -> None:
        if self._game_id is None:
            return
        confirmed = self._history is not None and self._history.game.is_confirmed
        if confirmed and self.stand.needs_pin(t("Change a confirmed result"), partial(self._record, event)):
            return
        if self.recorder.under_way and self._history is not None:
            # What is not shown yet counts: refused now, while the scorekeeper looks, not when the disk has answered.
            try:
                self.recorder.projected_history(self._game_id, self._history, event)
            except RuleViolation as error:
                self.herald.refuse(error_text(error))
                return
        self.recorder.do(partial(self._scorekeeper.record, self._game_id, event), of=(self._game_id, event))

    def _expect(self) -> None:
        """Let the keys mean what they will mean when everything is saved."""
        if self._game_id is not None and self._history is not None:
            with suppress(RuleViolation):
                self.play.set_due(self.recorder.projected_history(self._game_id, self._history).game.next_team)

    def _next_game(self) -> None:
        if self._game_id is not None:
            self.court_use.open_next(self._game_id)

    def _choose_another_court(self) -> None:
        if self._page() is self.new_game:
            self.new_game.offer_free_court(self.rail.courts)

    def _ask_to_cancel(self) -> None:
        if self._game_id is not None:
            self.court_use.ask_to_cancel(self._game_id)

    def _set_aside(self) -> None:
        if self._game_id is not None:
            self.court_use.set_aside(self._game_id)

    def _tell_disputes(self) -> None:
        self.message.show_trouble("disputes", disputes.sentence(self.rail.disputed))

    def _turn_to_game(self, change: Change) -> None:
        self.show_game(change.game_id)

    def _swap_sides(self) -> None:
        if self._game_id is not None:
            self._sides.swap(self._game_id)

    def _on_waiting(self, game_id: int, reason: str) -> None:
        """Show who waits; at another court, say so."""
        game = self._scorekeeper.history(game_id).game
        if game_id == self._game_id:
            self.lobby.pending_joins.show_pending(self._joining.pending_joins(game_id), game)
        elif reason == "player-waiting":
            self.message.say(
                t(
                    "{player} wants to join at {court}.",
                    player=self._joining.pending_joins(game_id)[-1].name,
                    court=game.court,
                )
            )

    def _let_in(self, number: int) -> None:
        if self._game_id is not None:
            self.recorder.do(partial(self._joining.approve, self._game_id, number))

    def _refuse(self, number: int) -> None:
        if self._game_id is not None:
            self._joining.refuse(self._game_id, number)

    def _turn_scorers(self) -> None:
        """Show the phones that keep score beside the game, or the rounds again."""
        if self.scorers.isHidden():
            if self.stand.needs_pin(t("Pair scorer phones"), self._turn_scorers):
                return
            self.scorers.preset(self._history.game.court if self._history else None)
        self.scorers.setVisible(self.scorers.isHidden())
        self._show_page()
        (self.pages if self.scorers.isHidden() else self.scorers.court).setFocus()

    def _ask_who_concedes(self) -> None:
        if self._history is not None:
            self.herald.ask_who_concedes(self._history.game)

    def _reopen(self, game_id: int) -> None:
        self.recorder.do(partial(self._scorekeeper.record, game_id, Undone()), self._turn_to_game)

    def _keep_awake(self) -> None:
        if self._venue.awake is not None:
            self._venue.awake.hold(wanted=any(game.status == "live" for game in self.rail.games))

    def _change_theme(self) -> None:
        style.set_theme("day" if style.current_theme().name == "night" else "night")
        self._venue.preferences.change(theme=style.current_theme().name)
        self._name_theme()
        self._show_again()

    def _name_theme(self) -> None:
        self.server_bar.offer_theme(t("Day") if style.current_theme().name == "night" else t("Night"))

    def showEvent(self, event: QShowEvent) -> None:
        """Be as the window was left: the TV is chosen by where this window stands."""
        super().showEvent(event)
        if not event.spontaneous():
            self.tv.restore()

    def _asks_to_close(self) -> bool:
        return not self._venue.is_demo and not self.stand.leaving and self.closing.keeps_open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the user closed the window; the program decides what that means. A locked one stays."""
        if self.stand.needs_pin(t("Close the window"), self.close) or self.saving.keeps_open() or self._asks_to_close():
            event.ignore()
            return
        event.accept()
        self.stand.remember_place()
        self.tv.close()
        if self._venue.awake is not None:
            self._venue.awake.hold(wanted=False)
        self._venue.sounds.stop()
        self.closed.emit()
