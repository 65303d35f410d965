"""Main window: connects its parts to the game that is shown (`CurrentGame`).

It subscribes to the scorekeeper like every screen, so a bag from a phone and a bag from a key take the same way to the
screen. Which page is shown is `Navigation`; what concerns all courts is `AllCourts`.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.text.describe import later_games_line
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.window.all_courts import AllCourts
from goat_kiosk.gui.window.current_game import choose_initial_game
from goat_kiosk.gui.window.form_input import copy_input
from goat_kiosk.gui.window.layout import MainWindowLayout
from goat_kiosk.gui.window.navigation import Navigation
from goat_kiosk.gui.window.surroundings import connect_surroundings
from goat_kiosk.gui.window.theme_switch import ThemeSwitch
from goat_kiosk.gui.window.waiting_match import WaitingMatch
from goat_kiosk.uplink.peers.peers import PeerCourt


class MainWindow(MainWindowLayout):
    """Shows the current game in the parts of the window."""

    closed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._is_initial_form = True
        """Whether the form of a new game is shown only because there was no game."""
        self.navigation, self._all_courts = Navigation(self), AllCourts(self, services)
        self._waiting_match = WaitingMatch(self.current, self.message)
        self._connect()
        self._connect_keys()
        self._connect_questions()
        self._connect_settings()
        connect_surroundings(self, services)
        self._open_newest()
        end_changes, end_joins = (
            self._scorekeeper.subscribe(self._on_change),
            self._lobby.subscribe(self._all_courts.on_join),
        )
        self.destroyed.connect(lambda: (end_changes(), end_joins()))
        services.roster.refresh()

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
        self.finish.receipt.answered.connect(self.captain_answers.answer)
        self.lobby.pending_joins.accepted.connect(self.current.approve_join)
        self.lobby.pending_joins.declined.connect(self.current.refuse_join)
        self.current.shown.connect(self._on_shown)
        self.current.changed.connect(self._on_current_changed)
        self.current.projected.connect(lambda history: self.play.set_due(history.game.next_team))
        self.current.refused.connect(self.feedback.show_refusal)
        self.tournament.refused.connect(self.feedback.show_refusal)
        self.game_clock.changed.connect(self.play.time_left.setText)
        self.closed.connect(self.game_clock.stop)
        self.closed.connect(self.round_horn.stop)
        for signal in (self.finish.new_game_requested, self.rail.new_game):
            signal.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.rounds.previewed.connect(self._show_preview)
        self.pages.notified.connect(self.message.say)
        self.pages.refused.connect(self.message.warn)
        self.lineup.requested.connect(self.current.record)
        self.lineup.move_requested.connect(self.current.move)
        self.lineup.refused.connect(self.feedback.show_refusal)

    def _connect_keys(self) -> None:
        """Bind the actions that belong to no page."""
        bind, when_game_visible = self.keys.bind, self.navigation.when_game_visible
        bind(self, "undo", partial(when_game_visible, self.current.undo))
        bind(self, "redo", partial(when_game_visible, self.current.redo))
        bind(self, "say-score", partial(when_game_visible, self._say_status))
        bind(self, "full-screen", self.window_state.toggle_full_screen)
        bind(self, "close", self.close)
        self.keys.unavailable.connect(self.message.warn)
        input_filter().tap_ignored.connect(self._on_tap_ignored)

    def _connect_questions(self) -> None:
        """Connect the questions in the message line with the effects of their answers."""
        self.court_use.game_opened.connect(self._on_game_opened)
        self.court_use.another_court_requested.connect(self._choose_another_court)
        self.pages.game_requested.connect(self.show_game)
        self.pin_prompt.guard(self.pages.reopen_requested, t("Reopen a finished game"), self.reopening.ask)
        self.reopening.requested.connect(self.current.reopen)
        self.reopening.court_asked.connect(self.court_use.reopen)
        self.rail.peers.chosen.connect(self._ask_about_peer_court)
        self.handover.game_arrived.connect(self.show_game)
        self.handover.game_taken_away.connect(self._on_taken_over)
        self.play.concede_requested.connect(self._ask_who_concedes)
        self.lobby.refused.connect(self.feedback.show_refusal)
        self.lobby.forfeit_requested.connect(self._ask_who_forfeits)
        self.play.ignored.connect(self.feedback.show_refusal)
        self.feedback.answered.connect(self.current.record)

    def _connect_settings(self) -> None:
        """Connect the preferences: sides, theme, and paired phones."""
        self.toggles.swap_requested.connect(self._swap_sides)
        self.scorers.refused.connect(self.message.warn)
        self._preferences.write_failed.connect(self.message.warn)
        self._preferences.changed.connect(self._show_again)
        ThemeSwitch(self.status_bar, self._preferences, self)

    def _open_newest(self) -> None:
        """Show the game that the window opens with, or the form of a new game."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        self._all_courts.show(histories)
        initial = choose_initial_game(histories, self._preferences.current.court)
        if initial is not None:
            self.show_game(initial)
        else:
            self.show_new_game()
            self._is_initial_form = True
        if self._preferences.load_error:
            self.message.warn(self._preferences.load_error)

    def show_game(self, game_id: int) -> None:
        """Show a game on the page for its status."""
        self.current.show(game_id)

    def _on_game_opened(self, change: Change) -> None:
        """Show a game that was created, moved or reopened here."""
        if self.navigation.page is self.new_game:
            self.new_game.clear()
        if change.game_id != self.current.game_id:
            self.show_game(change.game_id)

    def show_new_game(self) -> None:
        """Show the form of a new game."""
        self.current.clear()

    def _on_shown(self) -> None:
        """Show the page of the new current game; drop the questions about the previous one."""
        self._is_initial_form = False
        self.pages.set_section(None)
        self.navigation.forget_questions()
        self.feedback.reset()
        self.rounds.close_correction()
        self.lineup.is_open = False
        self.message.say("")
        if self.current.history is None:
            self.navigation.show_page()
            self.new_game.begin()
        else:
            self._refresh(self.current.history)
            self.help_requests.ask(self.current.game_id or 0)
            self._preferences.change(court=self.current.history.game.court)

    def open_section(self, name: str) -> None:
        """Open the section `name`, after the PIN if it is locked."""
        self.navigation.open_section(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Esc, unless a part of the window has used it."""
        if event.key() == Qt.Key.Key_Escape:
            self.navigation.go_back()
        else:
            super().keyPressEvent(event)

    def _refresh(self, history: History) -> None:
        """Show the game on its page."""
        game, game_id = history.game, self.current.game_id or 0
        self.rounds.show_history(history, game_id)
        self.game_clock.set_game(game_id)
        self.lineup.show_game(game_id, game)
        match game.status:
            case "lobby":
                self.lobby.show_game(game_id, game)
                self.lobby.pending_joins.show_pending(self._lobby.pending_joins(game_id), game)
            case "live":
                self.play.show_history(history, self._services.sides.left(game_id))
            case "finished" | "canceled":
                self.lineup.is_open = self.lineup.is_open and game.status == "finished"
                self.finish.show_result(game_id, history, self._scorekeeper.snapshot(game_id).result)
        for button in (self.lobby.players, self.rounds.players):
            button.show_key(self.keys.key_caption("players"))
        self.navigation.show_page()

    def _show_preview(self, event: CorrectionEvent, outcome: Preview | RejectedPreview) -> None:
        later = ""
        if isinstance(outcome, Preview) and self.current.game_id is not None:
            later = later_games_line(self._scorekeeper.later_games(self.current.game_id, outcome.after))
        self.navigation.show_preview(event, outcome, later)

    def _show_again(self) -> None:
        """Show the game again with the current sides, keys and theme."""
        if self.current.history is not None:
            self._refresh(self.current.history)

    def _on_change(self, change: Change) -> None:
        """Show a change of any game from any device."""
        self._all_courts.show_change(change)
        if self._is_initial_form and self.pages.section_name is None and self.new_game.is_blank:
            self.show_game(change.game_id)
        else:
            self.current.update(change)
        self._all_courts.report_change(change)
        is_idle = self.pages.section_name is None and self.new_game.is_blank
        self._waiting_match.on_change(change, is_idle=is_idle)

    def _on_current_changed(self, before: History | None, after: History) -> None:
        self._refresh(after)
        if after is not before:
            self.feedback.show_change(before, after)

    def _on_tap_ignored(self) -> None:
        self.message.add_remark(t("Two taps at one place within 0.3 seconds count once. Tap again if you meant two."))

    def _ask_about_peer_court(self, court: PeerCourt) -> None:
        """Show which kiosk scores a court; offering to take it over needs the PIN."""
        ask = partial(self.handover.ask_about, court)
        if court.owner.away:
            self.pin_prompt.when_unlocked(t("Take over a court"), ask)
        else:
            ask()

    def _on_taken_over(self, game_id: int) -> None:
        """Stop showing a game that another kiosk has taken over."""
        self._all_courts.remove(game_id)
        if self.current.game_id == game_id:
            self.show_new_game()

    def _choose_another_court(self) -> None:
        if self.navigation.page is self.new_game:
            self.new_game.offer_free_court()

    def _swap_sides(self) -> None:
        if self.current.game_id is not None:
            self._services.sides.swap(self.current.game_id)

    def _say_status(self) -> None:
        if self.current.game is not None:
            self.feedback.say_status(self.current.game)

    def _ask_who_concedes(self) -> None:
        if self.current.game is not None:
            self.feedback.ask_who_concedes(self.current.game)

    def _ask_who_forfeits(self) -> None:
        if self.current.game is not None:
            self.feedback.ask_who_forfeits(self.current.game)

    def showEvent(self, event: QShowEvent) -> None:
        """Restore the TV, which needs to know the screen of this window."""
        super().showEvent(event)
        if not event.spontaneous():
            self.tv.restore()

    def release(self) -> None:
        """Save the geometry, and close the TV: this window closes, or another takes its place."""
        self.window_state.save_geometry()
        self.tv.close()

    def resume(self, other: "MainWindow") -> None:
        """Show the game and the section that `other` shows, and what was typed there into the form of a new game."""
        if other.current.game_id is None:
            self.show_new_game()
            copy_input(other.new_game, self.new_game)
        else:
            self.show_game(other.current.game_id)
        self._is_initial_form = other._is_initial_form
        if other.pages.section_name is not None:
            self.navigation.reopen_section(other.pages.section_name)

    def _asks_to_close(self) -> bool:
        """Ask before closing if necessary; return whether the window must stay open."""
        if self.pin_prompt.needs_pin(t("Close the window"), self.close) or self.save_status.warn_if_unsaved():
            return True
        return not self._services.is_demo and not self.window_state.is_leaving and self.close_question.ask_if_playing()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close and emit `closed`, unless a question or an unsaved bag keeps the window open."""
        if self._asks_to_close():
            event.ignore()
            return
        event.accept()
        self.release()
        self._all_courts.keep_screen_on(closing=True)
        self._services.sounds.stop()
        self.closed.emit()
