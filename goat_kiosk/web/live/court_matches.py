"""Court matches: the tournament match that a court's scorer plays next, for the phones that keep score."""

from typing import Literal

import msgspec

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.court_kiosks import is_scored_by
from goat_kiosk.tournament.court_use import scoring_on
from goat_kiosk.tournament.queue import QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.web.live.tournaments import Tournaments


class CourtMatch(msgspec.Struct, frozen=True):
    """The next match of a court: one that is called can be started; one that is ready is called next."""

    tournament_id: int
    division: int
    match: str
    court: str
    sides: tuple[str, str]
    """The names of its two sides."""
    status: Literal["called", "ready"]


async def find_court_matches(tournaments: Tournaments) -> list[CourtMatch]:
    """Return the next match of each court of the open tournaments, as far as it is scored on a device of this kiosk."""
    found: list[CourtMatch] = []
    own_logs = await tournaments.own_logs()
    for card in await tournaments.cards():
        if not card.is_closed:
            tournament = (await tournaments.newest(card.tournament_id)).tournament
            is_owner = tournaments.owner_of(card.tournament_id) is None
            matches = _next_matches(card.tournament_id, tournament, tournaments.now)
            found += [one for one in matches if is_scored_by(tournament, one.court, own_logs, is_owner=is_owner)]
    return found


async def find_court_match(tournaments: Tournaments, court: str) -> CourtMatch | None:
    """Return the next match of one court; None if there is none."""
    matches = await find_court_matches(tournaments)
    return next((match for match in matches if court_key(match.court) == court_key(court)), None)


def _next_matches(tournament_id: int, tournament: Tournament, now: int) -> list[CourtMatch]:
    queue = court_queue(tournament, now)
    playing = {queued.court for queued in queue if queued.status == "playing"}
    matches: dict[str, CourtMatch] = {}
    for queued in queue:
        court = queued.court
        if court is None or court in playing or court in matches or scoring_on(tournament, court) == "result":
            continue
        matches[court] = _court_match(tournament_id, tournament, queued, court)
    return list(matches.values())


def _court_match(tournament_id: int, tournament: Tournament, queued: QueuedMatch, court: str) -> CourtMatch:
    match = resolve(tournament, tournament.divisions[queued.division])[queued.match]
    first, second = (side_name(tournament, side) for side in match.sides)
    status: Literal["called", "ready"] = "called" if queued.status == "called" else "ready"
    return CourtMatch(tournament_id, queued.division, queued.match, court, (first, second), status)
