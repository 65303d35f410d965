"""State transitions of late entries: into a place that was kept, a bye, a play-in, or a round robin."""

from collections.abc import Iterator

from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.brackets.match_ids import stage_of
from goat_kiosk.tournament.division_events import LateEntryPlaced, LateSpotsClosed, PlayInAdded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Draw, Entry, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_draw, find_entry
from goat_kiosk.tournament.transitions.updates import with_draw


def check_late_entry(tournament: Tournament, event: LateEntryPlaced) -> None:
    division = _division_of(tournament, event.entry)
    _check_outside(tournament, find_draw(division), find_entry(tournament, event.entry))
    if event.seed not in free_seeds(tournament, division, event.entry):
        raise RuleViolation("That place is not free any more. Choose another one.")


def place_late_entry(tournament: Tournament, event: LateEntryPlaced, _at_ms: int) -> Tournament:
    """Put a late entry in the place of a bye that nobody has been called against."""
    division = _division_of(tournament, event.entry)
    return with_draw(tournament, division, find_draw(division).with_late_entry(event.seed, event.entry))


def check_play_in(tournament: Tournament, event: PlayInAdded) -> None:
    division = _division_of(tournament, event.entry)
    _check_outside(tournament, find_draw(division), find_entry(tournament, event.entry))
    if event.seed not in play_in_seeds(tournament, division, event.entry):
        raise RuleViolation("That entry has been called already. Choose another one.")


def add_play_in(tournament: Tournament, event: PlayInAdded, _at_ms: int) -> Tournament:
    """Put a late entry against an entry that nobody has been called against yet."""
    division = _division_of(tournament, event.entry)
    return with_draw(tournament, division, find_draw(division).with_play_in(event.seed, event.entry))


def _division_of(tournament: Tournament, entry: int) -> Division:
    return find_division(tournament, find_entry(tournament, entry).division)


def _check_outside(tournament: Tournament, draw: Draw, entry: Entry) -> None:
    if entry.status != "late" or entry.number in draw.seeds.values():
        raise RuleViolation("{entry} is in the bracket already.", entry=tournament.entry_name(entry.number))


def close_late_spots(tournament: Tournament, event: LateSpotsClosed, _at_ms: int) -> Tournament:
    division = find_division(tournament, event.division)
    return with_draw(tournament, division, replace(find_draw(division), kept=()))


def free_seeds(tournament: Tournament, division: Division, entry: int) -> Iterator[int]:
    """Yield the seeds where a late entry can be placed, kept places first: a bye whose other side waits still.

    A side that went on by a bye must not have been called in its next match: what was called does not change.
    """
    if division.draw is None:
        return
    draw = division.draw
    if division.stages[0].format not in ELIMINATIONS:
        if not _is_followed(division):
            yield max(draw.seeds) + 1
        return
    called = _called_in_stage(division, 1)
    opponents = {seed: draw.seeds.get(draw.slots + 1 - seed) for seed in range(1, draw.slots + 1)}
    withdrawn = {number for number, entry in tournament.entries.items() if entry.status == "withdrawn"}
    for seed in (*draw.kept, *(seed for seed in range(draw.slots, 0, -1) if seed not in draw.kept)):
        if seed in draw.seeds or opponents[seed] in called | withdrawn:
            continue
        if _keeps_what_was_called(tournament, division, draw.with_late_entry(seed, entry)):
            yield seed


def play_in_seeds(tournament: Tournament, division: Division, entry: int) -> Iterator[int]:
    """Yield the seeds that a late entry can play first, the lowest first: neither it nor its opponent is called."""
    if division.draw is None or division.stages[0].format not in ELIMINATIONS:
        return
    draw = division.draw
    called = _called_in_stage(division, 1)
    opponents = {draw.slots + place: seed for place, seed in enumerate(draw.play_ins, start=1)}
    for seed in sorted(draw.seeds, reverse=True):
        if seed in draw.play_ins or tournament.entries[draw.seeds[seed]].status == "withdrawn":
            continue
        if {draw.seeds[seed], draw.seeds.get(opponents.get(seed, draw.slots + 1 - seed))} & called:
            continue
        if _keeps_what_was_called(tournament, division, draw.with_play_in(seed, entry)):
            yield seed


def _is_followed(division: Division) -> bool:
    """Whether a later stage has begun: a late entry in the first one comes too late."""
    return any(stage_of(match) > 1 for match, decisions in division.matches.items() if decisions.sides is not None)


def _called_in_stage(division: Division, stage: int) -> set[int]:
    return {
        entry
        for match, decisions in division.matches.items()
        if stage_of(match) == stage
        for entry in decisions.called_entries
    }


def _keeps_what_was_called(tournament: Tournament, division: Division, draw: Draw) -> bool:
    """Whether everybody who has been called or has played is due there by another draw, too.

    A bye's place has a loser from now on, who may be due where somebody has gone on by a bye and has played.
    """
    before, after = (
        resolve(tournament, division),
        resolve(tournament, replace(division, draws=division.draws | {1: draw})),
    )
    pinned = [match for match, decisions in division.matches.items() if decisions.sides is not None]
    return all(before[match].is_out_of_line or not after[match].is_out_of_line for match in pinned)
