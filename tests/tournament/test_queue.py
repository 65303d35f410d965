"""The queue: who plays where, and that nobody is forgotten or in two places."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.events import CourtSet, PlayerChanged, QueueOrdered, TournamentPaused
from goat_kiosk.tournament.match_events import MatchCalled, MatchFeatured, MatchHeld, MatchProtested, MatchStarted
from goat_kiosk.tournament.queue import OVERDUE_MS, QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve_all
from tests.tournament.night import DIVISION, DOUBLE, MINUTE, Night


def queue(night: Night, later: int = 0) -> list[QueuedMatch]:
    return court_queue(night.state, night.now + later)


def offered(night: Night, later: int = 0) -> dict[str, str]:
    """Return the court of each match that can be called now."""
    return {item.match: item.court for item in queue(night, later) if item.status == "ready" and item.court}


def test_free_courts_get_the_next_matches_and_two_are_on_deck() -> None:
    night = Night(16)
    night.draw()
    assert offered(night) == {"W1-1": "Board 1", "W1-2": "Board 2"}
    assert [item.match for item in queue(night) if item.status == "on-deck"] == ["W1-3", "W1-4"]
    night.call("W1-1")
    night.add(MatchStarted(DIVISION, "W1-1"))
    assert [(item.match, item.court, item.status) for item in queue(night)][:2] == [
        ("W1-1", "Board 1", "playing"),
        ("W1-2", "Board 2", "ready"),
    ]


def test_the_directors_order_comes_first_and_says_so() -> None:
    night = Night(16)
    night.draw()
    night.add(QueueOrdered(((DIVISION, "W1-7"),)))
    first = queue(night)[0]
    assert (first.match, first.why.sentence) == ("W1-7", "The director put it here.")


def test_who_has_waited_half_an_hour_goes_before_longer_chains() -> None:
    night = Night(6, courts=("Board 1",))
    night.draw()
    night.win("W1-2", 1)
    night.win("W1-4", 1)
    assert "W2-1" in {item.match for item in queue(night)}
    late = queue(night, OVERDUE_MS + MINUTE)
    assert all("has waited" in item.why.sentence for item in late)


def test_nobody_is_called_who_is_not_here_plays_or_is_held_back() -> None:
    night = Night(8)
    night.draw()
    night.add(PlayerChanged(1, here=False))
    night.add(MatchHeld(DIVISION, "W1-2"))
    assert set(offered(night)) == {"W1-3", "W1-4"}
    night.add(MatchHeld(DIVISION, "W1-2", held=False))
    assert "W1-2" in offered(night)
    night.add(TournamentPaused("Raffle"))
    assert offered(night) == {}


def test_a_protest_blocks_what_depends_on_it() -> None:
    night = Night(4)
    night.draw()
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    night.add(MatchProtested(DIVISION, "W1-1", "out of turn"))
    assert offered(night) == {}
    night.rule("W1-1", "stands")
    assert set(offered(night)) == {"W2-1", "L1-1"}


def test_a_featured_match_waits_for_its_court_and_a_closed_court_gets_none() -> None:
    night = Night(8)
    night.draw()
    night.add(MatchFeatured(DIVISION, "W1-1", "Board 2"))
    assert offered(night) == {"W1-1": "Board 2", "W1-2": "Board 1"}
    night.add(CourtSet("Board 2", is_open=False))
    assert offered(night) == {"W1-2": "Board 1"}


def test_a_player_of_two_divisions_is_in_one_place_at_a_time() -> None:
    night = Night(4)
    night.add(DivisionAdded(2, "Beginners", "singles", (DOUBLE,)))
    for number in (1, 2, 3, 4):
        night.add(EntryMade(10 + number, 2, (number,)))
    night.draw()
    night.add(Drawn(2, (11, 12, 13, 14), "order"))
    night.call("W1-1")
    items = [item for item in queue(night) if item.status == "ready" and item.court]
    assert len(items) == 1, "of the two that are left, both need one of the same two players"
    assert items[0].match == "W1-2"


@given(entries=st.integers(2, 24), boards=st.integers(1, 5), seed=st.integers(0, 2**32))
@settings(max_examples=40)
def test_the_queue_plays_a_night_to_its_end_and_doubles_nobody(entries: int, boards: int, seed: int) -> None:
    random = Random(seed)  # noqa: S311  chance that a test repeats
    courts = [f"Board {number}" for number in range(1, boards + 1)]
    night = Night(entries, courts=courts)
    night.draw()
    waited: dict[str, int] = {}
    while items := queue(night):
        running = [item for item in items if item.status in {"called", "playing"}]
        assert len({item.court for item in running}) == len(running)
        players = [player for item in running for player in players_of(night, item)]
        assert len(players) == len(set(players))
        free = [item for item in items if item.status == "ready" and item.court]
        if free and (not running or random.random() < 0.7):
            item = free[0]
            night.add(MatchCalled(item.division, item.match, item.court or "", night.sides(item.match)))
        else:
            assert running, "something is always played while something can be"
            item = random.choice(running)
            night.win(item.match, random.choice((1, 2)))
        for item in items:
            waited[item.match] = waited.get(item.match, 0) + 1
    assert night.places()[0][0] == 1
    assert len(night.places()) == entries


def players_of(night: Night, item: QueuedMatch) -> tuple[int, ...]:
    match = resolve_all(night.state)[item.division][item.match]
    return tuple(player for entry in match.entries for player in night.state.entries[entry].players)


def test_two_desks_show_the_same() -> None:
    night = Night(12)
    night.draw()
    assert court_queue(night.state, night.now) == court_queue(night.state, night.now)


def test_a_featured_match_waits_for_its_court_so_many_minutes() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchFeatured(DIVISION, "W1-2", "Board 1", 10))
    assert offered(night) == {}
    waiting = next(item for item in queue(night) if item.match == "W1-2")
    assert waiting.why.sentence == "It is kept for Board 1."
    assert offered(night, 9 * MINUTE) == {}
    assert offered(night, 10 * MINUTE) == {"W1-2": "Board 2"}


def test_the_minutes_of_a_featured_match_begin_when_it_can_be_played() -> None:
    night = Night(4)
    night.draw()
    night.add(MatchFeatured(DIVISION, "W2-1", "Board 1", 10))
    night.now += 60 * MINUTE
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    night.call("L1-1")
    assert offered(night) == {}
    assert offered(night, 10 * MINUTE) == {"W2-1": "Board 2"}
