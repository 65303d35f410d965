"""The first match of each person after the draw: partner, opponent, court, and whether it has begun."""

from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.events import PlayerSignedUp
from goat_kiosk.tournament.first_matches import first_matches
from goat_kiosk.tournament.slots import EntrySlot, winner_of
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import SINGLE, Night


def test_everybody_has_a_first_match_also_after_a_bye() -> None:
    night = Night(3, SINGLE)
    night.draw()
    firsts = {first.player: first for first in first_matches(night.state, night.now)}
    assert (firsts[1].match, firsts[1].opponent) == ("W2-1", winner_of("W1-2"))
    assert (firsts[2].match, firsts[2].opponent) == ("W1-2", EntrySlot(3))
    assert firsts[2].court == "Board 1", "where it would be called"


def test_a_first_match_has_begun_when_it_is_played_not_when_it_is_called() -> None:
    night = Night(4, SINGLE)
    night.draw()
    night.call("W1-1")
    assert not any(first.has_begun for first in first_matches(night.state, night.now))
    night.win("W1-1", 1)
    assert [first.player for first in first_matches(night.state, night.now) if first.has_begun] == [1, 4]


def test_both_of_a_pair_are_listed_by_name_in_each_division() -> None:
    night = Night(2, SINGLE)
    night.draw()
    night.add(DivisionAdded(2, "Pairs", "pairs", (Stage("single"),)))
    for number, name in ((3, "Zoe"), (4, "Abe")):
        night.add(PlayerSignedUp(number, name))
    night.add(EntryMade(3, 2, (3, 4)))
    night.add(EntryMade(4, 2, (1, 2)))
    night.add(Drawn(2, (3, 4), "order"))
    firsts = first_matches(night.state, night.now)
    assert [(first.player, first.division) for first in firsts] == [(4, 2), (1, 1), (1, 2), (2, 1), (2, 2), (3, 2)]


def test_nobody_has_a_first_match_before_the_draw() -> None:
    assert first_matches(Night(4).state, 0) == []
