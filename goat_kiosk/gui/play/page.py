"""A game under way: the drawn board in the middle, a side's score, bags and throw pad to its left and right.

As in the room: who stands left of the board is left of it on the screen (`sides`), and so are that side's keys. The
board's place is a stack, for a whole round and the referee's calls are entered there; throws sleep meanwhile.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, AnyEvent, BagThrown, Redone, RestOff, Result, Team, Undone, other
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.gui.play.board import Board
from goat_kiosk.gui.play.flash import Flash
from goat_kiosk.gui.play.round_entry import RoundEntry
from goat_kiosk.gui.play.round_summary import RoundSummary
from goat_kiosk.gui.play.rulings_panel import RulingsPanel
from goat_kiosk.gui.play.team_column import TeamColumn
from goat_kiosk.gui.play.throw_pad import RESULTS, Caps
from goat_kiosk.gui.settings.keymap import KeyAction
from goat_kiosk.gui.settings.shortcuts import Shortcuts
from goat_kiosk.gui.text.describe import action_text, match_line, rules_line
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.key_button import KeyButton
from goat_kiosk.text.i18n import mark_for_translation

_TOSS = mark_for_translation("Toss a coin first: the keys of the team that won it say who throws.")
_CLOSE = mark_for_translation("Close what is open over the board first (Esc).")


class PlayPage(QWidget):
    """The page of a live game."""

    wanted = Signal(object)
    """An event for this game."""
    conceding = Signal()
    canceling = Signal()
    setting_aside = Signal()
    """Somebody gives up: ask who."""
    helpless = Signal(str)
    """A key that cannot count, and why."""

    def __init__(self, keys: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._history: History | None = None
        self._left: Team = 1
        self._due: Team | None = None
        self._chosen: int | None = None
        self._head = ElidedLabel(role="quiet")
        self.time = QLabel()
        self.time.setObjectName("time-left")
        self.desks = {team: TeamColumn(team) for team in TEAMS}
        self.standing, self.board = RoundSummary(), Board()
        self.entry, self.calls = RoundEntry(), RulingsPanel()
        self.middle = QStackedWidget()
        for widget in (self.board, self.entry, self.calls):
            self.middle.addWidget(widget)
        self.undo, self.redo, self.rest = KeyButton(), KeyButton(), KeyButton()
        self.whole, self.referee = KeyButton(), KeyButton()
        self._connect()
        self._bind()
        self._arrange()
        self.flash = Flash(self)

    def _connect(self) -> None:
        for team, desk in self.desks.items():
            desk.pad.thrown.connect(partial(self._throw, team))
            desk.strip.chosen.connect(self.choose)
            desk.choice.wanted.connect(self.wanted)
            desk.leaving.connect(self.leave)
        for page in (self.board, self.entry, self.calls):
            page.wanted.connect(self.wanted)
        for form in (self.entry, self.calls):
            form.closed.connect(self.show_board)
        self.board.helpless.connect(self.helpless)
        self.calls.conceding.connect(self.conceding)
        self.calls.canceling.connect(self.canceling)
        self.calls.setting_aside.connect(self.setting_aside)
        for button, event in ((self.undo, Undone()), (self.redo, Redone()), (self.rest, RestOff())):
            button.clicked.connect(lambda _checked=False, event=event: self._want(event))
        self.whole.clicked.connect(self._enter_round)
        self.referee.clicked.connect(self._open_calls)

    def _bind(self) -> None:
        """Give the actions of this page their keys. Undo and redo are the window's, for they also reopen a game."""
        bind = self._keys.bind
        for result in RESULTS:
            left, right, due = _actions(result)
            bind(self, left, partial(self._key, "left", result))
            bind(self, right, partial(self._key, "right", result))
            bind(self, due, partial(self._key, "due", result))
        bind(self, "rest-off", self.rest.click)
        bind(self, "whole-round", self.whole.click)
        bind(self, "calls", self.referee.click)
        bind(self, "previous-bag", partial(self._step, -1))
        bind(self, "next-bag", partial(self._step, 1))

    def _arrange(self) -> None:
        column, head, middle, foot = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._across = QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head.addWidget(self._head, 1)
        head.addWidget(self.time)
        column.addLayout(head)
        column.addLayout(self._across, 1)
        middle.setSpacing(2)
        middle.addWidget(self.standing)
        middle.addWidget(self.middle, 1)
        self._across.setSpacing(10)
        self._across.addWidget(self.desks[1], 5)
        self._across.addLayout(middle, 6)
        self._across.addWidget(self.desks[2], 5)
        for button, share in ((self.undo, 9), (self.redo, 6), (self.rest, 5), (self.whole, 6), (self.referee, 4)):
            foot.addWidget(button, share)
        column.addLayout(foot)

    def show_history(self, history: History, left: Team) -> None:
        """Show the game as it stands with `left` on the left, and what undo and redo would do."""
        game, before = history.game, self._history.game if self._history else None
        if before is None or before.bags is not game.bags:
            self.leave()
        if before is None or _moved_on(before, game):
            self.show_board()
        self._history, self._left, self._due = history, left, game.due
        self._seat()
        parts = [game.court, rules_line(game.rules), match_line(game)]
        parts += [t("Toss a coin: who wins it throws the next bag")] if game.due is None else []
        self._head.setText("  ·  ".join(part for part in parts if part))
        self.standing.show_game(game, left)
        self.board.show_game(game, left)
        for team, desk in self.desks.items():
            desk.show_game(game, self._caps(team))
        self._offer(history)

    def expect(self, due: Team | None) -> None:
        """Take the next key for whoever is due for `due`: bags that are not shown yet are being saved."""
        self._due = due
        self.board.expect(due)

    def _seat(self) -> None:
        """Put the desks on their sides of the board."""
        if self._across.indexOf(self.desks[self._left]) != 0:
            for desk in self.desks.values():
                self._across.removeWidget(desk)
            self._across.insertWidget(0, self.desks[self._left], 5)
            self._across.addWidget(self.desks[other(self._left)], 5)

    def _caps(self, team: Team) -> Caps:
        """Return the keys shown on a team's buttons: those of its side, and those for whoever is due."""
        side = 0 if team == self._left else 1
        caps = {result: [_actions(result)[side], _actions(result)[2]] for result in RESULTS}
        return {result: tuple(filter(None, map(self._keys.cap, actions))) for result, actions in caps.items()}

    def _offer(self, history: History) -> None:
        past, future, game, cap = history.past, history.future, history.game, self._keys.cap
        undo, redo = (action_text(past[0], game) if past else ""), (action_text(game, future[0]) if future else "")
        self.undo.offer(
            t("Undo  {deed}", deed=undo), cap("undo"), t("Undo: {deed}", deed=undo or t("nothing")), now=bool(undo)
        )
        self.redo.offer(t("Redo"), cap("redo"), t("Redo: {deed}", deed=redo or t("nothing")), now=bool(redo))
        self.rest.offer(
            t("Rest off"), cap("rest-off"), t("The bags still to be thrown are off"), now=game.due is not None
        )
        why = (
            t("Finish this round bag by bag, or undo its bags first")
            if game.bags
            else t("Enter a whole round by its counts")
        )
        self.whole.offer(t("Whole round"), cap("whole-round"), why, now=not game.bags)
        self.referee.offer(t("Fouls"), cap("calls"), t("Fouls, touched bags, points by hand, partners, concede"))

    @property
    def _game(self) -> Game | None:
        return self._history.game if self._history else None

    def choose(self, n: int) -> None:
        """Ask where bag `n` of this round lies now."""
        game = self._game
        if game is None or not 1 <= n <= len(game.bags):
            return
        self.leave()
        self.show_board()
        self._chosen, team = n, game.bags[n - 1].team
        self.board.mark(n)
        self.desks[team].ask(game, n, self._caps(team))
        self.desks[other(team)].pad.setEnabled(False)

    def leave(self) -> None:
        """Leave the bag that was chosen as it is."""
        if self._chosen is None:
            return
        self._chosen = None
        # Else Qt gives the keyboard to the next button, and the space bar presses it.
        self.setFocus()
        self.board.mark(None)
        for desk in self.desks.values():
            desk.leave()
            desk.pad.setEnabled(True)

    def show_board(self) -> None:
        """Close whatever is open over the board."""
        if self.middle.currentWidget() is not self.board:
            self.setFocus()
            self.middle.setCurrentWidget(self.board)

    def _enter_round(self) -> None:
        if self._game is not None:
            self.middle.setCurrentWidget(self.entry)
            self.entry.begin(self._game, self._left)

    def _open_calls(self) -> None:
        if self._history is not None:
            self.leave()
            self.middle.setCurrentWidget(self.calls)
            self.calls.begin(self._history, self._left)

    def _step(self, way: int) -> None:
        """Choose the bag before or after the chosen one; the last one to begin with."""
        bags = len(self._game.bags) if self._game else 0
        if bags:
            self.choose(bags if self._chosen is None else (self._chosen - 1 + way) % bags + 1)

    def _key(self, side: str, result: Result) -> None:
        """Do what a throw key means now: a throw, or where the chosen bag lies."""
        game = self._game
        if game is None:
            return
        team = self._due if side == "due" else self._left if side == "left" else other(self._left)
        if self.middle.currentWidget() is not self.board:
            self.helpless.emit(t(_CLOSE))
        elif self._chosen is not None:
            self._move_chosen(game.bags[self._chosen - 1].team if side == "due" else team, result)
        elif team is None:
            self.helpless.emit(t(_TOSS))
        else:
            self._want(BagThrown(team, result))

    def _move_chosen(self, team: Team | None, result: Result) -> None:
        game, n = self._game, self._chosen
        if game is not None and n is not None and team == game.bags[n - 1].team:
            self.desks[team].choice.move_to(result)
        else:
            self.helpless.emit(
                t("Bag {n} is chosen: say where it lies with its own side’s keys, or leave it (Esc).", n=n)
            )

    def _throw(self, team: Team, result: Result) -> None:
        self._want(BagThrown(team, result))

    def _want(self, event: AnyEvent) -> None:
        self.wanted.emit(event)


_BY_RESULT: dict[Result, tuple[KeyAction, KeyAction, KeyAction]] = {
    "hole": ("left-hole", "right-hole", "due-hole"),
    "board": ("left-board", "right-board", "due-board"),
    "off": ("left-off", "right-off", "due-off"),
    "foul": ("left-foul", "right-foul", "due-foul"),
}


def _moved_on(before: Game, game: Game) -> bool:
    """Whether a form that was filled in for `before` is out of date."""
    return before.bags is not game.bags or before.sheet is not game.sheet or before.awards is not game.awards


def _actions(result: Result) -> tuple[KeyAction, KeyAction, KeyAction]:
    """Return the actions for a result: left side, right side, whoever is due."""
    return _BY_RESULT[result]
