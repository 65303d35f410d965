"""Payouts: real and constructed pots, sums that are exact, and what an evening's places get."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.errors import KioskError
from goat_kiosk.tournament.events import MoneySet, PlayerChanged, PlayerDropped
from goat_kiosk.tournament.payouts import Payout, divide, money_totals, share_ties
from goat_kiosk.tournament.pots import Money, Pot
from goat_kiosk.tournament.stage import Stage, StageSource
from tests.tournament.night import SINGLE, Night

CASES: Any = json.loads((Path(__file__).parent / "cases" / "payouts.json").read_text())
weights = st.lists(st.integers(1, 100), min_size=1, max_size=20)
units = st.sampled_from([1, 100])


@pytest.mark.parametrize("case", CASES["cases"], ids=str)
def test_a_pot_is_divided_exactly(case: Any) -> None:
    assert divide(case["pot_cents"], case["weights"]) == case["places"]


@pytest.mark.parametrize("case", CASES["ties"], ids=str)
def test_who_shares_a_place_shares_the_prizes(case: Any) -> None:
    amounts = divide(case["pot_cents"], case["weights"])
    assert share_ties(amounts, [len(group) for group in case["tied"]]) == case["places"]


@given(whole=st.integers(0, 10_000_000), shares=weights, unit=units)
def test_the_parts_add_up_and_only_the_first_gets_an_odd_amount(whole: int, shares: list[int], unit: int) -> None:
    parts = divide(whole, shares, unit)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    assert all(part % unit == 0 for part in parts[1:])


@given(whole=st.integers(0, 10_000_000), shares=weights, tied=st.lists(st.integers(1, 5), min_size=1), unit=units)
def test_ties_share_to_a_unit_and_lose_nothing(whole: int, shares: list[int], tied: list[int], unit: int) -> None:
    amounts = divide(whole, shares, unit)
    got = share_ties(amounts, tied, unit)
    assert sum(got) == sum(amounts[: len(got)])
    start = 0
    for size in tied:
        group = got[start : start + size]
        assert len(set(group[1:])) <= 1, "those who are not the first of it get the same"
        start += size


def paid_night(entries: int, money: Money, fee: int = 1_000) -> Night:
    """Return a drawn night of a single elimination whose players have all paid."""
    night = Night(entries, SINGLE)
    for number in range(1, entries + 1):
        night.add(PlayerChanged(number, paid=True))
    night.add(MoneySet(fee, money))
    night.draw()
    return night


def play(night: Night) -> None:
    """Play everything; the better seed wins."""
    while night.ready:
        match = night.ready[0]
        first, second = night.sides(match.id)
        night.win(match.id, 1 if first < second else 2)


def test_the_house_takes_its_share_of_the_fees_and_not_of_what_was_added() -> None:
    found = money_totals(paid_night(8, Money(added=5_000, house_percent=10, pots=(Pot("Main"),))).state)
    assert (found.fees, found.house, found.pot) == (8_000, 800, 12_200)
    assert found.pots[0].payouts == (
        Payout(1, 7_400, None),
        Payout(2, 3_600, None),
        Payout(3, 600, None),
        Payout(3, 600, None),
    )


def test_places_get_their_money_and_losers_of_the_semifinals_share_the_third() -> None:
    night = paid_night(8, Money(pots=(Pot("Main", places=(50, 30, 10, 10)),)))
    play(night)
    payouts = money_totals(night.state).pots[0].payouts
    assert [(payout.place, payout.amount) for payout in payouts] == [(1, 4_000), (2, 2_400), (3, 800), (3, 800)]
    assert [payout.entry for payout in payouts[:2]] == [1, 2]
    assert {payout.entry for payout in payouts[2:]} == {3, 4}


def test_with_fewer_entries_than_places_nothing_is_left_over() -> None:
    night = paid_night(2, Money(pots=(Pot("Main"),)))
    assert [payout.amount for payout in money_totals(night.state).pots[0].payouts] == [1_400, 600]


def test_pots_without_a_share_divide_the_rest() -> None:
    pots = Pot("Upper", share=60), Pot("Lower"), Pot("Airmail", places=(1,), prize="goods")
    found = money_totals(paid_night(10, Money(pots=pots)).state)
    assert [(pot.pot.name, pot.amount) for pot in found.pots] == [
        ("Upper", 6_000),
        ("Lower", 2_000),
        ("Airmail", 2_000),
    ]


def test_a_player_who_leaves_keeps_the_fee_in_the_pot() -> None:
    night = paid_night(4, Money(pots=(Pot("Main"),)))
    night.add(PlayerChanged(3, paid=False))
    night.add(PlayerDropped(4))
    night.add(PlayerDropped(3))
    found = money_totals(night.state)
    assert (found.paid, found.unpaid, found.fees) == ((1, 2, 4), (), 3_000)


@pytest.mark.parametrize(("sold", "whole", "prize"), [(12_100, True, 6_100), (12_100, False, 6_050), (0, True, 0)])
def test_the_ticket_drawn_gets_half(sold: int, whole: bool, prize: int) -> None:  # noqa: FBT001  a parameter of pytest
    night = paid_night(2, Money(tickets=sold, whole_dollars=whole))
    assert money_totals(night.state).ticket_prize == prize


@pytest.mark.parametrize(
    "pots",
    [(Pot("A", share=60), Pot("B", share=50)), (Pot("A", share=60), Pot("B", share=30)), (Pot("A", division=2),)],
    ids=["more than a hundred", "less than a hundred", "no such division"],
)
def test_pots_that_do_not_add_up_are_refused(pots: tuple[Pot, ...]) -> None:
    night = Night(2)
    with pytest.raises(KioskError):
        night.add(MoneySet(1_000, Money(pots=pots)))


def test_a_table_pays_nobody_before_all_is_played() -> None:
    night = Night(3, Stage("round-robin"))
    for number in (1, 2, 3):
        night.add(PlayerChanged(number, paid=True))
    night.add(MoneySet(1_000, Money(pots=(Pot("Main", places=(60, 40)),))))
    night.draw()
    night.win(night.ready[0].id, 1)
    assert {payout.entry for payout in money_totals(night.state).pots[0].payouts} == {None}
    play(night)
    payouts = money_totals(night.state).pots[0].payouts
    assert [(payout.place, payout.entry, payout.amount) for payout in payouts] == [(1, 1, 1_800), (2, 2, 1_200)]


def test_a_pot_may_pay_the_places_of_one_bracket() -> None:
    pots = (Pot("Upper", places=(1,), stage=2), Pot("Lower", places=(1,), stage=3))
    upper, lower = (Stage("single", source=StageSource(1, places=places)) for places in ((1, 2), (3, 4)))
    night = Night(4, Stage("round-robin"), upper, lower)
    for number in (1, 2, 3, 4):
        night.add(PlayerChanged(number, paid=True))
    night.add(MoneySet(1_000, Money(pots=pots)))
    night.draw()
    play(night)
    night.draw_stage(2)
    night.draw_stage(3)
    play(night)
    assert [pot.payouts for pot in money_totals(night.state).pots] == [(Payout(1, 2_000, 1),), (Payout(1, 2_000, 3),)]


def test_a_stage_that_is_not_there_has_no_places() -> None:
    night = Night(2)
    with pytest.raises(KioskError, match="no stage 3"):
        night.add(MoneySet(1_000, Money(pots=(Pot("Lower", stage=3),))))
