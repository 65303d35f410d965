"""Due events: what happens in a tournament by itself, beside calls, when its time has come.

Places kept for late entries become byes, and where there is neither a bracket nor a round whoever is free gets a match.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from goat_kiosk.tournament.division_events import LateSpotsClosed, RoundPaired
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match_events import MatchAdded
from goat_kiosk.tournament.open_play import next_match
from goat_kiosk.tournament.paired_stage import games_each
from goat_kiosk.tournament.pairing import next_game
from goat_kiosk.tournament.queue import ON_DECK
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Tournament

_RUNNING = {"ready", "called", "playing"}


def due_events(tournament: Tournament, now: int) -> list[LateSpotsClosed | MatchAdded | RoundPaired]:
    """Return the events that are due at `now`, milliseconds since 1970 UTC; none while it is paused or closed."""
    if tournament.is_closed or tournament.pause is not None:
        return []
    return [*_closed_late_spots(tournament, now), *_added_matches(tournament, now), *_switch_games(tournament, now)]


def next_due_at(tournament: Tournament) -> int | None:
    """Return when the next event is due that only waits for its time; None if there is none."""
    if tournament.is_closed or tournament.pause is not None:
        return None
    return min((until for division in tournament.divisions.values() if (until := _until(division))), default=None)


def _until(division: Division) -> int | None:
    """Return when the places that a division still keeps become byes."""
    draw = division.draw
    return draw.until if draw is not None and any(map(draw.is_kept, draw.kept)) else None


def _closed_late_spots(tournament: Tournament, now: int) -> Iterator[LateSpotsClosed]:
    for number, division in tournament.divisions.items():
        until = _until(division)
        if until is not None and until <= now:
            yield LateSpotsClosed(number, from_desk=False)


def _added_matches(tournament: Tournament, now: int) -> Iterator[MatchAdded]:
    """Yield the matches of divisions without a bracket, as many as can be played soon.

    Matches made earlier would bring the same people together again and let whoever comes late wait for all of them.
    """
    for number, division in tournament.divisions.items():
        for court in () if not division.is_open_play else _courts_to_fill(tournament, division):
            added = next_match(tournament, tournament.divisions[number], court)
            if added is not None:
                event = replace(added, from_desk=False)
                tournament = apply(tournament, event, max(now, tournament.at))
                yield event


def _switch_games(tournament: Tournament, now: int) -> Iterator[RoundPaired]:
    """Yield the next games of switch stages without rounds, one for each court that is open and has none of them."""
    for number, division in tournament.divisions.items():
        if games_each(division.stages[0]) is None or division.draw is None:
            continue
        courts = sum(court.is_available for court in tournament.courts.values())
        running = sum(match.status in _RUNNING for match in resolve(tournament, division).values() if match.stage == 1)
        for _ in range(courts - running):
            event = next_game(tournament, tournament.divisions[number], 1)
            if event is None:
                break
            tournament = apply(tournament, event, max(now, tournament.at))
            yield event


def _courts_to_fill(tournament: Tournament, division: Division) -> list[str | None]:
    """Return a court for each match that may be added: those without a king's match, or any (None) in open play."""
    courts = [court.name for court in tournament.courts.values() if court.is_available]
    resolved = resolve(tournament, division)
    matches = [added for added in division.added if resolved[added.id].status in _RUNNING]
    if division.stages[0].format == "king":
        return [court for court in courts if court not in {match.court for match in matches}]
    return [None] * (len(courts) + ON_DECK - len(matches))
