"""Form of a tournament: who plays, the format, courts, calling and scoring. Every choice has a default.

The kind of a division is part of its first event, so it can be chosen only for a new tournament.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_name
from goat_kiosk.domain.rules.rules import MAX_TARGET, Rules
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.text.dates import format_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.set_up.amounts import format_amount, parse_amount, parse_end_time
from goat_kiosk.gui.tournament.set_up.court_buttons import ChosenCourt, CourtButtons
from goat_kiosk.gui.tournament.set_up.more import MorePanel
from goat_kiosk.gui.tournament.set_up.settings import TournamentSettings, with_play_to
from goat_kiosk.gui.tournament.set_up.stages_form import StagesForm
from goat_kiosk.gui.widgets.content_area import ContentArea
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.tournament.advice import FormatAdvice
from goat_kiosk.tournament.court_kiosks import find_kiosks
from goat_kiosk.tournament.stage import Stage

_CAPTION_WIDTH = 110
_SWITCH = Stage("switch", games_each=4)
"""Four games are the rule of thumb."""


class SetUpForm(QWidget):
    """The fields of one tournament, new or there already."""

    changed = Signal()

    def __init__(self, rule_sets: Callable[[], Mapping[str, Rules]], parent: QWidget | None = None) -> None:
        """`rule_sets` returns the rule sets to choose from, by their keys."""
        super().__init__(parent)
        self._before = TournamentSettings("", ())
        self.name = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.name.setAccessibleName(t("Name of the tournament"))
        self.name.setProperty("role", "player")
        self.kind = RadioGroup(
            t("Who plays"),
            {
                "pairs": Choice(t("Pairs"), t("Two who come together; one may play alone")),
                "singles": Choice(t("Singles")),
                "blind-draw": Choice(t("Blind draw"), t("Everybody enters alone and gets a partner by the draw")),
                "switch": Choice(t("Switch"), t("Everybody enters alone and has a new partner every game")),
            },
            wraps=True,
        )
        self.pairing = RadioGroup(
            t("Partners"),
            {
                "random": Choice(t("By chance")),
                "grades": Choice(t("One A with one B"), t("Grade the players A or B as they sign up")),
                "balanced": Choice(
                    t("Strong with weak"), t("By the ratings of the games here, else by grade; newcomers in the middle")
                ),
            },
            wraps=True,
        )
        self.stages = StagesForm()
        self.format = self.stages.format
        self._make_settings()
        self.more, self.more_button = MorePanel(rule_sets), NamedButton(t("More"), t("More: rules, rematches"), "plain")
        self.more.hide()
        self.more_button.clicked.connect(lambda: self.more.setVisible(self.more.isHidden()))
        self.kind.chosen.connect(self._on_kind)
        self.stages.changed.connect(self._show_dependents)
        self._connect()
        self._arrange()

    def _make_settings(self) -> None:
        self.courts = CourtButtons()
        self.calling = RadioGroup(
            t("Calling"),
            {
                "auto": Choice(t("Automatic"), t("A free court gets the next match after 20 seconds")),
                "ask": Choice(t("Ask the desk"), t("The desk calls each match with one key")),
                "off": Choice(t("By hand"), t("The desk chooses match and court")),
            },
            wraps=True,
        )
        self.scoring = RadioGroup(
            t("Scoring"),
            {
                "bags": Choice(t("Bag by bag")),
                "rounds": Choice(t("By rounds")),
                "result": Choice(t("Result only"), t("Played on paper; only the result is entered")),
            },
            wraps=True,
        )
        self.play_to = Stepper(MAX_TARGET)
        self.play_to.set_name(t("Play to"))
        self.end_by, self.fee = QLineEdit(maxLength=12), QLineEdit(maxLength=12)
        self.end_by.setAccessibleName(t("Closing time"))
        self.end_by.setToolTip(t("When it should be over, such as 10:30 PM: the desk then says whether it will"))
        self.end_by.setPlaceholderText(t("none"))
        self.fee.setAccessibleName(t("Fee for each person"))
        self.fee.setPlaceholderText(t("none"))

    def _connect(self) -> None:
        for field in (self.name, self.end_by, self.fee):
            field.textEdited.connect(self.changed)
        for group in (self.kind, self.pairing, self.calling, self.scoring):
            group.chosen.connect(self.changed)
        self.courts.changed.connect(self.changed)
        self.stages.changed.connect(self.changed)
        self.play_to.number.valueChanged.connect(self.changed)
        for box in self.more.boxes:
            box.activated.connect(self.changed)

    def _arrange(self) -> None:
        column, area, content = QVBoxLayout(self), ContentArea(), QWidget()
        content.setObjectName("transparent")
        grid = QGridLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setSpacing(10)
        rows: list[tuple[str, Sequence[QWidget]]] = [
            (t("Who plays"), (self.kind,)),
            (t("Partners"), (self.pairing,)),
            (t("Format"), (self.stages,)),
            (t("Courts"), (self.courts,)),
            (t("Calling"), (self.calling,)),
            (t("Scoring"), (self.scoring, _captioned(t("Play to"), self.play_to))),
            (t("Closing time"), (self.end_by, _captioned(t("Fee"), self.fee))),
            ("", (self.more_button,)),
        ]
        for row, (caption, widgets) in enumerate(rows):
            line = QHBoxLayout()
            line.setSpacing(18)
            for widget in widgets:
                line.addWidget(widget, int(widget is not self.more_button))
            if self.more_button in widgets:
                line.addStretch(1)
            label = _caption(caption)
            if self.pairing in widgets:
                self._pairing_caption = label
            grid.addWidget(label, row, 0)
            grid.addLayout(line, row, 1)
        grid.addWidget(self.more, len(rows), 1)
        area.setWidget(content)
        column.addWidget(area)
        column.addStretch(1)

    def settings(self, now_ms: int) -> TournamentSettings:
        """Return what was entered; `now_ms` is the time in milliseconds since 1970 UTC. Raises `InvalidValue`."""
        if not self.courts.courts:
            raise InvalidValue("A tournament needs a court. Press one, or type its name.")
        kiosks = find_kiosks(self.courts.boards)
        rules = self.more.chosen_rules
        points = self.play_to.number.value()
        stages = self.stages.stages(
            lambda stage: with_play_to(self.more.stage(stage), points, rules), self.courts.courts
        )
        is_same_end = self.end_by.text() == _end_text(self._before.end_by)
        return TournamentSettings(
            clean_name(self.name.text()),
            self.courts.courts,
            self.kind.value,
            self.pairing.value,
            stages,
            self.calling.value,
            self.scoring.value,
            self._before.end_by if is_same_end else parse_end_time(self.end_by.text(), now_ms),
            parse_amount(self.fee.text()),
            rules,
            kiosks,
            self.more.cap.value,
        )

    def use_advice(self, advice: FormatAdvice, end_by: str) -> None:
        """Take over a format that was advised, and the closing time."""
        self.kind.choose(advice.kind)
        self.stages.show_stages(advice.stages)
        self.more.show_clock(advice.stages[0])
        self.end_by.setText(end_by)
        self._show_dependents()
        self.changed.emit()

    def show_settings(
        self,
        settings: TournamentSettings,
        known_courts: Sequence[str],
        elsewhere: Sequence[ChosenCourt] = (),
        *,
        is_new: bool,
    ) -> None:
        """Show a tournament; `known_courts` are the venue's, and those `elsewhere` of other kiosks."""
        with QSignalBlocker(self):
            self._show(settings, known_courts, elsewhere)
            self.more.show_settings(settings.stages[0], settings.rules, settings.cap, is_new=is_new)
        for group in (self.kind, self.pairing):
            group.setEnabled(is_new)
            group.setToolTip("" if is_new else t("Make a new tournament to change who plays."))
        self._show_dependents()

    def _show(
        self, settings: TournamentSettings, known_courts: Sequence[str], elsewhere: Sequence[ChosenCourt]
    ) -> None:
        self._before = settings
        self.name.setText(settings.name)
        self.kind.choose(settings.kind)
        self.pairing.choose(settings.pairing)
        self.stages.show_stages(settings.stages)
        chosen = [ChosenCourt(court, settings.kiosks.get(court)) for court in settings.courts]
        self.courts.show_courts(known_courts, chosen, elsewhere)
        self.calling.choose(settings.calling)
        self.scoring.choose(settings.scoring)
        self.play_to.number.setValue(settings.play_to)
        self.end_by.setText(_end_text(settings.end_by))
        self.fee.setText(format_amount(settings.fee) if settings.fee else "")

    def _on_kind(self) -> None:
        """Show the format that goes with who plays: a switch is a format of its own."""
        if (self.kind.value == "switch") != self.stages.is_switch:
            self.stages.show_stages((_SWITCH if self.kind.value == "switch" else Stage("double"),))
        self._show_dependents()

    def _show_dependents(self) -> None:
        """Show how partners are drawn, before a blind draw or after a switch, and what a format has."""
        is_switch = self.kind.value == "switch"
        self.pairing.setVisible(self.kind.value == "blind-draw" or (is_switch and self.stages.has_bracket_of_teams))
        self._pairing_caption.setHidden(self.pairing.isHidden())
        self.pairing.buttons["grades"].setVisible(not is_switch)
        self.more.show_format(is_double=self.stages.has_losers_bracket)


def _captioned(caption: str, field: QWidget) -> QWidget:
    """Return a field with its caption on the left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(_caption(caption))
    row.addWidget(field, int(isinstance(field, QLineEdit)))
    if isinstance(field, Stepper):
        row.addStretch(1)
    return holder


def _caption(text: str) -> ElidedLabel:
    label = ElidedLabel(text, "quiet")
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    label.setFixedWidth(_CAPTION_WIDTH)
    return label


def _end_text(end_by: int | None) -> str:
    return "" if end_by is None else format_time(end_by)
