"""A game as the pages need it: the state read back from its JSON, with whatever a sparse one lacks filled in.

Pages are made from the same bytes as the stream, never from the domain's objects, so a page and a phone's script can
not be told different things; and a state that says no more than the score still makes a page.
"""

from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import BAGS_A_SIDE, Team
from goat_kiosk.domain.names import in_order, is_color
from goat_kiosk.domain.needed import Need
from goat_kiosk.domain.rules import Rules
from goat_kiosk.language import t
from goat_kiosk.theme import ThemeName, readable, tokens

Status = Literal["lobby", "live", "finished"]

_LONG_AGO = "1970-01-01T00:00:00Z"
_TOLD = frozenset(Rules.__struct_fields__)
_WORST_GROUND: dict[ThemeName, str] = {"night": "panel", "day": "ground"}
"""The background on which a colour has the least contrast: what is readable there is readable on the other one."""


class Player(msgspec.Struct, frozen=True):
    """A player and the statistics shown."""

    id: int
    name: str
    ppr: float = 0.0
    dpr: float = 0.0


class Count(msgspec.Struct, frozen=True, rename={"holes": "in", "boards": "on"}):
    """One side's bags of a round that is over."""

    holes: int = 0
    boards: int = 0

    @property
    def results(self) -> list[str]:
        """The four bags, best first."""
        off = BAGS_A_SIDE - self.holes - self.boards
        return ["hole"] * self.holes + ["board"] * self.boards + ["off"] * off


class Round(msgspec.Struct, frozen=True):
    """A round that is over."""

    n: int
    team1: Count
    team2: Count
    points: tuple[int, int]
    score: tuple[int, int]
    busted: Team | None = None

    def count(self, team: Team) -> Count:
        """Return the side's bags."""
        return self.team1 if team == 1 else self.team2


class Side(msgspec.Struct, frozen=True):
    """A team as the state tells it."""

    score: int
    name: str = ""
    color: str = ""
    players: list[Player] = []


class Bag(msgspec.Struct, frozen=True):
    """A bag of the round in progress; inches, see `events.Inch`."""

    team: Team
    result: str
    x: float | None = None
    y: float | None = None


class Next(msgspec.Struct, frozen=True):
    """Whose turn it is."""

    team: Team
    player: int


class Correction(msgspec.Struct, frozen=True):
    """The last correction."""

    round: int
    reason: str
    before: tuple[int, int]
    after: tuple[int, int]


class Match(msgspec.Struct, frozen=True):
    """The match the game belongs to."""

    games: int
    number: int
    wins: tuple[int, int]


class Needed(msgspec.Struct, frozen=True):
    """What each side needs to win in this round."""

    team1: Need | None = None
    team2: Need | None = None


class Answer(msgspec.Struct, frozen=True):
    """What a team says of the result."""

    name: str
    right: bool
    seated: bool


class Receipt(msgspec.Struct, frozen=True):
    """The result's hash, and what the captains say of it."""

    hash: str
    team1: Answer | None = None
    team2: Answer | None = None

    @property
    def code(self) -> str:
        """The hash as people compare it."""
        return chain.short(self.hash)

    @property
    def settled(self) -> bool:
        """Whether both teams say that the result is right."""
        return all(answer is not None and answer.right for answer in (self.team1, self.team2))

    def answer(self, team: Team) -> Answer | None:
        """Return what the team says."""
        return self.team1 if team == 1 else self.team2


class Hue(NamedTuple):
    """A team's colour, made readable in each theme."""

    night: str
    day: str


class View(msgspec.Struct, frozen=True):
    """One game as it stands."""

    game_id: int
    team1: Side
    team2: Side
    log: str = ""
    seq: int = 0
    status: Status = "live"
    court: str = ""
    kiosk: str = ""
    rules: dict[str, Any] = {}
    round: int = 0
    next: Next | None = None
    bags: list[Bag] = []
    rounds: list[Round] = []
    winner: Team | None = None
    ended_by: str | None = None
    correction: Correction | None = None
    match: Match | None = None
    updated_at: str = _LONG_AGO
    needed: Needed | None = None
    receipt: Receipt | None = None

    @property
    def id(self) -> str:
        """The event this is drawn from, ``<log>-<seq>``, as the stream writes it."""
        return f"{self.log}-{self.seq}"

    @property
    def day(self) -> date:
        """The day of the newest event, by the clock on the kiosk's wall."""
        return datetime.fromisoformat(self.updated_at).astimezone().date()

    @property
    def where(self) -> str:
        """What the page is called by: the court, or the game's number when its kiosk tells no court."""
        return self.court or t("Game {number}", number=self.game_id)

    def side(self, team: Team) -> Side:
        """Return the team's side."""
        return self.team1 if team == 1 else self.team2

    def name(self, team: Team) -> str:
        """Return the team's name; a side that told none is called by its number."""
        return self.side(team).name or t("Team {number}", number=team)

    def slots(self, team: Team) -> list[str]:
        """Return where the side's four bags of this round lie, in the order thrown; "" for one still in the hand."""
        results = [bag.result for bag in self.bags if bag.team == team]
        return results + [""] * (BAGS_A_SIDE - len(results))

    @property
    def names(self) -> tuple[str, str]:
        """The names of both teams."""
        return self.name(1), self.name(2)

    def playing(self) -> Rules:
        """Return the rules in force; fields of a newer kiosk that this one does not know are passed over."""
        return msgspec.convert({name: value for name, value in self.rules.items() if name in _TOLD}, Rules)

    def hue(self, team: Team) -> Hue:
        """Return the side's colour in both themes.

        The default colour has a partner there, chosen by eye; any other is moved until it can be read.
        """
        token, color = f"team{team}", self.side(team).color
        own = tokens()["night"][token]
        if not is_color(color) or color == own:
            return Hue(own, tokens()["day"][token])
        night, day = (readable(color, tokens()[theme][ground]) for theme, ground in _WORST_GROUND.items())
        return Hue(night, day)


_decoder = msgspec.json.Decoder(View)


def view_of(state: bytes) -> View:
    """Return the view of a state's JSON."""
    return _decoder.decode(state)


def courts(views: list[View], today: date) -> tuple[list[View], list[View]]:
    """Return what the venue shows of `views` (oldest first): one game a court of each kiosk, and today's other results.

    A court shows its newest live game, else its newest lobby, else what it finished last today. Courts in play come
    first; results are newest first.
    """
    shown: dict[tuple[str, str], View] = {}
    for view in views:
        if view.status == "finished" and view.day != today:
            continue
        court = view.kiosk, view.court
        if court not in shown or _ORDER[view.status] <= _ORDER[shown[court].status]:
            shown[court] = view
    on_courts = sorted(shown.values(), key=lambda view: (_ORDER[view.status], in_order(view.court)))
    results = [v for v in reversed(views) if v.status == "finished" and v.day == today and v not in on_courts]
    return on_courts, results


_ORDER = {"live": 0, "lobby": 1, "finished": 2}
