"""State transitions of divisions and their stages: formats, where entries come from, and rounds that are paired."""

from collections.abc import Sequence

from msgspec.structs import replace

from goat_kiosk.errors import MatchCalledAlready, RuleViolation
from goat_kiosk.tournament.brackets.match_ids import in_stage
from goat_kiosk.tournament.division_events import DivisionAdded, RoundPaired, StageChanged, StagesReplaced
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.paired_stage import PAIRED_FORMATS
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry, find_stage
from goat_kiosk.tournament.transitions.updates import with_division

_FORM_OF_STAGE = ("format", "losers_order", "third_place", "if_game", "source", "pools", "times_through")
"""What cannot change any more once a stage is drawn."""


def add_division(tournament: Tournament, event: DivisionAdded, _at_ms: int) -> Tournament:
    if event.division in tournament.divisions:
        raise RuleViolation("The number {number} belongs to another division.", number=event.division)
    check_stages(event.kind, event.stages)
    division = Division(event.division, event.name, event.kind, event.stages, event.pairing, event.rules, event.cap)
    return with_division(tournament, division)


def check_new_division(_tournament: Tournament, event: DivisionAdded) -> None:
    for stage in event.stages:
        check_lengths(stage)


def check_new_settings(_tournament: Tournament, event: StageChanged) -> None:
    check_lengths(event.settings)


def check_lengths(stage: Stage) -> None:
    """Raise `RuleViolation` for matches of an even number of games where somebody has to win."""
    if all(games % 2 for games in stage.best_of.values()):
        return
    if stage.format in ELIMINATIONS:
        raise RuleViolation("A match of a bracket needs a winner: let it have an odd number of games.")
    if not stage.play_all:
        raise RuleViolation("“Best of” needs an odd number of games; or let every game count.")


def change_stage(tournament: Tournament, event: StageChanged, _at_ms: int) -> Tournament:
    """Change the settings of a stage; once it is drawn, its tree stays as it is."""
    division = find_division(tournament, event.division)
    before, after = find_stage(division, event.stage), event.settings
    has_begun = event.stage in division.draws or event.stage in division.paired
    if has_begun and any(getattr(before, field) != getattr(after, field) for field in _FORM_OF_STAGE):
        raise RuleViolation("The bracket is drawn. Redraw it to change its form.")
    if division.added and before.format != after.format:
        raise RuleViolation("Matches have been made already. Add another division.")
    stages = (*division.stages[: event.stage - 1], after, *division.stages[event.stage :])
    check_stages(division.kind, stages)
    return with_division(tournament, replace(division, stages=stages))


def replace_stages(tournament: Tournament, event: StagesReplaced, _at_ms: int) -> Tournament:
    """Give a division other stages, and as many as there are in the event."""
    division = find_division(tournament, event.division)
    if division.draws or division.paired or division.added:
        raise RuleViolation("{division} is drawn. Add another division.", division=division.name)
    check_stages(division.kind, event.stages)
    return with_division(tournament, replace(division, stages=event.stages))


def check_stages(kind: DivisionKind, stages: Sequence[Stage]) -> None:
    """Raise `RuleViolation` for stages that cannot be played one after the other."""
    if not stages:
        raise RuleViolation("A division needs a stage, such as a double elimination.")
    for number, stage in enumerate(stages, start=1):
        _check_place(number, stage, stages)
        for pool in stage.pool_courts:
            if stage.format != "round-robin" or int(pool[1:]) > stage.pools:
                raise RuleViolation("Stage {stage} has no pool {pool}.", stage=number, pool=pool)
    if (stages[0].format == "switch") != (kind == "switch"):
        raise RuleViolation("A switch is played by a division of its kind, and such a division begins with one.")
    if kind == "blind-draw" and stages[0].format in {"open", "king"}:
        raise RuleViolation("A blind draw needs a bracket. Choose singles or pairs.")


def _check_place(number: int, stage: Stage, stages: Sequence[Stage]) -> None:
    """Raise `RuleViolation` if a stage cannot stand at its place, or cannot have its entries from where it says."""
    source = stage.source
    if stage.format in {"open", "king"} and len(stages) > 1:
        raise RuleViolation("Open play and king of the court are a division of their own.")
    if stage.format in PAIRED_FORMATS and number > 1:
        raise RuleViolation("A Swiss or a switch is the first stage of a division.")
    if (source is None) != (number == 1):
        raise RuleViolation("Every stage after the first says where its entries come from, and only those do.")
    if stage.seeding != "random" and (stage.seeding == "standings") != (number > 1):
        raise RuleViolation(
            "A later stage is seeded by the standings or by chance, and the first one has no standings."
        )
    if source is not None:
        _check_source(number, source, stages)


def _check_source(number: int, source: StageSource, stages: Sequence[Stage]) -> None:
    """Raise `RuleViolation` if there are no such places, or another stage takes them."""
    if source.stage >= number or (source.places is None) == (source.pool_places is None):
        raise RuleViolation("A stage takes places of an earlier stage, or places of each of its pools.")
    if source.pool_places is not None and stages[source.stage - 1].pools == 1:
        raise RuleViolation("Stage {stage} has no pools.", stage=source.stage)
    first, last = source.places or source.pool_places or (1, 1)
    if first > last:
        raise RuleViolation("The first of the places that go on comes before the last.")
    for other in (stage.source for stage in stages[: number - 1] if stage.source is not None):
        if _overlap(source, other):
            raise RuleViolation("Two stages take the same places of stage {stage}.", stage=source.stage)


def _overlap(source: StageSource, other: StageSource) -> bool:
    if source.stage != other.stage:
        return False
    pairs = (source.places, other.places), (source.pool_places, other.pool_places)
    return any(one and two and max(one[0], two[0]) <= min(one[1], two[1]) for one, two in pairs)


def pair_round(tournament: Tournament, event: RoundPaired, _at_ms: int) -> Tournament:
    """Add the next round of a stage, or pair the newest one again while nothing of it is called."""
    division = find_division(tournament, event.division)
    if find_stage(division, event.stage).format not in PAIRED_FORMATS:
        raise RuleViolation("The rounds of this stage follow from its draw.")
    before = division.paired.get(event.stage, ())
    if event.round == len(before):
        _check_not_called(division, event)
        before = before[:-1]
    elif event.round != len(before) + 1:
        raise RuleViolation("The next round is round {number}.", number=len(before) + 1)
    _check_pairings(tournament, event)
    paired = division.paired | {event.stage: (*before, event)}
    return with_division(tournament, replace(division, paired=paired))


def _check_not_called(division: Division, event: RoundPaired) -> None:
    prefix = in_stage(event.stage, f"R{event.round}-")
    called = [match for match, decisions in division.matches.items() if match.startswith(prefix) and decisions.sides]
    if called:
        raise MatchCalledAlready("{match} has been called, so the round stays as it is.", match=called[0])


def _check_pairings(tournament: Tournament, event: RoundPaired) -> None:
    playing = [entry for pairing in event.pairings for side in pairing.sides for entry in entries_of_side(side)]
    for number in (*playing, *event.sits):
        if find_entry(tournament, number).division != event.division:
            raise RuleViolation("{entry} is in another division.", entry=tournament.entry_name(number))
    if not playing or len({*playing, *event.sits}) != len(playing) + len(event.sits):
        raise RuleViolation("In a round everybody plays once, or sits out.")
