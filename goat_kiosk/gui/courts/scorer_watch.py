"""Warning about several devices that score one court: said once, and again only after one of them has stopped."""

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.message_line import MessageLine


class ScorerWatch:
    """Watches how many devices score each game."""

    def __init__(self, scorekeeper: Scorekeeper, message: MessageLine) -> None:
        self._scorekeeper, self._message = scorekeeper, message
        self._reported: set[int] = set()
        """The games that several devices score, as the message line has said."""

    def on_change(self, change: Change) -> None:
        """Add a remark to the message line when a second device begins to score a game."""
        count = self._scorekeeper.scorers.count(change.game_id)
        if count < 2:
            self._reported.discard(change.game_id)
        elif change.game_id not in self._reported:
            self._reported.add(change.game_id)
            self._message.add_remark(
                t("{count} devices score {court}. Let only one of them go on.", count=count, court=change.game.court)
            )
