"""Events of a division: its stages, its entries, its draws, and the rounds that are paired."""

from typing import Annotated

import msgspec

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.event_fields import (
    DivisionKind,
    DivisionNumber,
    EntryNumber,
    FromDesk,
    Grade,
    MatchSide,
    MatchSides,
    Milliseconds,
    Name,
    Pairing,
    PlayerNumber,
    Reason,
    TournamentEvent,
)
from goat_kiosk.tournament.stage import RoundMinutes, Seeding, Stage, StageNumber, TieDecider, _Place


class Cap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The strongest players that a division lets in, by rating or by grade; who is unknown may play."""

    rating: float | None = None
    grade: Grade | None = None


class DivisionAdded(TournamentEvent, frozen=True, tag="division-added"):
    """A competition of its own within the tournament."""

    division: DivisionNumber
    name: Name
    kind: DivisionKind
    stages: tuple[Stage, ...]
    pairing: Pairing = "random"
    rules: Rules | None = None
    cap: Cap | None = None


class StageChanged(TournamentEvent, frozen=True, tag="stage-changed"):
    """A stage gets other settings; matches that have been called keep theirs."""

    division: DivisionNumber
    stage: StageNumber
    settings: Stage


class StagesReplaced(TournamentEvent, frozen=True, tag="stages-replaced"):
    """A division gets other stages, as long as nothing of it is drawn or played."""

    division: DivisionNumber
    stages: tuple[Stage, ...]


class EntryMade(TournamentEvent, frozen=True, tag="entry-made"):
    """A person, a pair, or in a blind draw a person to be paired, enters a division."""

    entry: EntryNumber
    division: DivisionNumber
    players: tuple[PlayerNumber, ...]
    name: Name = ""
    seed: int | None = None
    from_desk: FromDesk = True


class EntryChanged(TournamentEvent, frozen=True, tag="entry-changed"):
    """An entry gets another name, seed or player (a substitute)."""

    entry: EntryNumber
    players: tuple[PlayerNumber, ...] | None = None
    name: Name | None = None
    seed: int | None = None
    from_game: int | None = None
    """The first game of the match being played in which the new players play; None: from the next match on."""


class EntryWithdrawn(TournamentEvent, frozen=True, tag="entry-withdrawn"):
    """An entry leaves: its matches that are not over are forfeited."""

    entry: EntryNumber
    reason: Reason = ""


class DrawnTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team that a blind draw made; a walker is a team of one, who throws at both ends."""

    entry: EntryNumber
    players: tuple[PlayerNumber, ...]


class StrengthCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many people of a draw had a rating, how many only a grade, and of how many nothing was known."""

    rated: int = 0
    graded: int = 0
    unknown: int = 0


class Drawn(TournamentEvent, frozen=True, tag="drawn"):
    """A stage is drawn: `order` is the entries from the best seed to the last. The first draw closes the entries.

    `late_spots` seeds after them are kept for late entries until `until`; then they are byes. A redraw has a reason.
    """

    division: DivisionNumber
    order: tuple[EntryNumber, ...]
    method: Seeding
    teams: tuple[DrawnTeam, ...] = ()
    late_spots: int = 0
    until: Milliseconds | None = None
    reason: Reason = ""
    strengths: StrengthCounts | None = None
    """What was known of the people, if it played a part."""
    stage: StageNumber = 1
    places: tuple[_Place, ...] = ()
    """A later stage, in place of `order`: for each seed the place of the earlier stage; none: by the standings."""


class PairedMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A match of a round that was paired, and why these play."""

    sides: MatchSides
    court: Name | None = None
    reasons: tuple[Reason, ...] = ()
    """Codes that `formats/reasons` reads, so that everybody has them in their language."""
    fillers: tuple[EntryNumber, ...] = ()
    """Who plays only to fill the game: it does not count for them."""


class RoundPaired(TournamentEvent, frozen=True, tag="round-paired"):
    """The next round of a stage without a tree is paired, or the newest one again while nothing of it is called."""

    division: DivisionNumber
    stage: StageNumber
    round: Annotated[int, msgspec.Meta(ge=1, le=999)]
    pairings: tuple[PairedMatch, ...]
    sits: tuple[EntryNumber, ...] = ()
    """Who has no match in this round."""
    reasons: tuple[Reason, ...] = ()
    """Codes of what holds for the whole round, such as why somebody has the bye."""
    winners: dict[MatchId, MatchSide | None] = {}  # noqa: RUF012  msgspec copies an empty default
    """The results that it rests on."""
    from_desk: FromDesk = True


class TieDecided(TournamentEvent, frozen=True, tag="tie-decided"):
    """A tie that no tie-breaker has decided: its entries, the best first."""

    division: DivisionNumber
    stage: StageNumber
    order: tuple[EntryNumber, ...]
    how: TieDecider
    from_desk: FromDesk = True


class EntriesSwapped(TournamentEvent, frozen=True, tag="entries-swapped"):
    """Two entries of a draw change places."""

    division: DivisionNumber
    entries: tuple[EntryNumber, EntryNumber]
    reason: Reason
    stage: StageNumber = 1


class LateEntryPlaced(TournamentEvent, frozen=True, tag="late-entry-placed"):
    """A late entry takes the place of a bye."""

    entry: EntryNumber
    seed: int
    from_desk: FromDesk = True


class PlayInAdded(TournamentEvent, frozen=True, tag="play-in-added"):
    """A late entry for which there is no place plays first against the entry of `seed`."""

    entry: EntryNumber
    seed: int
    from_desk: FromDesk = True


class WalkerAdded(TournamentEvent, frozen=True, tag="walker-added"):
    """A late person of a blind draw is a team of one, for which a place in the bracket is found next."""

    entry: EntryNumber
    """The person's own entry."""
    team: EntryNumber
    from_desk: FromDesk = True


class WalkerJoined(TournamentEvent, frozen=True, tag="walker-joined"):
    """A late person of a blind draw becomes the partner of a walker whose first game has not started."""

    entry: EntryNumber
    """The person's own entry."""
    team: EntryNumber
    from_desk: FromDesk = True


class PairRedrawn(TournamentEvent, frozen=True, tag="pair-redrawn"):
    """A pair of a blind draw is drawn again, with another team that has not been called either."""

    division: DivisionNumber
    teams: tuple[DrawnTeam, DrawnTeam]
    """Both teams as they are from now on."""
    reason: Reason


class LateSpotsClosed(TournamentEvent, frozen=True, tag="late-spots-closed"):
    """The places kept for late entries become byes."""

    division: DivisionNumber
    from_desk: FromDesk = True


class RoundClockStarted(TournamentEvent, frozen=True, tag="round-clock-started"):
    """The called matches of a division start together; after so many minutes the horn says that time is up.

    Then every court finishes its round of bags, and the leader wins; a tie plays one more.
    """

    division: DivisionNumber
    minutes: RoundMinutes


DivisionEvent = (
    DivisionAdded
    | StageChanged
    | StagesReplaced
    | EntryMade
    | EntryChanged
    | EntryWithdrawn
    | Drawn
    | RoundPaired
    | TieDecided
    | EntriesSwapped
    | LateEntryPlaced
    | PlayInAdded
    | WalkerAdded
    | WalkerJoined
    | PairRedrawn
    | LateSpotsClosed
    | RoundClockStarted
)
"""An event of one division."""
