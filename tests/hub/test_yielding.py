"""CPU yielding: how much of its time a fan-out gives to other processes."""

import itertools

from goat_kiosk.hub.yielding import MAX_YIELD_S, YieldBudget


def test_a_fan_out_yields_no_more_than_its_budget() -> None:
    now, yields = itertools.count(step=MAX_YIELD_S * 0.4), itertools.count()
    budget = YieldBudget(lambda: next(yields), lambda: next(now))
    for _ in range(100):
        budget.yield_cpu()
    assert next(yields) == 3


def test_yields_that_cost_no_time_never_use_up_the_budget() -> None:
    yields = itertools.count()
    budget = YieldBudget(lambda: next(yields), lambda: 0.0)
    for _ in range(1_000):
        budget.yield_cpu()
    assert next(yields) == 1_000
