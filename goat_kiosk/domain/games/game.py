"""The state of one game: who plays, the rounds that are over, the round in progress.

`Game` is a frozen value, the fold of its events; `play` defines how it continues.
"""

from functools import cached_property, reduce
from typing import Literal

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import DOUBLES, TEAMS, Confirmed, Fixture, MatchPlace, Number, PointsOfBoth, Reason, Team
from goat_kiosk.domain.names.sanitizing import join_names
from goat_kiosk.domain.rounds.bags import Award, Bag, Lineup, RoundFacts, next_team
from goat_kiosk.domain.rounds.scoring import EndedBy, PointsPair
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.domain.rules.rules import Rules

Status = Literal["lobby", "live", "finished", "canceled"]

ACTIVE_MS = 36 * 60 * 60 * 1_000
"""A game is active until a day and a half after its last event: tonight's games, and last night's late ones."""


class Player(msgspec.Struct, frozen=True):
    """A player; `id` counts from 1 within the game, in order of entry."""

    id: int
    name: str
    stats: StatLine = StatLine()


class Side(msgspec.Struct, frozen=True):
    """A team in a game, its players in throwing order."""

    entered_name: str
    """May be empty."""
    color: str
    players: tuple[Player, ...] = ()
    default_name: str = ""
    former_players: tuple[Player, ...] = ()
    """Those who were substituted or have gone, in that order, with the statistics of what they threw."""

    @property
    def name(self) -> str:
        """The team's name as shown: the one entered, or its players' names; the default before anybody has joined."""
        if not self.entered_name and len(self.players) == 1:
            return self.players[0].name  # unchanged: it may be the color, which is translated
        return self.entered_name or join_names([player.name for player in self.players]) or self.default_name

    @property
    def placeholder(self) -> str:
        """The name of the player of a team without players: its own name stands for the thrower."""
        return self.entered_name or self.default_name

    @property
    def lineup(self) -> Lineup:
        """The ids of the players in throwing order."""
        return tuple(player.id for player in self.players)

    @property
    def everyone(self) -> tuple[Player, ...]:
        """All who have played for the team: those of now first."""
        return self.players + self.former_players

    def thrower(self, round_number: int, order_shift: int, lineup: Lineup = ()) -> Player:
        """Return who throws in the round: the players take turns, a round each (partners stand at opposite ends)."""
        in_order = lineup or self.lineup
        return self.player(in_order[(round_number - 1 + order_shift) % len(in_order)])

    def player(self, player_id: int) -> Player:
        """Return who has, or had, that id in the team. Raises `StopIteration` for the id of nobody."""
        return next(player for player in self.everyone if player.id == player_id)

    def with_placeholder_renamed(self, before: str) -> "Side":
        """Return the team with its placeholder of now as the name of the player who was called by the one `before`."""
        unnamed = (player for player in self.everyone if player.name == before)
        return reduce(Side.with_player, [replace(player, name=self.placeholder) for player in unnamed], self)

    def with_player(self, player: Player) -> "Side":
        """Return the team with `player` in place of the one who has that id."""
        return replace(
            self,
            players=tuple(player if each.id == player.id else each for each in self.players),
            former_players=tuple(player if each.id == player.id else each for each in self.former_players),
        )


class Round(msgspec.Struct, frozen=True, dict=True):
    """A round that is over: the facts, and what followed from them."""

    n: int
    first_throw: Team
    players: PointsPair
    """The ids of the two players who threw."""
    points: PointsPair
    score: PointsPair
    """The score of both teams after the round."""
    busted: Team | None
    facts: RoundFacts

    @cached_property
    def json(self) -> msgspec.Raw:
        """The round as JSON in every state. Cached, since each bag of a long game sends the same rounds again."""
        tally1, tally2 = ({"in": tally.holes, "on": tally.boards} for tally in self.facts.tallies)
        always = {"n": self.n, "team1": tally1, "team2": tally2, "points": self.points, "score": self.score}
        optional = {"busted": self.busted} if self.busted else {}
        return msgspec.Raw(msgspec.json.encode(always | optional))


class RoundSheet(msgspec.Struct, frozen=True, dict=True):
    """The rounds that are over. All states of a round in progress share one sheet, and so its JSON."""

    rounds: tuple[Round, ...] = ()

    @cached_property
    def json(self) -> msgspec.Raw:
        """The rounds as JSON."""
        return msgspec.Raw(b"[%b]" % b",".join(bytes(round_.json) for round_ in self.rounds))


