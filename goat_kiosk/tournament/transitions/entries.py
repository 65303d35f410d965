"""State transitions of divisions: entries, the draw, late entries, and who leaves."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from goat_kiosk.errors import LimitReached, MatchCalledAlready, NotInTournament, RuleViolation
from goat_kiosk.tournament.brackets.match_ids import stage_of
from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES, MIN_ENTRIES
from goat_kiosk.tournament.caps import check_cap
from goat_kiosk.tournament.entrants import entrant_count, seed_slots, seeded_places
from goat_kiosk.tournament.events import (
    Drawn,
    DrawnTeam,
    EntriesSwapped,
    EntryChanged,
    EntryMade,
    EntryWithdrawn,
    LateEntryPlaced,
    LateSpotsClosed,
    MatchAdded,
    PlayInAdded,
    Stage,
)
from goat_kiosk.tournament.paired_stage import PAIRED_FORMATS
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import entries_of_side, entry_of
from goat_kiosk.tournament.tournament import (
    ELIMINATIONS,
    AddedMatch,
    Division,
    Draw,
    DrawChange,
    Entry,
    EntryStatus,
    MatchDecisions,
    Tournament,
    new_draw,
)
from goat_kiosk.tournament.transitions.later_draws import with_larger_draws, without_later_draws
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry, find_player, find_stage

DRAWN_FORMATS = {*ELIMINATIONS, "round-robin", "swiss", "switch"}
MIN_SWITCH_PLAYERS = 4
MAX_POOL = 64
"""Entries of a round robin, or of one of its pools: 2016 matches."""

_TEAM_SIZE = {"singles": (1, 1), "pairs": (1, 2), "blind-draw": (1, 1), "switch": (1, 1)}
"""The fewest and most players of an entry; of a pair one may play alone."""


def make_entry(tournament: Tournament, event: EntryMade, _at_ms: int) -> Tournament:
    division = find_division(tournament, event.division)
    if event.entry in tournament.entries:
        raise RuleViolation("The number {number} belongs to another entry.", number=event.entry)
    if len(tournament.division_entries(event.division)) >= MAX_ENTRIES:
        raise LimitReached("A division has {most} entries at most.", most=MAX_ENTRIES)
    _check_players(tournament, division, event.players, event.entry)
    status: EntryStatus = "late" if division.draw is not None else "in"  # open play has no draw: nobody is late
    entry = Entry(event.entry, event.division, event.players, event.name, event.seed, status)
    return _with_entry(tournament, entry)


def change_entry(tournament: Tournament, event: EntryChanged, _at_ms: int) -> Tournament:
    entry = find_entry(tournament, event.entry)
    players = entry.players if event.players is None else event.players
    if event.players is not None:
        _check_players(tournament, find_division(tournament, entry.division), players, entry.number)
    name = entry.name if event.name is None else event.name
    seed = entry.seed if event.seed is None else event.seed
    first_game = entry.plays_from_game if event.players is None else event.from_game
    return _with_entry(tournament, replace(entry, players=players, name=name, seed=seed, plays_from_game=first_game))


def withdraw_entry(tournament: Tournament, event: EntryWithdrawn, _at_ms: int) -> Tournament:
    entry = find_entry(tournament, event.entry)
    if entry.status == "withdrawn":
        raise RuleViolation("{entry} has left already.", entry=tournament.entry_name(entry.number))
    return _with_entry(tournament, replace(entry, status="withdrawn", withdrawn_seq=tournament.seq + 1))


def draw_division(tournament: Tournament, event: Drawn, at_ms: int) -> Tournament:
    """Draw a stage, or draw it again until its first result is taken."""
    division = find_division(tournament, event.division)
    stage = find_stage(division, event.stage)
    if stage.format not in DRAWN_FORMATS:
        raise RuleViolation("{division} has no bracket to draw.", division=division.name)
    before = division.draws.get(event.stage)
    if before is not None:
        check_no_result(division, event.stage)
        _check_nobody_plays(division, event.stage)
        if not event.reason:
            raise RuleViolation("Say why it is drawn again: everybody sees it.")
    tournament = _with_teams(tournament, division, event, before)
    size = len(event.order) if stage.source is None else _entrants_to_draw(division, event)
    if stage.source is None:
        _check_order(tournament, division, event)
    _check_size(stage, size, event.late_spots)
    entries = {entry: replace(tournament.entries[entry], status="in") for entry in event.order}
    tournament = replace(tournament, entries=tournament.entries | entries)
    draw = replace(
        new_draw(event, stage, size, at_ms), number=before.number + 1 if before else 1, seq=tournament.seq + 1
    )
    matches = {match: decided for match, decided in division.matches.items() if stage_of(match) != event.stage}
    if before is not None:
        division = with_change(division, DrawChange("redrawn", (), event.reason, at_ms))
    division = without_later_draws(replace(division, matches=matches), event.stage)
    return _with_draw(tournament, division, draw)


def _entrants_to_draw(division: Division, event: Drawn) -> int:
    """Return how many entries a later stage takes from the earlier one. Raises `RuleViolation`."""
    size = entrant_count(division, event.stage)
    if size == 0:
        raise RuleViolation("Draw the stage before this one first: its places go on from there.")
    if division.kind == "switch" and event.teams:
        if sorted(event.order) != sorted(team.entry for team in event.teams):
            raise RuleViolation("A draw needs every entry of the division once.")
        return len(event.order)
    if event.order or event.teams or event.late_spots:
        raise RuleViolation("The entries of this stage come from the one before it.")
    if event.places and sorted(event.places) != list(range(1, size + 1)):
        raise RuleViolation("A draw needs every entry of the division once.")
    return size


def _check_size(stage: Stage, size: int, late_spots: int) -> None:
    if stage.format == "round-robin":
        if late_spots:
            raise RuleViolation("A round robin keeps no places: late entries come into it at any time.")
        if not MIN_ENTRIES * stage.pools <= size <= MAX_POOL * stage.pools:
            raise RuleViolation(
                "A pool has at least {least} and at most {most} entries.", least=MIN_ENTRIES, most=MAX_POOL
            )
    if stage.format == "switch" and size < MIN_SWITCH_PLAYERS:
        raise RuleViolation("A switch needs at least {least} players.", least=MIN_SWITCH_PLAYERS)
    if stage.format in PAIRED_FORMATS and late_spots:
        raise RuleViolation("This format keeps no places: whoever comes late plays from the next round on.")
    if not MIN_ENTRIES <= size + late_spots <= MAX_ENTRIES or size < MIN_ENTRIES:
        raise RuleViolation("A bracket needs {least} to {most} entries.", least=MIN_ENTRIES, most=MAX_ENTRIES)


def _with_teams(tournament: Tournament, division: Division, event: Drawn, before: Draw | None) -> Tournament:
    """Return the tournament with the teams of a draw: of a blind draw in place of the people who were drawn.

    The people of a switch keep their entries, whose games are in its table.
    """
    teams = event.teams
    if not teams:
        return tournament
    if division.kind == "switch":
        replaced = () if before is None else before.seeds.values()
        others = {number: entry for number, entry in tournament.entries.items() if number not in replaced}
        return replace(tournament, entries=others | _new_teams(division, teams, others))
    kept = {
        number: entry
        for number, entry in tournament.entries.items()
        if entry.division != division.number or not entry.is_drawn
    }
    members = {player for team in teams for player in team.players}
    paired = {
        number: replace(entry, status="paired")
        for number, entry in kept.items()
        if entry.division == division.number and set(entry.players) <= members
    }
    return replace(tournament, entries=kept | paired | _new_teams(division, teams, kept))


def _new_teams(division: Division, teams: Sequence[DrawnTeam], others: Mapping[int, Entry]) -> dict[int, Entry]:
    new = {team.entry: Entry(team.entry, division.number, team.players, is_drawn=True) for team in teams}
    if set(new) & set(others):
        raise RuleViolation("The number {number} belongs to another entry.", number=min(set(new) & set(others)))
    return new


def _check_order(tournament: Tournament, division: Division, event: Drawn) -> None:
    waiting = {entry.number for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"}
    if len(set(event.order)) != len(event.order) or set(event.order) != waiting:
        raise RuleViolation("A draw needs every entry of the division once.")


def swap_entries(tournament: Tournament, event: EntriesSwapped, at_ms: int) -> Tournament:
    """Exchange two entries of the draw; neither may have been called or have a result."""
    division = find_division(tournament, event.division)
    draw = _draw_of(division, event.stage)
    slots = seed_slots(tournament, division, draw, resolve(tournament, division))
    seeds = {entry: seed for seed, slot in slots.items() if (entry := entry_of(slot)) is not None}
    for entry in event.entries:
        if entry not in seeds:
            raise NotInTournament("This draw has no entry {number}.", number=entry)
        check_not_called(tournament, division, entry, event.stage)
    first, second = (seeds[entry] for entry in event.entries)
    if division.stage(event.stage).source is None:
        swapped = replace(draw, seeds=draw.seeds | {first: event.entries[1], second: event.entries[0]})
    else:
        places = list(seeded_places(tournament, division, draw, resolve(tournament, division)))
        places[first - 1], places[second - 1] = places[second - 1], places[first - 1]
        swapped = replace(draw, places=tuple(places))
    division = with_change(division, DrawChange("swapped", event.entries, event.reason, at_ms))
    return _with_draw(tournament, division, swapped)


def with_change(division: Division, change: DrawChange) -> Division:
    """Return a division with one more change of its draw that everybody sees."""
    return replace(division, draw_changes=(*division.draw_changes, change))


def check_not_called(tournament: Tournament, division: Division, entry: int, stage: int = 1) -> None:
    """Raise `MatchCalledAlready` once a match of an entry in a stage has been called."""
    for key, match in division.matches.items():
        if stage_of(key) == stage and match.sides is not None and entry in called_entries(match):
            name = tournament.entry_name(entry)
            raise MatchCalledAlready("{entry} has been called or has played. Uncall the match first.", entry=name)


def check_late_entry(tournament: Tournament, event: LateEntryPlaced) -> None:
    entry = find_entry(tournament, event.entry)
    division = find_division(tournament, entry.division)
    _check_outside(tournament, _draw_of(division), entry)
    if event.seed not in free_seeds(tournament, division, entry.number):
        raise RuleViolation("That place is not free any more. Choose another one.")


def place_late_entry(tournament: Tournament, event: LateEntryPlaced, _at_ms: int) -> Tournament:
    """Put a late entry in the place of a bye that nobody has been called against."""
    division = find_division(tournament, find_entry(tournament, event.entry).division)
    return _with_draw(tournament, division, _draw_of(division).with_late_entry(event.seed, event.entry))


def check_play_in(tournament: Tournament, event: PlayInAdded) -> None:
    entry = find_entry(tournament, event.entry)
    division = find_division(tournament, entry.division)
    _check_outside(tournament, _draw_of(division), entry)
    if event.seed not in play_in_seeds(tournament, division, entry.number):
        raise RuleViolation("That entry has been called already. Choose another one.")


def add_play_in(tournament: Tournament, event: PlayInAdded, _at_ms: int) -> Tournament:
    """Put a late entry against an entry that nobody has been called against yet."""
    division = find_division(tournament, find_entry(tournament, event.entry).division)
    return _with_draw(tournament, division, _draw_of(division).with_play_in(event.seed, event.entry))


def _check_outside(tournament: Tournament, draw: Draw, entry: Entry) -> None:
    if entry.status != "late" or entry.number in draw.seeds.values():
        raise RuleViolation("{entry} is in the bracket already.", entry=tournament.entry_name(entry.number))


def add_match(tournament: Tournament, event: MatchAdded, at_ms: int) -> Tournament:
    """Add a match to open play or to king of the court."""
    division = find_division(tournament, event.division)
    if not division.is_open_play:
        raise RuleViolation("{division} has a bracket: its matches follow from the draw.", division=division.name)
    if any(added.id == event.match for added in division.added):
        raise RuleViolation("There is a match {match} already.", match=event.match)
    first, second = event.sides
    for number in event.sides:
        entry = find_entry(tournament, number)
        if entry.division != division.number or entry.status == "withdrawn" or first == second:
            raise RuleViolation("A match needs two entries of {division}.", division=division.name)
    added = AddedMatch(event.match, event.sides, at_ms, event.court)
    return with_division(tournament, replace(division, added=(*division.added, added)))


def close_late_spots(tournament: Tournament, event: LateSpotsClosed, _at_ms: int) -> Tournament:
    division = find_division(tournament, event.division)
    return _with_draw(tournament, division, replace(_draw_of(division), kept=()))


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
        for entry in called_entries(decisions)
    }


def called_entries(decisions: MatchDecisions) -> tuple[int, ...]:
    """Return the entries that a match was called with; none before."""
    return tuple(entry for side in decisions.sides or () for entry in entries_of_side(side))


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


def check_no_result(division: Division, stage: int = 1) -> None:
    """Raise `RuleViolation` once a result of a stage has been taken."""
    decided = (match for key, match in division.matches.items() if stage_of(key) == stage)
    if any(match.result is not None or match.earlier_results for match in decided):
        raise RuleViolation("There is a result already, so it cannot be drawn again. Swap two entries, or correct it.")


def _check_nobody_plays(division: Division, stage: int) -> None:
    for match, decisions in division.matches.items():
        if stage_of(match) == stage and (decisions.started_at is not None or decisions.report is not None):
            raise MatchCalledAlready("{match} is being played. Uncall it before you draw again.", match=match)


def _draw_of(division: Division, stage: int = 1) -> Draw:
    draw = division.draws.get(stage)
    if draw is None:
        raise RuleViolation("{division} is not drawn yet.", division=division.name)
    return draw


def _with_draw(tournament: Tournament, division: Division, draw: Draw) -> Tournament:
    return with_division(tournament, with_larger_draws(replace(division, draws=division.draws | {draw.stage: draw})))


def _check_players(tournament: Tournament, division: Division, players: tuple[int, ...], own_entry: int) -> None:
    own = tournament.entries.get(own_entry)
    is_team = division.kind == "switch" and own is not None and own.is_drawn
    least, most = (1, 2) if is_team else _TEAM_SIZE[division.kind]
    if not least <= len(players) <= most or len(set(players)) != len(players):
        raise RuleViolation("An entry of {division} has {most:player|players}.", division=division.name, most=most)
    taken = {
        player
        for entry in tournament.division_entries(division.number)
        if entry.number != own_entry and entry.status != "withdrawn"
        if division.kind != "switch" or entry.is_drawn == is_team
        for player in entry.players
    }
    for player in players:
        found = find_player(tournament, player)
        if found.is_dropped:
            raise RuleViolation("{player} has left.", player=found.name)
        if player in taken:
            raise RuleViolation("{player} plays in that division already.", player=found.name)
    check_cap(tournament, division, players)


def _with_entry(tournament: Tournament, entry: Entry) -> Tournament:
    return replace(tournament, entries=tournament.entries | {entry.number: entry})


def with_division(tournament: Tournament, division: Division) -> Tournament:
    """Return the tournament with a changed division."""
    return replace(tournament, divisions=tournament.divisions | {division.number: division})
