"""Forms of a correction: a result, a ruling, a player who leaves, and a wrong draw, each with its events."""

from collections.abc import Mapping, Sequence
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.errors import MatchNotReady, RuleViolation
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.commands import winner_of_scores
from goat_kiosk.gui.tournament.desk.rows import sides_of
from goat_kiosk.gui.tournament.desk.score_entry import ScoreEntry
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.tournament.division_events import EntriesSwapped
from goat_kiosk.tournament.entrants import seed_slots
from goat_kiosk.tournament.event_fields import GameScore
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerDropped
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchRuled
from goat_kiosk.tournament.reporting import ResultOutcome, result_event
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_match, find_player

Ending = Literal["played", "forfeit-1", "forfeit-2", "double-forfeit"]


class CorrectionForm(QWidget):
    """Base class of the forms."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.first_field = "", QWidget()
        self.subject: MatchKey | None = None
        """The match itself, which is no consequence of its correction."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def events(self, tournament: Tournament, reason: str) -> Sequence[AnyTournamentEvent]:
        """Return what is to be recorded. Raises `RuleViolation` if the form is not complete."""
        raise NotImplementedError

    def _add(self, caption: str, widget: QWidget) -> None:
        label = QLabel(caption)
        label.setProperty("role", "group")
        label.setWordWrap(True)
        self.column.addWidget(label)
        self.column.addWidget(widget)


