"""Bracket: its matches, where their sides come from and where they go, before anybody is in it.

The tree is fixed when it is drawn, so that a phone can show the whole road in advance. Round 1 names seeds; whether a
seed is an entry or a bye is for `resolving`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from goat_kiosk.tournament.brackets.losers_order import LosersOrder, losers_order
from goat_kiosk.tournament.brackets.match_ids import MatchId, in_stage
from goat_kiosk.tournament.brackets.seeding import seed_slots

Side = Literal["W", "L", "F", "T", "R"]
"""Winners bracket (or the only one), losers bracket, final, third place; a round of a format without a tree."""
Elimination = Literal["single", "double"]


class Seed(msgspec.Struct, frozen=True):
    """A slot of round 1."""

    seed: int


class WinnerOf(msgspec.Struct, frozen=True):
    """The slot that the winner of a match takes."""

    match: MatchId


class LoserOf(msgspec.Struct, frozen=True):
    """The slot that the loser of a match takes."""

    match: MatchId


class StagePlace(msgspec.Struct, frozen=True):
    """The slot that an entry takes by its place in an earlier stage: 1 is the best that goes on from there."""

    stage: int
    place: int


class Paired(msgspec.Struct, frozen=True):
    """The slot of who was paired for one match: an entry, or two who play together in it."""

    entries: tuple[int, ...]


Origin = Seed | WinnerOf | LoserOf | StagePlace | Paired


class BracketMatch(NamedTuple):
    """One match of the tree."""

    id: MatchId
    side: Side
    round: int
    origins: tuple[Origin, Origin]


class BracketOptions(NamedTuple):
    """The choices that a bracket is built from."""

    elimination: Elimination
    slots: int
    """A power of two from 2."""
    losers_order: LosersOrder = "fewest-repeats"
    third_place: bool = False
    """Single elimination: the losers of the semifinals play for third place."""
    if_game: bool = True
    """Double elimination: who comes from the winners bracket must lose twice in the final."""
    play_ins: tuple[int, ...] = ()
    """Seeds that must beat a late entry first; the late entries are seeds slots + 1, slots + 2, …"""
    stage: int = 1


class Bracket(NamedTuple):
    """The matches of a stage in the order of play, and the ways out of each; rounds without a tree have none."""

    matches: dict[MatchId, BracketMatch]
    winner_to: dict[MatchId, MatchId]
    loser_to: dict[MatchId, MatchId]
    chains: dict[MatchId, int]
    """How many matches may be played one after the other from each to the end, itself included."""


def match_id(side: Side, round_number: int, index: int) -> MatchId:
    """Return the id of a match; `index` counts from 0."""
    return f"{side}{round_number}-{index + 1}"


@cache
def build_bracket(options: BracketOptions) -> Bracket:
    """Return the tree for `options`."""
    tree = _with_play_ins(options, _double(options) if options.elimination == "double" else _single(options))
    matches = tuple(_in_stage(options.stage, match) for match in tree)
    winner_to = {
        origin.match: match.id for match in matches for origin in match.origins if isinstance(origin, WinnerOf)
    }
    loser_to = {origin.match: match.id for match in matches for origin in match.origins if isinstance(origin, LoserOf)}
    chains: dict[MatchId, int] = {}
    for match in reversed(matches):
        targets = [ways[match.id] for ways in (winner_to, loser_to) if match.id in ways]
        chains[match.id] = 1 + max((chains[target] for target in targets), default=0)
    return Bracket({match.id: match for match in matches}, winner_to, loser_to, chains)


def _in_stage(stage: int, match: BracketMatch) -> BracketMatch:
    """Return a match with the number of its stage in its id and in those of the matches before it."""
    if stage == 1:
        return match
    first, second = (
        replace(origin, match=in_stage(stage, origin.match)) if isinstance(origin, WinnerOf | LoserOf) else origin
        for origin in match.origins
    )
    return match._replace(id=in_stage(stage, match.id), origins=(first, second))


def _single(options: BracketOptions) -> Iterator[BracketMatch]:
    last = options.slots.bit_length() - 1
    for round_number in range(1, last):
        yield from _winners_round(options, round_number)
    if options.third_place and last > 1:
        yield BracketMatch("T-1", "T", 1, (LoserOf(match_id("W", last - 1, 0)), LoserOf(match_id("W", last - 1, 1))))
    yield from _winners_round(options, last)


def _double(options: BracketOptions) -> Iterator[BracketMatch]:
    """Yield both brackets interleaved: a losers round as soon as its matches can be played."""
    last = options.slots.bit_length() - 1
    yield from _winners_round(options, 1)
    for winners_round in range(2, last + 1):
        if winners_round == 2:
            yield from _first_losers_round(options)
            yield from _winners_round(options, 2)
        else:
            yield from _winners_round(options, winners_round)
            yield from _closing_losers_round(options, 2 * winners_round - 3)
        yield from _dropping_losers_round(options, winners_round)
    champion = WinnerOf(match_id("W", last, 0))
    challenger = WinnerOf(match_id("L", 2 * last - 2, 0)) if last > 1 else LoserOf(match_id("W", 1, 0))
    yield BracketMatch("F-1", "F", 1, (champion, challenger))
    if options.if_game:
        yield BracketMatch("F-2", "F", 2, (WinnerOf("F-1"), LoserOf("F-1")))


def _with_play_ins(options: BracketOptions, tree: Iterator[BracketMatch]) -> Iterator[BracketMatch]:
    """Yield `tree` with a match before each seed that has a play-in; later ones come before those that they lead to.

    In double elimination its loser gets a second chance: against the loser of the match that the winner goes to, for
    that one's place in the losers bracket.
    """
    matches = {match.id: match for match in tree}
    play_ins, second_chances = list[MatchId](), list[MatchId]()
    for index, seed in enumerate(options.play_ins):
        play_in, chance = match_id("W", 0, index), match_id("L", 0, index)
        target = next(match.id for match in matches.values() if Seed(seed) in match.origins)
        _reroute(matches, Seed(seed), WinnerOf(play_in))
        matches[play_in] = BracketMatch(play_in, "W", 0, (Seed(seed), Seed(options.slots + index + 1)))
        play_ins.insert(0, play_in)
        if options.elimination == "double":
            _reroute(matches, LoserOf(target), WinnerOf(chance))
            matches[chance] = BracketMatch(chance, "L", 0, (LoserOf(play_in), LoserOf(target)))
            second_chances.insert(0, chance)
    first_round = [match for match in matches if match.startswith("W1-")]
    for match in dict.fromkeys((*play_ins, *first_round, *second_chances, *matches)):
        yield matches[match]


def _reroute(matches: dict[MatchId, BracketMatch], old: Origin, new: Origin) -> None:
    """Let the match whose side comes from `old` take it from `new`."""
    for match in matches.values():
        if old in match.origins:
            first, second = (new if origin == old else origin for origin in match.origins)
            matches[match.id] = match._replace(origins=(first, second))
            return


def _seeds(options: BracketOptions) -> tuple[int, ...]:
    return seed_slots(options.slots, "acl" if options.losers_order == "acl" else "standard")


def _winners_round(options: BracketOptions, round_number: int) -> Iterator[BracketMatch]:
    seeds = _seeds(options)
    for index in range(options.slots >> round_number):
        first, second = 2 * index, 2 * index + 1
        origins: tuple[Origin, Origin] = (Seed(seeds[first]), Seed(seeds[second]))
        if round_number > 1:
            origins = _winners("W", round_number - 1, first)
        yield BracketMatch(match_id("W", round_number, index), "W", round_number, origins)


def _first_losers_round(options: BracketOptions) -> Iterator[BracketMatch]:
    for index in range(options.slots >> 2):
        origins = LoserOf(match_id("W", 1, 2 * index)), LoserOf(match_id("W", 1, 2 * index + 1))
        yield BracketMatch(match_id("L", 1, index), "L", 1, origins)


def _dropping_losers_round(options: BracketOptions, winners_round: int) -> Iterator[BracketMatch]:
    """Yield the losers round that the losers of a winners round enter."""
    round_number = 2 * winners_round - 2
    for index, match in enumerate(losers_order(options.slots, winners_round, options.losers_order)):
        origins = LoserOf(match_id("W", winners_round, match)), WinnerOf(match_id("L", round_number - 1, index))
        yield BracketMatch(match_id("L", round_number, index), "L", round_number, origins)


def _closing_losers_round(options: BracketOptions, round_number: int) -> Iterator[BracketMatch]:
    """Yield the losers round whose sides are the winners of the losers round before."""
    for index in range(options.slots >> (round_number + 3) // 2):
        yield BracketMatch(
            match_id("L", round_number, index), "L", round_number, _winners("L", round_number - 1, 2 * index)
        )


def _winners(side: Side, round_number: int, first: int) -> tuple[Origin, Origin]:
    return WinnerOf(match_id(side, round_number, first)), WinnerOf(match_id(side, round_number, first + 1))
