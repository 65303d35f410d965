"""Paired stages: what the rounds of a Swiss or switch stage have brought so far; the next one is paired from it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.tournament.brackets.match_ids import MatchId, in_stage
from goat_kiosk.tournament.division_events import PairedMatch, RoundPaired
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.formats.foursome import SwitchPool, next_foursome
from goat_kiosk.tournament.formats.promises import switch_promises
from goat_kiosk.tournament.formats.swiss import SwissEntry
from goat_kiosk.tournament.formats.switch import SwitchEntry
from goat_kiosk.tournament.formats.whist import Foursome
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Draw, Entry

PAIRED_FORMATS = {"swiss", "switch"}
DEFAULT_GAMES_EACH = 4
"""The rule of thumb of switch nights."""
_RUNNING = {"ready", "called", "playing"}
Matches = Mapping[MatchId, Match]


class PairedGame(NamedTuple):
    """A match of a round, as it was paired and as it stands."""

    round: int
    sides: tuple[tuple[int, ...], tuple[int, ...]]
    fillers: tuple[int, ...]
    match: Match

    @property
    def counts(self) -> bool:
        """Whether it counts as a game of its players: it is over or will be played, and was not ruled away."""
        return self.match.status != "not-needed" and (self.match.status != "over" or self.match.winner is not None)

    def players(self) -> Iterator[int]:
        for side in self.sides:
            yield from side


def games_each(stage: Stage) -> int | None:
    """Return how many games each has in a switch stage without rounds; None where rounds are played."""
    if stage.format != "switch" or stage.rounds is not None:
        return None
    return stage.games_each or DEFAULT_GAMES_EACH


def round_count(stage: Stage, draw: Draw | None) -> int:
    """Return how many rounds a stage has: of a Swiss without a number, enough for one to win all."""
    if stage.rounds is not None:
        return stage.rounds
    entries = 2 if draw is None else max(draw.size, 2)
    return max(3, (entries - 1).bit_length())


def paired_games(division: Division, number: int, matches: Matches, rounds: int | None = None) -> list[PairedGame]:
    """Return the matches of a stage's first rounds, or of all, in their order."""
    games: list[PairedGame] = []
    for paired in division.paired.get(number, ())[:rounds]:
        for index, pairing in enumerate(paired.pairings, start=1):
            match = matches[in_stage(number, f"R{paired.round}-{index}")]
            first, second = (entries_of_side(side) for side in pairing.sides)
            games.append(PairedGame(paired.round, (first, second), pairing.fillers, match))
    return games


def fillers_of(division: Division, match: Match) -> tuple[int, ...]:
    """Return the entries for which a match does not count."""
    pairing = pairing_of(division, match)
    return () if pairing is None else pairing.fillers


def pairing_of(division: Division, match: Match) -> PairedMatch | None:
    """Return how a match was paired; None for one that follows from a draw."""
    rounds = division.paired.get(match.stage)
    return rounds[match.round - 1].pairings[int(match.id.rpartition("-")[2]) - 1] if rounds else None


def byes_of(division: Division, number: int, rounds: int | None = None) -> Counter[int]:
    """Return how many byes each entry has had in a Swiss stage; each counts as a win."""
    if division.stage(number).format != "swiss":
        return Counter()
    return Counter(entry for paired in division.paired.get(number, ())[:rounds] for entry in paired.sits)


def winners_of(games: Sequence[PairedGame]) -> dict[MatchId, MatchSide | None]:
    """Return the results that a round rests on which is paired after these games."""
    return {game.match.id: game.match.winner for game in games}


def is_outdated(division: Division, number: int, matches: Matches) -> bool:
    """Whether a result that the newest round rests on has changed, and nobody of that round is called yet."""
    rounds = division.paired.get(number, ())
    if not rounds or rounds[-1].winners == {}:
        return False
    if any(division.decisions(match).sides is not None for match in match_ids(rounds[-1])):
        return False
    return any(matches[match].winner != winner for match, winner in rounds[-1].winners.items())


