"""Entrants of a later stage: who takes which seed, by the places of the earlier stage.

They follow from the results, so that a correction changes them as it changes the sides of a match. Until the earlier
stage is over they are not known yet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from goat_kiosk.tournament.brackets.bracket import Seed, StagePlace
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.brackets.seeding import MIN_ENTRIES
from goat_kiosk.tournament.division_events import RoundPaired
from goat_kiosk.tournament.formats.round_robin import pool_seeds
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.places import bracket_places
from goat_kiosk.tournament.slots import BYE, EntrySlot, OpenSlot, Slot, WithdrawnSlot, entries_of_side
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.stage_bracket import round_robin_options, stage_bracket
from goat_kiosk.tournament.stage_matches import is_stage_over, stage_matches
from goat_kiosk.tournament.standings.stage_standings import cut_stage, stage_standings
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Draw, Entry, Tournament

_MIN_FOR_TEAMS = 3
"""People of a switch who go on: a pair and a walker."""


def entrant_count(division: Division, number: int) -> int:
    """Return how many entries a stage has, or will have; 0 before the stage that it takes them from is drawn."""
    draw, source = division.draws.get(number), division.stage(number).source
    if draw is not None:
        return max(draw.size, len(draw.seeds))
    if number in division.paired:
        return len({entry for paired in division.paired[number] for entry in _entries_of_round(paired)})
    return 0 if source is None else places_taken(division, source)


def has_too_few(division: Division, number: int) -> bool:
    """Whether nobody, or one entry or team alone, goes on to a later stage, so that it is never drawn.

    Levels are planned before it is known how many come; who is there alone stays at the place in the earlier stage.
    """
    source = division.stage(number).source
    if source is None or number in division.draws or not _is_count_known(division, source.stage):
        return False
    return entrant_count(division, number) < (_MIN_FOR_TEAMS if division.kind == "switch" else MIN_ENTRIES)


def _is_count_known(division: Division, number: int) -> bool:
    source = division.stage(number).source
    return number in division.draws or (source is not None and _is_count_known(division, source.stage))


def _entries_of_round(paired: RoundPaired) -> Iterator[int]:
    yield from paired.sits
    for pairing in paired.pairings:
        for side in pairing.sides:
            yield from entries_of_side(side)


def places_taken(division: Division, source: StageSource) -> int:
    """Return how many places of an earlier stage a source takes."""
    count, draw = entrant_count(division, source.stage), division.draws.get(source.stage)
    if source.places is not None:
        return len(_within(source.places, count))
    if source.pool_places is None or draw is None or division.stage(source.stage).format != "round-robin":
        return count
    pools = pool_seeds(round_robin_options(division, draw))
    return sum(len(_within(source.pool_places, len(pool))) for pool in pools)


def _within(places: tuple[int, int], count: int) -> range:
    return range(places[0], min(places[1], count) + 1)


def first_place(division: Division, source: StageSource) -> int:
    """Return the place in the earlier stage of the best who go on from there."""
    if source.places is not None:
        return source.places[0]
    draw = division.draws.get(source.stage)
    if source.pool_places is None or draw is None:
        return 1
    pools = pool_seeds(round_robin_options(division, draw))
    return 1 + sum(min(source.pool_places[0] - 1, len(pool)) for pool in pools)


def seed_slots(
    tournament: Tournament, division: Division, draw: Draw, matches: Mapping[MatchId, Match]
) -> dict[int, Slot]:
    """Return who has each seed of a stage that is drawn; a seed that nobody has any more is a bye.

    Those of teams that a switch has still to make are open: more people go on than teams.
    """
    stage = division.stage(draw.stage)
    if stage.source is None or draw.seeds:
        kept: dict[int, Slot] = {seed: OpenSlot(Seed(seed)) for seed in draw.kept}
        return kept | {seed: entry_slot(tournament.entries, entry) for seed, entry in draw.seeds.items()}
    best = first_place(division, stage.source)
    is_over = division.kind != "switch" and is_stage_over(tournament.entries, division, stage.source.stage, matches)
    going_on = entrants(tournament, division, draw, matches) if is_over else []
    order = draw.places or (apart(stage, draw, going_on) if is_over else range(1, draw.size + 1))
    slots: dict[int, Slot] = {}
    for seed, place in enumerate(order, start=1):
        is_known = is_over and not (place <= len(going_on) and going_on[place - 1].is_tied)
        if not is_known:
            slots[seed] = OpenSlot(StagePlace(stage.source.stage, best - 1 + place))
        else:
            has_entry = place <= len(going_on)
            slots[seed] = entry_slot(tournament.entries, going_on[place - 1].entry) if has_entry else BYE
    return _as_ruled(tournament.entries, division, draw, slots) if is_over else slots


def _as_ruled(entries: Mapping[int, Entry], division: Division, draw: Draw, slots: dict[int, Slot]) -> dict[int, Slot]:
    """Return the seeds as the director has let matches stand: who was called there changes places with who is due."""
    bracket = stage_bracket(division, draw.stage)
    for match in bracket.matches.values() if bracket is not None else ():
        decisions = division.decisions(match.id)
        if decisions.sides is None or decisions.ruling not in {"stands", "void"}:
            continue
        for origin, side in zip(match.origins, decisions.sides, strict=True):
            if isinstance(origin, Seed) and isinstance(side, int):
                taken = entry_slot(entries, side)
                other = next((seed for seed, slot in slots.items() if slot == taken), origin.seed)
                slots[other], slots[origin.seed] = slots[origin.seed], taken
    return slots


def seeded_places(
    tournament: Tournament, division: Division, draw: Draw, matches: Mapping[MatchId, Match]
) -> Sequence[int]:
    """Return for each seed of a later stage its place among those who go on; the earlier stage is over."""
    return draw.places or apart(division.stage(draw.stage), draw, entrants(tournament, division, draw, matches))


def entry_slot(entries: Mapping[int, Entry], entry: int) -> Slot:
    """Return the slot of an entry, as one that has left if it has."""
    return WithdrawnSlot(entry) if entries[entry].status == "withdrawn" else EntrySlot(entry)


class Entrant(NamedTuple):
    """An entry that goes on to a later stage, and the pool that it comes from."""

    entry: int
    pool: int | None = None
    is_tied: bool = False
    """Whether it is tied with entries that do not go on, until somebody decides which of them do."""


def entrants(tournament: Tournament, division: Division, draw: Draw, matches: Mapping[MatchId, Match]) -> list[Entrant]:
    """Return who goes on to a later stage, the best first; an earlier stage is over.

    Whoever had left before, or has left there a match to others, does not go on, and the next ones move up.
    """
    return _ranked(tournament, division, draw.stage, _first_draw(division, draw.stage, draw.seq), matches)


def next_entrants(
    tournament: Tournament, division: Division, stage: int, matches: Mapping[MatchId, Match]
) -> list[Entrant]:
    """Return who would go on to a later stage if it were drawn now, the best first; none before it can be known."""
    source = division.stage(stage).source
    if source is None or not is_stage_over(tournament.entries, division, source.stage, matches):
        return []
    return _ranked(tournament, division, stage, _first_draw(division, stage, tournament.seq), matches)


def _first_draw(division: Division, stage: int, seq: int) -> int:
    """Return the number of the event that drew the first of the stages that take from the same one as `stage`.

    Who leaves after it moves nobody up: the best of a lower bracket would be in the upper one, too. A draw without a
    number is only expected.
    """
    source = division.stage(stage).source
    others = (
        draw.seq
        for number, draw in division.draws.items()
        if draw.seq and source is not None and (other := division.stage(number).source) and other.stage == source.stage
    )
    return min(others, default=seq)


def _ranked(
    tournament: Tournament, division: Division, stage: int, seq: int, matches: Mapping[MatchId, Match]
) -> list[Entrant]:
    """Return who goes on to a stage that is drawn by the event `seq`."""
    source = division.stage(stage).source
    if source is None:
        return []
    own = stage_matches(matches, source.stage)
    entries = {number: tournament.entries[number] for match in own for number in match.entries}
    gone = {number for number, entry in entries.items() if _is_gone(entry, division, seq, own)}
    if division.stage(source.stage).format in ELIMINATIONS:
        places = [Entrant(place.entry) for place in bracket_places({match.id: match for match in own})]
        return _cut([entrant for entrant in places if entrant.entry not in gone], source.places)
    standings = stage_standings(tournament, division, source.stage, matches)
    cut = cut_stage(standings, source, gone)
    tied = {entry for tie in cut.ties for entry in tie}
    has_pools = division.stage(source.stage).pools > 1
    return [Entrant(entry, standings.pool(entry) if has_pools else None, entry in tied) for entry in cut.entries]


def _is_gone(entry: Entry, division: Division, seq: int, matches: Iterable[Match]) -> bool:
    if entry.status != "withdrawn":
        return False
    return entry.withdrawn_seq <= seq or any(
        entry.number in match.entries and match.how == "forfeit" and division.decisions(match.id).result is None
        for match in matches
    )


def _cut(ranked: list[Entrant], places: tuple[int, int] | None) -> list[Entrant]:
    return ranked if places is None else ranked[places[0] - 1 : places[1]]


def apart(stage: Stage, draw: Draw, ranked: Sequence[Entrant]) -> list[int]:
    """Return for each seed its place among those who go on: no two of one pool meet in round 1, where that can be.

    The better half keeps its seeds. Of the others as few as possible change places, with the nearest one first.
    """
    order = list(range(1, draw.size + 1))
    if stage.format not in ELIMINATIONS:
        return order
    pools = [entrant.pool for entrant in ranked]
    pairs = {top: other for top in order if top < (other := draw.slots + 1 - top) <= len(ranked)}
    opponents = dict(pairs)

    def can_meet(top: int, other: int) -> bool:
        return pools[top - 1] is None or pools[top - 1] != pools[other - 1]

    def reassign(top: int, tried: set[int]) -> bool:
        """Give `top` an opponent of another pool; whoever had it gets another one (an augmenting path)."""
        for other in sorted(pairs.values(), key=lambda other: (abs(other - opponents[top]), other)):
            if other in tried or not can_meet(top, other):
                continue
            tried.add(other)
            holder = next((one for one, held in settled.items() if held == other), None)
            if holder is None or reassign(holder, tried):
                settled[top] = other
                return True
        return False

    settled = {top: other for top, other in pairs.items() if can_meet(top, other)}
    for top in pairs:
        if top not in settled:
            reassign(top, set())
    free = [other for other in pairs.values() if other not in settled.values()]
    for top, seat in pairs.items():
        order[seat - 1] = settled[top] if top in settled else free.pop(0)
    return order
