"""Pairing: the event that pairs the next round of a Swiss or switch stage, and why it cannot be paired yet.

Both formats are computed from what has been recorded alone; chance is the order of the draw.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import PairedMatch, RoundPaired
from goat_kiosk.tournament.formats.foursome import next_foursome
from goat_kiosk.tournament.formats.swiss import SwissRound, pair_swiss_round
from goat_kiosk.tournament.formats.switch import SwitchNight, SwitchRound, pair_switch_round
from goat_kiosk.tournament.paired_stage import (
    PAIRED_FORMATS,
    games_each,
    in_stage_now,
    is_outdated,
    least_for_round,
    paired_games,
    past_rounds,
    round_count,
    swiss_entries,
    switch_entries,
    switch_pool,
    winners_of,
)
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Tournament
from goat_kiosk.tournament.transitions.lookup import find_stage

_STRENGTHS = {"A": 3, "B": 2, "C": 1, None: 2}
"""Somebody without a grade is taken for the middle."""


def pair_next_round(tournament: Tournament, division: Division, stage: int, *, again: bool = False) -> RoundPaired:
    """Return the next round of a stage, or the newest one paired again from the results as they are now.

    Raises `RuleViolation` if it cannot be paired yet, or not any more, and `NotInTournament`.
    """
    number = _check_can_pair(tournament, division, stage, again=again)
    if division.stage(stage).format == "swiss":
        return _swiss(tournament, division, stage, number)
    return _switch(tournament, _without_last(division, stage) if again else division, stage, number)


class PairingOffer(NamedTuple):
    """A round that the desk can pair now, as it would be."""

    paired: RoundPaired
    is_again: bool
    """Whether it takes the place of the newest round, which rests on a result that has changed."""


def pairing_offers(tournament: Tournament) -> list[PairingOffer]:
    """Return the rounds that can be paired in each division; none while their rounds run, and at their end."""
    known = _offers.get(id(tournament))
    if known is None:  # a state never changes, and while it is remembered its id belongs to no other one
        _offers.clear()
        known = _offers[id(tournament)] = tournament, list(_pairing_offers(tournament))
    return known[1]


_offers: dict[int, tuple[Tournament, list[PairingOffer]]] = {}


def _pairing_offers(tournament: Tournament) -> Iterator[PairingOffer]:
    for division in tournament.divisions.values():
        is_again = is_outdated(division, 1, resolve(tournament, division))
        with suppress(RuleViolation):
            yield PairingOffer(pair_next_round(tournament, division, 1, again=is_again), is_again)


def next_game(tournament: Tournament, division: Division, stage: int) -> RoundPaired | None:
    """Return the next game of a switch stage without rounds; None while nobody can or need play."""
    present = _strengths(tournament, division, stage)
    pool = switch_pool(division, stage, resolve(tournament, division), present)
    past = [game for games in past_rounds(division, stage) for game in games]
    game = next_foursome(pool, past)
    if game is None:
        return None
    chosen = {player for pair in game.sides for player in pair}
    pairing = PairedMatch(game.sides, reasons=tuple(reason.code for reason in game.reasons), fillers=game.fillers)
    sits = tuple(entry.entry for entry in pool.waiting if entry.entry not in chosen)
    return RoundPaired(
        division.number, stage, len(division.paired.get(stage, ())) + 1, (pairing,), sits, from_desk=False
    )


def present_entries(tournament: Tournament, division: Division, stage: int) -> list[int]:
    """Return the entries of a stage whose players are all here, in the order of the draw."""
    return [
        entry
        for entry in in_stage_now(tournament.entries, division, stage)
        if all(tournament.players[player].here for player in tournament.entries[entry].players)
    ]


def _check_can_pair(tournament: Tournament, division: Division, stage: int, *, again: bool) -> int:
    """Return the number of the round to be paired. Raises `RuleViolation`."""
    settings, paired = find_stage(division, stage), len(division.paired.get(stage, ()))
    if settings.format not in PAIRED_FORMATS:
        raise RuleViolation("The rounds of this stage follow from its draw.")
    if stage not in division.draws:
        raise RuleViolation("Draw {division} first: that closes its entries.", division=division.name)
    if games_each(settings) is not None:
        raise RuleViolation("Here the next game is made as soon as a court is free.")
    number = paired if again else paired + 1
    if number == 0:
        raise RuleViolation("There is no round to pair again yet.")
    running = [
        game.match.id
        for game in paired_games(division, stage, resolve(tournament, division), number - 1)
        if game.match.status not in {"over", "not-needed"}
    ]
    if running:
        raise RuleViolation("Round {round} waits for {match}.", round=number, match=running[0])
    if number > round_count(settings, division.draws[stage]):
        raise RuleViolation("All {count:round|rounds} have been played.", count=number - 1)
    if len(present_entries(tournament, division, stage)) < least_for_round(settings):
        raise RuleViolation("Too few are here for another round.")
    return number


def _without_last(division: Division, stage: int) -> Division:
    return replace(division, paired=division.paired | {stage: division.paired[stage][:-1]})


def _swiss(tournament: Tournament, division: Division, stage: int, number: int) -> RoundPaired:
    matches = resolve(tournament, division)
    present = present_entries(tournament, division, stage)
    found: SwissRound = pair_swiss_round(swiss_entries(division, stage, matches, present, number - 1))
    return RoundPaired(
        division.number,
        stage,
        number,
        tuple(PairedMatch(pair.sides, reasons=(pair.why.code,)) for pair in found.pairs),
        () if found.bye is None else (found.bye,),
        () if found.why_bye is None else (found.why_bye.code,),
        winners_of(paired_games(division, stage, matches, number - 1)),
    )


def _switch(tournament: Tournament, division: Division, stage: int, number: int) -> RoundPaired:
    settings, present = division.stage(stage), _strengths(tournament, division, stage)
    entries = switch_entries(division, stage, resolve(tournament, division), present)
    courts = sum(court.is_available for court in tournament.courts.values())
    night = SwitchNight(
        past_rounds(division, stage),
        round_count(settings, division.draws[stage]),
        max(1, courts) if settings.round_minutes is not None else None,
    )
    found: SwitchRound = pair_switch_round([entries[player] for player in present], night)
    return RoundPaired(
        division.number,
        stage,
        number,
        tuple(PairedMatch(game.sides, reasons=tuple(why.code for why in game.reasons)) for game in found.games),
        found.sits,
    )


def _strengths(tournament: Tournament, division: Division, stage: int) -> dict[int, int]:
    """Return who is here, in the order of the draw, with the strength of each by their grades."""
    return {
        entry: sum(_STRENGTHS[tournament.players[player].grade] for player in tournament.entries[entry].players)
        for entry in present_entries(tournament, division, stage)
    }
