"""Call clock: how long the desk has waited for a side that was called and is not there.

A called match counts as on the court; only a side that the desk marks as missing has a clock. It is called again, then
for the last time, and then the desk may give the match to the others. Nothing of this happens by itself.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.tournament import MatchKey, Tournament

CallStage = Literal["waiting", "call-again", "last-call", "forfeit-offered"]
_STAGES: tuple[CallStage, ...] = ("waiting", "call-again", "last-call", "forfeit-offered")
_MINUTE_MS = 60_000


class CallClock(NamedTuple):
    """The clock of a called match with a missing side."""

    key: MatchKey
    court: str
    missing: tuple[MatchSide, ...]
    waited_ms: int
    stage: CallStage


def call_clocks(tournament: Tournament, now: int, since: int = 0) -> list[CallClock]:
    """Return the clocks that run, the longest wait first; none while the tournament is paused.

    Both times are in milliseconds since 1970 UTC; no clock began before `since`, when the program started.
    """
    if tournament.pause is not None:
        return []
    return sorted(_clocks(tournament, now, since), key=lambda clock: -clock.waited_ms)


def _clocks(tournament: Tournament, now: int, since: int) -> Iterator[CallClock]:
    for number, matches in resolve_all(tournament).items():
        for match in matches.values():
            decisions = tournament.divisions[number].decisions(match.id)
            if match.status == "called" and decisions.missing and decisions.court is not None:
                # Whoever set the computer's clock back has not made anybody wait less than nothing.
                waited = max(now - max(decisions.missing_at, since), 0)
                stage = _stage(tournament, waited)
                yield CallClock((number, match.id), decisions.court, decisions.missing, waited, stage)


def _stage(tournament: Tournament, waited_ms: int) -> CallStage:
    return _STAGES[sum(waited_ms >= minutes * _MINUTE_MS for minutes in tournament.call_minutes)]
