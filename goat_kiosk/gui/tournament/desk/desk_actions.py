"""Actions of the desk: what each key and button does, with the question that some ask first."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from goat_kiosk.desk.director import Decide, TournamentChange
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.correction.forms import CorrectionForm, LeavingForm, ResultForm, RulingForm, SwapForm
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.desk import commands
from goat_kiosk.gui.tournament.desk.desk_services import DeskServices
from goat_kiosk.gui.tournament.desk.desk_state import DeskState
from goat_kiosk.gui.tournament.desk.match_bar import MatchBar
from goat_kiosk.gui.tournament.desk.match_keys import DESK_ACTIONS, DeskActionName
from goat_kiosk.gui.tournament.desk.question import Answer
from goat_kiosk.gui.tournament.desk.rows import sides_of
from goat_kiosk.tournament.event_fields import Calling, MatchSide
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match


class DeskActions(QObject):
    """Runs the actions of one desk page."""

    correction_requested = Signal(object)
    """A form of the correction screen."""
    game_requested = Signal(int)
    section_requested = Signal(str)
    refused = Signal(str)
    done = Signal()
    """A match was dealt with: the next step is the subject again."""

    def __init__(
        self, current: CurrentTournament, state: DeskState, bar: MatchBar, prompt: PinPrompt, services: DeskServices
    ) -> None:
        super().__init__(bar)
        self._current, self._state, self._bar = current, state, bar
        self._prompt, self._services = prompt, services
        self._by_name: dict[DeskActionName, Callable[[MatchKey], object]] = {
            "call": lambda key: self._record(commands.call(key, None, self._now)),
            "call-again": lambda key: self._record(commands.call(key, None, self._now)),
            "missing": self._ask_who_is_missing,
            "all-here": lambda key: self._record(commands.note_missing(key, ())),
            "start": self._start,
            "show-game": self._show_game,
            "uncall": lambda key: self._record(commands.uncall(key)),
            "hold": lambda key: self._record(commands.hold(key, held=True)),
            "release": lambda key: self._record(commands.hold(key, held=False)),
            "move-up": lambda key: self._record(commands.put_first(key)),
            "other-court": self._ask_for_court,
            "feature": self._ask_where_to_wait,
            "forfeit": self._ask_who_forfeits,
            "protest": self._ask_for_protest,
            "correct": lambda key: self._correct(ResultForm, key),
            "decide": lambda key: self._correct(RulingForm, key),
            "leaving": self._ask_who_leaves,
            "swap": lambda key: self._correct(SwapForm, key),
        }

    @property
    def _now(self) -> int:
        return self._current.director.now()

    def _record(self, decide: Decide) -> None:
        self._current.record(decide, lambda _: self.done.emit())

    def do_next(self) -> None:
        """Do what the line at the top says."""
        step = self._state.step
        if step.kind == "director" and step.player is not None:
            self._record(commands.clear_request(step.player))
        elif step.kind == "resume":
            self.pause_or_resume()
        elif step.kind == "draw" and step.division is not None:
            self._record(commands.draw_next(step.division))
        elif step.kind == "pair-round" and step.division is not None:
            self._record(commands.pair_round(step.division))
        elif step.kind == "open":
            self.section_requested.emit(step.section)
        elif step.kind == "start-round" and step.division is not None:
            self._start_round(step.division)
        elif step.key is not None:
            self._do_with_match(step.key)

    def _do_with_match(self, key: MatchKey) -> None:
        step = self._state.step
        match step.kind:
            case "confirm":
                self._record(commands.confirm(key))
            case "forfeit":
                self._prompt.when_unlocked(t("Forfeit"), partial(self._ask_who_forfeits, key))
            case "call-again":
                self._record(commands.call(key, step.court, self._now))
            case "call":
                self._record(commands.call(key, step.court, self._now))
            case "correct":
                self._correct(ResultForm, key)
            case "rule":
                self._correct(RulingForm, key)

    def hold_next(self) -> None:
        """Hold the match back that is to be called next."""
        if self._state.step.key is not None:
            self._record(commands.hold(self._state.step.key, held=True))

    def skip_next(self) -> None:
        """Let the match after it go first."""
        waiting = [row.key for row in self._state.view.matches if row.section == "next" and row.key is not None]
        following = [key for key in waiting if key != self._state.step.key]
        if following:
            self._record(commands.put_first(following[0]))
        else:
            self.refused.emit(t("No other match waits."))

    def move_next(self) -> None:
        """Call the match that is to be called next to another court."""
        if self._state.step.key is not None:
            self._ask_for_court(self._state.step.key)

    def run(self, name: DeskActionName) -> None:
        """Do something with the match or the court that is chosen, after the PIN where something would be lost."""
        court, key, action = self._state.court, self._state.match_key, DESK_ACTIONS[name]
        run: Callable[[], object] | None = None
        if name in {"open-court", "close-court", "calling"} and court is not None:
            run = partial(self._run_with_court, name, court.name)
        elif key is not None and name in self._by_name:
            run = partial(self._by_name[name], key)
        if run is not None and action.is_locked:
            self._prompt.when_unlocked(t(action.caption), run)
        elif run is not None:
            run()

    def save_typed(self) -> None:
        """Record the result that was typed for the chosen match."""
        entry, key, tournament = self._state.entry, self._state.match_key, self._current.tournament
        if key is None or tournament is None:
            self.refused.emit(t("Choose the match first."))
        elif not entry.is_complete or commands.winner_of_scores(entry.scores) is None:
            self.refused.emit(t("Type the points of both sides, such as 21 14."))
        elif find_match(tournament, *key).status not in {"ready", "called", "playing", "reported"}:
            self.refused.emit(t("This match has a result. Correct it with K."))
        else:
            self._record(commands.record_result(key, entry.scores))

    def pause_or_resume(self) -> None:
        """Ask for the text of a pause, or let the tournament go on."""
        tournament = self._current.tournament
        if tournament is not None and tournament.pause is not None:
            self._record(commands.pause_or_resume())
        else:
            self._ask_text(t("Pause: what walls and phones show"), t("Break"), t("Pause"), self._pause)

    def _pause(self, text: str) -> None:
        self._record(commands.pause_or_resume(text))

    def undo(self) -> None:
        """Take the newest decision of the desk back."""
        self._prompt.when_unlocked(t("Undo"), lambda: self._record(commands.undo()))

    def pull_lever(self, kind: str) -> None:
        """Do what saves time."""
        if kind == "play-to-15":
            self._prompt.when_unlocked(t("Play to 15"), lambda: self._record(commands.play_to(15)))
        else:
            self._open_another_court()

    def _open_another_court(self) -> None:
        closed = [court.name for court in self._state.view.courts if court.status == "closed"]
        if closed:
            self._record(commands.set_court(closed[0], is_open=True))
            return
        number = len(self._state.view.courts) + 1
        self._ask_text(t("Name of the new court"), t("Board {number}", number=number), t("Open"), self._open_court)

    def _open_court(self, name: str) -> None:
        if name:
            self._record(commands.set_court(name, is_open=True))

    def _run_with_court(self, name: DeskActionName, court: str) -> None:
        match name:
            case "open-court":
                self._record(commands.set_court(court, is_open=True))
            case "close-court":
                self._ask_how_to_close(court)
            case _:
                captions: dict[Calling, str] = {
                    "auto": t("By itself after 20 s"),
                    "ask": t("When you agree"),
                    "off": t("Not at all"),
                }
                self._ask(
                    t("How are matches called to {court}?", court=court),
                    [
                        (caption, partial(self._record, commands.set_court(court, calling=calling)))
                        for calling, caption in captions.items()
                    ],
                )

    def _ask_how_to_close(self, court: str) -> None:
        if self._state.match_key is None:
            self._record(commands.close_court(court, clears=False))
            return
        answers: list[Answer] = [
            (t("Finish it there"), partial(self._record, commands.close_court(court, clears=False))),
            (t("Back in line"), partial(self._record, commands.close_court(court, clears=True))),
        ]
        for free in self._state.free_courts():
            move = commands.close_court(court, clears=True, target=free)
            answers.append((t("Move it to {court}", court=free), partial(self._record, move)))
        self._ask(t("{court} closes. What becomes of its match?", court=court), answers)

    def _ask_who_is_missing(self, key: MatchKey) -> None:
        self._ask_for_sides(key, t("Who is missing? Their clock runs from now."), commands.note_missing)

    def _ask_who_forfeits(self, key: MatchKey) -> None:
        self._ask_for_sides(key, t("Who forfeits {match}?", match=key[1]), commands.forfeit)

    def _ask_for_sides(
        self, key: MatchKey, title: str, command: Callable[[MatchKey, tuple[MatchSide, ...]], Decide]
    ) -> None:
        first, second = self._sides(key)
        choices: tuple[tuple[str, tuple[MatchSide, ...]], ...] = ((first, (1,)), (second, (2,)), (t("Both"), (1, 2)))
        self._ask(title, [(name, partial(self._record, command(key, sides))) for name, sides in choices])

    def _ask_for_court(self, key: MatchKey) -> None:
        free = self._state.free_courts()
        if not free:
            self.refused.emit(t("No court is free. Open one, or put a match back in line."))
            return
        calls = [(court, partial(self._record, commands.call(key, court, self._now))) for court in free]
        self._ask(t("Call {match} to which court?", match=key[1]), calls)

    def _ask_where_to_wait(self, key: MatchKey) -> None:
        names = [court.name for court in self._state.view.courts if court.status != "closed"]
        waits = [(name, partial(self._record, commands.feature(key, name))) for name in names]
        self._ask(t("{match} waits for which court?", match=key[1]), waits)

    def _ask_for_protest(self, key: MatchKey) -> None:
        def protest(text: str) -> None:
            self._record(commands.protest(key, text or t("Protest")))

        self._ask_text(t("Protest against {match}: why?", match=key[1]), "", t("Protest"), protest)

    def _ask(self, title: str, answers: Sequence[Answer]) -> None:
        self._bar.show_question()
        self._bar.question.ask(title, answers)

    def _ask_text(self, title: str, initial: str, caption: str, on_text: Callable[[str], object]) -> None:
        self._bar.show_question()
        self._bar.question.ask_text(title, initial, caption, on_text)

    def _ask_who_leaves(self, key: MatchKey) -> None:
        tournament = self._current.tournament
        if tournament is None:
            return
        entries = [tournament.entries[entry] for entry in find_match(tournament, *key).entries]
        players = [tournament.players[player] for entry in entries for player in entry.players]
        answers = [(player.name, partial(self._correct, LeavingForm, player.number)) for player in players]
        self._ask(t("Who leaves for the night?"), answers)

    def _correct(self, form: Callable[[Tournament, Any], CorrectionForm], of: MatchKey | int) -> None:
        """Open the correction screen: for a match, or for a player."""

        def show() -> None:
            if self._current.tournament is not None:
                self.correction_requested.emit(form(self._current.tournament, of))

        self._prompt.when_unlocked(t("Correct the tournament"), show)

    def _start(self, key: MatchKey) -> None:
        tournament = self._current.tournament
        if tournament is None:
            return
        if self._services.opens_game(tournament, key):
            self._services.open_game(key, self.game_requested.emit)
        else:
            self._record(commands.start(key))

    def _start_round(self, division: int) -> None:
        """Start all called matches of a division together, and open the games of courts with a device."""

        def on_started(_: TournamentChange) -> None:
            self._services.open_called(division)
            self.done.emit()

        self._current.record(commands.start_round(division), on_started)

    def _show_game(self, key: MatchKey) -> None:
        tournament = self._current.tournament
        if tournament is None:
            return
        if kiosk := self._services.where_is(tournament, key):
            self._current.refused.emit(t("Its game is scored at {kiosk}.", kiosk=kiosk))
        else:
            self.game_requested.emit(find_division(tournament, key[0]).decisions(key[1]).games[-1])

    def _sides(self, key: MatchKey) -> tuple[str, str]:
        tournament = self._current.tournament
        return ("", "") if tournament is None else sides_of(tournament, find_match(tournament, *key))


def chosen_match(tournament: Tournament, state: DeskState) -> Match | None:
    """Return the match that is the subject."""
    return None if state.match_key is None else find_match(tournament, *state.match_key)
