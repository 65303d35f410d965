"""Next game of a switch night without rounds: four of those who wait, as soon as a court is free.

Who has played least plays first; among equals the four who repeat least, the longest waiting always among them. Where
only the four of one game wait and others play on, they wait for these: a court is idle for a minute, but four people
do not play all their games among themselves. Who has all their games may fill in for somebody's last ones.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from goat_kiosk.tournament.formats.meetings import Meetings, Repeats
from goat_kiosk.tournament.formats.reasons import PairingReason
from goat_kiosk.tournament.formats.switch import SwitchEntry, SwitchGame, pair_everybody
from goat_kiosk.tournament.formats.whist import Foursome

_MIN_CHOICE = 6
"""With fewer who wait, a game that repeats something waits for the games that are being played."""
_MORE_CHOICE = 9
"""The same for a game in which nearly everybody meets again."""
_LAST_PLAYERS = (4, 8)
"""The games of the last so many are looked at before the one before them is made."""
_MAX_WEIGHED = 100
"""Games that are weighed with the last ones."""
_MAX_CHOICE = 12
"""Players that are looked at: more would have waited less."""


class SwitchPool(NamedTuple):
    """Who waits, the first in line first among equals, and who plays."""

    waiting: Sequence[SwitchEntry]
    playing: Sequence[SwitchEntry] = ()
    """With the game that they play counted."""
    games_each: int = 4


def next_foursome(pool: SwitchPool, past: Sequence[Foursome]) -> SwitchGame | None:
    """Return the next game; None while it should wait for others, and once everybody has had their games."""
    line = sorted(pool.waiting, key=lambda entry: (entry.games, entry.waiting_since))
    needing = [entry for entry in line if entry.games < pool.games_each]
    others = [entry for entry in line if entry.games >= pool.games_each]
    has_more_coming = any(entry.games < pool.games_each for entry in pool.playing)
    if not needing or (len(needing) < 4 and (has_more_coming or len(line) < 4)):
        return None
    meetings = Meetings(past)
    choices = sorted(_choices(needing, others), key=lambda choice: _cost(choice, meetings))
    found = min(choices[:_MAX_WEIGHED], key=lambda choice: _cost_with_rest(choice, pool, meetings))
    repeats = meetings.repeats([found.sides])
    if has_more_coming and _should_wait(repeats, len(pool.waiting)):
        return None
    fillers = tuple(entry.entry for entry in found.players if entry in others)
    return SwitchGame(found.sides, tuple(_reasons(repeats, len(fillers))), fillers)


def _should_wait(repeats: Repeats, waiting: int) -> bool:
    """Whether a game would be better once the next one ends."""
    partners, opponents, _ = repeats
    return partners > 0 or (opponents > 0 and waiting < _MIN_CHOICE) or (opponents > 2 and waiting < _MORE_CHOICE)


class _Choice(NamedTuple):
    """Four players in one of the three ways in which they can play, and how far back in line they were."""

    players: tuple[SwitchEntry, ...]
    sides: Foursome
    places: int


def _choices(needing: Sequence[SwitchEntry], others: Sequence[SwitchEntry]) -> Iterator[_Choice]:
    """Yield every way to fill a game: whoever has played less than the fourth in line is in, and so is the first."""
    line = [*needing, *others] if len(needing) < 4 else needing
    level = line[3].games if len(needing) >= 4 else line[len(needing)].games
    fixed = [entry for entry in line if entry.games < level and entry in needing] or line[:1]
    free = [entry for entry in line if entry not in fixed and entry.games <= max(level, line[3].games)][:_MAX_CHOICE]
    for chosen in combinations(enumerate(free), 4 - len(fixed)):
        players = (*fixed, *(entry for _, entry in chosen))
        for sides in _splits([entry.entry for entry in players]):
            yield _Choice(players, sides, sum(place for place, _ in chosen))


def _splits(players: Sequence[int]) -> Iterator[Foursome]:
    first, second, third, fourth = players
    yield (first, second), (third, fourth)
    yield (first, third), (second, fourth)
    yield (first, fourth), (second, third)


def _cost(choice: _Choice, meetings: Meetings) -> tuple[int, ...]:
    strength = {entry.entry: entry.strength for entry in choice.players}
    first, second = (sum(strength[player] for player in pair) for pair in choice.sides)
    return *meetings.repeats([choice.sides]), abs(first - second), choice.places


def _cost_with_rest(choice: _Choice, pool: SwitchPool, meetings: Meetings) -> tuple[int, ...]:
    """Return what a game costs, and with it the last games of the night, if these are left for the others alone."""
    own = _cost(choice, meetings)
    rest = [entry for entry in (*pool.waiting, *pool.playing) if entry.games < pool.games_each]
    rest = [entry for entry in rest if entry not in choice.players]
    is_end = all(entry.games == pool.games_each - 1 for entry in rest)
    if len(rest) not in _LAST_PLAYERS or not is_end:
        return own
    after = meetings.with_games([choice.sides])
    last = after.repeats(pair_everybody(rest, after))
    return own[0] + last[0], own[1] + last[1], own[2] + last[2], *own[3:]


def _reasons(repeats: Repeats, fillers: int) -> Iterator[PairingReason]:
    again, against, mixed = repeats
    if again:
        yield PairingReason("partners-again")
    elif against:
        yield PairingReason("new-partners", (against,))
    else:
        yield PairingReason("met-as-partners" if mixed else "new")
    if fillers:
        yield PairingReason("fills", (fillers,))
