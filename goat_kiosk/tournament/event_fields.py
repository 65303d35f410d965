"""Fields of a tournament's events: their types with their limits, and the base of all events."""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, MAX_REASON_LENGTH

MAX_PEOPLE = 9_999
"""Players, or entries, of a tournament."""
MAX_DIVISIONS = 99
PlayerNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_PEOPLE)]
DivisionNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_DIVISIONS)]
EntryNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_PEOPLE)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]
Reason = Annotated[str, msgspec.Meta(max_length=MAX_REASON_LENGTH)]
LogName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0)]
"""Milliseconds since 1970 UTC."""
Cents = Annotated[int, msgspec.Meta(ge=0, le=100_000_00)]
"""What a person pays to take part, in hundredths of the venue's currency."""
FromDesk = bool
"""Whether the desk decided it. The desk's undo passes over what players, phones of courts and the program did."""
_CallMinute = Annotated[int, msgspec.Meta(ge=1, le=120)]
CallMinutes = tuple[_CallMinute, _CallMinute, _CallMinute]
"""Minutes after which a missing side is called again, for the last time, and may be given a forfeit."""
DEFAULT_CALL_MINUTES: CallMinutes = (3, 5, 8)
"""Most venues forfeit five minutes after a call; here a second call comes before them, and the clock starts later."""
Grade = Literal["A", "B", "C"]
DivisionKind = Literal["singles", "pairs", "blind-draw", "switch"]
Pairing = Literal["random", "grades", "balanced"]
Calling = Literal["auto", "ask", "off"]
Scoring = Literal["bags", "rounds", "result"]
How = Literal["played", "forfeit", "double-forfeit", "injury", "split"]
RulingKind = Literal["stands", "replay", "swap", "void"]
PartnerPlan = Literal["alone", "substitute", "drop"]
MatchSide = Literal[1, 2]
"""Side 1 is the match's slot `a`."""
BagTotals = tuple[Annotated[int, msgspec.Meta(ge=0)], Annotated[int, msgspec.Meta(ge=1)]]
"""What a side scored with its bags before cancellation, and in how many rounds."""
GameScore = tuple[Annotated[int, msgspec.Meta(ge=0, le=9_999)], Annotated[int, msgspec.Meta(ge=0, le=9_999)]]
SideEntries = int | tuple[int, int]
"""Who plays on a side of a match: an entry, or two who were paired for this match.
Without the limits of `EntryNumber`: msgspec 0.22 crashes at a garbage collection after it has met a number with limits
in a union with a tuple of two.
"""
MatchSides = tuple[SideEntries, SideEntries]


class TournamentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """The base of all events of a tournament."""
