"""State transitions of draws: a stage is drawn, drawn again, or two of its entries change places."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from goat_kiosk.errors import MatchCalledAlready, NotInTournament, RuleViolation
from goat_kiosk.tournament.brackets.match_ids import stage_of
from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES, MIN_ENTRIES
from goat_kiosk.tournament.division_events import Drawn, DrawnTeam, EntriesSwapped
from goat_kiosk.tournament.entrants import entrant_count, seed_slots, seeded_places
from goat_kiosk.tournament.paired_stage import PAIRED_FORMATS
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Draw, DrawChange, Entry, Tournament, new_draw
from goat_kiosk.tournament.transitions.later_draws import without_later_draws, without_stages
from goat_kiosk.tournament.transitions.lookup import find_division, find_draw, find_stage
from goat_kiosk.tournament.transitions.updates import with_change, with_draw

DRAWN_FORMATS = {*ELIMINATIONS, "round-robin", "swiss", "switch"}
MIN_SWITCH_PLAYERS = 4
MAX_POOL = 64
"""Entries of a round robin, or of one of its pools: 2016 matches."""


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
        division = replace(division, paired=without_stages(division.paired, {event.stage}))
    division = without_later_draws(replace(division, matches=matches), event.stage)
    return with_draw(tournament, division, draw)


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
    draw = find_draw(division, event.stage)
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
    return with_draw(tournament, division, swapped)


def check_not_called(tournament: Tournament, division: Division, entry: int, stage: int = 1) -> None:
    """Raise `MatchCalledAlready` once a match of an entry in a stage has been called."""
    for key, match in division.matches.items():
        if stage_of(key) == stage and match.sides is not None and entry in match.called_entries:
            name = tournament.entry_name(entry)
            raise MatchCalledAlready("{entry} has been called or has played. Uncall the match first.", entry=name)


def check_no_result(division: Division, stage: int = 1) -> None:
    """Raise `RuleViolation` once a result of a stage has been taken."""
    decided = (match for key, match in division.matches.items() if stage_of(key) == stage)
    if any(match.result is not None or match.earlier_results for match in decided):
        raise RuleViolation("There is a result already, so it cannot be drawn again. Swap two entries, or correct it.")


def _check_nobody_plays(division: Division, stage: int) -> None:
    for match, decisions in division.matches.items():
        if stage_of(match) == stage and (decisions.started_at is not None or decisions.report is not None):
            raise MatchCalledAlready("{match} is being played. Uncall it before you draw again.", match=match)
