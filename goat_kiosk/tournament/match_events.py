"""Events of one match: its call, its game, its result, and what the director rules."""

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.event_fields import (
    BagTotals,
    DivisionNumber,
    EntryNumber,
    FromDesk,
    GameScore,
    How,
    MatchSide,
    MatchSides,
    Name,
    Reason,
    RulingKind,
    TournamentEvent,
)


class MatchAdded(TournamentEvent, frozen=True, tag="match-added"):
    """A match of open play or of king of the court; `court` is the one where the king stays."""

    division: DivisionNumber
    match: MatchId
    sides: tuple[EntryNumber, EntryNumber]
    court: Name | None = None
    from_desk: FromDesk = True


class MatchCalled(TournamentEvent, frozen=True, tag="match-called"):
    """A match is called to a court, with the sides as they are due at this moment. A second call repeats the first."""

    division: DivisionNumber
    match: MatchId
    court: Name
    sides: MatchSides
    from_desk: FromDesk = True


class MatchUncalled(TournamentEvent, frozen=True, tag="match-uncalled"):
    """A called match goes back in line; its court is free."""

    division: DivisionNumber
    match: MatchId
    reason: Reason = ""


class SidesMissing(TournamentEvent, frozen=True, tag="sides-missing"):
    """Sides of a called match are not at the court; an empty tuple means that both are there."""

    division: DivisionNumber
    match: MatchId
    sides: tuple[MatchSide, ...]
    from_desk: FromDesk = True


class MatchStarted(TournamentEvent, frozen=True, tag="match-started"):
    """A match is being played, in the game `game` if its court has a device."""

    division: DivisionNumber
    match: MatchId
    game: int | None = None
    from_desk: FromDesk = True


class MatchReported(TournamentEvent, frozen=True, tag="match-reported"):
    """One side has reported the result; its court is free. It counts once the other side or the desk confirms it."""

    division: DivisionNumber
    match: MatchId
    winner: MatchSide
    scores: tuple[GameScore, ...]
    by_side: MatchSide | None = None
    from_desk: FromDesk = True


class ResultRecorded(TournamentEvent, frozen=True, tag="result-recorded"):
    """The result of a match, or a correction of the one it has. Without a winner nobody goes on."""

    division: DivisionNumber
    match: MatchId
    sides: MatchSides
    winner: MatchSide | None
    how: How = "played"
    scores: tuple[GameScore, ...] = ()
    game: int | None = None
    receipt: str = ""
    """The hash of the game's receipt."""
    reason: Reason = ""
    from_desk: FromDesk = True
    bags: tuple[BagTotals, BagTotals] | None = None
    """For points per round in a table; None where it was not scored here round by round."""


class ResultConfirmed(TournamentEvent, frozen=True, tag="result-confirmed"):
    """The game of a match has ended with the result that was recorded by hand: from now on that is the game's."""

    division: DivisionNumber
    match: MatchId
    game: int
    scores: tuple[GameScore, ...]
    receipt: str = ""
    """The hash of the game's receipt."""


class ResultContradicted(TournamentEvent, frozen=True, tag="result-contradicted"):
    """A game of the match has another result than the one that is recorded.

    The bags of the game that gave it were corrected; or it was recorded by hand, or comes from another game, and this
    one was played to its end elsewhere. The result stands until the desk corrects it. Without a winner the game goes on
    again.
    """

    division: DivisionNumber
    match: MatchId
    game: int
    winner: MatchSide | None
    scores: tuple[GameScore, ...] = ()


class MatchRuled(TournamentEvent, frozen=True, tag="match-ruled"):
    """The director rules on a match that is out of line or under protest."""

    division: DivisionNumber
    match: MatchId
    ruling: RulingKind
    reason: Reason


class MatchProtested(TournamentEvent, frozen=True, tag="match-protested"):
    """The matches that depend on this one wait until somebody rules."""

    division: DivisionNumber
    match: MatchId
    text: Reason
    from_desk: FromDesk = True


class MatchHeld(TournamentEvent, frozen=True, tag="match-held"):
    """A match is not called until it is released."""

    division: DivisionNumber
    match: MatchId
    held: bool = True


class MatchFeatured(TournamentEvent, frozen=True, tag="match-featured"):
    """A match waits for one court, such as the stream's."""

    division: DivisionNumber
    match: MatchId
    court: Name
    minutes: int | None = None
    """How long it waits for the court once it can be played; None: until the court is free."""


MatchEvent = (
    MatchCalled
    | MatchUncalled
    | SidesMissing
    | MatchStarted
    | MatchReported
    | ResultRecorded
    | ResultConfirmed
    | ResultContradicted
    | MatchRuled
    | MatchProtested
    | MatchHeld
    | MatchFeatured
)
"""An event of one match."""
