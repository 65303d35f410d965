"""Tournament: what has been decided so far, as the fold of its events gives it.

Matches are kept by what was decided about them (called, reported, ruled); who plays in them follows (`resolving`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import LimitReached
from goat_kiosk.tournament.brackets.match_ids import MatchId, stage_of
from goat_kiosk.tournament.brackets.seeding import slot_count
from goat_kiosk.tournament.division_events import Cap, Drawn, RoundPaired, StrengthCounts, TieDecided
from goat_kiosk.tournament.event_fields import (
    DEFAULT_CALL_MINUTES,
    MAX_DIVISIONS,
    MAX_PEOPLE,
    Calling,
    CallMinutes,
    DivisionKind,
    GameScore,
    Grade,
    MatchSides,
    Pairing,
    RulingKind,
    Scoring,
)
from goat_kiosk.tournament.events import AnyTournamentEvent, CourtKiosk
from goat_kiosk.tournament.match_events import MatchReported, ResultContradicted, ResultRecorded
from goat_kiosk.tournament.pots import Money
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.stage import Seeding, Stage

EntryStatus = Literal["in", "late", "withdrawn", "paired"]
"""``paired``: a person of a blind draw who has become part of a drawn team."""
DrawChangeKind = Literal["redrawn", "swapped", "pair-redrawn"]
MatchKey = tuple[int, MatchId]
"""The number of the division, and the match."""


class SignedUpPlayer(msgspec.Struct, frozen=True):
    """A person at the tournament."""

    number: int
    name: str
    grade: Grade | None = None
    here: bool = True
    paid: bool = False
    is_dropped: bool = False
    drop_reason: str = ""
    is_reason_private: bool = False


class Entry(msgspec.Struct, frozen=True):
    """A side of a division: one person, or two who throw together."""

    number: int
    division: int
    players: tuple[int, ...]
    name: str = ""
    seed: int | None = None
    status: EntryStatus = "in"
    is_drawn: bool = False
    """Whether a blind draw made it."""
    plays_from_game: int | None = None
    """The first game of the match being played in which its players play; None: they play from the next match on."""
    withdrawn_seq: int = 0
    """The number of the event by which it left; 0 while it is in."""


class Draw(msgspec.Struct, frozen=True):
    """The seeds of a stage: `seeds` maps each seed to its entry; in a later stage they follow from the earlier one."""

    number: int
    seeds: dict[int, int]
    slots: int
    """Slots of round 1; in a round robin the entries that were drawn."""
    method: Seeding
    kept: tuple[int, ...] = ()
    """Seeds after the last entry that are kept for late entries."""
    at: int = 0
    """When it was drawn, milliseconds since 1970 UTC."""
    until: int | None = None
    """When the kept seeds become byes, milliseconds since 1970 UTC; None: when the desk says so."""
    strengths: StrengthCounts | None = None
    """What was known of the people, if it played a part in the draw."""
    play_ins: tuple[int, ...] = ()
    """Seeds that play a late entry first; the late entries have the seeds after the slots."""
    stage: int = 1
    places: tuple[int, ...] = ()
    """For each seed of a later stage the place in the earlier one; none: by the standings."""
    size: int = 0
    """How many entries a later stage takes from the earlier one."""
    seq: int = 0
    """The number of its event."""

    def is_kept(self, seed: int) -> bool:
        """Whether the slot of `seed` waits for a late entry."""
        return seed in self.kept and seed not in self.seeds

    def with_late_entry(self, seed: int, entry: int) -> Draw:
        """Return the draw with an entry in the place of a bye."""
        return replace(self, seeds=self.seeds | {seed: entry})

    def with_play_in(self, seed: int, entry: int) -> Draw:
        """Return the draw with an entry that plays the one of `seed` first."""
        late = self.slots + len(self.play_ins) + 1
        return replace(self, seeds=self.seeds | {late: entry}, play_ins=(*self.play_ins, seed))


class MatchDecisions(msgspec.Struct, frozen=True):
    """What was decided about one match."""

    sides: MatchSides | None = None
    """Who it was called with; they change only by a ruling."""
    court: str | None = None
    called_at: int | None = None
    calls: int = 0
    missing: tuple[Literal[1, 2], ...] = ()
    missing_at: int = 0
    """When the clock of the missing sides began, milliseconds since 1970 UTC."""
    started_at: int | None = None
    games: tuple[int, ...] = ()
    report: MatchReported | None = None
    result: ResultRecorded | None = None
    over_at: int | None = None
    earlier_results: tuple[ResultRecorded, ...] = ()
    """Results that were corrected or ruled away; nothing that was played is wiped."""
    ruling: RulingKind | None = None
    protest: str = ""
    held: bool = False
    is_called_off: bool = False
    """Whether its newest call was taken back: it is not called by itself again."""
    featured_on: str | None = None
    featured_minutes: int | None = None
    """How many minutes it waits for that court; None: until the court is free."""
    featured_at: int = 0
    contradiction: ResultContradicted | None = None
    """What a game of the match says by now, if it is something else than the result."""
    overruled_games: tuple[int, ...] = ()
    """Games whose other result the desk has seen, and has decided against."""

    @property
    def scores(self) -> tuple[GameScore, ...]:
        """The scores of the games, as reported or recorded."""
        return self.result.scores if self.result else self.report.scores if self.report else ()

    @property
    def called_entries(self) -> tuple[int, ...]:
        """The entries that it was called with; none before."""
        return tuple(entry for side in self.sides or () for entry in entries_of_side(side))


class AddedMatch(msgspec.Struct, frozen=True):
    """A match without a bracket: open play, or king of the court."""

    id: MatchId
    sides: tuple[int, int]
    at: int
    """When it was added, milliseconds since 1970 UTC."""
    court: str | None = None


class RoundClock(msgspec.Struct, frozen=True):
    """The clock of the matches of a division that start together."""

    started_at: int
    """Milliseconds since 1970 UTC."""
    minutes: int
    paused_ms: int = 0
    """How long pauses have stopped it that are over."""


class DrawChange(msgspec.Struct, frozen=True):
    """A change of a draw that everybody sees: drawn again, two entries swapped, or a pair drawn again."""

    kind: DrawChangeKind
    entries: tuple[int, ...]
    """The two that it was about; none when everything was drawn again."""
    reason: str
    at: int
    """Milliseconds since 1970 UTC."""


class Division(msgspec.Struct, frozen=True):
    """A competition of its own."""

    number: int
    name: str
    kind: DivisionKind
    stages: tuple[Stage, ...]
    pairing: Pairing = "random"
    rules: Rules | None = None
    cap: Cap | None = None
    draws: dict[int, Draw] = {}
    """The draws by the number of their stage."""
    paired: dict[int, tuple[RoundPaired, ...]] = {}
    """The rounds that were paired, by the number of their stage."""
    draw_changes: tuple[DrawChange, ...] = ()
    """Of all its draws, the oldest first."""
    clock: RoundClock | None = None
    """The newest one; it says nothing any more when the matches that started with it are over."""
    matches: dict[MatchId, MatchDecisions] = {}
    ties: tuple[TieDecided, ...] = ()
    """The ties that people have decided, in this order."""
    added: tuple[AddedMatch, ...] = ()
    seq: int = 0
    """The number of the newest event that changed the division or one of its entries."""

    @property
    def draw(self) -> Draw | None:
        """The draw of its first stage, which has closed the entries; None before it, and where nothing is drawn."""
        return self.draws.get(1)

    @property
    def is_open_play(self) -> bool:
        """Whether whoever is free plays: nothing is drawn or paired, and it ends when the tournament closes."""
        return self.stages[0].format in {"open", "king"}

    @property
    def has_bracket(self) -> bool:
        """Whether one of its stages is an elimination, drawn or still to be drawn."""
        return any(stage.format in ELIMINATIONS for stage in self.stages)

    @property
    def bracket_stages(self) -> list[int]:
        """The numbers of the stages that are an elimination and drawn."""
        return [number for number in sorted(self.draws) if self.stage(number).format in ELIMINATIONS]

    @property
    def current_stage(self) -> int:
        """The number of the newest stage that is drawn or paired; the first one before that."""
        return max((*self.draws, *self.paired), default=1)

    def has_table(self, number: int) -> bool:
        """Whether a stage is ranked by a table, and not by who is out."""
        return not self.is_open_play and self.stage(number).format not in ELIMINATIONS

    def stage(self, number: int) -> Stage:
        """Return the settings of a stage that there is."""
        return self.stages[number - 1]

    def stage_of_match(self, match: MatchId) -> Stage:
        """Return the settings of the stage of a match."""
        return self.stage(stage_of(match))

    def decisions(self, match: MatchId) -> MatchDecisions:
        """Return what was decided about a match."""
        return self.matches.get(match, _UNDECIDED)


_UNDECIDED = MatchDecisions()
ELIMINATIONS = {"single", "double"}


class Court(msgspec.Struct, frozen=True):
    """A board of the tournament."""

    name: str
    is_open: bool = True
    calling: Calling | None = None
    """None: as the tournament."""
    scoring: Scoring | None = None
    kiosk: CourtKiosk | None = None
    """The other kiosk that scores it; None: the owner of the tournament."""
    is_away: bool = False
    """Whether that kiosk is gone: no match is called there by itself."""

    @property
    def is_available(self) -> bool:
        """Whether the queue may give it a match."""
        return self.is_open and not self.is_away


class Pause(msgspec.Struct, frozen=True):
    """A pause of the whole tournament."""

    text: str = ""
    until: int | None = None
    at: int = 0
    """When it began, milliseconds since 1970 UTC."""


class Tournament(msgspec.Struct, frozen=True):
    """A tournament after `seq` events."""

    name: str
    courts: dict[str, Court]
    seq: int
    at: int
    """When the newest event happened, milliseconds since 1970 UTC."""
    calling: Calling = "auto"
    scoring: Scoring = "bags"
    rules: Rules | None = None
    end_by: int | None = None
    call_minutes: CallMinutes = DEFAULT_CALL_MINUTES
    fee: int = 0
    """What a person pays, in hundredths of the venue's currency."""
    money: Money = Money()
    is_closed: bool = False
    is_practice: bool = False
    pause: Pause | None = None
    players: dict[int, SignedUpPlayer] = {}
    entries: dict[int, Entry] = {}
    divisions: dict[int, Division] = {}
    order: tuple[MatchKey, ...] = ()
    """The matches that the director puts first."""
    requests: dict[int, int] = {}
    """When each player asked for the director, milliseconds since 1970 UTC; the first request comes first."""
    undone_to: tuple[Tournament, ...] = ()
    """The states before each event of the desk's newest decisions at one time, if they can be taken back."""
    decided_at: int = 0
    """When that was, milliseconds since 1970 UTC."""
    facts: tuple[tuple[AnyTournamentEvent, int], ...] = ()
    """What has happened since then without the desk, with its times."""

    def entry_name(self, number: int) -> str:
        """Return the name of an entry: its own, or its players'."""
        entry = self.entries[number]
        return entry.name or " & ".join(self.players[player].name for player in entry.players)

    def next_player(self) -> int:
        """Return the number of the next person who signs up. Raises `LimitReached`."""
        return _next_number(self.players, MAX_PEOPLE)

    def next_entry(self) -> int:
        """Return the number of the next entry. Raises `LimitReached`."""
        return _next_number(self.entries, MAX_PEOPLE)

    def next_division(self) -> int:
        """Return the number of the next division. Raises `LimitReached`."""
        return _next_number(self.divisions, MAX_DIVISIONS)

    def division_entries(self, division: int) -> list[Entry]:
        """Return the entries of a division that can be drawn or have been."""
        return [entry for entry in self.entries.values() if entry.division == division and entry.status != "paired"]


def _next_number(numbered: Collection[int], most: int) -> int:
    number = max(numbered, default=0) + 1
    if number > most:
        raise LimitReached("A tournament has {most} of these at most.", most=most)
    return number


def new_draw(drawn: Drawn, stage: Stage, size: int, at: int) -> Draw:
    """Return the first draw of `size` entries of `drawn`, from the best seed to the last."""
    places = size + drawn.late_spots
    seeds, kept = dict(enumerate(drawn.order, start=1)), tuple(range(size + 1, places + 1))
    slots = slot_count(places) if stage.format in ELIMINATIONS else size
    return Draw(
        1,
        seeds,
        slots,
        drawn.method,
        kept,
        at,
        drawn.until,
        drawn.strengths,
        stage=drawn.stage,
        places=drawn.places,
        size=size,
    )
