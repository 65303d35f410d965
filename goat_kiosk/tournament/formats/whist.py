"""Whist schedules: each plays with everybody once and against everybody twice.

They exist for every number of players that leaves 0 or 1 when divided by 4. Those here are cyclic, so the first round
is the whole schedule: in the next one everybody's number is one more. With one over, each sits out once.
"""

from collections.abc import Sequence

Foursome = tuple[tuple[int, int], tuple[int, int]]
"""Two pairs that play against each other."""

_Seats = tuple[int, int, int, int]
_STARTERS: dict[int, tuple[int, tuple[_Seats, ...]]] = {
    4: (3, ((3, 0, 1, 2),)),
    5: (5, ((1, 4, 2, 3),)),
    8: (7, ((7, 0, 1, 3), (2, 6, 4, 5))),
    12: (11, ((11, 0, 1, 3), (2, 9, 6, 7), (4, 10, 5, 8))),
    13: (13, ((1, 10, 2, 7), (3, 4, 6, 8), (5, 11, 9, 12))),
    16: (15, ((15, 0, 4, 13), (1, 5, 6, 7), (2, 9, 10, 12), (3, 8, 11, 14))),
    17: (17, ((1, 3, 5, 10), (2, 15, 9, 16), (4, 13, 7, 8), (6, 12, 11, 14))),
    20: (19, ((19, 0, 2, 13), (1, 10, 6, 9), (3, 7, 12, 14), (4, 18, 16, 17), (5, 11, 8, 15))),
    21: (21, ((1, 11, 2, 4), (3, 8, 7, 19), (5, 12, 14, 20), (6, 9, 13, 17), (10, 18, 15, 16))),
    24: (23, ((23, 0, 17, 22), (1, 13, 2, 9), (3, 11, 19, 21), (4, 18, 7, 20), (5, 8, 10, 14), (6, 12, 15, 16))),
    25: (25, ((1, 22, 2, 3), (4, 11, 5, 19), (6, 16, 9, 21), (7, 15, 18, 24), (8, 13, 17, 20), (10, 12, 14, 23))),
    28: (
        27,
        (
            *((27, 0, 3, 5), (1, 11, 2, 7), (4, 15, 12, 19), (6, 14, 16, 25)),
            *((8, 9, 18, 21), (10, 22, 17, 23), (13, 26, 20, 24)),
        ),
    ),
    29: (
        29,
        (
            *((1, 2, 5, 15), (16, 3, 22, 8), (24, 19, 4, 12), (7, 14, 6, 18)),
            *((25, 21, 9, 27), (23, 17, 28, 26), (20, 11, 13, 10)),
        ),
    ),
}
"""For each number of players the modulus, and round 1: the seat that equals the modulus stays where it is."""
_NINE: tuple[tuple[_Seats, _Seats], ...] = (
    ((1, 2, 3, 6), (4, 8, 5, 7)),
    ((2, 0, 4, 7), (5, 6, 3, 8)),
    ((0, 1, 5, 8), (3, 7, 4, 6)),
    ((4, 5, 6, 0), (7, 2, 8, 1)),
    ((5, 3, 7, 1), (8, 0, 6, 2)),
    ((3, 4, 8, 2), (6, 1, 7, 0)),
    ((7, 8, 0, 3), (1, 5, 2, 4)),
    ((8, 6, 1, 4), (2, 3, 0, 5)),
    ((6, 7, 2, 5), (0, 4, 1, 3)),
)
"""Nine is not cyclic."""


def whist_rounds(players: Sequence[int]) -> list[tuple[Foursome, ...]]:
    """Return all rounds for these players; none if no schedule is known for so many."""
    if len(players) == len(_NINE):
        return [tuple(_game(players, seats) for seats in games) for games in _NINE]
    if len(players) not in _STARTERS:
        return []
    modulus, games = _STARTERS[len(players)]
    return [tuple(_game(players, _turned(seats, number, modulus)) for seats in games) for number in range(modulus)]


def _turned(seats: _Seats, number: int, modulus: int) -> Sequence[int]:
    return [seat if seat == modulus else (seat + number) % modulus for seat in seats]


def _game(players: Sequence[int], seats: Sequence[int]) -> Foursome:
    first, second, third, fourth = (players[seat] for seat in seats)
    return (first, second), (third, fourth)
