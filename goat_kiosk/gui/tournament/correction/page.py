"""Page of a correction: the decision on the left, on the right what it changes and whom to notify.

Everything that it promises is a preview by the director, which is computed by the code that makes the change. Nothing
is recorded until Save, and Esc leaves all as it was.
"""

from collections.abc import Container, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.desk.director import Decide, TournamentPreview
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import error_text, join_messages, t
from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.tournament.correction.forms import CorrectionForm
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.effect_words import effect_lines, effect_sentence
from goat_kiosk.gui.widgets.content_area import ContentArea
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.tournament.correcting import Decision, brought_out_of_line, default_decision, with_rulings
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import Tournament

_FORM_WIDTH = 440


class CorrectionPage(QWidget):
    """Asks for a correction, and shows what it changes while it is entered."""

    closed = Signal()
    saved = Signal(str)
    """The correction is on the disk: what is left to say to whom, as a sentence."""

    def __init__(self, current: CurrentTournament, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = current
        self.form: CorrectionForm | None = None
        self.preview: TournamentPreview | None = None
        self._has_decided = False
        """Whether the director has chosen what becomes of the games that followed."""
        self._followed: list[Match] = []
        """The matches that the correction brings out of line, before the decision about them."""
        self._people: list[tuple[QCheckBox, list[str]]] = []
        """The boxes of the people to tell, and their names."""
        self.title, self.sentence, self.tell_title = _label("title"), _label("heading"), _label("group")
        self.decision = RadioGroup(
            t("What becomes of the games that followed"),
            {
                "stands": Choice(t("Let them stand")),
                "replay": Choice(t("Replay from here")),
                "swap": Choice(t("The names were swapped")),
            },
            is_column=True,
        )
        self._decision_title = _label("group", t("Games that followed were played with other sides"))
        self.reason = QLineEdit(placeholderText=t("Reason (optional), seen by all"), maxLength=MAX_REASON_LENGTH)
        self.reason.setAccessibleName(t("Reason for the correction"))
        self.save, self.cancel = KeyButton(), KeyButton()
        self.save.setProperty("role", "primary")
        self.save.set_action(t("Save"), key_caption("Return"), t("Record it as it is shown"))
        self.cancel.set_action(t("Leave it"), "Esc", t("Leave everything as it was"))
        self.lines, self.people = QVBoxLayout(), QVBoxLayout()
        self._form_place = QVBoxLayout()
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self._current.changed.connect(self.refresh)
        self.decision.chosen.connect(self._decide)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.closed)
        self.cancel.setAutoDefault(True)

    def _arrange(self) -> None:
        column, middle, buttons = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(middle, 1)
        left, form = _card()
        left.setFixedWidth(_FORM_WIDTH)
        form.addLayout(self._form_place)
        form.addWidget(self._decision_title)
        form.addWidget(self.decision)
        form.addStretch(1)
        form.addWidget(self.reason)
        buttons.addWidget(self.save, 2)
        buttons.addWidget(self.cancel, 1)
        form.addLayout(buttons)
        middle.addWidget(left)
        right, effect = _card()
        effect.addWidget(self.sentence)
        effect.addWidget(_scrolling(self.lines, self.tell_title, self.people))
        effect.addStretch(1)
        middle.addWidget(right, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Enter, from whatever field; the key ends here, for the desk has another use for it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._save()
        else:
            super().keyPressEvent(event)

    @property
    def is_open(self) -> bool:
        """Whether a correction is being entered."""
        return self.form is not None

    def open(self, form: CorrectionForm) -> None:
        """Ask for a correction."""
        self.close_form()
        self.form, self._has_decided = scale_widget(form), False
        self.title.setText(form.title)
        self._form_place.addWidget(form)
        form.changed.connect(self.refresh)
        self.reason.clear()
        self.refresh()
        form.first_field.setFocus()

    def close_form(self) -> None:
        """Forget what was entered."""
        if self.form is not None:
            self.form.hide()
            self._form_place.removeWidget(self.form)
            self.form.deleteLater()
            self.form, self.preview = None, None

    def refresh(self) -> None:
        """Show what would change, as the tournament stands now."""
        if self.form is None or self._current.tournament is None:
            return
        try:
            preview = self._preview()
        except KioskError as error:
            self._show_refusal(error)
            return
        self.preview = preview
        self.save.setEnabled(True)
        self.sentence.setText(effect_sentence(preview.effect, self.form.subject))
        _fill(self.lines, [_line(text) for text in effect_lines(preview, self.form.subject, self._followed)])
        self._show_notices(preview)

    def _preview(self) -> TournamentPreview:
        """Return what the correction would change; the decision is asked for only where there is one to make."""
        tournament_id, form = self._current.tournament_id or 0, self.form
        bare = self._current.director.preview(tournament_id, lambda now: form.events(now, "") if form else [])
        self._followed = followed = brought_out_of_line(bare.before, bare.after)
        self._decision_title.setVisible(bool(followed))
        self.decision.setVisible(bool(followed))
        if not self._has_decided:
            self.decision.choose(default_decision(followed))
        return self._current.director.preview(tournament_id, self._decide_events()) if followed else bare

    def _decide_events(self) -> Decide:
        form, decision = self.form, self._chosen
        reason = clean_text(self.reason.text(), MAX_REASON_LENGTH) or t("Corrected at the desk")

        def decide(tournament: Tournament) -> Sequence[AnyTournamentEvent]:
            events = form.events(tournament, reason) if form is not None else []
            return with_rulings(tournament, events, decision, reason)

        return decide

    @property
    def _chosen(self) -> Decision:
        decision: Decision = self.decision.value
        return decision

    def _decide(self) -> None:
        self._has_decided = True
        self.refresh()

    def _show_refusal(self, error: KioskError) -> None:
        self.preview, self._people = None, []
        self.save.setEnabled(False)
        self.sentence.setText(error_text(error))
        for widget in (self.tell_title, self.decision, self._decision_title):
            widget.hide()
        for layout in (self.lines, self.people):
            _fill(layout, [])

    def _show_notices(self, preview: TournamentPreview) -> None:
        """List the people to tell, those with the same reason in one line."""
        players, reasons = preview.after.players, dict[str, list[str]]()
        ticked = {box.text() for box, _ in self._people if box.isChecked()}
        for notice in preview.effect.notices:
            reasons.setdefault(join_messages([notice.why]), []).append(players[notice.player].name)
        self._people = [(_box(f"{', '.join(names)}: {why}", ticked), names) for why, names in reasons.items()]
        self.tell_title.setText(t("Tell them; tick who knows"))
        self.tell_title.setVisible(bool(self._people))
        _fill(self.people, [box for box, _ in self._people])

    @property
    def untold(self) -> list[str]:
        """The names of those who are not ticked."""
        return [name for box, names in self._people if not box.isChecked() for name in names]

    def _save(self) -> None:
        if self.preview is None:
            return
        untold = self.untold
        sentence = t("Saved. Tell {names}.", names=", ".join(untold)) if untold else t("Saved.")
        self._current.record(self._decide_events(), lambda _: self._on_saved(sentence))

    def _on_saved(self, sentence: str) -> None:
        self.closed.emit()
        self.saved.emit(sentence)


def _label(role: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(role in {"heading", "group"})
    return label


def _line(text: str) -> QLabel:
    label = _label("", text)
    label.setWordWrap(True)
    return label


def _box(text: str, ticked: Container[str]) -> QCheckBox:
    box = QCheckBox(plain_caption(text))
    box.setChecked(box.text() in ticked)
    return box


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(18, 12, 18, 14)
    column.setSpacing(8)
    return card, column


def _scrolling(lines: QVBoxLayout, tell_title: QLabel, people: QVBoxLayout) -> ContentArea:
    content, area = QWidget(), ContentArea()
    content.setObjectName("transparent")
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(tell_title)
    column.addLayout(people)
    column.addLayout(lines)
    column.addStretch(1)
    area.setWidget(content)
    return area


def _fill(layout: QVBoxLayout, widgets: Sequence[QWidget]) -> None:
    """Put widgets in place of those that are there."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
    for widget in widgets:
        layout.addWidget(scale_widget(widget))