class ResultForm(CorrectionForm):
    """Another result for a match."""

    def __init__(self, tournament: Tournament, key: MatchKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        match, self.subject = find_match(tournament, *key), key
        first, second = sides_of(tournament, match)
        self.title = t("Correct {match}: {first} vs {second}", match=match.id, first=first, second=second)
        self.score = QLineEdit(placeholderText=t("21 14"))
        self.score.setAccessibleName(t("Points of {first}, then of {second}", first=first, second=second))
        self.score.setProperty("role", "player")
        endings: dict[Ending, str] = {
            "played": t("As played"),
            "forfeit-1": t("{name} forfeits", name=first),
            "forfeit-2": t("{name} forfeits", name=second),
            "double-forfeit": t("Both forfeit"),
        }
        self.ending = ChoiceBox(endings, t("How it ended"))
        self._add(t("Points of {first}, then of {second}", first=first, second=second), self.score)
        self._add(t("How it ended"), self.ending)
        self.score.setText(_in_figures(find_division(tournament, key[0]).decisions(key[1]).scores))
        self.score.selectAll()
        self.score.textChanged.connect(self.changed)
        self.ending.currentIndexChanged.connect(self.changed)
        self.first_field = self.score

    def events(self, tournament: Tournament, reason: str) -> Sequence[AnyTournamentEvent]:
        """Return the corrected result."""
        return [result_event(tournament, self.subject or (0, ""), self._outcome(reason))]

    def _outcome(self, reason: str) -> ResultOutcome:
        ending: Ending = self.ending.value
        if ending == "double-forfeit":
            return ResultOutcome(None, (), "double-forfeit", reason)
        if ending != "played":
            return ResultOutcome(2 if ending == "forfeit-1" else 1, (), "forfeit", reason)
        entry = ScoreEntry()
        for character in self.score.text():
            entry.type(character)
        winner = winner_of_scores(entry.scores)
        if winner is None or not entry.is_complete:
            raise MatchNotReady("Type the points of both sides, such as 21 14.")
        return ResultOutcome(winner, entry.scores, "played", reason)


def _in_figures(scores: Sequence[GameScore]) -> str:
    return " ".join(f"{first} {second}" for first, second in scores)


class RulingForm(CorrectionForm):
    """A ruling on a match that is out of line or under protest."""

    def __init__(self, tournament: Tournament, key: MatchKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        match, self.subject = find_match(tournament, *key), key
        first, second = sides_of(tournament, match)
        self.title = t("Rule on {match}: {first} vs {second}", match=match.id, first=first, second=second)
        self.ruling = RadioGroup(t("Ruling"), _rulings(match), is_column=True)
        self._add(_cause(tournament, match), self.ruling)
        self.ruling.chosen.connect(self.changed)
        self.first_field = next(iter(self.ruling.buttons.values()))

    def events(self, tournament: Tournament, reason: str) -> Sequence[AnyTournamentEvent]:
        """Return the ruling."""
        division, match = self.subject or (0, "")
        find_match(tournament, division, match)
        return [MatchRuled(division, match, self.ruling.value, reason)]


def _rulings(match: Match) -> Mapping[str, Choice]:
    rulings = {
        "stands": Choice(t("It stands as it was played")),
        "replay": Choice(t("It is played again")),
        "swap": Choice(t("The names were swapped")),
        "void": Choice(t("It counts for nobody")),
    }
    return rulings if match.is_out_of_line else {name: rulings[name] for name in ("stands", "replay", "void")}


def _cause(tournament: Tournament, match: Match) -> str:
    protest = find_division(tournament, match.division).decisions(match.id).protest
    return t("Protest: {text}", text=protest) if protest else t("Other sides are due now")


class LeavingForm(CorrectionForm):
    """Somebody who leaves for the night; what was played stays."""

    def __init__(self, tournament: Tournament, player: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.title = t("{player} leaves", player=find_player(tournament, player).name)
        self.partner = RadioGroup(
            t("The partner"),
            {
                "alone": Choice(t("The partner plays on alone")),
                "drop": Choice(t("The whole team leaves")),
                "substitute": Choice(t("A substitute plays")),
            },
            is_column=True,
        )
        self.substitute = ChoiceBox(_free_players(tournament, player), t("Substitute"))
        self.substitute.setEnabled(self.substitute.count() > 0)
        self.partner.buttons["substitute"].setEnabled(self.substitute.count() > 0)
        self._add(t("Whoever leaves forfeits what is not over, unless somebody plays on"), self.partner)
        self._add(t("Substitute"), self.substitute)
        self.partner.chosen.connect(self.changed)
        self.substitute.activated.connect(self._choose_substitute)
        self.first_field = next(iter(self.partner.buttons.values()))

    def events(self, _tournament: Tournament, reason: str) -> Sequence[AnyTournamentEvent]:
        """Return that the player is dropped."""
        plan = self.partner.value
        substitute = self.substitute.value if plan == "substitute" else None
        return [PlayerDropped(self._player, reason, partner=plan, substitute=substitute)]

    def _choose_substitute(self) -> None:
        self.partner.choose("substitute")
        self.changed.emit()


def _free_players(tournament: Tournament, leaving: int) -> dict[int, str]:
    """Return who could take a player's place: everybody who is not gone, and in no division of theirs."""
    entries = [entry for entry in tournament.entries.values() if entry.status not in {"withdrawn", "paired"}]
    divisions = {entry.division for entry in entries if leaving in entry.players}
    busy = {player for entry in entries if entry.division in divisions for player in entry.players}
    return {
        number: player.name
        for number, player in tournament.players.items()
        if not player.is_dropped and number not in busy | {leaving}
    }


class SwapForm(CorrectionForm):
    """A wrong draw: two entries change places."""

    def __init__(self, tournament: Tournament, key: MatchKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        division = find_division(tournament, key[0])
        match = find_match(tournament, *key)
        self._division, self._stage = division.number, match.stage
        self.title = t("Wrong draw: two entries change places")
        others = [entry for entry in _drawn(tournament, division, match.stage) if entry not in match.entries]
        first, second = t("This entry"), t("changes places with")
        self.first = ChoiceBox({entry: tournament.entry_name(entry) for entry in match.entries}, first)
        self.second = ChoiceBox({entry: tournament.entry_name(entry) for entry in others}, second)
        for caption, box in ((first, self.first), (second, self.second)):
            self._add(caption, box)
            box.currentIndexChanged.connect(self.changed)
        self.first_field = self.first

    def events(self, _tournament: Tournament, reason: str) -> Sequence[AnyTournamentEvent]:
        """Return the swap."""
        first, second = self.first.value, self.second.value
        if first is None or second is None:
            raise RuleViolation("This draw has nobody to change places with.")
        return [EntriesSwapped(self._division, (first, second), reason, self._stage)]


def _drawn(tournament: Tournament, division: Division, stage: int) -> list[int]:
    """Return the entries that are known in a stage, the best seed first."""
    draw = division.draws.get(stage)
    if draw is None:
        return []
    slots = seed_slots(tournament, division, draw, resolve(tournament, division))
    return [entry for slot in slots.values() if (entry := entry_of(slot)) is not None]
