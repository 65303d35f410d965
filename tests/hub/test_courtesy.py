"""How much of its time a fan-out offers to others."""

import itertools

from goat_kiosk.hub.courtesy import MOST, Courtesy


def test_a_frame_offers_no_more_than_its_share() -> None:
    now, offered = itertools.count(step=MOST * 0.4), 0

    def give_way() -> None:
        nonlocal offered
        offered += 1

    courtesy = Courtesy(give_way, lambda: next(now))
    for _ in range(100):
        courtesy.offer()
    assert offered == 3


def test_offers_that_nobody_takes_are_never_used_up() -> None:
    offered = 0

    def give_way() -> None:
        nonlocal offered
        offered += 1

    courtesy = Courtesy(give_way, lambda: 0.0)
    for _ in range(1_000):
        courtesy.offer()
    assert offered == 1_000
