"""State of the desk page: what it has seen last, what is chosen, and what has been typed."""

from dataclasses import dataclass, field
from typing import NamedTuple

from goat_kiosk.gui.tournament.desk.rows import CourtRow, DeskView
from goat_kiosk.gui.tournament.desk.score_entry import ScoreEntry
from goat_kiosk.gui.tournament.desk.step import Step
from goat_kiosk.tournament.tournament import MatchKey


class Subject(NamedTuple):
    """The match or the court that is chosen."""

    key: MatchKey | None = None
    court: str | None = None


@dataclass
class DeskState:
    """What the keys of the desk act on."""

    view: DeskView = field(default_factory=lambda: DeskView([], [], [], None))
    step: Step = field(default_factory=lambda: Step("nothing", ""))
    subject: Subject = field(default_factory=Subject)
    is_chosen: bool = False
    """Whether the subject was chosen by hand; else it is the match of the next step."""
    entry: ScoreEntry = field(default_factory=ScoreEntry)

    @property
    def court(self) -> CourtRow | None:
        """The court that is the subject."""
        return next((court for court in self.view.courts if court.name == self.subject.court), None)

    @property
    def match_key(self) -> MatchKey | None:
        """The match that is the subject, or that is on the court that is."""
        court = self.court
        return court.key if court is not None else self.subject.key

    def free_courts(self) -> list[str]:
        """Return the courts to which a match can be called."""
        return [court.name for court in self.view.courts if court.status == "free"]
