"""Form for a person who leaves: why, whether that is private, and what becomes of the partner."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.desk.director import Decide
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, MAX_REASON_LENGTH, clean_name, clean_text, look_alike
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.tournament.people.roll import RollRow
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.tournament.event_fields import PartnerPlan
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerDropped, PlayerSignedUp
from goat_kiosk.tournament.tournament import Tournament

_EFFECT_HEIGHT = 54
"""Three lines; the others are in the tooltip."""


class Leaving(QWidget):
    """Asks what is needed to take a person out, and shows what that changes."""

    requested = Signal(object)
    """A `Decide` that takes the person out."""
    canceled = Signal()

    def __init__(self, describe_effect: Callable[[Decide], str], parent: QWidget | None = None) -> None:
        """`describe_effect` returns what a `Decide` would change, as a sentence."""
        super().__init__(parent)
        self._describe_effect = describe_effect
        self._player = 0
        self.reason = QLineEdit(maxLength=MAX_REASON_LENGTH, placeholderText=t("Reason (optional)"))
        self.reason.setAccessibleName(t("Reason (optional)"))
        self.private = QPushButton(t("Private"))
        self.private.setCheckable(True)
        self.private.setToolTip(t("Everybody else reads only that the person has left"))
        self.private.setAccessibleName(t("Private: a reason that nobody else reads"))
        self.partner = RadioGroup(
            t("The partner"),
            {
                "alone": Choice(t("Partner plays on alone")),
                "substitute": Choice(t("Somebody takes the place")),
                "drop": Choice(t("Partner leaves too")),
            },
            is_column=True,
        )
        self.substitute = QLineEdit(maxLength=MAX_NAME_LENGTH, placeholderText=t("Name of the substitute"))
        self.substitute.setAccessibleName(t("Name of the substitute"))
        self.effect = QLabel()
        self.effect.setProperty("role", "quiet")
        self.effect.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.effect.setWordWrap(True)
        self.effect.setMinimumHeight(_EFFECT_HEIGHT)
        self.effect.setTextFormat(Qt.TextFormat.PlainText)
        self.confirm, self.cancel = ElidedButton(), QPushButton(t("Cancel"))
        self.confirm.setProperty("role", "primary")
        self.cancel.setAccessibleName(t("Cancel"))
        self.partner.chosen.connect(self._show_effect)
        self.substitute.textChanged.connect(self._show_effect)
        self.confirm.clicked.connect(lambda: self.requested.emit(self.decide))
        self.cancel.clicked.connect(self.canceled)
        self._arrange()

    def _arrange(self) -> None:
        column, reason, row = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        reason.addWidget(self.reason, 1)
        reason.addWidget(self.private)
        column.addLayout(reason)
        self.partner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (self.partner, self.substitute):
            column.addWidget(widget)
        column.addWidget(self.effect, 1)
        row.addWidget(self.confirm, 1)
        row.addWidget(self.cancel)
        column.addLayout(row)

    def show_person(self, row: RollRow) -> None:
        """Begin with a person."""
        self._player = row.player.number
        self.reason.clear()
        self.substitute.clear()
        self.private.setChecked(False)
        self.partner.choose("alone")
        self.partner.setVisible(bool(row.partners))
        self.confirm.set_caption(t("{name} leaves", name=row.player.name))
        self.confirm.setAccessibleName(self.confirm.caption)
        self._show_effect()
        self.reason.setFocus()

    def _show_effect(self) -> None:
        plan = self.partner.value
        self.substitute.setVisible(plan == "substitute")
        is_complete = plan != "substitute" or bool(self.substitute.text().strip())
        self.confirm.setEnabled(is_complete)
        self.effect.setText(self._describe_effect(self.decide) if is_complete else "")
        self.effect.setToolTip(plain_tooltip(self.effect.text()))

    def decide(self, tournament: Tournament) -> list[AnyTournamentEvent]:
        """Return the events that take the person out. Raises `InvalidValue` for a name without letters."""
        plan: PartnerPlan = self.partner.value
        reason = clean_text(self.reason.text(), MAX_REASON_LENGTH)
        signed_up, substitute = _substitute(tournament, self.substitute.text()) if plan == "substitute" else ([], None)
        dropped = PlayerDropped(self._player, reason, self.private.isChecked(), plan, substitute)
        return [*signed_up, dropped]


def _substitute(tournament: Tournament, text: str) -> tuple[list[PlayerSignedUp], int]:
    """Return the number of the person with that name, and the event that signs the person up if nobody has it."""
    if not text.strip():
        raise InvalidValue("A name needs at least one letter or digit.")
    name = clean_name(text)
    for player in tournament.players.values():
        if not player.is_dropped and look_alike(player.name, name):
            return [], player.number
    return [PlayerSignedUp(tournament.next_player(), name)], tournament.next_player()
