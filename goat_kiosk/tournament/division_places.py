"""Places of a division over all its stages: who is out, in groups that share a place.

Later stages come before earlier ones, and of two that take from the same one the one that is named first. Whoever has
gone on from a stage has no place there.
"""

from collections.abc import Iterator, Mapping, Sequence

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.entrants import entrant_count
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.places import Place, bracket_groups, bracket_places, open_play_places
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_bracket import stage_bracket
from goat_kiosk.tournament.stage_matches import is_stage_over, stage_matches
from goat_kiosk.tournament.standings.stage_standings import stage_cuts, stage_standings
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament


def division_places(tournament: Tournament, division: Division, matches: Mapping[MatchId, Match]) -> list[Place]:
    """Return the places of a division that are known, the best first; nothing before the draw."""
    if division.is_open_play:
        return open_play_places(matches)
    places: list[Place] = []
    better = 0
    for number in sorted(range(1, len(division.stages) + 1), key=lambda number: (-_depth(division, number), number)):
        later = list(_stages_from(division, number))
        if all(stage_bracket(division, stage) is not None for stage in later):
            places += _left_behind(tournament, division, number, matches, better)
        better += entrant_count(division, number) - sum(entrant_count(division, stage) for stage in later)
    return places


def is_division_over(tournament: Tournament, division: Division) -> bool:
    """Whether every match of all its stages is over; in open play of those that there are."""
    matches = resolve(tournament, division)
    stages = range(1, len(division.stages) + 1)
    return all(is_stage_over(tournament.entries, division, stage, matches) for stage in stages)


def place_groups(
    tournament: Tournament, division: Division, matches: Mapping[MatchId, Match], stage: int | None = None
) -> list[Sequence[int | None]]:
    """Return who shares a place for good in a stage, or in the whole division, the best group first.

    In a bracket whoever is not known yet is None; else nobody has a place for good before all is over.
    """
    if stage is None and len(division.stages) == 1 and division.has_bracket:
        stage = 1
    if stage in division.bracket_stages:
        return bracket_groups({match.id: match for match in stage_matches(matches, stage)})
    if stage is None:
        is_over, places = is_division_over(tournament, division), division_places(tournament, division, matches)
    else:
        is_over = is_stage_over(tournament.entries, division, stage, matches)
        places = stage_places(tournament, division, stage, matches)
    by_place: dict[int, list[int | None]] = {}
    for place, entry in places if is_over else ():
        by_place.setdefault(place, []).append(entry)
    return list(by_place.values())


def stage_places(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> list[Place]:
    """Return the places in one stage, the best first: in a bracket those that are known, else the table as it is."""
    if division.is_open_play:
        return open_play_places(matches)
    own = stage_matches(matches, number)
    if not own:
        return []
    if division.stage(number).format in ELIMINATIONS:
        return bracket_places({match.id: match for match in own})
    standings = stage_standings(tournament, division, number, matches)
    places = [Place(rank.place, entry) for rank in standings.ranks for entry in rank.entries]
    return places + [Place(len(places) + 1, entry) for left in standings.not_counted.values() for entry in left]


def _left_behind(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match], better: int
) -> list[Place]:
    """Return the places of those for whom a stage was the last one; `better` others are before them."""
    is_table = division.stage(number).format not in ELIMINATIONS
    if is_table and not is_stage_over(tournament.entries, division, number, matches):
        return []
    going_on = {
        entry
        for stage in _stages_from(division, number)
        for match in stage_matches(matches, stage)
        for entry in match.entries
    }
    if is_table:  # of a tie across the cut it is not known yet for whom the stage was the last one
        cuts = stage_cuts(tournament, division, number, matches)
        going_on |= {entry for stage_cut in cuts for tie in stage_cut.cut.ties for entry in tie}
    if division.kind == "switch":  # its people go on in teams
        teams = {player for entry in going_on for player in tournament.entries[entry].players}
        people = tournament.division_entries(division.number)
        going_on |= {entry.number for entry in people if not entry.is_drawn and teams & set(entry.players)}
    places = stage_places(tournament, division, number, matches)
    return [
        Place(
            place.place + better - sum(other.entry in going_on and other.place < place.place for other in places),
            place.entry,
        )
        for place in places
        if place.entry not in going_on
    ]


def _stages_from(division: Division, number: int) -> Iterator[int]:
    """Yield the numbers of the stages that take their entries from a stage."""
    for later, stage in enumerate(division.stages, start=1):
        if stage.source is not None and stage.source.stage == number:
            yield later


def _depth(division: Division, number: int) -> int:
    """Return how many stages come before a stage."""
    source = division.stage(number).source
    return 0 if source is None else 1 + _depth(division, source.stage)
