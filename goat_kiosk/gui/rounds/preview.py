"""Preview page of a correction before it is applied: score, result, who throws first, and the rounds that change.

It takes the place of the game's page, so that the two cannot be confused. If the correction is impossible, it shows the
reason and nothing else.
"""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain.events import RoundDeleted, RoundInserted
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview
from goat_kiosk.gui.rounds.changed_rounds import ChangedRounds
from goat_kiosk.gui.rounds.score_change import ScoreChange
from goat_kiosk.gui.text.language import error_text, local_name, t
from goat_kiosk.gui.widgets.changed_fact import ChangedFact
from goat_kiosk.gui.widgets.elided_label import ElidedLabel


class CorrectionPreview(QWidget):
    """The page that shows what a correction would change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.sentence = ElidedLabel(role="title"), QLabel()
        self.sentence.setWordWrap(True)
        self.score = ScoreChange()
        self.winner, self.first_throw = ChangedFact(t("Result")), ChangedFact(t("Throws first in the next round"))
        self.heading, self.rounds = ElidedLabel(role="heading"), ChangedRounds()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        widgets = self.title, self.sentence, self.score, self.winner, self.first_throw, self.heading, self.rounds
        for widget in widgets:
            column.addWidget(widget, 1 if widget is self.score else 0)
        # If there is nothing to compare, this keeps the sentence at the top.
        column.addStretch(0)

    def show_outcome(self, event: CorrectionEvent, outcome: Preview | RejectedPreview, later: str = "") -> None:
        """Show the result of `event`, or why it is impossible; `later` is the effect on later games of the match."""
        self.title.setText(_title(event))
        is_possible = isinstance(outcome, Preview)
        for fact in (self.score, self.winner, self.first_throw):
            fact.setVisible(is_possible)
        has_changes = isinstance(outcome, Preview) and not outcome.changes_nothing
        self.heading.setVisible(has_changes)
        self.rounds.setVisible(has_changes)
        if isinstance(outcome, Preview):
            self._show_sentence(f"{_summary_text(outcome)} {later}".strip(), "warn" if later else "quiet")
            self._show_changes(outcome)
        else:
            self._show_sentence(f"{t('This cannot be.')} {error_text(outcome.reason)}", "warn")

    def _show_sentence(self, sentence: str, role: str) -> None:
        self.sentence.setText(sentence)
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().polish(self.sentence)

    def _show_changes(self, outcome: Preview) -> None:
        before, after = outcome.before, outcome.after
        self.score.show_scores(before, after)
        self.winner.show_fact(_winner_text(before), _winner_text(after))
        self.first_throw.show_fact(_first_throw_text(before), _first_throw_text(after))
        self.rounds.show_preview(outcome)
        changed = self.rounds.changes.rowCount()
        self.heading.setText(t("1 round changes") if changed == 1 else t("{count} rounds change", count=changed))


def _title(event: CorrectionEvent) -> str:
    if isinstance(event, RoundInserted):
        return t("Preview: round {round} inserted", round=event.round)
    if isinstance(event, RoundDeleted):
        return t("Preview: round {round} removed", round=event.round)
    return t("Preview: round {round} corrected", round=event.round)


def _summary_text(outcome: Preview) -> str:
    if outcome.changes_nothing:
        return t("Nothing would change yet. Set the counts, and look here before you apply them.")
    return t("Nothing is applied yet.")


def _winner_text(game: Game) -> str:
    if game.winner is None:
        return t("The game goes on")
    return t("{team} won", team=game.side(game.winner).name)


def _first_throw_text(game: Game) -> str:
    if game.winner is not None:
        return t("Nobody, it is over")
    if game.is_toss_pending and not game.bags:
        return t("A coin decides")
    return local_name(game.side(game.first_throw).name)
