"""How much of its time a fan-out offers to others."""

import itertools

from goat_kiosk.hub.yielding import MOST, YieldBudget


def test_a_frame_offers_no_more_than_its_share() -> None:
    now, offered = itertools.count(step=MOST * 0.4), itertools.count()
    courtesy = YieldBudget(lambda: next(offered), lambda: next(now))
    for _ in range(100):
        courtesy.yield_cpu()
    assert next(offered) == 3


def test_offers_that_nobody_takes_are_never_used_up() -> None:
    offered = itertools.count()
    courtesy = YieldBudget(lambda: next(offered), lambda: 0.0)
    for _ in range(1_000):
        courtesy.yield_cpu()
    assert next(offered) == 1_000
