"""Form for a tournament's money: fee, what is added, the house's share, the pots, and a 50/50."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import clean_text
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.tournament.set_up.amounts import currency_sign, format_amount, parse_amount
from goat_kiosk.gui.widgets.content_area import ContentArea
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.tournament_words import stage_title
from goat_kiosk.tournament.events import MoneySet
from goat_kiosk.tournament.pots import MAX_PLACES, MAX_POT_NAME_LENGTH, MAX_POTS, Money, Pot
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament

_PERCENT = re.compile(r"\s*([0-9]{1,3})\s*%?\s*")
_WEIGHT = re.compile(r"[0-9]{1,5}")
_WHOLE = 100
_CAPTION_WIDTH = 150


@dataclass(frozen=True)
class PaidPlaces:
    """Whose places a pot pays: no tuple, which Qt would turn into a list."""

    division: int | None = None
    stage: int | None = None


class PotRow(QWidget):
    """The fields of one pot."""

    changed = Signal()
    submitted = Signal()
    """Enter was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.share, self.places = QLineEdit(maxLength=MAX_POT_NAME_LENGTH), QLineEdit(), QLineEdit()
        self.name.setAccessibleName(t("Name of the pot; without one there is no such pot"))
        self.name.setPlaceholderText(t("Name"))
        self.share.setAccessibleName(t("Percent of everything; empty: what the other pots leave"))
        self.share.setPlaceholderText(t("rest"))
        self.places.setAccessibleName(t("What the places get, the first one first, such as 60 30 10"))
        self.places.setPlaceholderText("60 30 10")
        self.prize = ChoiceBox({"cash": t("Cash"), "tab": t("Tab"), "goods": t("Goods")}, t("How it is paid"))
        self.whose = ChoiceBox(name=t("Whose places it pays"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget, stretch in ((self.name, 3), (self.share, 2), (self.places, 3), (self.prize, 2), (self.whose, 3)):
            widget.setToolTip(widget.accessibleName())
            row.addWidget(widget, stretch)
        for field in (self.name, self.share, self.places):
            field.textEdited.connect(self.changed)
            field.returnPressed.connect(self.submitted)
        for box in (self.prize, self.whose):
            box.activated.connect(self.changed)

    def show_pot(self, pot: Pot | None, divisions: Sequence[Division]) -> None:
        """Show a pot; None for an empty row."""
        choices = _whose_places(divisions)
        self.whose.set_choices(choices)
        self.whose.setVisible(len(choices) > 1)
        self.name.setText(pot.name if pot else "")
        self.share.setText("" if pot is None or pot.share is None else f"{pot.share} %")
        self.places.setText(" ".join(map(str, pot.places)) if pot else "")
        self.prize.choose(pot.prize if pot else "cash")
        self.whose.choose(PaidPlaces(pot.division, pot.stage) if pot else PaidPlaces())

    def pot(self) -> Pot | None:
        """Return the pot; None without a name. Raises `InvalidValue`."""
        name = clean_text(self.name.text(), MAX_POT_NAME_LENGTH)
        if not name:
            return None
        share = parse_percent(self.share.text()) if self.share.text().strip() else None
        paid: PaidPlaces = self.whose.value
        return Pot(name, share, self.prize.value, parse_places(self.places.text()), paid.division, paid.stage)


class MoneyForm(QWidget):
    """The form."""

    changed = Signal()
    submitted = Signal()
    """Enter was pressed in a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fee, self.added, self.house, self.tickets = (QLineEdit(maxLength=12) for _ in range(4))
        self.whole = ChoiceBox({True: t("Whole dollars"), False: t("To the cent")}, t("How exactly it is paid"))
        self.pots: list[PotRow] = []
        self.another = NamedButton(t("Another pot"), t("Another pot, such as for the lower bracket"), "plain")
        self.another.clicked.connect(self._add_row)
        self._pots_column = QVBoxLayout()
        self._divisions: Sequence[Division] = ()
        self._arrange()
        for field in (self.fee, self.added, self.house, self.tickets):
            field.setPlaceholderText(t("none"))
            field.textEdited.connect(self.changed)
            field.returnPressed.connect(self.submitted)
        self.whole.activated.connect(self.changed)

    def _arrange(self) -> None:
        area, content, column = ContentArea(), QWidget(), QVBoxLayout(self)
        content.setObjectName("transparent")
        grid = QGridLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setSpacing(8)
        rows: list[tuple[str, QWidget]] = [
            (t("Fee for each person"), self.fee),
            (t("Added"), self.added),
            (t("House, of the fees"), self.house),
            (t("Paid out"), self.whole),
            (t("50/50 tickets sold"), self.tickets),
        ]
        for place, (caption, widget) in enumerate(rows):
            label = ElidedLabel(caption, "quiet")
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            label.setFixedWidth(_CAPTION_WIDTH)
            widget.setAccessibleName(caption)
            grid.addWidget(label, place, 0)
            grid.addWidget(widget, place, 1)
        self._pots_column.setSpacing(6)
        grid.addWidget(ElidedLabel(t("Pots: name, percent of everything, what the places get"), "quiet"), 5, 0, 1, 2)
        grid.addLayout(self._pots_column, 6, 0, 1, 2)
        grid.addWidget(self.another, 7, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        area.setWidget(content)
        column.addWidget(area)

    def show_money(self, tournament: Tournament) -> None:
        """Show how a tournament's money is divided."""
        money, self._divisions = tournament.money, list(tournament.divisions.values())
        with QSignalBlocker(self):
            self.fee.setText(_amount_text(tournament.fee))
            self.added.setText(_amount_text(money.added))
            self.house.setText(f"{money.house_percent} %" if money.house_percent else "")
            self.tickets.setText(_amount_text(money.tickets))
            self.whole.choose(money.whole_dollars)
            while len(self.pots) < max(len(money.pots), 1):
                self._add_row()
            for place, row in enumerate(self.pots):
                row.show_pot(money.pots[place] if place < len(money.pots) else None, self._divisions)

    def decision(self) -> MoneySet:
        """Return the event of what was entered. Raises `InvalidValue`."""
        pots = tuple(pot for row in self.pots if (pot := row.pot()) is not None)
        money = Money(
            parse_amount(self.added.text()),
            parse_percent(self.house.text()),
            self.whole.value,
            parse_amount(self.tickets.text()),
            pots,
            currency_sign(),
        )
        return MoneySet(parse_amount(self.fee.text()), money)

    def _add_row(self) -> None:
        if len(self.pots) < MAX_POTS:
            row = PotRow()
            row.show_pot(None, self._divisions)
            row.changed.connect(self.changed)
            row.submitted.connect(self.submitted)
            self.pots.append(row)
            self._pots_column.addWidget(row)
            row.name.setFocus()


def _whose_places(divisions: Sequence[Division]) -> dict[PaidPlaces, str]:
    """Return whose places a pot may pay: those of a division, or of one of its brackets."""
    first = divisions[0].name if divisions else t("First division")
    choices: dict[PaidPlaces, str] = {PaidPlaces(): first}
    choices |= {PaidPlaces(division.number): division.name for division in divisions[1:]}
    for division in divisions:
        brackets = [n for n, stage in enumerate(division.stages, start=1) if stage.format in ELIMINATIONS]
        for stage in brackets if len(division.stages) > 1 else ():
            with use_window_language():
                title = stage_title(division, stage)
            name = title if len(divisions) == 1 else f"{division.name}: {title}"
            choices[PaidPlaces(division.number, stage)] = name
    return choices


def parse_percent(text: str) -> int:
    """Return the number of “60” or “60 %”; no text is nothing. Raises `InvalidValue`."""
    if not text.strip():
        return 0
    found = _PERCENT.fullmatch(text)
    if found is None or int(found[1]) > _WHOLE:
        raise InvalidValue("“{text}” is no percentage. Write it as 10.", text=text.strip())
    return int(found[1])


def parse_places(text: str) -> tuple[int, ...]:
    """Return what the places get of “60 30 10” or “60/30/10”; no text is 60 30 10. Raises `InvalidValue`."""
    weights = tuple(int(found) for found in _WEIGHT.findall(text) if int(found)) if text.strip() else (60, 30, 10)
    if not weights or len(weights) > MAX_PLACES or re.search(r"[^0-9\s%/,;:+-]", text):
        raise InvalidValue("“{text}” are no shares of places. Write them as 60 30 10.", text=text.strip())
    return weights


def _amount_text(cents: int) -> str:
    return format_amount(cents) if cents else ""
