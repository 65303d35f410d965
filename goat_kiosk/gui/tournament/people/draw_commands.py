"""Commands of the draw: who is here is drawn, also those who were signed up without an entry."""

import secrets
from collections.abc import Sequence

from msgspec.structs import replace

from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.errors import RuleViolation
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.tournament import blind_draw, drawing
from goat_kiosk.tournament.brackets.seeding import MIN_ENTRIES
from goat_kiosk.tournament.caps import is_let_in
from goat_kiosk.tournament.division_events import (
    EntriesSwapped,
    EntryMade,
    EntryWithdrawn,
    LateSpotsClosed,
    StrengthCounts,
)
from goat_kiosk.tournament.drawing import Shuffle, draw
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.strength import count_strengths, player_ratings
from goat_kiosk.tournament.tournament import Division, Entry, Tournament

_NOBODY_RATED = RatingTable()
_random = secrets.SystemRandom()
"""The chance of the draws."""


def absent_entries(tournament: Tournament, division: Division) -> list[Entry]:
    """Return the entries of which nobody is here: a draw leaves them out."""
    return [
        entry
        for entry in tournament.division_entries(division.number)
        if entry.status != "withdrawn" and not any(tournament.players[player].here for player in entry.players)
    ]


def entries_to_draw(tournament: Tournament, division: Division) -> int:
    """Return how many entries a draw would have, those without an entry yet included."""
    entered = [entry for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"]
    missing = _people_without_entry(tournament, division, _NOBODY_RATED)
    return len(entered) - len(absent_entries(tournament, division)) + len(missing)


def draw_first(
    tournament: Tournament,
    late_spots: int = 0,
    until: int | None = None,
    shuffle: Shuffle = _random.shuffle,
    table: RatingTable = _NOBODY_RATED,
) -> list[AnyTournamentEvent]:
    """Return the events that draw the first division, with places kept for late entries.

    They become byes at `until`, milliseconds since 1970 UTC; `table` has the ratings. Raises `RuleViolation`.
    """
    division = _division_of(tournament)
    if entries_to_draw(tournament, division) < MIN_ENTRIES:
        raise RuleViolation("A draw needs two entries that are here.")
    events: list[AnyTournamentEvent] = [EntryWithdrawn(entry.number) for entry in absent_entries(tournament, division)]
    first = tournament.next_entry()
    people = _people_without_entry(tournament, division, table)
    events += [EntryMade(number, division.number, (player,)) for number, player in enumerate(people, start=first)]
    after = tournament
    for event in events:
        after = apply(after, event, tournament.at)
    drawn = draw(after, after.divisions[division.number], shuffle, player_ratings(after, table))
    return [*events, replace(drawn, late_spots=late_spots, until=until if late_spots else None)]


def redraw(
    tournament: Tournament, reason: str, shuffle: Shuffle = _random.shuffle, table: RatingTable = _NOBODY_RATED
) -> list[AnyTournamentEvent]:
    """Return the event that draws again; everybody sees the reason. Raises `RuleViolation`."""
    division = _division_of(tournament)
    if not reason:
        raise RuleViolation("Say why it is drawn again: everybody sees it.")
    return [drawing.redraw(tournament, division, shuffle, reason, player_ratings(tournament, table))]


def redraw_pair(
    tournament: Tournament, entry: int, reason: str, shuffle: Shuffle = _random.shuffle
) -> list[AnyTournamentEvent]:
    """Return the event that draws one pair of a blind draw again. Raises `RuleViolation`."""
    return [blind_draw.redraw_pair(tournament, _division_of(tournament), entry, shuffle, reason)]


def known_strengths(tournament: Tournament, division: Division, table: RatingTable) -> StrengthCounts | None:
    """Return what is known of the people whom a draw would have; None where their strength plays no part."""
    if division.stages[0].seeding != "rating" and division.pairing != "balanced":
        return None
    here = [player.number for player in tournament.players.values() if player.here]
    return count_strengths(tournament, here, player_ratings(tournament, table))


def swap(tournament: Tournament, entries: tuple[int, int], reason: str) -> list[AnyTournamentEvent]:
    """Return the event that lets two entries of the draw change places. Raises `RuleViolation`."""
    if not reason:
        raise RuleViolation("Say why they change places: everybody sees it.")
    return [EntriesSwapped(_division_of(tournament).number, entries, reason)]


def close_late_spots(tournament: Tournament) -> list[AnyTournamentEvent]:
    """Return the event that makes byes of the places kept for late entries. Raises `RuleViolation`."""
    return [LateSpotsClosed(_division_of(tournament).number)]


def open_late_spots(division: Division) -> int:
    """Return how many places still wait for late entries."""
    return sum(map(division.draw.is_kept, division.draw.kept)) if division.draw else 0


def can_draw_again(division: Division) -> bool:
    """Whether no result has been taken yet."""
    return not any(decisions.result or decisions.earlier_results for decisions in division.matches.values())


def first_round(tournament: Tournament, division: Division) -> Sequence[Match]:
    """Return the matches of round 1 of the first stage, byes included, from the top down."""
    matches = resolve(tournament, division).values()
    return [match for match in matches if match.stage == match.round == 1 and match.side_letter in {"W", "R", "P"}]


def _people_without_entry(tournament: Tournament, division: Division, table: RatingTable) -> list[int]:
    """Return who is here without an entry, but for those whom the division's cap keeps out."""
    entered = {
        player
        for entry in tournament.entries.values()
        if entry.division == division.number and entry.status != "withdrawn"
        for player in entry.players
    }
    here = [player.number for player in tournament.players.values() if player.here and player.number not in entered]
    ratings = player_ratings(tournament, table)
    return [player for player in here if is_let_in(tournament, division, player, ratings)]


def _division_of(tournament: Tournament) -> Division:
    if (division := first_division(tournament)) is None:
        raise RuleViolation("This tournament has no division to draw.")
    return division