def rounds_to_come(division: Division) -> int:
    """Return how many rounds of a first stage are still to be paired; without rounds, how many games of a switch."""
    stage, draw = division.stages[0], division.draw
    if stage.format not in PAIRED_FORMATS or draw is None:
        return 0
    each = games_each(stage)
    total = round_count(stage, draw) if each is None else -(-len(draw.seeds) * each // 4)
    return max(0, total - len(division.paired.get(1, ())))


def expected_round(division: Division, number: int) -> RoundPaired:
    """Return a round as long as it will be, for a forecast: who plays takes turns, and partners are made up."""
    seeds = {} if division.draw is None else division.draw.seeds
    entries, per_match = list(seeds.values()), 2 if division.stages[0].format == "swiss" else 4
    count = 1 if games_each(division.stages[0]) is not None else len(entries) // per_match
    turned = [entries[(number * per_match * count + place) % len(entries)] for place in range(per_match * count)]
    fours = [turned[place : place + per_match] for place in range(0, len(turned), per_match)]
    pairings = [
        PairedMatch((four[0], four[1]) if per_match == 2 else ((four[0], four[1]), (four[2], four[3])))
        for four in fours
    ]
    return RoundPaired(division.number, 1, number, tuple(pairings), from_desk=False)


def division_promises(division: Division) -> list[Message]:
    """Return what a switch that is drawn can promise for its number of players, and what it cannot."""
    stage, draw = division.stages[0], division.draw
    if stage.format != "switch" or draw is None:
        return []
    return switch_promises(len(draw.seeds), games_each(stage) or round_count(stage, draw))


def match_ids(paired: RoundPaired) -> list[MatchId]:
    """Return the ids of the matches of a round."""
    return [in_stage(paired.stage, f"R{paired.round}-{index}") for index in range(1, len(paired.pairings) + 1)]


def swiss_entries(
    division: Division, number: int, matches: Matches, present: Sequence[int], rounds: int
) -> list[SwissEntry]:
    """Return the entries that are paired next, with what they have done in the first `rounds`."""
    wins, byes = Counter[int](), byes_of(division, number, rounds)
    opponents: dict[int, list[int]] = {}
    floats, courts = Counter[int](), dict[int, str | None]()
    for played in range(1, rounds + 1):
        before = wins + byes_of(division, number, played - 1)
        for game in paired_games(division, number, matches, played):
            if game.round != played or not game.counts:
                continue
            (one,), (other,) = game.sides
            for entry, opponent in ((one, other), (other, one)):
                opponents.setdefault(entry, []).append(opponent)
                floats[entry] += before[one] != before[other]
                courts[entry] = division.decisions(game.match.id).court
            wins.update(game.match.winners)
    has_strength = division.stage(number).seeding in {"rating", "order"}
    return [
        SwissEntry(
            entry,
            wins[entry] + byes[entry],
            tuple(opponents.get(entry, ())),
            byes[entry],
            floats[entry],
            place if has_strength else None,
            courts.get(entry),
        )
        for place, entry in enumerate(present)
    ]


def switch_entries(
    division: Division, number: int, matches: Matches, present: Mapping[int, int]
) -> dict[int, SwitchEntry]:
    """Return everybody who is here (with their strength) or has played, with what they have played.

    Whoever comes late begins with as many games as the fewest that somebody has by then, so that nobody plays without
    a pause to make up for rounds that they were not there for.
    """
    known: dict[int, SwitchEntry] = {}
    games = paired_games(division, number, matches)
    for paired in division.paired.get(number, ()):
        own = [game for game in games if game.round == paired.round]
        _welcome(known, [*paired.sits, *(player for game in own for player in game.players())])
        for game in own:
            decisions = division.decisions(game.match.id)
            for player in game.players():
                entry = known[player]
                counted = entry.games + (game.counts and player not in game.fillers)
                waiting_since = max(entry.waiting_since, decisions.over_at or paired.round)
                known[player] = entry._replace(games=counted, waiting_since=waiting_since)
    _welcome(known, present)
    return {player: entry._replace(strength=present.get(player, 0)) for player, entry in known.items()}


def _welcome(known: dict[int, SwitchEntry], players: Sequence[int] | Mapping[int, int]) -> None:
    """Add those who are here for the first time, behind all who wait."""
    fewest = min((entry.games for entry in known.values()), default=0)
    newest = max((entry.waiting_since for entry in known.values()), default=0)
    for player in players:
        known.setdefault(player, SwitchEntry(player, fewest, newest))


def past_rounds(division: Division, number: int) -> list[list[Foursome]]:
    """Return the games of each round of a switch stage."""
    rounds: list[list[Foursome]] = []
    for paired in division.paired.get(number, ()):
        rounds.append([])
        for pairing in paired.pairings:
            first, second = pairing.sides
            if isinstance(first, tuple) and isinstance(second, tuple):
                rounds[-1].append((first, second))
    return rounds


def switch_pool(division: Division, number: int, matches: Matches, present: Mapping[int, int]) -> SwitchPool:
    """Return who waits and who plays in a switch stage without rounds."""
    playing = {
        player
        for game in paired_games(division, number, matches)
        if game.match.status in _RUNNING
        for player in game.players()
    }
    entries = switch_entries(division, number, matches, present)
    waiting = [entries[player] for player in present if player not in playing]
    return SwitchPool(waiting, [entries[player] for player in sorted(playing)], games_each(division.stage(number)) or 1)


def lacks_rounds(entries: Mapping[int, Entry], division: Division, number: int, matches: Matches) -> bool:
    """Whether a stage has not had its rounds yet, or a switch stage a game that somebody who is in still needs."""
    stage = division.stage(number)
    if games_each(stage) is None:
        are_enough = len(in_stage_now(entries, division, number)) >= least_for_round(stage)
        return are_enough and len(division.paired.get(number, ())) < round_count(stage, division.draws.get(number))
    present = dict.fromkeys(in_stage_now(entries, division, number), 0)
    pool = switch_pool(division, number, matches, present)
    past = [game for games in past_rounds(division, number) for game in games]
    return bool(pool.playing) or next_foursome(pool, past) is not None


def least_for_round(stage: Stage) -> int:
    """Return how many are needed for a round."""
    return 2 if stage.format == "swiss" else 4


def in_stage_now(entries: Mapping[int, Entry], division: Division, number: int) -> list[int]:
    """Return the entries of a stage that have not left, in the order of the draw."""
    draw = division.draws.get(number)
    seeds = {} if draw is None else draw.seeds
    return [seeds[seed] for seed in sorted(seeds) if entries[seeds[seed]].status != "withdrawn"]