class Correction(msgspec.Struct, frozen=True):
    """The effect of the last correction: shown to the public until the next round is over."""

    round: Number
    reason: Reason
    before: PointsOfBoth
    after: PointsOfBoth


class HelpRequest(msgspec.Struct, frozen=True):
    """A request of the scorer at the court for help from the desk."""

    reason: str
    """May be empty."""
    since: int
    """When help was first asked for, milliseconds since 1970 UTC."""


class Game(msgspec.Struct, frozen=True):
    """The state of one game."""

    court: str
    rules: Rules
    match: MatchPlace
    sides: tuple[Side, Side]
    opening_team: Team
    honors: Team
    """Who throws first in the round in progress; while `toss` is pending, who threw first in the one before."""
    score: PointsPair
    """The committed score: up to the last round that is over."""
    status: Status = "lobby"
    is_toss_pending: bool = False
    """A coin decides who throws first: the team of the next bag has won it (rule `wash`: toss)."""
    sheet: RoundSheet = RoundSheet()
    bags: tuple[Bag, ...] = ()
    awards: tuple[Award, ...] = ()
    order_shift: tuple[int, int] = (0, 0)
    """How far each team's throwing order is ahead of the rounds: partners who switched are one turn ahead."""
    team_size: int = DOUBLES
    """How many players a team can have."""
    created_at: int = 0
    """When the lobby opened, milliseconds since 1970 UTC."""
    started_at: int = 0
    winner: Team | None = None
    ended_by: EndedBy | None = None
    correction: Correction | None = None
    previous: int | None = None
    """The number of the game before this one in its match."""
    is_set_aside: bool = False
    """Set aside: the game is on no court, and resumes when it gets one."""
    confirmations: tuple[Confirmed, ...] = ()
    """The captains' answers to this result, in order; any event that changes the game clears them."""
    fixture: Fixture | None = None
    """The match of a tournament that it is a game of."""
    help: HelpRequest | None = None
    """The open request for help; None once somebody at the desk takes it."""

    @property
    def is_over(self) -> bool:
        """Whether no more bags are thrown: the game is finished or canceled."""
        return self.status in {"finished", "canceled"}

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds that are over."""
        return self.sheet.rounds

    @property
    def round_number(self) -> int:
        """The round in progress, counted from 1; in a finished game the last one."""
        over = self.is_over and bool(self.rounds) and not self.bags
        return len(self.rounds) + (not over)

    @property
    def first_throw(self) -> Team:
        """Who throws first in the round in progress."""
        return self.bags[0].team if self.is_toss_pending and self.bags else self.honors

    @property
    def next_team(self) -> Team | None:
        """The team that throws next; None when the game is over, or while a toss is pending."""
        if self.is_over or (self.is_toss_pending and not self.bags):
            return None
        return next_team(self.bags, self.first_throw)

    def side(self, team: Team) -> Side:
        """Return the team's side."""
        return self.sides[team - 1]

    def answer(self, team: Team) -> Confirmed | None:
        """Return the team's answer to the result: a player's own phone beats the desk, and both a typed name."""
        answers = [answer for answer in self.confirmations if answer.team == team]
        return max(reversed(answers), key=lambda answer: (answer.seated, answer.desk), default=None)

    def captain_name(self, answer: Confirmed) -> str:
        """Return who gave an answer; for a team that nobody has named, the word of its color, which is translated."""
        side_name = self.side(answer.team).name
        return side_name if answer.name == side_name else answer.name

    @property
    def is_disputed(self) -> bool:
        """Whether a team disputes the result."""
        return any(answer is not None and not answer.right for answer in map(self.answer, TEAMS))

    @property
    def needs_desk(self) -> bool:
        """Whether somebody at the desk has to settle something: a disputed result, or a request for help."""
        return self.is_disputed or self.help is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether both teams have confirmed the result."""
        return all(answer is not None and answer.right for answer in map(self.answer, TEAMS))

    def thrower(self, team: Team) -> Player | None:
        """Return who throws for the team in this round; None while it has no players yet."""
        side = self.side(team)
        return side.thrower(self.round_number, self.order_shift[team - 1]) if side.players else None

    def thrower_of(self, bag: Bag, round_: Round | None = None) -> Player | None:
        """Return who threw `bag` of the round in progress, or of `round_`; None while the team has no players."""
        player_id = bag.thrown_by or (round_.players[bag.team - 1] if round_ is not None else None)
        if player_id is None:
            return self.thrower(bag.team)
        return self.side(bag.team).player(player_id)
