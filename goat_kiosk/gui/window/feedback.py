"""Feedback on each change: a line of text, a question, a sound, a flash.

Changes from phones get the same feedback, so a scorekeeper who watches the boards does not miss them.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal

from goat_kiosk.domain.events import TEAMS, GameConceded, GameForfeited, PlayerJoined, Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import match_winner
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import out_of_turn_bags
from goat_kiosk.gui.play.flash import Flash
from goat_kiosk.gui.play.out_of_turn_check import OutOfTurnCheck
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound import cues
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.gui.text.describe import SIGNS, describe_change, match_line_after
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.text.speech import game_status, next_thrower
from goat_kiosk.gui.widgets.message_line import MessageChoice, MessageLine


class GameFeedback(QObject):
    """Gives feedback on the game that is shown."""

    answered = Signal(object)
    """The event to record for an answer."""

    moment_reached = Signal(str, str, int, str)
    """A bust, or the win of a match: a title, a line below it, the team and its color."""

    def __init__(
        self, message: MessageLine, flash: Flash, preferences: Preferences, sounds: Sounds, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._message, self._flash = message, flash
        self._preferences, self._sounds = preferences, sounds
        self._out_of_turn_check = OutOfTurnCheck()

    def show_change(self, before: History | None, after: History) -> None:
        """Show the message, the sound and the flash of a change; ask if a bag was thrown out of turn."""
        text = describe_change(before, after)
        offers = self._out_of_turn_check.answers(before.game, after.game) if before and not after.redo_stack else []
        if offers:
            answers: list[MessageChoice] = [(offer.caption, partial(self._answer, offer.event)) for offer in offers]
            self._message.ask(text, answers)
        elif (removed := _removed_player(before, after)) is not None:
            self._message.ask(text, [(t("Undo"), partial(self._answer, removed))])
        elif before is not None and _has_new_bust(before.game, after.game):
            self._message.warn(text)
        elif before is not None and _is_plain_throw(before, after):
            speaks = self._preferences.current.speech == "all"
            self._message.note(text, spoken=f"{text} {next_thrower(after.game)}" if speaks else "")
        elif before is not None and len(after.game.rounds) != len(before.game.rounds):
            self._message.say(text, spoken=f"{text} {next_thrower(after.game)}".strip())
        else:
            self._message.say(text)
        if before is None:
            return
        if (cue := cues.choose_cue(before, after)) is not None:
            self.sound(cue)
        if (bag := cues.find_landed_bag(before, after)) is not None:
            self._flash.show_bag(bag.team, bag.result, after.game.side(bag.team).color)
        if after.redo_stack is None:
            self._show_moment(before.game, after.game)

    def _show_moment(self, before: Game, after: Game) -> None:
        """Show a bust, or the end of a match of several games, in large words."""
        if _has_new_bust(before, after) and (team := after.rounds[-1].busted) is not None:
            is_back = after.rules.bust_to is not None
            score = after.score[team - 1]
            detail = t("The score goes back to {score}.", score=score) if is_back else t("This round does not count.")
            self._emit_moment(t("{team} went bust", team=after.side(team).name), detail, after, team)
        elif before.winner is None and after.rules.games > 1 and (winner := match_winner(after)) is not None:
            title = t("{team} won the match", team=after.side(winner).name)
            self._emit_moment(title, match_line_after(after), after, winner)

    def _emit_moment(self, title: str, detail: str, game: Game, team: Team) -> None:
        self.moment_reached.emit(title, detail, team, game.side(team).color)

    def say_status(self, game: Game) -> None:
        """Say the score, who throws and the bags left."""
        self._message.say(game_status(game))

    def ask_who_concedes(self, game: Game) -> None:
        """Ask which team concedes, or whether one did not come."""
        answers = self._team_answers(game, GameConceded)
        no_show = t("A team did not come…"), partial(self.ask_who_forfeits, game)
        self._message.ask(t("Who gives up? The other side wins."), [*answers, no_show, (t("Nobody"), lambda: None)])

    def ask_who_forfeits(self, game: Game) -> None:
        """Ask which team did not come, or may not go on."""
        question = t("Which team forfeits? The other one wins {score}.", score=f"{game.rules.target}–0")
        self._message.ask(question, [*self._team_answers(game, GameForfeited), (t("Nobody"), lambda: None)])

    def _team_answers(self, game: Game, event: type[GameConceded | GameForfeited]) -> list[MessageChoice]:
        return [
            (f"{SIGNS[team]} {local_name(game.side(team).name)}", partial(self._answer, event(opponent(team))))
            for team in TEAMS
        ]

    def show_refusal(self, sentence: str) -> None:
        """Show why something was refused, with a sound."""
        self._message.warn(sentence)
        self.sound("refused")

    def reset(self) -> None:
        """Forget the open question, because another game is shown."""
        self._out_of_turn_check.reset()

    def sound(self, cue: cues.Cue) -> None:
        """Play the sound, unless sounds are off."""
        if self._preferences.current.sounds:
            self._sounds.play(cue)

    def _answer(self, event: object) -> None:
        self._out_of_turn_check.reset()
        if event is not None:
            self.answered.emit(event)


def _removed_player(before: History | None, after: History) -> PlayerJoined | None:
    """Return the event that puts back the player who has just left the lobby; None if nobody has."""
    if before is None or before.game.status != "lobby" or after.game.status != "lobby":
        return None
    present = {player.id for side in after.game.sides for player in side.players}
    for team in TEAMS:
        for player in before.game.side(team).players:
            if player.id not in present:
                return PlayerJoined(team, player.name)
    return None


def _is_plain_throw(before: History, after: History) -> bool:
    """Whether nothing happened but a throw in turn, which the board and the undo button show."""
    bags = after.game.bags
    is_thrown = len(bags) == len(before.game.bags) + 1 and after.redo_stack is None
    return is_thrown and bags[-1].n not in out_of_turn_bags(bags, after.game.first_throw)


def _has_new_bust(before: Game, after: Game) -> bool:
    """Whether the round that has just ended took a team over the target."""
    return len(after.rounds) == len(before.rounds) + 1 and after.rounds[-1].busted is not None
