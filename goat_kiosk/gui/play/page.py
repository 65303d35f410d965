"""Page of a live game: the drawn board in the middle, each team's score and throw pad beside it.

The screen mirrors the room: the team that stands left of the board is on the left (`settings.sides`), and so are its
keys. The center is a stack, because whole rounds and rulings are entered in place of the board; throw keys are
rejected meanwhile.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, AnyEvent, BagThrown, Redone, RestOff, Result, Team, Undone, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.gui.play.board import Board
from goat_kiosk.gui.play.flash import Flash
from goat_kiosk.gui.play.round_entry import RoundEntry
from goat_kiosk.gui.play.round_summary import RoundSummary
from goat_kiosk.gui.play.rulings_panel import RulingsPanel
from goat_kiosk.gui.play.team.team_column import TeamColumn
from goat_kiosk.gui.play.team.throw_pad import RESULTS, Caps
from goat_kiosk.gui.settings.action_specs import ProfileAction
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.describe import action_text, match_line, rules_line
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.text.i18n import mark_for_translation

_TOSS_FIRST = mark_for_translation("Toss a coin first: the keys of the team that won it say who throws.")
_BOARD_COVERED = mark_for_translation("Close what is open over the board first (Esc).")


_COLUMN_SHARE, _BOARD_SHARE = 1, 2
_ACTIONS_HEIGHT = 156
"""Three buttons for a finger, and the gaps between them."""


class PlayPage(QWidget):
    """The page of a live game."""

    requested = Signal(object)
    """An event to record for this game."""
    concede_requested = Signal()
    """One team concedes; the window asks which."""
    cancel_requested = Signal()
    set_aside_requested = Signal()
    ignored = Signal(str)
    """The sentence that says why a key had no effect."""

    def __init__(self, keys: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._history: History | None = None
        self._left_team: Team = 1
        self._due_team: Team | None = None
        self._chosen_bag: int | None = None
        self.round_label = QLabel()
        self.round_label.setProperty("role", "heading")
        self._head = ElidedLabel(role="quiet")
        self.time_left = QLabel()
        self.time_left.setObjectName("time-left")
        self.columns = {team: TeamColumn(team) for team in TEAMS}
        self.summary, self.board = RoundSummary(), Board()
        self.entry, self.rulings = RoundEntry(), RulingsPanel()
        self.center = QStackedWidget()
        for widget in (self.board, self.entry, self.rulings):
            self.center.addWidget(widget)
        self.undo, self.redo, self.rest_off = KeyButton(), KeyButton(), KeyButton()
        self.whole_round, self.rulings_button = KeyButton(), KeyButton()
        self._left_actions = _stack_buttons(self.undo, self.redo)
        self._right_actions = _stack_buttons(self.rest_off, self.whole_round, self.rulings_button)
        self._connect()
        self._bind()
        self._arrange()
        self.flash = Flash(self)

    def _connect(self) -> None:
        for team, team_column in self.columns.items():
            team_column.pad.thrown.connect(partial(self._request_throw, team))
            team_column.choice.requested.connect(self.requested)
            team_column.choice.stepped.connect(self._step_choice)
            team_column.choice_closed.connect(self.cancel_choice)
        for page in (self.board, self.entry, self.rulings):
            page.requested.connect(self.requested)
        for form in (self.entry, self.rulings):
            form.closed.connect(self.show_board)
        self.board.chosen.connect(self.choose)
        self.board.ignored.connect(self.ignored)
        self.rulings.move_requested.connect(partial(self._step_choice, -1))
        self.rulings.concede_requested.connect(self.concede_requested)
        self.rulings.cancel_requested.connect(self.cancel_requested)
        self.rulings.set_aside_requested.connect(self.set_aside_requested)
        self.rulings.set_aside_requested.connect(self.show_board)
        for button, event in ((self.undo, Undone()), (self.redo, Redone()), (self.rest_off, RestOff())):
            button.clicked.connect(lambda _checked=False, event=event: self._request(event))
        self.whole_round.clicked.connect(self._enter_round)
        self.rulings_button.clicked.connect(self._open_rulings)

    def _bind(self) -> None:
        """Bind the keys of this page. The window binds undo and redo, because they also reopen a finished game."""
        bind = self._keys.bind
        for result in RESULTS:
            left_action, right_action, due_action = _actions(result)
            bind(self, left_action, partial(self._on_throw_key, "left", result))
            bind(self, right_action, partial(self._on_throw_key, "right", result))
            bind(self, due_action, partial(self._on_throw_key, "due", result))
        bind(self, "rest-off", self.rest_off.click)
        bind(self, "whole-round", self.whole_round.click)
        bind(self, "calls", self.rulings_button.click)
        bind(self, "previous-bag", partial(self._step_choice, -1))
        bind(self, "next-bag", partial(self._step_choice, 1))

    def _arrange(self) -> None:
        self._columns_row, head, middle = QHBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        self._columns_row.setContentsMargins(0, 0, 0, 0)
        head.setContentsMargins(4, 0, 4, 0)
        head.setSpacing(12)
        head.addWidget(self.round_label)
        head.addWidget(self._head, 1)
        head.addWidget(self.time_left)
        middle.setSpacing(4)
        middle.addLayout(head)
        middle.addWidget(self.center, 1)
        middle.addWidget(self.summary)
        self._columns_row.setSpacing(10)
        self._columns_row.addWidget(self.columns[1], _COLUMN_SHARE)
        self._columns_row.addLayout(middle, _BOARD_SHARE)
        self._columns_row.addWidget(self.columns[2], _COLUMN_SHARE)
        self._place_actions()

    def show_history(self, history: History, left_team: Team) -> None:
        """Show the current state, with `left_team` on the left, and what undo and redo would do."""
        game, before = history.game, self._history.game if self._history else None
        if before is None or before.bags is not game.bags:
            self.cancel_choice()
        if before is None or _is_outdated(before, game):
            self.show_board()
        self._history, self._left_team, self._due_team = history, left_team, game.next_team
        self._place_columns()
        self._update_head(game)
        self.summary.show_game(game, left_team)
        self.board.show_game(game, left_team)
        for team, team_column in self.columns.items():
            team_column.show_game(game, self._caps(team))
        self._update_buttons(history)

    def set_due(self, team: Team | None) -> None:
        """Set the team that the “next thrower” keys throw for, while earlier bags are still being saved."""
        self._due_team = team
        self.board.set_due(team)

    def _update_head(self, game: Game) -> None:
        parts = [rules_line(game.rules), match_line(game)]
        parts += [t("Toss a coin: who wins it throws the next bag")] if game.next_team is None else []
        _set_text(self.round_label, t("Round {number}", number=game.round_number))
        _set_text(self._head, "  ·  ".join(part for part in parts if part))

    def _place_columns(self) -> None:
        """Put each team's column on its side of the board; the actions stay on their side."""
        if self._columns_row.indexOf(self.columns[self._left_team]) != 0:
            for team_column in self.columns.values():
                self._columns_row.removeWidget(team_column)
            self._columns_row.insertWidget(0, self.columns[self._left_team], _COLUMN_SHARE)
            self._columns_row.addWidget(self.columns[opponent(self._left_team)], _COLUMN_SHARE)
            self._place_actions()

    def _place_actions(self) -> None:
        self.columns[self._left_team].place_actions(self._left_actions)
        self.columns[opponent(self._left_team)].place_actions(self._right_actions)

    def _caps(self, team: Team) -> Caps:
        """Return the keys shown on a team's buttons: those of its side, then those of the next thrower."""
        side = 0 if team == self._left_team else 1
        caps = {result: [_actions(result)[side], _actions(result)[2]] for result in RESULTS}
        return {result: tuple(filter(None, map(self._keys.key_caption, actions))) for result, actions in caps.items()}

    def _update_buttons(self, history: History) -> None:
        undo_stack, redo_stack, game, cap = history.undo_stack, history.redo_stack, history.game, self._keys.key_caption
        undo, redo = (
            (action_text(undo_stack[0], game) if undo_stack else ""),
            (action_text(game, redo_stack[0]) if redo_stack else ""),
        )
        for button, action, caption, key in (
            (self.undo, undo, t("Undo {action}", action=undo) if undo else t("Undo"), cap("undo")),
            (self.redo, redo, t("Redo {action}", action=redo) if redo else t("Redo"), cap("redo")),
        ):
            button.set_action(caption, key, caption, enabled=bool(action))
        self.rest_off.set_action(
            t("Remaining bags off"),
            cap("rest-off"),
            t("Remaining bags off: those still to be thrown"),
            enabled=game.next_team is not None,
        )
        reason = (
            t("Round total: finish this round bag by bag, or undo its bags first")
            if game.bags
            else t("Round total: enter a whole round by its counts")
        )
        self.whole_round.set_action(t("Round total"), cap("whole-round"), reason, enabled=not game.bags)
        self.rulings_button.set_action(
            t("Fouls and rulings"), cap("calls"), t("Fouls and rulings: fouls, points, players, end of the game")
        )

    @property
    def _game(self) -> Game | None:
        return self._history.game if self._history else None

    def choose(self, bag_number: int) -> None:
        """Ask for the new position of bag `bag_number` of this round."""
        game = self._game
        if game is None or not 1 <= bag_number <= len(game.bags):
            return
        self.cancel_choice()
        self.show_board()
        self._chosen_bag, team = bag_number, game.bags[bag_number - 1].team
        self.board.mark(bag_number)
        self.columns[team].ask(game, bag_number, self._caps(team))
        self.columns[opponent(team)].pad.setEnabled(False)

    def cancel_choice(self) -> None:
        """Stop asking for the position of the chosen bag."""
        if self._chosen_bag is None:
            return
        self._chosen_bag = None
        # Otherwise Qt moves the focus to the next button, and the space bar presses it.
        self.setFocus()
        self.board.mark(None)
        for team_column in self.columns.values():
            team_column.close_choice()
            team_column.pad.setEnabled(True)

    def show_board(self) -> None:
        """Show the board instead of a form that covers it."""
        if self.center.currentWidget() is not self.board:
            self.setFocus()
            self.center.setCurrentWidget(self.board)

    def close_form(self) -> None:
        """Close the form over the board, and leave the chosen bag."""
        self.cancel_choice()
        self.show_board()

    def _enter_round(self) -> None:
        if self._game is not None:
            self.center.setCurrentWidget(self.entry)
            self.entry.begin(self._game, self._left_team)

    def _open_rulings(self) -> None:
        if self._history is not None:
            self.cancel_choice()
            self.center.setCurrentWidget(self.rulings)
            self.rulings.begin(self._history, self._left_team)

    def _step_choice(self, step: int) -> None:
        """Choose the bag before or after the chosen one; the last bag if none is chosen."""
        bags = len(self._game.bags) if self._game else 0
        if bags:
            self.choose(bags if self._chosen_bag is None else (self._chosen_bag - 1 + step) % bags + 1)

    def _on_throw_key(self, side: str, result: Result) -> None:
        """Handle a throw key: a throw, or the new position of the chosen bag."""
        # Invariant: one key press records at most one event. While a form covers the board or no team is due the key
        # is rejected with a sentence, because a bag that is recorded by accident must be noticed and undone.
        game = self._game
        if game is None:
            return
        team = self._due_team if side == "due" else self._left_team if side == "left" else opponent(self._left_team)
        if self.center.currentWidget() is not self.board:
            self.ignored.emit(t(_BOARD_COVERED))
        elif self._chosen_bag is not None:
            self._move_chosen(game.bags[self._chosen_bag - 1].team if side == "due" else team, result)
        elif team is None:
            self.ignored.emit(t(_TOSS_FIRST))
        else:
            self._request(BagThrown(team, result))

    def _move_chosen(self, team: Team | None, result: Result) -> None:
        game, bag_number = self._game, self._chosen_bag
        if game is not None and bag_number is not None and team == game.bags[bag_number - 1].team:
            self.columns[team].choice.move_to(result)
        else:
            self.ignored.emit(
                t("Bag {n} is chosen: say where it lies with its own side’s keys, or leave it (Esc).", n=bag_number)
            )

    def _request_throw(self, team: Team, result: Result) -> None:
        self._request(BagThrown(team, result))

    def _request(self, event: AnyEvent) -> None:
        self.requested.emit(event)


_BY_RESULT: dict[Result, tuple[ProfileAction, ProfileAction, ProfileAction]] = {
    "hole": ("left-hole", "right-hole", "due-hole"),
    "board": ("left-board", "right-board", "due-board"),
    "off": ("left-off", "right-off", "due-off"),
    "foul": ("left-foul", "right-foul", "due-foul"),
}


def _stack_buttons(*buttons: KeyButton) -> QWidget:
    """Return buttons one above the other; the first one gets the room that is left."""
    box = QWidget()
    box.setFixedHeight(_ACTIONS_HEIGHT)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for button in buttons:
        column.addWidget(button)
    buttons[0].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    return box


def _set_text(label: QLabel, text: str) -> None:
    """Set a label's text if it has changed, because setting it lays out and repaints."""
    if label.text() != text:
        label.setText(text)


def _is_outdated(before: Game, game: Game) -> bool:
    """Whether a form filled in for `before` no longer fits the game."""
    return before.bags is not game.bags or before.sheet is not game.sheet or before.awards is not game.awards


def _actions(result: Result) -> tuple[ProfileAction, ProfileAction, ProfileAction]:
    """Return the key actions for a result: left team, right team, next thrower."""
    return _BY_RESULT[result]
