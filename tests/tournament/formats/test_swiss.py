"""Swiss rounds: real histories, every pairing of up to nine by brute force, and whole evenings of 4 to 64."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.tournament.formats.swiss import SwissEntry, SwissRound, pair_swiss_round
from tests.properties import examples

CASES = json.loads((Path(__file__).parents[1] / "cases" / "swiss.json").read_text(encoding="utf-8"))["small"]
Pairing = tuple[frozenset[frozenset[int]], int | None]
"""The pairs, and who has the bye."""


def pairing_of(found: SwissRound) -> Pairing:
    return frozenset(frozenset(pair.sides) for pair in found.pairs), found.bye


@pytest.mark.parametrize("case", CASES, ids=[case["key"] for case in CASES])
def test_a_real_history_is_paired_as_it_was(case: dict[str, Any]) -> None:
    numbers = {name: number for number, name in enumerate(sorted(case["wins"]), start=1)}
    opponents: dict[str, list[int]] = {name: [] for name in numbers}
    for one, other in (match for played in case["history"] for match in played):
        opponents[one].append(numbers[other])
        opponents[other].append(numbers[one])
    entries = [
        SwissEntry(number, case["wins"][name], tuple(opponents[name]))
        for name, number in numbers.items()
        if name not in case.get("away", ())
    ]
    expected = frozenset(frozenset({numbers[one], numbers[other]}) for one, other in case["next"])
    assert pairing_of(pair_swiss_round(entries)) == (expected, numbers.get(case.get("bye", "")))


Pairs = list[tuple[SwissEntry, SwissEntry]]


def all_pairings(entries: Sequence[SwissEntry]) -> Iterator[tuple[Pairs, list[SwissEntry]]]:
    """Yield every pairing, with who has the bye."""
    if len(entries) < 2:
        yield [], list(entries)
        return
    first, *others = entries
    for mate in others:
        for pairs, byes in all_pairings([entry for entry in others if entry is not mate]):
            yield [(first, mate), *pairs], byes
    if len(entries) % 2:
        for pairs, _ in all_pairings(others):
            yield pairs, [first]


def cost(pairs: Sequence[tuple[SwissEntry, SwissEntry]], byes: Sequence[SwissEntry]) -> tuple[int, ...]:
    """Return what a pairing costs, the most important first, by the words of the format."""
    return (
        sum(Counter(one.opponents)[other.entry] for one, other in pairs),
        sum(entry.byes for entry in byes),
        sum(entry.wins for entry in byes),
        -sum(len(entry.opponents) for entry in byes),
        -sum(entry.entry for entry in byes),
        sum((one.wins - other.wins) ** 2 for one, other in pairs),
        sum(one.floats + other.floats for one, other in pairs if one.wins != other.wins),
        sum(abs((one.strength or 0) - (other.strength or 0)) for one, other in pairs),
    )


def history(people: int, random: Random) -> list[SwissEntry]:
    """Return entries with a past by chance, in which each meeting is known to both."""
    meetings = [pair for pair in combinations(range(1, people + 1), 2) if random.random() < 0.5]
    return [
        SwissEntry(
            number,
            random.randint(0, 3),
            tuple(sum(pair) - number for pair in meetings if number in pair),
            random.randint(0, 1),
            random.randint(0, 2),
            random.randint(0, 5),
        )
        for number in range(1, people + 1)
    ]


@given(st.integers(2, 8), st.integers(0))
@examples(100)
def test_no_pairing_of_up_to_eight_is_better(people: int, seed: int) -> None:
    entries = history(people, Random(seed))  # noqa: S311  chance that a test repeats
    found = pair_swiss_round(entries)
    known = {entry.entry: entry for entry in entries}
    pairs = [(known[one], known[other]) for one, other in (pair.sides for pair in found.pairs)]
    byes = [known[found.bye]] if found.bye is not None else []
    assert sorted(entry.entry for entry in [*sum(pairs, ()), *byes]) == sorted(known)
    assert cost(pairs, byes) == min(cost(*pairing) for pairing in all_pairings(entries))


class Evening:
    """Rounds of Swiss in which the lower number mostly wins."""

    def __init__(self, people: int, random: Random) -> None:
        self.entries = {number: SwissEntry(number) for number in range(1, people + 1)}
        self.random = random

    def play(self, present: Sequence[int]) -> SwissRound:
        found = pair_swiss_round([self.entries[number] for number in present])
        for one, other in (pair.sides for pair in found.pairs):
            winner = min(one, other) if self.random.random() < 0.8 else max(one, other)
            floats = self.entries[one].wins != self.entries[other].wins
            self._met(one, other, won=winner == one, floats=floats)
            self._met(other, one, won=winner == other, floats=floats)
        if found.bye is not None:
            entry = self.entries[found.bye]
            self.entries[found.bye] = entry._replace(wins=entry.wins + 1, byes=entry.byes + 1)
        return found

    def _met(self, number: int, opponent: int, *, won: bool, floats: bool) -> None:
        entry = self.entries[number]
        self.entries[number] = entry._replace(
            wins=entry.wins + won, opponents=(*entry.opponents, opponent), floats=entry.floats + floats
        )


@pytest.mark.parametrize("people", range(4, 65))
def test_nobody_meets_again_and_byes_are_fair(people: int) -> None:
    """With fewer rounds than half the people, everybody has met fewer than half: a pairing without repeats exists."""
    evening = Evening(people, Random(people))  # noqa: S311  chance that a test repeats
    for _ in range(min(6, (people - 1) // 2)):
        evening.play(range(1, people + 1))
        byes = [entry.byes for entry in evening.entries.values()]
        assert max(byes) <= 1
    assert all(len(set(entry.opponents)) == len(entry.opponents) for entry in evening.entries.values())


def test_who_came_late_has_had_no_bye() -> None:
    evening = Evening(7, Random(1))  # noqa: S311  chance that a test repeats
    first = evening.play(range(1, 6))
    late = evening.play(range(1, 8))
    assert late.bye not in {first.bye, 6, 7}, "among equals it goes to who has played"
    assert len(late.pairs) == 3


def test_everybody_has_had_a_bye_before_anybody_has_a_second() -> None:
    evening = Evening(5, Random(2))  # noqa: S311  chance that a test repeats
    byes = [evening.play(range(1, 6)).bye for _ in range(5)]
    assert sorted(byes, key=str) == [1, 2, 3, 4, 5]


def test_a_pair_says_why() -> None:
    one, other = SwissEntry(1, 2, (3, 4)), SwissEntry(2, 2, (5, 6))
    assert str(pair_swiss_round([one, other]).pairs[0].why.sentence) == "Both have 2 wins."
    fewer = pair_swiss_round([one, other._replace(wins=0)]).pairs[0]
    assert str(fewer.why.sentence) == "2 wins against 0: the closest records with which nobody has to meet again."
    again = pair_swiss_round([one._replace(opponents=(2,)), other._replace(opponents=(1,))]).pairs[0]
    assert again.why.kind == "again"
