"""Answers of captains who confirm a result at the desk, without a phone; with a PIN, the scorekeeper is there too."""

from functools import partial

from PySide6.QtCore import QObject

from goat_kiosk.desk.confirmations import ConfirmationRequest, Confirmations
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.message_line import MessageLine


class CaptainAnswers(QObject):
    """Records what a captain says at the desk about a result."""

    def __init__(
        self,
        scorekeeper: Scorekeeper,
        confirmations: Confirmations,
        recorder: Recorder,
        message: MessageLine,
        prompt: PinPrompt,
    ) -> None:
        super().__init__(message)
        self._scorekeeper, self._confirmations = scorekeeper, confirmations
        self._recorder, self._message, self._prompt = recorder, message, prompt

    def answer(self, game_id: int, answer: ConfirmationRequest) -> None:
        """Record an answer; with the PIN if one is set, and after a question if the result is said to be wrong."""
        action = partial(self._record if answer.right else self._ask, game_id, answer)
        self._prompt.when_unlocked(t("Answer for a captain"), action)

    def _ask(self, game_id: int, answer: ConfirmationRequest) -> None:
        game = self._scorekeeper.history(game_id).game
        question = t(
            "Does {player} of {team} say that {score} is wrong? Then it is disputed until it is corrected.",
            player=answer.name,
            team=game.side(answer.team).name,
            score=f"{game.score[0]}–{game.score[1]}",
        )
        record = t("It is wrong"), partial(self._record, game_id, answer)
        self._message.ask(question, [record, (t("Cancel"), lambda: None)])

    def _record(self, game_id: int, answer: ConfirmationRequest) -> None:
        self._recorder.submit(partial(self._confirmations.confirm_at_desk, game_id, answer))
