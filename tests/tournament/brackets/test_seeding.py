"""Seeding against published tables, and what makes it fair."""

import json
from pathlib import Path

import pytest

from goat_kiosk.tournament.brackets.seeding import SeedOrder, seed_slots, slot_count

TABLES = json.loads((Path(__file__).parent.parent / "cases" / "seeding.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("order", "table"), [("standard", "standard"), ("acl", "acl_observed")])
def test_the_published_tables(order: SeedOrder, table: str) -> None:
    for slots, pairs in TABLES[table].items():
        seeds = seed_slots(int(slots), order)
        assert [list(pair) for pair in zip(seeds[::2], seeds[1::2], strict=True)] == pairs


@pytest.mark.parametrize("entries", [int(entries) for entries in TABLES["byes"]])
def test_the_best_seeds_get_the_byes(entries: int) -> None:
    slots = slot_count(entries)
    assert sorted(seed for seed in range(1, entries + 1) if slots + 1 - seed > entries) == TABLES["byes"][str(entries)]


@pytest.mark.parametrize("order", ["standard", "acl"])
@pytest.mark.parametrize("rounds", range(1, 9))
def test_the_best_can_meet_only_in_the_last_rounds(order: SeedOrder, rounds: int) -> None:
    seeds = seed_slots(2**rounds, order)
    for best in range(rounds + 1):
        size = len(seeds) >> best
        sections = [seeds[start : start + size] for start in range(0, len(seeds), size)]
        assert all(sum(seed <= 2**best for seed in section) == 1 for section in sections)
