"""Tournament night at the window's desk, for tests: real keys, and how many of them it took."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.tournament.desk.page import DeskPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.event_fields import Calling, GameScore, Scoring
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchReported
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import MatchDecisions, Tournament

DIVISION = 1


class DeskNight:
    """A double elimination that is drawn and shown on the desk; every court asks before it calls."""

    def __init__(
        self,
        window: MainWindow,
        scorekeeper: Scorekeeper,
        entries: int = 8,
        courts: int = 2,
        calling: Calling = "ask",
        scoring: Scoring = "result",
    ) -> None:
        self.window, self.director = window, scorekeeper.director
        names = tuple(f"Board {number}" for number in range(1, courts + 1))
        created = self.director.create(TournamentCreated("Friday", names, calling=calling, scoring=scoring))
        self.tournament_id = created.tournament_id
        numbers = tuple(range(1, entries + 1))
        self.record(
            [
                DivisionAdded(DIVISION, "Open", "singles", (Stage("double"),)),
                *(PlayerSignedUp(number, f"P{number}") for number in numbers),
                *(EntryMade(number, DIVISION, (number,)) for number in numbers),
                Drawn(DIVISION, numbers, "order"),
            ]
        )
        self.keys = 0
        window.open_section("Desk")
        page = window.pages.section("Desk")
        assert isinstance(page, DeskPage)
        self.page = page

    def record(self, events: Sequence[AnyTournamentEvent]) -> None:
        """Record what a phone or another page does."""
        self.director.record(self.tournament_id, lambda _: list(events))

    @property
    def tournament(self) -> Tournament:
        """The tournament as it stands."""
        return self.director.tournament(self.tournament_id)

    @property
    def matches(self) -> Mapping[str, Match]:
        """Every match as it stands."""
        return resolve(self.tournament, self.tournament.divisions[DIVISION])

    def decisions(self, match: str) -> MatchDecisions:
        """Return what was decided about a match."""
        return self.tournament.divisions[DIVISION].decisions(match)

    @property
    def sentence(self) -> str:
        """The line that says what to do."""
        return self.page.next_card.headline.sentence

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is, and count it."""
        self.keys += 1
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, modifier)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Type letters, digits and spaces."""
        for character in text:
            self.press(Qt.Key.Key_Space if character == " " else Qt.Key(ord(character.upper())))

    def choose_court(self, name: str) -> None:
        """Tap a court."""
        self._tap(self.page.courts, [court.name for court in self.page.state.view.courts].index(name))

    def choose_match(self, match: str) -> None:
        """Tap a match of the list."""
        self._tap(self.page.queue, self.page.queue.matches.find((DIVISION, match)))

    @staticmethod
    def _tap(view: QListView, row: int) -> None:
        view.scrollTo(view.model().index(row, 0))
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def report(self, match: str, score: GameScore) -> None:
        """Report a result as the first side's phone does."""
        self.record([MatchReported(DIVISION, match, 1 if score[0] > score[1] else 2, (score,), 1)])

    def call_all(self) -> None:
        """Call what can be called, a key for each match."""
        while self.page.state.step.kind == "call":
            self.enter()

    def play_round(self) -> None:
        """Let every called match be reported and confirmed, a key for each."""
        for match in [match.id for match in self.matches.values() if match.status == "called"]:
            self.report(match, (21, 14))
        while self.page.state.step.kind == "confirm":
            self.enter()
