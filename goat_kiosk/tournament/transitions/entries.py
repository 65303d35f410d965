"""State transitions of divisions: entries, the draw, late entries, and who leaves."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from goat_kiosk.errors import LimitReached, MatchCalledAlready, NotInTournament, RuleViolation
from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES, MIN_ENTRIES
from goat_kiosk.tournament.caps import check_cap
from goat_kiosk.tournament.events import (
    DivisionAdded,
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
    StageChanged,
)
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import (
    AddedMatch,
    Division,
    Draw,
    DrawChange,
    Entry,
    EntryStatus,
    Tournament,
    new_draw,
)
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry, find_player

_TEAM_SIZE = {"singles": (1, 1), "pairs": (1, 2), "blind-draw": (1, 1)}
"""The fewest and most players of an entry; of a pair one may play alone."""


def add_division(tournament: Tournament, event: DivisionAdded, _at_ms: int) -> Tournament:
    if event.division in tournament.divisions:
        raise RuleViolation("The number {number} belongs to another division.", number=event.division)
    if not event.stages:
        raise RuleViolation("A division needs a stage, such as a double elimination.")
    division = Division(event.division, event.name, event.kind, event.stages, event.pairing, event.rules, event.cap)
    if event.kind == "blind-draw" and not division.has_bracket:
        raise RuleViolation("A blind draw needs a bracket. Choose singles or pairs.")
    return with_division(tournament, division)


def change_stage(tournament: Tournament, event: StageChanged, _at_ms: int) -> Tournament:
    """Change the settings of a stage; once it is drawn, its tree stays as it is."""
    division = find_division(tournament, event.division)
    if event.stage > len(division.stages):
        raise NotInTournament("This division has no stage {stage}.", stage=event.stage)
    before, after = division.stages[event.stage - 1], event.settings
    tree = ("format", "losers_order", "third_place", "if_game")
    if division.draw is not None and any(getattr(before, field) != getattr(after, field) for field in tree):
        raise RuleViolation("The bracket is drawn. Redraw it to change its form.")
    if division.added and before.format != after.format:
        raise RuleViolation("Matches have been made already. Add another division.")
    stages = (*division.stages[: event.stage - 1], after, *division.stages[event.stage :])
    return with_division(tournament, replace(division, stages=stages))


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
    """Draw, or draw again until the first result is taken."""
    division = find_division(tournament, event.division)
    if not division.has_bracket:
        raise RuleViolation("{division} has no bracket to draw.", division=division.name)
    if division.draw is not None:
        check_no_result(division)
        _check_nobody_plays(division)
        if not event.reason:
            raise RuleViolation("Say why it is drawn again: everybody sees it.")
    tournament = _with_teams(tournament, division, event.teams)
    _check_order(tournament, division, event)
    number = division.draw.number + 1 if division.draw else 1
    entries = {entry: replace(tournament.entries[entry], status="in") for entry in event.order}
    draw = new_draw(number, event, at_ms)
    tournament = replace(tournament, entries=tournament.entries | entries)
    if division.draw is not None:
        division = with_change(division, DrawChange("redrawn", (), event.reason, at_ms))
    return with_division(tournament, replace(division, draw=draw, matches={}))


def _with_teams(tournament: Tournament, division: Division, teams: Sequence[DrawnTeam]) -> Tournament:
    """Return the tournament with the teams of a blind draw in place of the people who were drawn."""
    if not teams:
        return tournament
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
    new = {team.entry: Entry(team.entry, division.number, team.players, is_drawn=True) for team in teams}
    if set(new) & set(kept):
        raise RuleViolation("The number {number} belongs to another entry.", number=min(set(new) & set(kept)))
    return replace(tournament, entries=kept | paired | new)


def _check_order(tournament: Tournament, division: Division, event: Drawn) -> None:
    waiting = {entry.number for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"}
    if len(set(event.order)) != len(event.order) or set(event.order) != waiting:
        raise RuleViolation("A draw needs every entry of the division once.")
    if not MIN_ENTRIES <= len(event.order) + event.late_spots <= MAX_ENTRIES or len(event.order) < MIN_ENTRIES:
        raise RuleViolation("A bracket needs {least} to {most} entries.", least=MIN_ENTRIES, most=MAX_ENTRIES)


def swap_entries(tournament: Tournament, event: EntriesSwapped, at_ms: int) -> Tournament:
    """Exchange two entries of the draw; neither may have been called or have a result."""
    division = find_division(tournament, event.division)
    draw = _draw_of(division)
    seeds = {entry: seed for seed, entry in draw.seeds.items()}
    for entry in event.entries:
        if entry not in seeds:
            raise NotInTournament("This draw has no entry {number}.", number=entry)
        check_not_called(tournament, division, entry)
    first, second = event.entries
    swapped = draw.seeds | {seeds[first]: second, seeds[second]: first}
    division = with_change(division, DrawChange("swapped", event.entries, event.reason, at_ms))
    return with_division(tournament, replace(division, draw=replace(draw, seeds=swapped)))


def with_change(division: Division, change: DrawChange) -> Division:
    """Return a division with one more change of its draw that everybody sees."""
    return replace(division, draw_changes=(*division.draw_changes, change))


def check_not_called(tournament: Tournament, division: Division, entry: int) -> None:
    """Raise `MatchCalledAlready` once a match of an entry has been called."""
    for match in division.matches.values():
        if match.sides is not None and entry in match.sides:
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
    draw = _draw_of(division).with_late_entry(event.seed, event.entry)
    return with_division(tournament, replace(division, draw=draw))


def check_play_in(tournament: Tournament, event: PlayInAdded) -> None:
    entry = find_entry(tournament, event.entry)
    division = find_division(tournament, entry.division)
    _check_outside(tournament, _draw_of(division), entry)
    if event.seed not in play_in_seeds(tournament, division, entry.number):
        raise RuleViolation("That entry has been called already. Choose another one.")


def add_play_in(tournament: Tournament, event: PlayInAdded, _at_ms: int) -> Tournament:
    """Put a late entry against an entry that nobody has been called against yet."""
    division = find_division(tournament, find_entry(tournament, event.entry).division)
    draw = _draw_of(division).with_play_in(event.seed, event.entry)
    return with_division(tournament, replace(division, draw=draw))


def _check_outside(tournament: Tournament, draw: Draw, entry: Entry) -> None:
    if entry.status != "late" or entry.number in draw.seeds.values():
        raise RuleViolation("{entry} is in the bracket already.", entry=tournament.entry_name(entry.number))


def add_match(tournament: Tournament, event: MatchAdded, at_ms: int) -> Tournament:
    """Add a match to open play or to king of the court."""
    division = find_division(tournament, event.division)
    if division.has_bracket:
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
    return with_division(tournament, replace(division, draw=replace(_draw_of(division), kept=())))


def free_seeds(tournament: Tournament, division: Division, entry: int) -> Iterator[int]:
    """Yield the seeds where a late entry can be placed, kept places first: a bye whose other side waits still.

    A side that went on by a bye must not have been called in its next match: what was called does not change.
    """
    if division.draw is None:
        return
    draw = division.draw
    called = {entry for match in division.matches.values() if match.sides for entry in match.sides}
    opponents = {seed: draw.seeds.get(draw.slots + 1 - seed) for seed in range(1, draw.slots + 1)}
    withdrawn = {number for number, entry in tournament.entries.items() if entry.status == "withdrawn"}
    for seed in (*draw.kept, *(seed for seed in range(draw.slots, 0, -1) if seed not in draw.kept)):
        if seed in draw.seeds or opponents[seed] in called | withdrawn:
            continue
        if _keeps_what_was_called(tournament, division, draw.with_late_entry(seed, entry)):
            yield seed


def play_in_seeds(tournament: Tournament, division: Division, entry: int) -> Iterator[int]:
    """Yield the seeds that a late entry can play first, the lowest first: neither it nor its opponent is called."""
    if division.draw is None:
        return
    draw = division.draw
    called = {entry for match in division.matches.values() if match.sides for entry in match.sides}
    opponents = {draw.slots + place: seed for place, seed in enumerate(draw.play_ins, start=1)}
    for seed in sorted(draw.seeds, reverse=True):
        if seed in draw.play_ins or tournament.entries[draw.seeds[seed]].status == "withdrawn":
            continue
        if {draw.seeds[seed], draw.seeds.get(opponents.get(seed, draw.slots + 1 - seed))} & called:
            continue
        if _keeps_what_was_called(tournament, division, draw.with_play_in(seed, entry)):
            yield seed


def _keeps_what_was_called(tournament: Tournament, division: Division, draw: Draw) -> bool:
    """Whether everybody who has been called or has played is due there by another draw, too.

    A bye's place has a loser from now on, who may be due where somebody has gone on by a bye and has played.
    """
    before, after = resolve(tournament, division), resolve(tournament, replace(division, draw=draw))
    pinned = [match for match, decisions in division.matches.items() if decisions.sides is not None]
    return all(before[match].is_out_of_line or not after[match].is_out_of_line for match in pinned)


def check_no_result(division: Division) -> None:
    """Raise `RuleViolation` once a result has been taken."""
    if any(match.result is not None or match.earlier_results for match in division.matches.values()):
        raise RuleViolation("There is a result already, so it cannot be drawn again. Swap two entries, or correct it.")


def _check_nobody_plays(division: Division) -> None:
    for match, decisions in division.matches.items():
        if decisions.started_at is not None or decisions.report is not None:
            raise MatchCalledAlready("{match} is being played. Uncall it before you draw again.", match=match)


def _draw_of(division: Division) -> Draw:
    if division.draw is None:
        raise RuleViolation("{division} is not drawn yet.", division=division.name)
    return division.draw


def _check_players(tournament: Tournament, division: Division, players: tuple[int, ...], own_entry: int) -> None:
    least, most = _TEAM_SIZE[division.kind]
    if not least <= len(players) <= most or len(set(players)) != len(players):
        raise RuleViolation("An entry of {division} has {most:player|players}.", division=division.name, most=most)
    taken = {
        player
        for entry in tournament.division_entries(division.number)
        if entry.number != own_entry and entry.status != "withdrawn"
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
