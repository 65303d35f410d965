"""The scorekeeper's window: the rail of courts, the page of the game that is shown, its rounds, one line of messages.

It follows the scorekeeper like everybody else and shows whatever it is told, so a bag from a phone and a bag from
the pad take the same way to the screen. Which page a game is shown on follows from its status alone.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import AnyEvent, GameConceded, GameCreated, Redone, Team, Undone, other
from goat_kiosk.domain.history import History
from goat_kiosk.gui import cues, style
from goat_kiosk.gui.desk_bar import DeskBar
from goat_kiosk.gui.finish import Finish
from goat_kiosk.gui.glyphs import SIGNS
from goat_kiosk.gui.guard import Guard
from goat_kiosk.gui.key_page import KeyPage
from goat_kiosk.gui.keymap import Action
from goat_kiosk.gui.keys import Keys
from goat_kiosk.gui.lobby import Lobby
from goat_kiosk.gui.message_line import Answer, MessageLine
from goat_kiosk.gui.new_game import NewGamePage
from goat_kiosk.gui.play import Play
from goat_kiosk.gui.rail import Rail
from goat_kiosk.gui.recorder import Recorder
from goat_kiosk.gui.rounds_panel import RoundsPanel
from goat_kiosk.gui.scorers import ScorersPanel
from goat_kiosk.gui.server_bar import ServerBar
from goat_kiosk.gui.sides import Sides
from goat_kiosk.gui.venue import Venue
from goat_kiosk.gui.words import news
from goat_kiosk.scorekeeper import Change

_KEYS: tuple[tuple[Action, AnyEvent], ...] = (("undo", Undone()), ("redo", Redone()))


class MainWindow(QWidget):
    """Shows one game at a time and records what the scorekeeper keys."""

    closed = Signal()

    def __init__(self, venue: Venue) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self._scorekeeper, self._joining = venue.scorekeeper, venue.joining
        self._game_id: int | None = None
        self._history: History | None = None
        self._idle = True
        self.recorder = Recorder(self)
        self.preferences, self.sounds = venue.preferences, venue.sounds
        self.keys, self._sides, self._guard = Keys(self.preferences, self), Sides(self.preferences), Guard()
        self.rail, self.message, self.server_bar = Rail(), MessageLine(self.keys), ServerBar(venue.address)
        self.new_game, self.lobby, self.play = NewGamePage(), Lobby(venue.address), Play(self.keys)
        self.finish, self.rounds = Finish(), RoundsPanel()
        self.scorers = ScorersPanel(venue.pairing, venue.address)
        self.key_page = KeyPage(self.keys, self.preferences, self._sides, self.sounds)
        self.desk = DeskBar(self.keys, self.preferences, self.sounds)
        self.pages = QStackedWidget()
        for page in (self.new_game, self.lobby, self.play, self.finish, self.key_page):
            self.pages.addWidget(page)
        self._arrange()
        self._connect()
        self._open_newest()
        self._scorekeeper.follow(self._on_change)
        self._joining.follow(self._on_waiting)

    def _arrange(self) -> None:
        column, middle, right, shown = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.server_bar)
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
        self.resize(1366, 728)
        self.setMinimumSize(1280, 660)

    def _connect(self) -> None:
        for page in (self.lobby, self.play, self.finish, self.rounds):
            page.wanted.connect(self._record)
        self.new_game.wanted.connect(self._create)
        self.finish.rematch.connect(self._create)
        self.finish.next_game.connect(self._next_game)
        self.finish.new_game.connect(self.show_new_game)
        self.rail.new_game.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.play.conceding.connect(self._ask_who_concedes)
        self.play.helpless.connect(self.message.warn)
        self.recorder.saved.connect(self.server_bar.saved)
        self.recorder.refused.connect(self.message.warn)
        self.recorder.unsaved.connect(self._offer_again)
        self.server_bar.theme_wanted.connect(self._change_theme)
        self.server_bar.scorers_wanted.connect(self._turn_scorers)
        self.scorers.closed.connect(self._turn_scorers)
        self.scorers.refused.connect(self.message.warn)
        self.lobby.waiting.let_in.connect(self._let_in)
        self.lobby.waiting.refused.connect(self._refuse)
        self._name_theme()
        for action, event in _KEYS:
            self.keys.bind(self, action, partial(self._record, event))
        self._connect_desk()

    def _connect_desk(self) -> None:
        """Join what the scorekeeper chooses about the window: keys, sound, sides."""
        self.server_bar.add(self.desk)
        self.desk.swap_wanted.connect(self._swap_sides)
        self.desk.keys_wanted.connect(self._show_keys)
        self.key_page.closed.connect(self._leave_keys)
        self.key_page.said.connect(self.message.say)
        self.key_page.refused.connect(self.message.warn)
        self.recorder.refused.connect(lambda _sentence: self._sound("refused"))
        self.play.helpless.connect(lambda _sentence: self._sound("refused"))
        self.preferences.troubled.connect(self.message.warn)
        self.preferences.changed.connect(self._follow_choices)

    def _open_newest(self) -> None:
        """Show the unfinished game that was touched last; with none, the form of a new one."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        for game_id, history in histories.items():
            self.rail.take(game_id, history)
        self.scorers.show_courts(self.rail.courts)
        open_games = [game_id for game_id, history in histories.items() if history.game.status != "finished"]
        if open_games:
            self.show_game(max(open_games, key=lambda game_id: histories[game_id].at))
        else:
            self.show_new_game()
            self._idle = True
        if self.preferences.complaint:
            self.message.warn(self.preferences.complaint)

    def show_game(self, game_id: int) -> None:
        """Show a game on the page its status asks for."""
        self._game_id, self._idle = game_id, False
        self._guard.forget()
        self.rounds.close_correction()
        self.message.say("")
        self._refresh(self._scorekeeper.history(game_id))

    def show_new_game(self) -> None:
        """Show the form of a new game."""
        self._game_id, self._history, self._idle = None, None, False
        self.rail.mark(None)
        self.rounds.hide()
        self.pages.setCurrentWidget(self.new_game)
        self.message.say("")
        self.new_game.begin(self.rail.courts)

    def _refresh(self, history: History) -> None:
        self._history, game = history, history.game
        self.rail.mark(self._game_id)
        self.rounds.setVisible(game.status != "lobby" and self.scorers.isHidden())
        self.rounds.show_game(game)
        match game.status:
            case "lobby":
                self.lobby.show_game(self._game_id or 0, game)
                self.lobby.waiting.show_held(self._joining.waiting(self._game_id or 0), game)
                self._turn_to(self.lobby)
            case "live":
                self.play.show_history(history, self._sides.left(self._game_id or 0))
                self._turn_to(self.play)
            case "finished":
                self.finish.show_history(history)
                self._turn_to(self.finish)

    def _turn_to(self, page: QWidget) -> None:
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            # Not to a button: the space bar must not press what the scorekeeper has not chosen.
            page.setFocus()

    def _on_change(self, change: Change) -> None:
        """Show a change, whoever made it."""
        self.rail.take(change.game_id, change.history)
        self.scorers.show_courts(self.rail.courts)
        if self.pages.currentWidget() is self.key_page:
            return
        if self._idle and self.new_game.blank:
            # Nobody has asked for the form: it only stood there for want of a game.
            self.show_game(change.game_id)
        elif change.game_id == self._game_id:
            before = self._history
            self._refresh(change.history)
            if change.history is not before:
                self._tell(before, change.history)

    def _tell(self, before: History | None, after: History) -> None:
        """Say, sound and flash what happened; ask when a bag came out of turn."""
        words = news(before, after)
        offers = self._guard.offers(before.game, after.game) if before and not after.future else []
        if offers:
            answers: list[Answer] = [(offer.caption, partial(self._answer, offer.event)) for offer in offers]
            self.message.ask(words, answers)
        else:
            self.message.say(words)
        if before is None:
            return
        if (cue := cues.cue(before, after)) is not None:
            self._sound(cue)
        if self.pages.currentWidget() is self.play and (bag := cues.thrown(before, after)) is not None:
            self.play.flash.show_bag(bag.team, bag.result, after.game.side(bag.team).color)

    def _answer(self, event: AnyEvent | None) -> None:
        self._guard.forget()
        if event is not None:
            self._record(event)

    def _sound(self, cue: cues.Cue) -> None:
        if self.preferences.chosen.sounds:
            self.sounds.play(cue)

    def _swap_sides(self) -> None:
        if self._game_id is not None:
            self._sides.swap(self._game_id)

    def _show_keys(self) -> None:
        if self.pages.currentWidget() is self.key_page:
            self._leave_keys()
        else:
            self.rounds.hide()
            self.pages.setCurrentWidget(self.key_page)
            self.key_page.begin()

    def _leave_keys(self) -> None:
        if self._game_id is None:
            self.show_new_game()
        else:
            self.show_game(self._game_id)

    def _follow_choices(self) -> None:
        """Show the game with the sides and keys chosen now."""
        if self._history is not None and self.pages.currentWidget() is not self.key_page:
            self._refresh(self._history)

    def _record(self, event: AnyEvent) -> None:
        if self._game_id is not None and self.pages.currentWidget() is not self.key_page:
            self.recorder.do(partial(self._scorekeeper.record, self._game_id, event))

    def _create(self, event: GameCreated) -> None:
        self._turn_to_game(self.recorder.do(partial(self._scorekeeper.create, event)))

    def _next_game(self) -> None:
        if self._game_id is not None:
            self._turn_to_game(self.recorder.do(partial(self._scorekeeper.next_game, self._game_id)))

    def _turn_to_game(self, change: Change | None) -> None:
        if change is not None:
            self.show_game(change.game_id)

    def _on_waiting(self, game_id: int, reason: str) -> None:
        """Show who waits; at another court, say so."""
        game = self._scorekeeper.history(game_id).game
        if game_id == self._game_id:
            self.lobby.waiting.show_held(self._joining.waiting(game_id), game)
        elif reason == "player-waiting":
            self.message.say(f"{self._joining.waiting(game_id)[-1].name} wants to join at {game.court}.")

    def _let_in(self, number: int) -> None:
        if self._game_id is not None:
            self.recorder.do(partial(self._joining.approve, self._game_id, number))

    def _refuse(self, number: int) -> None:
        if self._game_id is not None:
            self._joining.refuse(self._game_id, number)

    def _turn_scorers(self) -> None:
        """Show the phones that keep score beside the game, or the rounds again."""
        self.scorers.setVisible(self.scorers.isHidden())
        live = self._history is not None and self._history.game.status != "lobby"
        self.rounds.setVisible(live and self.scorers.isHidden())
        (self.pages if self.scorers.isHidden() else self.scorers.court).setFocus()

    def _offer_again(self, sentence: str) -> None:
        self.server_bar.unsaved()
        self.message.insist(sentence, [("Try again", self._again), ("Drop it", self._drop)])

    def _again(self) -> None:
        change = self.recorder.again()
        if change is not None and change.game_id != self._game_id:
            self.show_game(change.game_id)

    def _drop(self) -> None:
        self.recorder.drop()
        self.server_bar.saved()
        self.message.say("Dropped: nothing was changed.")

    def _ask_who_concedes(self) -> None:
        if self._history is None:
            return
        teams: tuple[Team, Team] = (1, 2)
        answers: list[Answer] = [
            (f"{SIGNS[team]} {self._history.game.side(team).name}", partial(self._record, GameConceded(other(team))))
            for team in teams
        ]
        self.message.ask("Who gives up? The other side wins.", [*answers, ("Nobody", lambda: None)])

    def _change_theme(self) -> None:
        style.apply("day" if style.look().name == "night" else "night")
        self._name_theme()
        if self._history is not None:
            self._refresh(self._history)

    def _name_theme(self) -> None:
        self.server_bar.offer_theme("Day" if style.look().name == "night" else "Night")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the user closed the window; the program decides what that means."""
        event.accept()
        self.sounds.stop()
        self.closed.emit()
