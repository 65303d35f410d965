"""The scorekeeper's window: the rail of courts, the page of the game that is shown, its rounds, one line of messages.

It follows the scorekeeper like everybody else and shows whatever it is told, so a bag from a phone and a bag from
the pad take the same way to the screen. Which page a game is shown on follows from its status alone.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import AnyEvent, GameConceded, GameCreated, Redone, Team, Undone, other
from goat_kiosk.domain.history import History
from goat_kiosk.gui import style
from goat_kiosk.gui.finish import Finish
from goat_kiosk.gui.glyphs import SIGNS
from goat_kiosk.gui.lobby import Lobby
from goat_kiosk.gui.message_line import Answer, MessageLine
from goat_kiosk.gui.new_game import NewGamePage
from goat_kiosk.gui.play import Play
from goat_kiosk.gui.rail import Rail
from goat_kiosk.gui.recorder import Recorder
from goat_kiosk.gui.rounds_panel import RoundsPanel
from goat_kiosk.gui.server_bar import ServerBar
from goat_kiosk.gui.words import bags_of, news
from goat_kiosk.scorekeeper import Change, Scorekeeper
from goat_kiosk.venue import Court

_KEYS: tuple[tuple[str, AnyEvent], ...] = (
    ("Ctrl+Z", Undone()),
    ("Backspace", Undone()),
    ("Ctrl+Y", Redone()),
    ("Ctrl+Shift+Z", Redone()),
)


class MainWindow(QWidget):
    """Shows one game at a time and records what the scorekeeper keys."""

    closed = Signal()
    take_over_wanted = Signal(int)
    """The number of a game whose kiosk is away."""

    def __init__(self, scorekeeper: Scorekeeper, address: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self._scorekeeper = scorekeeper
        self._game_id: int | None = None
        self._history: History | None = None
        self._idle = True
        self.recorder = Recorder(self)
        self.rail, self.message, self.server_bar = Rail(), MessageLine(), ServerBar(address)
        self.new_game, self.lobby, self.play, self.finish = NewGamePage(), Lobby(address), Play(), Finish()
        self.rounds = RoundsPanel()
        self.pages = QStackedWidget()
        for page in (self.new_game, self.lobby, self.play, self.finish):
            self.pages.addWidget(page)
        self._arrange()
        self._connect()
        self._open_newest()
        scorekeeper.follow(self._on_change)
        scorekeeper.follow_partings(self._on_parting)

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
        self.resize(1366, 728)
        self.setMinimumSize(1180, 640)

    def _connect(self) -> None:
        for page in (self.lobby, self.play, self.finish, self.rounds):
            page.wanted.connect(self._record)
        self.new_game.wanted.connect(self._create)
        self.finish.rematch.connect(self._create)
        self.finish.next_game.connect(self._next_game)
        self.finish.new_game.connect(self.show_new_game)
        self.rail.new_game.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.rail.venue.chosen.connect(self._ask_about)
        self.play.conceding.connect(self._ask_who_concedes)
        self.play.helpless.connect(self.message.warn)
        self.recorder.saved.connect(self.server_bar.saved)
        self.recorder.refused.connect(self.message.warn)
        self.recorder.unsaved.connect(self._offer_again)
        self.server_bar.theme_wanted.connect(self._change_theme)
        self._name_theme()
        for keys, event in _KEYS:
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._record, event))

    def _open_newest(self) -> None:
        """Show the unfinished game that was touched last; with none, the form of a new one."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        for game_id, history in histories.items():
            self.rail.take(game_id, history)
        open_games = [game_id for game_id, history in histories.items() if history.game.status != "finished"]
        if open_games:
            self.show_game(max(open_games, key=lambda game_id: histories[game_id].at))
        else:
            self.show_new_game()
            self._idle = True

    def show_game(self, game_id: int) -> None:
        """Show a game on the page its status asks for."""
        self._game_id, self._idle = game_id, False
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
        self.rounds.setVisible(game.status != "lobby")
        self.rounds.show_game(game)
        match game.status:
            case "lobby":
                self.lobby.show_game(self._game_id or 0, game)
                self._turn_to(self.lobby)
            case "live":
                self.play.show_history(history)
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
        if self._idle and self.new_game.blank:
            # Nobody has asked for the form: it only stood there for want of a game.
            self.show_game(change.game_id)
        elif change.game_id == self._game_id:
            before = self._history
            self._refresh(change.history)
            if change.history is not before:
                self.message.say(news(before, change.history))

    def _on_parting(self, game_id: int, kiosk: str) -> None:
        """Let go of a game that another kiosk has taken over, and say what it does not have."""
        self.rail.part_with(game_id)
        if self._game_id == game_id:
            self.show_new_game()
        aside = bags_of(row.event for row in self._scorekeeper.aside(game_id))
        said = f"Kiosk {kiosk} has taken over {self._scorekeeper.history(game_id).game.court}."
        if aside:
            said += f" Kept here and not there: {aside}. Enter them there, or leave them out."
        self.message.insist(said, [("Understood", lambda: None)])

    def _ask_about(self, court: Court) -> None:
        """Say where another kiosk's court is scored; offer to take it over when that kiosk is away."""
        if not court.owner.away:
            self.message.say(f"{court.name} is scored at kiosk {court.owner.name}. {court.owner.url}")
            return
        take = partial(self.take_over_wanted.emit, court.game_id)
        question = f"{court.owner.away} Go on with {court.name} here? That kiosk can then not score it any more."
        self.message.ask(question, [("Take it over", take), ("Leave it", lambda: None)])

    def taken_over(self, game_id: int, refusal: str) -> None:
        """Show a game that was taken over, or say why it was not."""
        if refusal:
            self.message.warn(refusal)
        else:
            self.show_game(game_id)

    def _record(self, event: AnyEvent) -> None:
        if self._game_id is not None:
            self.recorder.do(partial(self._scorekeeper.record, self._game_id, event))

    def _create(self, event: GameCreated) -> None:
        self._turn_to_game(self.recorder.do(partial(self._scorekeeper.create, event)))

    def _next_game(self) -> None:
        if self._game_id is not None:
            self._turn_to_game(self.recorder.do(partial(self._scorekeeper.next_game, self._game_id)))

    def _turn_to_game(self, change: Change | None) -> None:
        if change is not None:
            self.show_game(change.game_id)

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
        self.closed.emit()
