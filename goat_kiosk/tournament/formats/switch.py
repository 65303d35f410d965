"""Switch rounds: new partners every game, for any number of players.

Who has played least plays, and of those who has waited longest. Partners are a perfect matching of least cost (partner
again, then opponent again, then pairs of equal strength), and pairs against pairs another one. Two matchings in a row
are not the best that there is, so a round is paired in several ways, and the one that repeats least is taken; with few
players the rest of the night is paired as well, because a pairing that costs nothing now can leave none for the end.

A schedule of whist is taken where it repeats less, which is in long nights. The first rounds of one repeat more
opponents than these pairings: 9 with 24 players in four rounds, where these repeat none.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import gcd
from typing import NamedTuple

from goat_kiosk.tournament.formats.matching import least_cost_pairs, pack_criteria
from goat_kiosk.tournament.formats.meetings import Meetings
from goat_kiosk.tournament.formats.reasons import PairingReason
from goat_kiosk.tournament.formats.whist import Foursome, whist_rounds

_FEW_PLAYERS = 11
"""Up to so many the whole night is paired before a round is chosen."""
_WAYS = 24
"""Ways in which a round of up to 16 players is paired; fewer for more players, who have more choice."""
_WAYS_LATER = 4
"""The same for the rounds after it."""


class SwitchEntry(NamedTuple):
    """A player who is here, with what has been."""

    entry: int
    games: int = 0
    """Games that count, and those before a latecomer came."""
    waiting_since: int = 0
    """When the last game was, or when the player came: a round, or milliseconds."""
    strength: int = 0


class SwitchGame(NamedTuple):
    """A game of two pairs, and why these play."""

    sides: Foursome
    reasons: tuple[PairingReason, ...] = ()
    fillers: tuple[int, ...] = ()
    """Players for whom it does not count."""


class SwitchRound(NamedTuple):
    """A round: its games, and who sits out."""

    games: tuple[SwitchGame, ...]
    sits: tuple[int, ...] = ()


class SwitchNight(NamedTuple):
    """What has been played, and what is to come."""

    past: Sequence[Sequence[Foursome]] = ()
    """The games of each round."""
    rounds: int = 1
    """How many there will be in all."""
    most_games: int | None = None
    """Games in a round, where courts limit them."""

    @property
    def meetings(self) -> Meetings:
        return Meetings(game for games in self.past for game in games)


def pair_switch_round(entries: Sequence[SwitchEntry], night: SwitchNight) -> SwitchRound:
    """Return the next round of those who are here; their order, by chance, decides among equals."""
    meetings = night.meetings
    schedule = _rest_of_whist(entries, night)
    if schedule and night.past:
        return _round(entries, schedule[0], meetings, is_whist=True)
    left = max(1, night.rounds - len(night.past))
    looked_ahead = night._replace(rounds=left if len(entries) <= _FEW_PLAYERS else 1)
    games = min(
        _ways(entries, meetings, night.most_games),
        key=lambda games: _cost_to_end(entries, games, meetings, looked_ahead),
        default=(),
    )
    if schedule:
        cost = _cost_to_end(entries, games, meetings, night._replace(rounds=left))
        if _cost_of_schedule(entries, schedule, meetings) <= cost:
            return _round(entries, schedule[0], meetings, is_whist=True)
    return _round(entries, games, meetings)


_Games = tuple[Foursome, ...]
_Cost = tuple[int, int, int, int]
"""Repeats, and the gap in strength."""


def _round(entries: Sequence[SwitchEntry], games: _Games, meetings: Meetings, *, is_whist: bool = False) -> SwitchRound:
    playing = {player for pairs in games for pair in pairs for player in pair}
    return SwitchRound(
        tuple(SwitchGame(game, (_why(game, meetings, is_whist=is_whist),)) for game in games),
        tuple(entry.entry for entry in entries if entry.entry not in playing),
    )


def _rest_of_whist(entries: Sequence[SwitchEntry], night: SwitchNight) -> list[_Games]:
    """Return the rest of a whist schedule, in the order that repeats least; nothing once people have changed."""
    players = sorted(entry.entry for entry in entries)
    rounds = {_key(games): games for games in whist_rounds(players)}
    if not rounds.keys() >= {_key(games) for games in night.past} or night.rounds > len(rounds):
        return []
    if night.most_games is not None and night.most_games < len(players) // 4:
        return []
    for games in night.past:
        rounds.pop(_key(games), None)
    meetings, rest = night.meetings, list[_Games]()
    while len(rest) < night.rounds - len(night.past) and rounds:
        key = min(rounds, key=lambda key: meetings.repeats(rounds[key]))
        rest.append(rounds.pop(key))
        meetings.add(rest[-1])
    return rest


def _cost_of_schedule(entries: Sequence[SwitchEntry], rounds: Sequence[_Games], meetings: Meetings) -> _Cost:
    strength = {entry.entry: entry.strength for entry in entries}
    costs = []
    for games in rounds:
        costs.append(_cost(games, meetings, strength))
        meetings = meetings.with_games(games)
    return _sum(costs)


def _key(games: Sequence[Foursome]) -> frozenset[frozenset[frozenset[int]]]:
    return frozenset(frozenset(frozenset(pair) for pair in game) for game in games)


def _ways(
    entries: Sequence[SwitchEntry], meetings: Meetings, most_games: int | None, most: int = _WAYS
) -> Iterator[_Games]:
    """Yield pairings of a round that differ in who comes first among equals."""
    count = min(len(entries) // 4, most_games or len(entries))
    ways = max(1, min(most, most * 16 // max(1, len(entries))))
    for order in _orders(entries, ways):
        first = sorted(order, key=lambda entry: (entry.games, entry.waiting_since))[: 4 * count]
        chosen = {entry.entry for entry in first}
        yield pair_everybody([entry for entry in order if entry.entry in chosen], meetings)


def _orders(entries: Sequence[SwitchEntry], ways: int) -> Iterator[list[SwitchEntry]]:
    """Yield different orders of the entries: every step through their circle, from each of them in turn."""
    count = len(entries)
    steps = [step for step in range(1, count + 1) if gcd(step, count) == 1] or [1]
    for way in range(ways):
        step = steps[way % len(steps)]
        yield [entries[(way // 2 + place * step) % count] for place in range(count)]


def pair_everybody(players: Sequence[SwitchEntry], meetings: Meetings) -> _Games:
    """Return a game for each four of the players: partners of least cost, then pairs against pairs."""
    middle = 2 * sum(player.strength for player in players) // max(1, len(players))
    numbers = [player.entry for player in players]
    strength = {player.entry: player.strength for player in players}
    as_partners = [
        [(*meetings.cost_as_partners(one, other), abs(strength[one] + strength[other] - middle)) for other in numbers]
        for one in numbers
    ]
    pairs = [(numbers[one], numbers[other]) for one, other in least_cost_pairs(pack_criteria(as_partners))]
    as_opponents = [
        [(*meetings.cost_as_opponents(pair, other), _gap((pair, other), strength)) for other in pairs] for pair in pairs
    ]
    return tuple((pairs[one], pairs[other]) for one, other in least_cost_pairs(pack_criteria(as_opponents)))


def _gap(game: Foursome, strength: Mapping[int, int]) -> int:
    (one, other), (third, fourth) = game
    return abs(strength[one] + strength[other] - strength[third] - strength[fourth])


def _cost_to_end(entries: Sequence[SwitchEntry], games: _Games, meetings: Meetings, night: SwitchNight) -> _Cost:
    """Return what a round costs, and with the rounds after it, paired as well as can be seen from here."""
    strength = {entry.entry: entry.strength for entry in entries}
    cost = _cost(games, meetings, strength)
    if night.rounds <= 1:
        return cost
    later, after = _after(entries, games), meetings.with_games(games)
    following = min(_ways(later, after, night.most_games, _WAYS_LATER), key=after.repeats)
    rest = _cost_to_end(later, following, after, night._replace(rounds=night.rounds - 1))
    return _sum([cost, rest])


def _cost(games: _Games, meetings: Meetings, strength: Mapping[int, int]) -> _Cost:
    return *meetings.repeats(games), sum(_gap(game, strength) for game in games)


def _sum(costs: Sequence[_Cost]) -> _Cost:
    partners, opponents, mixed, gaps = (sum(level) for level in zip(*costs, strict=True))
    return partners, opponents, mixed, gaps


def _after(entries: Sequence[SwitchEntry], games: _Games) -> list[SwitchEntry]:
    """Return the entries after a round."""
    playing = {player for pairs in games for pair in pairs for player in pair}
    now = 1 + max(entry.waiting_since for entry in entries)
    return [
        entry._replace(games=entry.games + 1, waiting_since=now) if entry.entry in playing else entry
        for entry in entries
    ]


def _why(game: Foursome, meetings: Meetings, *, is_whist: bool) -> PairingReason:
    again, against, mixed = meetings.repeats([game])
    if again:
        return PairingReason("partners-again")
    if is_whist:
        return PairingReason("whist")
    if against:
        return PairingReason("new-partners", (against,))
    return PairingReason("met-as-partners" if mixed else "new")
