"""Places of a division over all its stages: who is out, in groups that share a place.

An entry that goes on to another stage has one of the places that the stage takes, in its order: who wins the bracket of
the first two of each pool is first, and who wins the consolation bracket of places 5 to 8 is fifth.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.entrants import entrant_count, first_place, has_too_few, places_taken
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.places import Place, bracket_groups, bracket_places, open_play_places
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import StageSource
from goat_kiosk.tournament.stage_bracket import stage_bracket
from goat_kiosk.tournament.stage_matches import is_stage_over, stage_matches
from goat_kiosk.tournament.standings.stage_standings import stage_cuts, stage_standings
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament


def division_places(tournament: Tournament, division: Division, matches: Mapping[MatchId, Match]) -> list[Place]:
    """Return the places of a division that are known, the best first; nothing before the draw."""
    if division.is_open_play:
        return open_play_places(matches)
    return sorted(_places_from(tournament, division, 1, matches, 0), key=lambda place: place.place)


def places_before(division: Division, number: int) -> int:
    """Return how many places of a division are before the best one in a stage."""
    source = division.stage(number).source
    return 0 if source is None else places_before(division, source.stage) + first_place(division, source) - 1


def _places_from(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match], better: int
) -> Iterator[Place]:
    """Yield the places of all who were in a stage; `better` others are before them.

    An entry that goes on has one of the places that the later stage takes; the others share the places between these.
    """
    taken: set[int] = set()
    later = list(_stages_from(division, number))
    for stage, source in later:
        first, count = first_place(division, source), places_taken(division, source)
        taken |= set(range(first, first + count))
        yield from _places_from(tournament, division, stage, matches, better + first - 1)
    if all(stage_bracket(division, stage) is not None for stage, _ in later):
        left = _left_behind(tournament, division, number, matches)
        places = _places_between(left, taken, entrant_count(division, number)) if later else left
        yield from (Place(better + place, entry) for place, entry in places)


def _places_between(left: Sequence[Place], taken: Collection[int], count: int) -> Iterator[Place]:
    """Yield those who are left behind at the places of a stage that are not taken by who goes on."""
    free = [place for place in range(1, count + 1) if place not in taken]
    for place, entry in left:
        shared = [other.place for other in left].index(place)
        yield Place(free[shared] if shared < len(free) else count, entry)


def is_division_over(tournament: Tournament, division: Division) -> bool:
    """Whether every match of all its stages is over that enough entries reach; in open play of those that there are."""
    matches = resolve(tournament, division)
    stages = [stage for stage in range(1, len(division.stages) + 1) if not has_too_few(division, stage)]
    return all(is_stage_over(tournament.entries, division, stage, matches) for stage in stages)


def place_groups(
    tournament: Tournament, division: Division, matches: Mapping[MatchId, Match], stage: int | None = None
) -> list[Sequence[int | None]]:
    """Return who shares a place for good in a stage, or in the whole division, the best group first.

    In a bracket an entry that is not known yet is None; else nobody has a place for good before all is over.
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
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> list[Place]:
    """Return those for whom a stage was the last one, by their places in it; none before that is known."""
    is_table = division.stage(number).format not in ELIMINATIONS
    later = [stage for stage, _ in _stages_from(division, number)]
    if (is_table or later) and not is_stage_over(tournament.entries, division, number, matches):
        return []
    going_on = {entry for stage in later for match in stage_matches(matches, stage) for entry in match.entries}
    if is_table:  # of a tie across the cut it is not known yet for whom the stage was the last one
        cuts = stage_cuts(tournament, division, number, matches)
        going_on |= {entry for stage_cut in cuts for tie in stage_cut.cut.ties for entry in tie}
    if division.kind == "switch":  # its people go on in teams
        teams = {player for entry in going_on for player in tournament.entries[entry].players}
        people = tournament.division_entries(division.number)
        going_on |= {entry.number for entry in people if not entry.is_drawn and teams & set(entry.players)}
    places = stage_places(tournament, division, number, matches)
    return [place for place in places if place.entry not in going_on]


def _stages_from(division: Division, number: int) -> Iterator[tuple[int, StageSource]]:
    """Yield the stages that take their entries from a stage, with what they take; not those for which too few are."""
    for later, stage in enumerate(division.stages, start=1):
        if stage.source is not None and stage.source.stage == number and not has_too_few(division, later):
            yield later, stage.source
